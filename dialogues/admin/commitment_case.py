"""One promise on one page: its words, who keeps it by when, what shows that it was kept, what can be decided."""

from collections.abc import Container
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from dialogues.admin.decide import DoorDecisionView
from dialogues.admin.pages import RowPage, admin_url, buttons_for
from dialogues.decisions.commitments import DECISIONS
from dialogues.desk import due_text, tone_of, usual_steps
from dialogues.milestones import MilestoneForm
from dialogues.models import Commitment, CommitmentEvent, Milestone
from wardportal.decisions import DecisionForm
from wardportal.matters import stations_of
from wardportal.pages import OnceView
from wardportal.upload_fields import KeepsUploads
from wardportal.uploads import serve_file


class CommitmentPage(RowPage):
    about = Commitment

    def rows(self) -> Any:
        public = Commitment.objects.published().filter(pk=OuterRef("pk"))
        rows = super().rows().annotate(is_public=Exists(public))
        return rows.select_related("unit", "owner", "session", "item", "question__session", "residential_group")


class CommitmentCaseView(CommitmentPage, TemplateView):
    template_name = "admin/dialogues/commitment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.row
        events = list(commitment.events.select_related("note", "by", "unit", "milestone"))
        takes_milestones = commitment.takes_milestones_by(self.user)
        defaults = {"milestone_form": MilestoneForm(commitment=commitment) if takes_milestones else None}
        return super().get_context_data(
            **defaults | kwargs,
            title=commitment.code,
            tone=tone_of(commitment),
            due=due_text(commitment, timezone.localdate()),
            buttons=buttons_for(commitment, self.user, DECISIONS, *usual_steps(commitment)),
            milestones=commitment.milestones.standing(),
            takes_milestones=takes_milestones,
            evidence=commitment.evidence.select_related("event", "published_by"),
            shows_evidence=commitment.shows_evidence_by(self.user),
            matter=stations_of(commitment, self.user),
            events=events,
            told=[(event, event.shown_note) for event in events],
        )


class CommitmentDecisionView(CommitmentPage, DoorDecisionView):
    """A decision beside the words it is about."""

    forms = DECISIONS
    template_name = "admin/dialogues/decide_commitment.html"

    def events(self) -> Any:
        return super().events().select_related("unit", "milestone")

    def answer(self, form: DecisionForm) -> HttpResponse:
        if isinstance(form, KeepsUploads) and form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        return super().answer(form)


class EvidenceView(CommitmentPage, View):
    """One file, for those who may read the promise, published or not."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        evidence = get_object_or_404(self.row.evidence, pk=file)
        return serve_file(evidence.file, name=evidence.name, content_type=evidence.content_type, inline=True)


class ShowEvidenceView(CommitmentPage, View):
    """Says of one file whether the public sees it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        if not self.row.shows_evidence_by(self.user):
            raise PermissionDenied
        evidence = get_object_or_404(self.row.evidence, pk=file)
        evidence.show("publish" in request.POST, by=self.user)
        shown = "đã cho hiện trên trang công khai" if evidence.published_at else "đã ẩn khỏi trang công khai"
        messages.success(request, f"{evidence}: {shown}.")
        return redirect(f"{admin_url(self.row)}#minh-chung")


class MilestoneView(OnceView, CommitmentCaseView, FormView):
    """Adds a milestone; what is wrong with it is said on the promise's page."""

    form_class = MilestoneForm
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.row.takes_milestones_by(self.user):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"commitment": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(milestone_form=kwargs["form"], **kwargs)

    def sent_before(self, submission_id: UUID) -> CommitmentEvent | None:
        return CommitmentEvent.objects.select_related("milestone").filter(submission_id=submission_id).first()

    def is_about_this(self, sent: CommitmentEvent) -> bool:
        return (sent.commitment_id, sent.by_id) == (self.row.pk, self.user.pk)

    def take(self, form: MilestoneForm) -> HttpResponse:
        form.save(by=self.user)
        return self.answer_again()

    def answer_again(self, sent: CommitmentEvent | None = None) -> HttpResponse:
        messages.success(self.request, "Đã thêm mốc thực hiện.")
        return redirect(f"{admin_url(self.row)}#moc")


class TickView(CommitmentPage, View):
    """A milestone is reached; `undo` takes a tick of today back, `drop` the milestone itself."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
        if not self.row.takes_milestones_by(self.user):
            raise PermissionDenied
        row = get_object_or_404(self.row.milestones, pk=milestone)
        try:
            self._mark(row, request.POST)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect(f"{reverse('admin:dialogues_commitment_change', args=[pk])}#moc")

    def _mark(self, row: Milestone, pressed: Container[str]) -> None:
        if "drop" in pressed:
            act, done = row.drop, "Đã bỏ mốc này. Lịch sử vẫn ghi mốc đã bỏ."
        elif "undo" in pressed:
            act, done = row.untick, "Đã bỏ đánh dấu mốc này."
        else:
            act, done = row.tick, "Đã ghi nhận mốc này đã xong."
        act(by=self.user)
        messages.success(self.request, done)
