"""The list of the teams' reports, their queues on the desk, and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.generic import TemplateView

from mobilization.admin.directing import DirectView
from mobilization.admin.report_case import PhotoView, ReportDecisionView, ReportView
from mobilization.models import MobilizationTeam, TeamReport
from mobilization.models.report_queries import PERIOD_OF
from mobilization.reports.desk import MISSING_QUEUE, OWN_REPORTS, REPORT_QUEUES
from mobilization.reports.standing import LATE, MISSING, STATES, Standing, counts, last_due_month, standings
from mobilization.reports.status import ReportKind
from wardportal.admin_tools import Asked, Queue
from wardportal.list_filters import queue_named
from wardportal.models import User
from wardportal.periods import Period
from wardportal.row_pages import RowsAdmin, StaffPage, page
from wardportal.work_queues import WorkQueue, desk_queues

FILTERS = STATES | {LATE: "Nộp muộn, quá hạn"}
# How far back a period is offered; any other one is there by its address.
OFFERED = {"month": 13, "half_year": 4, "year": 4}
WAITING_SHOWN = 200


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what it asks wrongly is this month's reports."""

    kind: str
    period: Period
    state: str
    # A queue of reports, of whichever period.
    queue: WorkQueue | None = None

    @classmethod
    def of(cls, asked: Any) -> Wanted:
        queue, today = queue_named(REPORT_QUEUES, asked.get("viec")), timezone.localdate()
        if queue and queue.slug != MISSING_QUEUE:
            return cls(ReportKind.MONTH, Period.of(today), "", queue)
        if queue:
            due = last_due_month(today)
            return cls(ReportKind.MONTH, due[0] if due else Period.of(today), MISSING)
        kind = asked.get("loai") if asked.get("loai") in ReportKind.values else ReportKind.MONTH
        state = asked.get("tinh-trang") if asked.get("tinh-trang") in FILTERS else ""
        return cls(kind, cls._period(asked.get("ky"), kind, today), state)

    @staticmethod
    def _period(asked: str | None, kind: str, today: date) -> Period:
        try:
            day = date.fromisoformat(f"{asked}-01")
        except ValueError:
            day = today
        day = day if date(2000, 1, 1) < day <= today else today
        if kind == ReportKind.HALF_YEAR:
            day = day.replace(month=1)  # the second half is in the review of the year
        return Period.of(day, PERIOD_OF.get(ReportKind(kind), "month"))

    def periods(self) -> list[tuple[str, str]]:
        """The periods to choose from, key and name, the one that is shown among them."""
        found = [self._period(None, self.kind, timezone.localdate())]
        while len(found) < OFFERED[self.period.kind]:
            before = found[-1].previous()
            found.append(before.previous() if self.kind == ReportKind.HALF_YEAR else before)
        if self.period not in found:
            found.append(self.period)
        return [(f"{one.start:%Y-%m}", capfirst(str(one))) for one in found]

    def address(self, state: str = "") -> str:
        asked = {"loai": self.kind, "ky": f"{self.period.start:%Y-%m}"} | ({"tinh-trang": state} if state else {})
        return f"?{urlencode(asked)}"


class ReportListView(StaffPage, TemplateView):
    """Every team of the period and where its report stands."""

    about = TeamReport
    template_name = "admin/mobilization/reports.html"
    page_title = "Báo cáo của các tổ dân vận"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = Wanted.of(self.request.GET)
        rows = self._rows(wanted)
        shown = [row for row in rows if wanted.state in ("", row.state) or (wanted.state == LATE and row.is_late)]
        return super().get_context_data(
            title=self.page_title,
            wanted=wanted,
            kinds=ReportKind.choices,
            periods=wanted.periods(),
            states=FILTERS.items(),
            cards=[(label, counts(rows)[state], wanted.address(state)) for state, label in FILTERS.items()],
            total=len(rows),
            rows=shown,
            is_quick=wanted.kind == ReportKind.QUICK,
            **kwargs,
        )

    def _rows(self, wanted: Wanted) -> list[Standing]:
        reports = TeamReport.objects.read_by_office(self.user)
        if not (queue := wanted.queue):
            return standings(wanted.kind, wanted.period, reports)
        waiting = queue.rows(reports, self.user).select_related("team__residential_group").order_by(queue.order)
        return [Standing(row.team, row, row.due_on) for row in waiting[:WAITING_SHOWN]]


@admin.register(TeamReport)
class TeamReportAdmin(RowsAdmin):
    """No field is edited here: teams write their reports, the office decides about them."""

    work = REPORT_QUEUES
    row_view = ReportView

    def has_view_permission(self, request: HttpRequest, obj: TeamReport | None = None) -> bool:
        return request.user.has_perm("mobilization.view_all_reports")

    def rows(self, user: User) -> Any:
        return TeamReport.objects.read_by_office(user)

    def queues(self, request: HttpRequest) -> Sequence[Queue | Asked]:
        """What waits at the office; else what somebody's own team owes, which is reported under another address."""
        user: User = request.user  # type: ignore[assignment]
        waiting = super().queues(request)
        if user.has_perm("mobilization.approve_teamreport"):
            return waiting
        return [*desk_queues((OWN_REPORTS,), MobilizationTeam.objects.all(), user, reverse("reports:start")), *waiting]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return ReportListView.as_view()(request)

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", ReportDecisionView, "decide"),
            page(self, "<int:pk>/y-kien/<int:concern>/chi-dao/", DirectView, "direct"),
            page(self, "<int:pk>/anh/<int:photo>/", PhotoView, "photo"),
            *super().get_urls(),
        ]
