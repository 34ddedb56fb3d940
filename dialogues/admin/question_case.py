"""One question on one page: what is asked, by whom, for which session, what came of it, what can be decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic import TemplateView

from dialogues.admin.calls import tell_promoted
from dialogues.admin.decide import DoorDecisionView
from dialogues.admin.entry import SLIPS
from dialogues.admin.pages import RowPage, admin_url, buttons_for
from dialogues.decisions.questions import DECISIONS
from dialogues.desk import tone_of, usual_steps
from dialogues.models import AgendaItem, Question
from dialogues.next_steps import next_step_said
from dialogues.status import SessionStatus
from petitions.models import Petition
from wardportal.decisions import DecisionForm
from wardportal.matters import stations_of

# After these another may have the place.
FREES_A_PLACE = ("defer", "decline", "withdraw", "open_petition", "seal")


class QuestionPage(RowPage):
    about = Question

    def rows(self) -> Any:
        return super().rows().select_related("session", "topic", "residential_group", "entered_by")

    def items(self) -> Any:
        """Where the question stands on an agenda, with what was minuted of it."""
        return AgendaItem.objects.filter(question=self.row).select_related("session").order_by("session__held_on")


class QuestionCaseView(QuestionPage, TemplateView):
    template_name = "admin/dialogues/question.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.row
        return super().get_context_data(
            title=question.code,
            tone=tone_of(question),
            said=next_step_said(question),
            buttons=buttons_for(question, self.user, offered_for(question), *usual_steps(question)),
            has_slip=SLIPS.holds(self.request, question),
            items=self.items(),
            matter=stations_of(question, self.user),
            events=question.events.select_related("note", "by", "left_session"),
            **kwargs,
        )


def offered_for(question: Question) -> dict[str, type[DecisionForm]]:
    """The decisions worth a button now: answering from when on an answer can stand in the minutes."""
    is_early = question.session.status == SessionStatus.PLANNED
    return {verb: form for verb, form in DECISIONS.items() if not (is_early and verb == "answer")}


class QuestionDecisionView(QuestionPage, DoorDecisionView):
    """A decision beside the words it is about."""

    forms = DECISIONS
    template_name = "admin/dialogues/decide_question.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(items=self.items(), **kwargs)

    def answer(self, form: DecisionForm) -> HttpResponse:
        if form.verb == "reissue_secret":
            SLIPS.keep(self.request, self.row)
            return redirect(admin_url(self.row, "slip"))
        if form.verb == "check_in":
            messages.info(self.request, f"Số thứ tự: {self.row.queue_number}.")
        if form.verb in ("open_petition", "seal"):
            self._tell_petition(self.row.opened_petition_id)
        if form.verb in FREES_A_PLACE:
            tell_promoted(self.request, self.user, since=self.row.events.latest("pk").pk)
        return super().answer(form)

    def _tell_petition(self, key: int) -> None:
        """Give the new code, with the way to it for those who may read it; who is named in it learns nothing."""
        petition = Petition.objects.not_about(self.user).filter(pk=key).first()
        if petition is None:
            return
        url = ""
        if Petition.objects.visible_to(self.user).filter(pk=key).exists():
            url = reverse("admin:petitions_petition_change", args=[key])
        elif Petition.objects.opened_by(self.user).filter(pk=key).exists():
            url = reverse("admin:petitions_petition_confidential", args=[key])
        what = "Hồ sơ mật" if petition.is_confidential else "Đơn"
        code = format_html('<a href="{}">{}</a>', url, petition.code) if url else petition.code
        messages.success(self.request, format_html("{} mới: {}.", what, code))
