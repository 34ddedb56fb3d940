"""What the portal puts together for a briefing: late reports, numbers against the period before, what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Q

from mobilization.models import (
    Briefing,
    BriefingConclusion,
    Direction,
    MobilizationTeam,
    MobilizationTeamQuerySet,
    TeamReport,
)
from mobilization.models.consolidations import TeamTotals, Totals, sums_of
from mobilization.reports.status import HANDED_IN, TAKEN_BACK, ReportKind, ReportStatus
from mobilization.reports.sums import Compared
from wardportal import figures
from wardportal.dates import date_vi
from wardportal.numbers import change_vi, number_vi
from wardportal.periods import Period

# A monthly report by its team and the first day of its month.
Reports = dict[tuple[int, date], TeamReport]

MOST_SHOWN = 30
REPORT_COLUMNS = ("period_start", "status", "due_on", "first_submitted_on")
# What stands where a number is not known, which is something else than none.
UNKNOWN = "chưa có"


@dataclass(frozen=True)
class ReportRow:
    """A monthly report that is missing or was late."""

    team: str
    month: str
    state: str


@dataclass(frozen=True)
class NumberRow:
    """An indicator in the period and the one before; None where no report gave a number, or nothing compares."""

    name: str
    before: Decimal | None
    now: Decimal | None
    difference: Decimal | None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """As printed: name, before, now, and by how much it changed."""
        return self.name, _number(self.before), _number(self.now), self.change

    @property
    def change(self) -> str:
        return "" if self.difference is None else change_vi(self.difference)


@dataclass(frozen=True)
class GroupFigure:
    """What is open in the residential groups: how much altogether, and where. Groups with nothing are left out.

    `total` is None where it is not counted of many groups at once.
    """

    label: str
    total: int | None
    groups: list[tuple[str, int]]

    @property
    def shown(self) -> str:
        return UNKNOWN if self.total is None else str(self.total)


@dataclass(frozen=True)
class Material:
    """All a briefing's sheet shows, in a fixed number of queries."""

    briefing: Briefing
    told_first: list[BriefingConclusion]
    asked: int
    reports: list[ReportRow]
    numbers: list[NumberRow]
    compared: Compared
    directions: list[Direction]
    figures: list[GroupFigure]

    @classmethod
    def of(cls, briefing: Briefing) -> Material:
        """Put it together as things are today."""
        months = briefing.period.months()
        rows = list(_with_reports(briefing, _teams(briefing).with_rules(months)))
        teams = list({team.pk: team for team in rows}.values())
        asked = MobilizationTeamQuerySet.owing(teams, months)
        mine = None if briefing.is_of_ward else {team.pk for team in teams}
        compared = Compared.of(briefing.period, among=mine)
        return cls(
            briefing=briefing,
            told_first=list(briefing.told_first()),
            asked=len(asked),
            reports=list(_late(asked, _reports_of(rows))),
            numbers=_numbers(briefing.period, mine, compared),
            compared=compared,
            directions=_overdue_directions(briefing, teams),
            figures=list(_figures(briefing, teams)),
        )

    @property
    def more_directions(self) -> bool:
        return len(self.directions) > MOST_SHOWN


def _teams(briefing: Briefing) -> MobilizationTeamQuerySet:
    """The teams that report to it: at the ward all that worked within the period, else its own and what became it."""
    rows = MobilizationTeam.objects.select_related("residential_group")
    if briefing.is_of_ward:
        return rows.within(briefing.period.start, briefing.period.end)
    return rows.filter(Q(pk=briefing.team_id) | Q(successor=briefing.team_id))


def _with_reports(briefing: Briefing, teams: MobilizationTeamQuerySet) -> MobilizationTeamQuerySet:
    """Each team once for each of its monthly reports, or once where it has none, in one query."""
    period = briefing.period
    monthly = Q(reports__kind=ReportKind.MONTH, reports__period_start__range=(period.start, period.end))
    rows = teams.annotate(monthly=FilteredRelation("reports", condition=monthly))
    return rows.annotate(**{f"report_{name}": F(f"monthly__{name}") for name in REPORT_COLUMNS})


def _reports_of(rows: Iterable[Any]) -> Reports:
    """What is in a report that nobody handed in is its team's own."""
    return {
        (team.pk, team.report_period_start): TeamReport(
            **{name: getattr(team, f"report_{name}") for name in REPORT_COLUMNS}
        )
        for team in rows
    }


def _late(asked: list[tuple[MobilizationTeam, Period]], there: Reports) -> Iterator[ReportRow]:
    for team, month in asked:
        if state := _state_of(there.get((team.pk, month.start))):
            yield ReportRow(str(team), str(month), state)


def _state_of(report: TeamReport | None) -> str:
    """Why the report is named; empty where it came in time. What is in a draft is its team's own."""
    if report is None or report.first_submitted_on is None:
        return "Chưa nộp"
    if report.status == ReportStatus.RETURNED:
        return "Đang bổ sung"
    if report.status not in HANDED_IN:
        return TAKEN_BACK
    return f"Nộp muộn, ngày {date_vi(report.first_submitted_on)}" if report.is_late() else ""


def _numbers(period: Period, mine: set[int] | None, compared: Compared) -> list[NumberRow]:
    """Of the approved reports: the ward's sums, or those of the team; both periods are read at once."""
    found = TeamTotals.of(period, since=period.previous())
    now, before = _of_teams(mine, found.now), _of_teams(mine, found.before)
    totals, then = sums_of(now), sums_of(before)
    return [
        NumberRow(name, then.get(key), totals.get(key), compared.difference(key, now, before))
        for key, name in found.names.items()
        if key in then or key in totals
    ]


def _of_teams(mine: set[int] | None, teams: dict[int, Totals]) -> dict[int, Totals]:
    """What all teams have, or those with these keys."""
    return {key: told for key, told in teams.items() if mine is None or key in mine}


def _overdue_directions(briefing: Briefing, teams: list[MobilizationTeam]) -> list[Direction]:
    """The oldest first; one more than are shown tells that there are more."""
    rows = Direction.objects.overdue().select_related("unit", "concern__report__team")
    if not briefing.is_of_ward:
        rows = rows.filter(concern__report__team__in=[team.pk for team in teams])
    return list(rows.order_by("due_on", "pk")[: MOST_SHOWN + 1])


def _figures(briefing: Briefing, teams: list[MobilizationTeam]) -> Iterator[GroupFigure]:
    period = briefing.period
    groups = {team.residential_group_id: str(team.residential_group) for team in teams if not team.successor_id}
    for figure in figures.of_briefings():
        counted = _counted(figure.code, list(groups), period.start, period.end)
        if counted is None:
            yield GroupFigure(figure.label, None, [])
            continue
        found = [(name, counted[pk]) for pk, name in groups.items() if counted.get(pk)]
        yield GroupFigure(figure.label, sum(number for _name, number in found), found)


def _counted(code: str, groups: list[int], first: date, last: date) -> dict[int, int] | None:
    """Of one group its own number; of many only what is counted of all at once, so that the ward costs no more."""
    if len(groups) != 1:
        return figures.count_each(code, first, last)
    number: Any = figures.count(code, groups[0], first, last)
    return None if number is None else {groups[0]: number}


def _number(value: Decimal | None) -> str:
    return UNKNOWN if value is None else number_vi(value)
