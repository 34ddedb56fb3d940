"""The list of briefings, their queues on the desk, and the addresses of their pages."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from mobilization.admin import briefing_prints as prints
from mobilization.admin.briefing_keep import KeepView
from mobilization.admin.briefing_pages import (
    TONES,
    BriefingDecisionView,
    BriefingView,
    PlanView,
    may_see_briefings,
)
from mobilization.briefings.status import BriefingLevel, BriefingStatus
from mobilization.models import Briefing, MobilizationTeam
from wardportal.dates import day_date
from wardportal.list_filters import ListFilter, QueueFilter, RowFilter
from wardportal.row_pages import RowsAdmin, page
from wardportal.work_queues import WorkQueue, days_left

QUEUES = (
    WorkQueue(
        "sap-hop",
        "Giao ban sắp họp",
        lambda rows, user: rows.planned(),
        ("mobilization.view_all_briefings",),
        since="held_on",
        order="held_on",
        is_due=True,
    ),
    WorkQueue(
        "chua-ket-luan",
        "Giao ban đã họp, chưa kết luận",
        lambda rows, user: rows.held(),
        ("mobilization.keep_briefing",),
        since="held_on",
        order="held_on",
        tone="soon",
    ),
)


class BriefingQueueFilter(QueueFilter):
    title = "hàng việc"
    queues = QUEUES


class LevelFilter(ListFilter):
    title, parameter_name, column, offered = "cấp", "cap", "level", BriefingLevel


class StatusFilter(ListFilter):
    title, parameter_name, column, offered = "tình trạng", "tinh-trang", "status", BriefingStatus


class TeamFilter(RowFilter):
    title, parameter_name, column = "tổ dân vận", "to", "team"

    def rows(self) -> QuerySet:
        return MobilizationTeam.objects.filter(briefings__isnull=False).distinct()


@admin.register(Briefing)
class BriefingAdmin(RowsAdmin):
    """No field is edited here: what changes a briefing are its decisions and its own pages."""

    list_display = ["day_column", "body_column", "period_column", "place", "status_column"]
    list_filter = [BriefingQueueFilter, LevelFilter, StatusFilter, TeamFilter]
    list_select_related = ["team"]
    work = QUEUES
    row_view = BriefingView

    # Who sees what

    def has_view_permission(self, request: HttpRequest, obj: Briefing | None = None) -> bool:
        return may_see_briefings(request.user)  # type: ignore[arg-type]

    def get_ordering(self, request: HttpRequest) -> Any:
        """The next one first; behind those to come, what was, the latest first."""
        coming = Case(When(status=BriefingStatus.PLANNED, then=F("held_on")), default=Value(None))
        return [coming.asc(nulls_last=True), F("held_on").desc(), "-pk"]

    # The list

    @admin.display(description="ngày, giờ")
    def day_column(self, briefing: Briefing) -> str:
        left = ""
        if briefing.status == BriefingStatus.PLANNED:
            left = f" ({days_left(briefing.held_on, timezone.localdate())})"
        return f"{day_date(briefing.held_on).capitalize()}, {briefing.start_time:%H:%M}{left}"

    @admin.display(description="giao ban")
    def body_column(self, briefing: Briefing) -> str:
        return briefing.body_name if briefing.team else "Phường với các tổ dân vận"

    @admin.display(description="kỳ")
    def period_column(self, briefing: Briefing) -> str:
        return str(briefing.period)

    @admin.display(description="tình trạng")
    def status_column(self, briefing: Briefing) -> SafeString:
        context = {"label": briefing.get_status_display(), "tone": TONES[BriefingStatus(briefing.status)]}
        return render_to_string("components/_status_badge.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"title": "Giao ban", "may_plan": request.user.has_perm("mobilization.plan_briefing")}
        return super().changelist_view(request, context | (extra_context or {}))

    # Pages

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "xep/", PlanView, "plan"),
            page(self, "<int:pk>/ghi/", KeepView, "keep"),
            page(self, "<int:pk>/tai-lieu/", prints.MaterialView, "material"),
            page(self, "<int:pk>/tai-lieu.pdf", prints.MaterialPdf, "material_pdf"),
            page(self, "<int:pk>/tai-lieu.docx", prints.MaterialWord, "material_word"),
            page(self, "<int:pk>/thong-bao/", prints.NoticeView, "notice"),
            page(self, "<int:pk>/thong-bao.pdf", prints.NoticePdf, "notice_pdf"),
            page(self, "<int:pk>/thong-bao.docx", prints.NoticeWord, "notice_word"),
            page(self, "<int:pk>/bien-ban/", prints.MinutesView, "minutes"),
            page(self, "<int:pk>/bien-ban.pdf", prints.MinutesPdf, "minutes_pdf"),
            page(self, "<int:pk>/bien-ban.docx", prints.MinutesWord, "minutes_word"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", BriefingDecisionView, "decide"),
            *super().get_urls(),
        ]
