"""The page of one decision about a petition: its form, what it leads to, and what others did meanwhile."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from petitions.admin.case import file_row
from petitions.admin.entry import SLIPS
from petitions.admin.inspecting import inspections_of
from petitions.admin.pages import CasePage, case_url, desk_url_after
from petitions.decisions import DECISIONS
from petitions.status import MOVES, EventKind
from wardportal.decision_pages import DecisionPage
from wardportal.upload_fields import KeepsUploads

ANSWERING = ("draft_answer", "answer")


class DecisionView(CasePage, DecisionPage):
    """Shows the form of a verb and hands what was typed to the petition's method of that name."""

    template_name = "admin/petitions/decide.html"
    forms = DECISIONS

    @property
    def row(self) -> Any:
        return self.petition

    @row.setter
    def row(self, petition: Any) -> None:
        self.petition = petition

    def cases(self) -> Any:
        return super().cases().select_related("category", "residential_group", "team")

    def back_url(self) -> str:
        return case_url(self.petition)

    def refusal(self, label: str) -> str:
        return f"Không thể “{label}” khi đơn đang ở tình trạng “{self.petition.staff_status}”."

    def events(self) -> Any:
        """A new day that a new kind brings is no decision of its own: it raises no version and hides no other."""
        return self.petition.events.exclude(kind=EventKind.REDATED).select_related("note", "by", "unit")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "use_template" in request.POST:
            return self._show_template()
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        return self.render_to_response(self.get_context_data(form=form, preview=True))

    def _show_template(self) -> HttpResponse:
        """Show the form as it was typed, with the chosen text in it, before anything is missed in it.

        It keeps the version it was opened at: what others did meanwhile is told once the decision is sent.
        """
        form_class, typed = DECISIONS[self.kwargs["verb"]], self.request.POST.dict()
        filled = form_class.with_template(typed.get("template", ""), typed)
        form = form_class(petition=self.petition, user=self.user, initial=filled)
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: Any) -> HttpResponse:
        """A merge shows first whose petition the code means: a slip of the finger would answer the wrong person."""
        asking = form.with_look()
        return self.render_to_response(self.get_context_data(form=asking)) if asking else super().form_valid(form)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {"petition": kwargs.pop("row"), **kwargs}

    def answer(self, form: Any) -> HttpResponse:
        if isinstance(form, KeepsUploads) and form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        if form.verb == "reissue_secret":
            SLIPS.keep(self.request, self.petition)
            return redirect("admin:petitions_petition_slip", self.petition.pk)
        return redirect(desk_url_after(self.petition, self.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"] = kwargs.get("form") or self.get_form()
        return super().get_context_data(
            **{"preview": False} | kwargs,
            templates=form.reply_templates() if form.template_field else [],
            template_label=form.fields[form.template_field].label if form.template_field else "",
            chosen_template=self.request.POST.get("template", ""),
            stored=form.stored() if kwargs.get("since") else [],
            original=form.found,
            move=MOVES[form.verb],
            words=self.petition.words(),
            files=[file_row(file) for file in self.petition.attachments.select_related("event")],
            additions=self.petition.events.of_sender().select_related("note"),
            **self._inspected(form.verb),
        )

    def _inspected(self, verb: str) -> dict[str, Any]:
        """Whoever writes the answer has before them what was seen on the spot, and why a leader sent a draft back."""
        if verb not in ANSWERING:
            return {"returned": None}
        found = inspections_of(self.petition, self.user)
        return found | {"inspect_url": "", "returned": self.petition.returned_draft()}
