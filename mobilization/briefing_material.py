"""What the portal puts together for a briefing: late reports, numbers against the period before, what is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from mobilization.models import Briefing, BriefingConclusion, Direction, MobilizationTeam, ReportFigure, TeamReport
from mobilization.models.consolidations import Totals, counted_figures, sums_of, totals_of
from mobilization.status import HANDED_IN, ReportKind, ReportStatus
from wardportal import figures
from wardportal.dates import date_vi
from wardportal.numbers import number_vi
from wardportal.periods import Period

# A monthly report by its team and the first day of its month.
Reports = dict[tuple[int, date], TeamReport]

MOST_SHOWN = 30
REPORT_COLUMNS = ("period_start", "status", "due_on", "first_submitted_on")
# What other apps count of a residential group, and what staff call it here. What no app counts is not shown.
COUNTED_ELSEWHERE = (
    ("petitions.overdue", "Đơn, kiến nghị quá hạn"),
    ("dialogues.unfinished", "Cam kết tại đối thoại chưa xong"),
)


@dataclass(frozen=True)
class ReportRow:
    """A monthly report that is missing or was late."""

    team: str
    month: str
    state: str


@dataclass(frozen=True)
class NumberRow:
    """An indicator in the period and the one before; None where no report gave a number."""

    name: str
    before: Decimal | None
    now: Decimal | None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """As printed: name, before, now, and by how much it changed."""
        return self.name, _number(self.before), _number(self.now), self.change

    @property
    def change(self) -> str:
        if self.before is None or self.now is None:
            return ""
        change = self.now - self.before
        return f"+{number_vi(change)}" if change > 0 else number_vi(change)


@dataclass(frozen=True)
class GroupFigure:
    """What is open in the residential groups: how much altogether, and where. Groups with nothing are left out."""

    label: str
    total: int
    groups: list[tuple[str, int]]


@dataclass(frozen=True)
class Material:
    """Everything on the sheet of one briefing, read with a fixed number of queries."""

    briefing: Briefing
    told_first: list[BriefingConclusion]
    asked: int
    reports: list[ReportRow]
    numbers: list[NumberRow]
    directions: list[Direction]
    figures: list[GroupFigure]

    @classmethod
    def of(cls, briefing: Briefing) -> Material:
        """Put it together as things are today."""
        teams, there = _teams(briefing)
        months = [month for month in briefing.period.months() if month.start <= timezone.localdate()]
        asked = [(team, month) for month in months for team in teams if _worked_in(team, month)]
        return cls(
            briefing=briefing,
            told_first=list(briefing.told_first()),
            asked=len(asked),
            reports=list(_late(asked, there)),
            numbers=_numbers(briefing),
            directions=_overdue_directions(briefing),
            figures=list(_figures(briefing, teams)),
        )

    @property
    def more_directions(self) -> bool:
        return len(self.directions) > MOST_SHOWN


def _teams(briefing: Briefing) -> tuple[list[MobilizationTeam], Reports]:
    """The teams that report to it, at the ward all that worked within the period, and their monthly reports."""
    period = briefing.period
    rows: Any = MobilizationTeam.objects.select_related("residential_group")
    if briefing.is_of_ward:
        began = Q(valid_from=None) | Q(valid_from__lte=period.end)
        rows = rows.filter(began).filter(Q(valid_to=None) | Q(valid_to__gte=period.start))
    else:
        rows = rows.filter(briefings=briefing.pk)
    monthly = Q(reports__kind=ReportKind.MONTH, reports__period_start__range=(period.start, period.end))
    rows = rows.annotate(monthly=FilteredRelation("reports", condition=monthly))
    rows = list(rows.annotate(**{f"report_{name}": F(f"monthly__{name}") for name in REPORT_COLUMNS}))
    reports = {(team.pk, team.report_period_start): _report_of(team) for team in rows}
    return list({team.pk: team for team in rows}.values()), reports


def _report_of(row: Any) -> TeamReport:
    return TeamReport(**{name: getattr(row, f"report_{name}") for name in REPORT_COLUMNS})


def _worked_in(team: MobilizationTeam, month: Period) -> bool:
    return team.is_valid(month.start) or team.is_valid(month.end)


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
        return "Đã rút lại để sửa"
    return f"Nộp muộn, ngày {date_vi(report.first_submitted_on)}" if report.is_late() else ""


def _numbers(briefing: Briefing) -> list[NumberRow]:
    """Of the approved reports: the ward's sums, or the team's own numbers; both periods are read at once."""
    now, before = briefing.period, briefing.period.previous()
    rows = list(counted_figures(now, since=before).select_related("report", "indicator__heading"))
    totals = {
        period: _totals(briefing, [row for row in rows if row.report.period_start in period])
        for period in (before, now)
    }
    known = {row.indicator_id: row.indicator for row in rows}
    return [
        NumberRow(str(indicator), totals[before].get(indicator.pk), totals[now].get(indicator.pk))
        for indicator in sorted(known.values(), key=lambda row: (row.heading.position, row.position))
        if indicator.pk in totals[before] or indicator.pk in totals[now]
    ]


def _totals(briefing: Briefing, rows: list[ReportFigure]) -> Totals:
    teams = totals_of(rows)
    return sums_of(teams) if briefing.is_of_ward else teams.get(briefing.team_id or 0, {})


def _overdue_directions(briefing: Briefing) -> list[Direction]:
    """The oldest first; one more than are shown tells that there are more."""
    rows = Direction.objects.overdue().select_related("unit", "concern__report__team")
    if not briefing.is_of_ward:
        rows = rows.filter(concern__report__team=briefing.team_id)
    return list(rows.order_by("due_on", "pk")[: MOST_SHOWN + 1])


def _figures(briefing: Briefing, teams: list[MobilizationTeam]) -> Iterator[GroupFigure]:
    period = briefing.period
    groups = {team.residential_group_id: str(team.residential_group) for team in teams}
    for code, label in COUNTED_ELSEWHERE:
        counted = _counted(code, list(groups), period.start, period.end)
        if counted is None:
            continue
        found = [(name, counted[pk]) for pk, name in groups.items() if counted.get(pk)]
        yield GroupFigure(label, sum(number for _name, number in found), found)


def _counted(code: str, groups: list[int], first: date, last: date) -> dict[int, int] | None:
    """Of one group its own number; of many only what is counted of all at once, so that the ward costs no more."""
    if len(groups) != 1:
        return figures.count_each(code, first, last)
    number: Any = figures.count(code, groups[0], first, last)
    return None if number is None else {groups[0]: number}


def _number(value: Decimal | None) -> str:
    return "–" if value is None else number_vi(value)
