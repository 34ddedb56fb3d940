"""Where each team's report of a period stands, for those who gather them: a draft counts as not handed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from mobilization.models import MobilizationTeam, ReportRule, TeamReport
from mobilization.models.report_queries import PERIOD_OF
from mobilization.reports.status import TAKEN_BACK, ReportKind, ReportStatus
from wardportal.calendar import WorkingCalendar
from wardportal.periods import Period

MISSING, LATE = "chua-nop", "nop-muon"
STATES = {MISSING: "Chưa nộp"} | {
    status.value: TAKEN_BACK if status == ReportStatus.DRAFT else str(status.label) for status in ReportStatus
}
TONES = {
    ReportStatus.DRAFT: "progress",
    ReportStatus.SUBMITTED: "waiting",
    ReportStatus.RETURNED: "progress",
    ReportStatus.APPROVED: "done",
    ReportStatus.CONSOLIDATED: "closed",
}


@dataclass(frozen=True)
class Standing:
    """A team and its report, as far as the office may know of it."""

    team: MobilizationTeam
    report: TeamReport | None
    asked_by: date | None

    @property
    def due_on(self) -> date | None:
        """The day the report keeps, else the day the rule asks for it; None where none is asked."""
        return self.report.due_on if self.report else self.asked_by

    @property
    def name(self) -> str:
        return (self.report and self.report.team_name) or str(self.team)

    @property
    def state(self) -> str:
        return self.report.status if self.report else MISSING

    @property
    def label(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        if self.report:
            return TONES[ReportStatus(self.report.status)]
        return "overdue" if self.is_late else "neutral"

    @property
    def is_late(self) -> bool:
        """Handed in after its day, or not yet though the day has passed."""
        if self.report:
            return self.report.is_late()
        return self.due_on is not None and timezone.localdate() > self.due_on


def standings(kind: str, period: Period, reports: Any) -> list[Standing]:
    """Every team that owes or handed in, in the order of the groups; quick reports one by one, since no team owes any.

    `reports` are those the person may read, of any period.
    """
    rows = reports.filter(kind=kind).select_related("team__residential_group")
    if kind not in PERIOD_OF:
        within = rows.filter(period_start__range=(period.start, period.end)).order_by("-period_start", "-pk")
        return [Standing(report.team, report, None) for report in within]
    known = {report.team_id: report for report in rows.filter(period_start=period.start)}
    owed = MobilizationTeam.objects.select_related("residential_group").owed([period], kind)
    teams = [team for team, _period in owed]
    there = {team.pk for team in teams}
    teams += [report.team for report in known.values() if report.team_id not in there]
    due = _due_days(kind, period, [team for team in teams if team.pk not in known])
    teams.sort(key=lambda team: team.sort_key)
    return [Standing(team, known.get(team.pk), due.get(team.pk)) for team in teams]


def counts(rows: Iterable[Standing]) -> dict[str, int]:
    """How many stand in each state, and how many are late, by the keys of the filter."""
    counted = Counter(row.state for row in rows)
    return {state: counted[state] for state in STATES} | {LATE: sum(row.is_late for row in rows)}


def _due_days(kind: str, period: Period, teams: list[MobilizationTeam]) -> dict[int, date]:
    """Until when each of these teams is asked, by its key; nothing where no rule asks."""
    rule = ReportRule.objects.current(kind, period.end) if teams else None
    if rule is None:
        return {}
    calendar = WorkingCalendar.load(period.start)
    return {team.pk: rule.due_on(period, calendar, team.valid_from) for team in teams}


def last_due_month(today: date) -> tuple[Period, date] | None:
    """The latest month whose reports should all be there, with the day they were due; None where no rule asks."""
    month = Period.of(today)
    calendar = WorkingCalendar.load(month.previous().previous().start)
    for one in (month, month.previous(), month.previous().previous()):
        rule = ReportRule.objects.current(ReportKind.MONTH, one.end)
        if rule and (due := rule.due_on(one, calendar)) < today:
            return one, due
    return None
