"""What briefings concluded: the list with its queues, and the page on which is told what became of one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.generic import FormView

from mobilization.admin.briefing_pages import briefing_url, may_see_briefings
from mobilization.briefings.status import TaskStatus
from mobilization.decisions.briefings import EndConclusionForm
from mobilization.models import BriefingConclusion
from wardportal.dates import date_vi
from wardportal.decision_pages import StaffPage
from wardportal.list_filters import ListFilter, QueueFilter
from wardportal.models import User
from wardportal.pages import FormPage
from wardportal.row_pages import RowsAdmin
from wardportal.work_queues import WorkQueue, days_left

SEEING = ("mobilization.view_all_briefings", "mobilization.report_briefingconclusion")
_DUE: dict[str, Any] = {"since": "due_on", "order": "due_on", "is_due": True}
QUEUES = (
    WorkQueue(
        "cua-toi",
        "Việc giao ban giao cho tôi, đơn vị tôi",
        lambda rows, user: rows.open().given_to(user),
        ("mobilization.report_briefingconclusion",),
        **_DUE,
    ),
    WorkQueue(
        "qua-han", "Kết luận giao ban quá hạn", lambda rows, user: rows.overdue(), SEEING, **_DUE, tone="overdue"
    ),
    WorkQueue(
        "dang-lam",
        "Kết luận giao ban đang thực hiện",
        lambda rows, user: rows.open(),
        ("mobilization.keep_briefing",),
        **_DUE,
    ),
)
TONES = {TaskStatus.OPEN: "progress", TaskStatus.DONE: "done", TaskStatus.NOT_DONE: "closed"}


def tone_of(conclusion: BriefingConclusion) -> str:
    return "overdue" if conclusion.is_overdue() else TONES[TaskStatus(conclusion.status)]


class ConclusionQueueFilter(QueueFilter):
    title = "hàng việc"
    queues = QUEUES


class StatusFilter(ListFilter):
    title, parameter_name, column, offered = "tình trạng", "tinh-trang", "status", TaskStatus


class ConclusionView(StaffPage, FormPage, FormView):
    """One conclusion, and the form to tell what became of it for whoever may."""

    about = BriefingConclusion
    form_class = EndConclusionForm
    template_name = "admin/mobilization/briefingconclusion/detail.html"
    row: BriefingConclusion

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = BriefingConclusion.objects.visible_to(self.user).with_owners()
        self.row = get_object_or_404(rows, pk=kwargs["pk"])
        self.may_end = self.row.may_be_ended_by(self.user)
        if request.method == "POST" and not self.may_end:
            return self._refused()
        return super().dispatch(request, *args, **kwargs)

    def _refused(self) -> HttpResponse:
        """Somebody else told it first, or it was given to others."""
        if self.row.status == TaskStatus.OPEN:
            raise PermissionDenied
        messages.warning(self.request, "Việc này đã có kết quả.")
        return redirect(self.request.path)

    def form_valid(self, form: EndConclusionForm) -> HttpResponse:
        try:
            form.save(self.row, by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, "Đã ghi kết quả.")
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sees = may_see_briefings(self.user)
        return super().get_context_data(
            title="Kết luận giao ban",
            row=self.row,
            tone=tone_of(self.row),
            may_end=self.may_end,
            briefing_url=briefing_url(self.row.briefing) if sees else "",
            list_url=reverse("admin:mobilization_briefingconclusion_changelist"),
            list_title="Kết luận giao ban",
            **kwargs,
        )


@admin.register(BriefingConclusion)
class BriefingConclusionAdmin(RowsAdmin):
    list_display = ["text_column", "owners", "due_column", "status_column", "briefing"]
    list_filter = [ConclusionQueueFilter, StatusFilter]
    list_select_related = ["briefing__team", "unit", "team", "owner"]
    work = QUEUES
    row_view = ConclusionView

    def has_view_permission(self, request: HttpRequest, obj: BriefingConclusion | None = None) -> bool:
        user: User = request.user  # type: ignore[assignment]
        return user.is_active and user.is_staff and any(user.has_perm(name) for name in SEEING)

    def get_ordering(self, request: HttpRequest) -> Any:
        return ["due_on", "pk"] if request.GET.get("viec") else ["-briefing__held_on", "-briefing", "position", "pk"]

    @admin.display(description="việc")
    def text_column(self, conclusion: BriefingConclusion) -> str:
        return str(conclusion)

    @admin.display(description="giao cho")
    def owners(self, conclusion: BriefingConclusion) -> str:
        return conclusion.owners or "–"

    @admin.display(description="hạn")
    def due_column(self, conclusion: BriefingConclusion) -> str:
        if conclusion.due_on is None:
            return "–"
        left = (
            f" ({days_left(conclusion.due_on, timezone.localdate())})" if conclusion.status == TaskStatus.OPEN else ""
        )
        return f"{date_vi(conclusion.due_on)}{left}"

    @admin.display(description="tình trạng")
    def status_column(self, conclusion: BriefingConclusion) -> SafeString:
        context = {"label": conclusion.get_status_display(), "tone": tone_of(conclusion)}
        return render_to_string("components/_status_badge.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Kết luận giao ban"} | (extra_context or {}))
