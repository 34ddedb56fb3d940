"""The page of one decision: its form, what it leads to, and what others did meanwhile."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import FormView

from petitions.admin.entry import SLIPS
from petitions.admin.pages import CasePage, case_url, desk_url_after
from petitions.decisions import DECISIONS, DecisionForm
from petitions.models import Petition, PetitionEvent, StalePetition
from petitions.status import MOVES
from wardportal.pages import FormPage
from wardportal.upload_fields import KeepsUploads


class DecisionView(CasePage, FormPage, FormView):
    """Shows the form of a verb and hands what was typed to the petition's method of that name."""

    template_name = "admin/petitions/decide.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["verb"] not in DECISIONS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[DecisionForm]:
        return DECISIONS[self.kwargs["verb"]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._require_permission()
        if not self.petition.can(self.kwargs["verb"]):
            label = self.get_form_class().heading
            messages.warning(
                request, f"Không thể “{label}” khi đơn đang ở tình trạng “{self.petition.get_status_display()}”."
            )
            return redirect(case_url(self.petition))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._require_permission()
        form = self.get_form()
        if "preview" in request.POST:
            form.is_valid()
            return self.render_to_response(self.get_context_data(form=form, preview=True))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"petition": self.petition, "user": self.user}

    def get_form(self, form_class: Any = None) -> DecisionForm:
        form = (form_class or self.get_form_class())(**self.get_form_kwargs())
        for name, text in form.starting_text(self.request.GET.get("mau", "")).items():
            form.fields[name].initial = text
        return form

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        try:
            form.apply(self.petition, by=self.user)
        except StalePetition:
            return self._show_conflict(form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        return self._go_on(form)

    def _require_permission(self) -> None:
        if not self.user.has_perm(f"petitions.{self.kwargs['verb']}_petition"):
            raise PermissionDenied

    def _go_on(self, form: DecisionForm) -> HttpResponse:
        petition = Petition.objects.get(pk=self.petition.pk)
        messages.success(self.request, f"{petition.code}: đã ghi nhận “{form.heading}”.")
        if isinstance(form, KeepsUploads) and form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        if form.verb == "reissue_secret":
            SLIPS.keep(self.request, petition)
            return redirect("admin:petitions_petition_slip", petition.pk)
        return redirect(desk_url_after(petition, self.user))

    def _show_conflict(self, form: DecisionForm) -> HttpResponse:
        """Show what others did and keep what was typed; a second press counts where the decision is still legal."""
        self.petition = Petition.objects.get(pk=self.petition.pk)
        form.petition = self.petition
        form.renew_version()
        since = self._events_after(form.cleaned_data["version"])
        context = self.get_context_data(form=form, since=since, may_press=self.petition.can(form.verb))
        response = self.render_to_response(context)
        response.status_code = 409
        return response

    def _events_after(self, version: int) -> list[PetitionEvent]:
        """Each decision raises the version by one and leaves one event, after the one that took the petition in."""
        events = self.petition.events.select_related("note", "by", "unit")
        return list(events.order_by("pk")[max(version, 0) + 1 :])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", None) or self.get_form()
        kwargs["form"] = form
        defaults = {"since": [], "may_press": True, "preview": False}
        return super().get_context_data(
            **defaults | kwargs,
            title=form.heading,
            templates=form.reply_templates() if form.template_field else [],
            chosen_template=self.request.GET.get("mau", ""),
            is_upload=form.is_multipart(),
            move=MOVES[form.verb],
        )
