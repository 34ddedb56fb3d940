"""The start page of the team heads' workplace: what is due, what came back, what was directed, earlier reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from mobilization.assessments.rounds_work import rounds_of
from mobilization.campaigns.status import CampaignStatus
from mobilization.models import (
    Assessment,
    BriefingConclusion,
    Campaign,
    CampaignUpdate,
    Concern,
    Direction,
    MobilizationTeam,
    TeamReport,
)
from mobilization.outcomes import Outcome, latest_outcomes
from mobilization.reports.due import Due, dues_among, is_asked, tone_of, with_rules
from mobilization.reports.status import WRITTEN, ReportKind, ReportStatus
from mobilization.views.report_pages import ReportsPage
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.periods import Period

REPORTS_A_PAGE = 12
DIRECTIONS_SHOWN = 20
# How far back is looked for those that something came of.
CONCERNS_SHOWN, CONCERNS_ASKED = 10, 100
CAMPAIGNS_SHOWN = 20

Teams = Sequence[MobilizationTeam]


class StartView(ReportsPage, TemplateView):
    """What this person's team owes, what came back to it, what leaders directed, and its earlier reports."""

    template_name = "mobilization/reports/start.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who heads a self-managed group and no team finds nothing here: the work is on the next page."""
        own = Assessment.objects.of_head(self.user)
        if not self.user.has_perm("mobilization.write_teamreport") and own.exists():
            return redirect("assessments:start")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        teams = [team for team in self.answered if team.is_headed]
        team = self._chosen(teams)
        parts = self._of_team(team) if team else {}
        reads_all = self.user.has_perm("mobilization.view_all_reports")
        return super().get_context_data(teams=teams, team=team, reads_all=reads_all, **parts, **kwargs)

    @cached_property
    def answered(self) -> list[Any]:
        """The teams this person heads, and those that became one of them, with what is asked of each."""
        if not self.user.has_perm("mobilization.write_teamreport"):
            return []
        return list(with_rules(with_tasks(answered_teams(self.user)), timezone.localdate()))

    def _chosen(self, teams: list[Any]) -> Any:
        """The one team, or the one that was chosen; None where there is none or still a choice."""
        asked = self.request.GET.get("to", "")
        if not asked:
            return teams[0] if len(teams) == 1 else None
        chosen = next((team for team in teams if team.code == asked), None)
        if chosen is None:
            raise Http404
        return chosen

    def _of_team(self, team: MobilizationTeam) -> dict[str, Any]:
        today = timezone.localdate()
        # What those that became this team handed in, and what they still owe, its head now answers for.
        teams = [one for one in self.answered if team.pk in (one.pk, one.successor_id)]
        told = ToldReports.of(teams, self.user, today, self.request.GET.get("trang", ""))
        dues = dues_among(teams, told.rows, today)
        return {
            "returned": told.returned(),
            "dues": [_told(due, today) for due in dues if due.is_open and not _is_returned(due)],
            "quick_drafts": told.quick_drafts(),
            "tasks": sum(one.tasks for one in teams),
            "directions": directions_of(teams),
            "concerns": followed(teams, self.user),
            "works": rounds_of(Assessment.objects.of_team_head(self.user)),
            "campaigns": running_campaigns(teams, Period.of(today)),
            "earlier": told.earlier,
            "newer_page": told.newer_page,
            "older_page": told.older_page,
        }


def answered_teams(user: User) -> Any:
    """The teams this person answers for, each with whether they head it today."""
    headed = MobilizationTeam.objects.of_head(user).values("pk")
    rows = MobilizationTeam.objects.answered_for(user).select_related("residential_group")
    return rows.annotate(is_headed=ExpressionWrapper(Q(pk__in=headed), BooleanField()))


def with_tasks(teams: Any) -> Any:
    """Each with how much of what briefings gave it is still to do."""
    open_tasks = BriefingConclusion.objects.issued().open().filter(team=OuterRef("pk")).order_by().values("team")
    return teams.annotate(tasks=Coalesce(Subquery(open_tasks.annotate(number=Count("pk")).values("number")), 0))


@dataclass(frozen=True)
class ToldReports:
    """The reports of the page, read with one statement: those still written, those asked for now, one page of others.

    `why` is what the office last asked for; of one that is handed in nobody reads it here.
    """

    rows: list[Any]
    earlier: list[tuple[TeamReport, str]]
    # The numbers of the pages beside this one; 0 where there is none.
    newer_page: int
    older_page: int

    @classmethod
    def of(cls, teams: Teams, user: User, today: date, asked_page: str) -> ToldReports:
        reports = TeamReport.objects.of_head(user).filter(team__in=teams)
        number = max(plain_number(asked_page, 4) or 1, 1)
        first = (number - 1) * REPORTS_A_PAGE
        earlier = reports.exclude(status__in=WRITTEN).order_by("-period_start", "-pk")
        on_page = Q(pk__in=earlier.values("pk")[first : first + REPORTS_A_PAGE + 1])
        blank = reports.filter(kind=ReportKind.QUICK, period_start__lt=today).blank_drafts()
        written = Q(status__in=WRITTEN) & ~Q(pk__in=blank.values("pk"))
        wanted = reports.filter(written | is_asked(today) | on_page).with_reason()
        rows: list[Any] = list(
            wanted.annotate(is_on_page=ExpressionWrapper(on_page, BooleanField())).order_by("-period_start", "-pk")
        )
        shown = [(row, tone_of(row)) for row in rows if row.is_on_page]
        older_page = number + 1 if len(shown) > REPORTS_A_PAGE else 0
        return cls(rows, shown[:REPORTS_A_PAGE], number - 1, older_page)

    def returned(self) -> list[tuple[TeamReport, str]]:
        return [(row, row.why_returned()) for row in self.rows if row.status == ReportStatus.RETURNED]

    def quick_drafts(self) -> list[TeamReport]:
        return [row for row in self.rows if row.status == ReportStatus.DRAFT and row.kind == ReportKind.QUICK]


def running_campaigns(teams: Teams, month: Period) -> list[tuple[Campaign, bool]]:
    """The teams' campaigns that go on, each with whether its progress of the month is still to be told."""
    told = CampaignUpdate.objects.filter(campaign=OuterRef("pk"), month=month.start)
    running = Campaign.objects.filter(team__in=teams, status=CampaignStatus.RUNNING).annotate(is_told=Exists(told))
    return [(row, not row.is_told) for row in running.order_by("-pk")[:CAMPAIGNS_SHOWN]]


def _is_returned(due: Due) -> bool:
    """It stands on top of the page already, with what was asked for."""
    return due.report is not None and due.report.status == ReportStatus.RETURNED


def _told(due: Due, today: date) -> tuple[Due, str, str]:
    return due, due.words(today), due.tone(today)


def directions_of(teams: Teams) -> list[Direction]:
    """What leaders directed about the teams' concerns: what is open by its day, then what was done last."""
    rows = Direction.objects.filter(concern__report__team__in=teams).select_related("concern__report", "unit", "owner")
    ordered = rows.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")
    return list(ordered[:DIRECTIONS_SHOWN])


def followed(teams: Teams, user: User) -> list[tuple[Concern, Outcome]]:
    """The latest concerns of the teams that were made a matter of their own, with what came of it."""
    handed_in = Concern.objects.handed_in().filter(report__team__in=teams).order_by("-pk")[:CONCERNS_ASKED]
    return [(outcome.concern, outcome) for outcome in latest_outcomes(handed_in, user, CONCERNS_SHOWN)]
