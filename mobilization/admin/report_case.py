"""One team's report on one page, the decisions about it, its photos."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from mobilization.decisions.reports import DECISIONS
from mobilization.models import TeamReport
from mobilization.reports.handed_in import HandedIn
from mobilization.reports.sections import doubtful
from mobilization.reports.standing import TONES
from mobilization.reports.status import ReportKind, ReportStatus
from wardportal.decision_pages import Button, DecisionPage, buttons_of
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.row_pages import RowPage, admin_url
from wardportal.uploads import serve_file


class ReportPage(RowPage):
    """Mixin: a page about one report the office may read."""

    about = TeamReport
    row: TeamReport

    def rows(self) -> Any:
        rows = TeamReport.objects.read_by_office(self.user)
        return rows.select_related("team", "residential_group", "author", "approved_by")


class ReportView(ReportPage, TemplateView):
    template_name = "admin/mobilization/report.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody of the office has looked at the slips shown."""
        self.row.see_slips(plain_number(request.POST.get("da-xem", "")) or 0, by=self.user)
        messages.success(request, "Đã ghi nhận: phường đã xem phiếu đính chính.")
        return redirect(admin_url(self.row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, told = self.row, HandedIn(self.row)
        parts = told.parts()
        slips = list(report.slips.select_related("indicator", "by")) if report.can("correct") else []
        may_see = self.user.has_perm(TeamReport.permission("approve"))
        return super().get_context_data(
            title=str(report),
            tone=TONES[ReportStatus(report.status)],
            buttons=buttons_for(report, self.user),
            told=told,
            parts=parts,
            doubtful=doubtful(report, ([(row[0], row[1]) for row in rows] for _, _, rows in parts)),
            changes=told.changes(),
            before=report.period.previous() if report.kind == ReportKind.MONTH else None,
            concerns=told.concerns(),
            may_direct=not report.is_written and self.user.has_perm("mobilization.direct_concern"),
            photos=told.photos(),
            slips=slips,
            unseen_numbers={slip.indicator_id for slip in slips if not slip.seen_by_id},
            unseen=[slip.pk for slip in slips if may_see and not slip.seen_by_id],
            events=report.events.select_related("note", "by"),
            **kwargs,
        )


def buttons_for(report: TeamReport, user: User) -> list[Button]:
    verbs = report.decisions_left(user)
    url = "admin:mobilization_teamreport_decide"
    return buttons_of(verbs, DECISIONS, lambda verb: reverse(url, args=[report.pk, verb]), "approve")


class ReportDecisionView(ReportPage, DecisionPage):
    forms = DECISIONS
    template_name = "admin/mobilization/report_decide.html"
    event_template = "admin/mobilization/_report_event.html"


class PhotoView(ReportPage, View):
    """One photo, for those who may read the report."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase | HttpResponse:
        row = get_object_or_404(HandedIn(self.row).photos(), pk=photo)
        return serve_file(row.file, name=row.name, content_type=row.content_type, inline=True)
