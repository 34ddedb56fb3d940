"""One team's report on one page, the decisions about it, its photos."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView, View

from mobilization.admin.pages import RowPage, admin_url
from mobilization.decisions.reports import DECISIONS
from mobilization.models import Direction, Indicator, ReportFigure, ReportHeading, ReportText, TeamReport
from mobilization.report_desk import direction_tone
from mobilization.standing import TONES
from mobilization.status import ConcernKind, ReportKind, ReportStatus
from wardportal.decision_pages import Button, DecisionPage, buttons_of
from wardportal.models import StaleRow, User
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.row
        return super().get_context_data(
            title=str(report),
            tone=TONES[ReportStatus(report.status)],
            buttons=buttons_for(report, self.user),
            parts=parts_of(report),
            before=report.period.previous() if report.kind == ReportKind.MONTH else None,
            concerns=concerns_of(report),
            may_direct=not report.is_written and self.user.has_perm("mobilization.direct_concern"),
            photos=report.photos.all(),
            slips=report.slips.select_related("indicator", "by"),
            events=report.events.select_related("note", "by"),
            **kwargs,
        )


def buttons_for(report: TeamReport, user: User) -> list[Button]:
    verbs = report.decisions_left(user)
    url = "admin:mobilization_teamreport_decide"
    return buttons_of(verbs, DECISIONS, lambda verb: reverse(url, args=[report.pk, verb]), "approve")


Row = tuple[Indicator, Decimal, Decimal | None, bool]


def parts_of(report: TeamReport) -> list[tuple[ReportHeading, str, list[Row]]]:
    """What was told under each heading: the words, and each number with the team's of the month before."""
    texts = {row.heading: row.text for row in ReportText.objects.filter(report=report).select_related("heading")}
    numbers: dict[ReportHeading, list[Row]] = defaultdict(list)
    for row in figures_of(report):
        numbers[row[0].heading].append(row)
    headings = sorted({*texts, *numbers}, key=lambda heading: heading.position)
    told = [(heading, texts.get(heading, ""), numbers[heading]) for heading in headings]
    return [part for part in told if part[1] or part[2]]


def figures_of(report: TeamReport) -> list[Row]:
    """Each number, the same of the month before (None where there is none), and whether the portal counted it."""
    before = report.period.previous().start
    rows = ReportFigure.objects.filter(
        report__team=report.team_id, report__kind=report.kind, report__period_start__in=(report.period_start, before)
    ).select_related("indicator__heading", "report")  # fmt: skip
    # A number of a draft is nobody's but the team's.
    earlier = {row.indicator_id: row.value for row in rows if row.report.period_start == before and _is_told(row)}
    mine = sorted((row for row in rows if row.report_id == report.pk), key=lambda row: row.indicator.position)
    return [(row.indicator, row.value, earlier.get(row.indicator_id), row.is_counted) for row in mine]


def _is_told(figure: ReportFigure) -> bool:
    return figure.report.status != ReportStatus.DRAFT


def concerns_of(report: TeamReport) -> list[tuple[str, list[Any]]]:
    """Concerns and proposals under their names, each with its directions and their colours."""
    directions: dict[int, list[Any]] = defaultdict(list)
    for direction in Direction.objects.filter(concern__report=report).select_related("unit", "owner", "given_by"):
        directions[direction.concern_id].append((direction, direction_tone(direction)))
    rows = list(report.concerns.all())
    told = [
        (str(kind.label), [(row, directions[row.pk]) for row in rows if row.kind == kind.value]) for kind in ConcernKind
    ]
    return [(label, found) for label, found in told if found]


class ReportDecisionView(ReportPage, DecisionPage):
    forms = DECISIONS
    template_name = "admin/mobilization/report_decide.html"
    event_template = "admin/mobilization/_report_event.html"
    stale = StaleRow
    noun = TeamReport.NOUN

    def may_decide(self) -> bool:
        return self.user.has_perm(TeamReport.permission(self.kwargs["verb"]))

    def back_url(self) -> str:
        return admin_url(self.row)


class PhotoView(ReportPage, View):
    """One photo, for those who may read the report."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase | HttpResponse:
        row = get_object_or_404(self.row.photos, pk=photo)
        return serve_file(row.file, name=row.name, content_type=row.content_type, inline=True)
