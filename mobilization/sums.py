"""The numbers of a consolidation as tables: the ward's beside the period before, each team's, which add up to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from mobilization.models import Indicator, MobilizationTeam, TeamReport
from mobilization.models.consolidations import Totals, counted_figures, sums_of, totals_of
from mobilization.status import ReportKind
from wardportal.periods import Period


@dataclass(frozen=True)
class Line:
    """A number of the ward; None where no team gave one."""

    indicator: Indicator
    total: Decimal | None
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        if self.total is None or self.before is None:
            return None
        return self.total - self.before

    @property
    def difference_shown(self) -> str:
        """+3, −2 or 0; nothing where there is nothing to compare."""
        if self.difference is None:
            return ""
        sign = "+" if self.difference > 0 else "−" if self.difference < 0 else ""
        return f"{sign}{self.indicator.shown(abs(self.difference))}"


@dataclass(frozen=True)
class Sums:
    """What the teams' numbers say of a period at this moment, read with two queries besides the reports."""

    indicators: list[Indicator]
    teams: list[tuple[MobilizationTeam, str]]
    by_team: dict[int, Totals]
    now: Totals
    before: Totals

    @classmethod
    def of(cls, period: Period, reports: Iterable[TeamReport]) -> Sums:
        """`reports` are those that count, in the order of their months, with their teams."""
        names = {report.team: report.team_name or str(report.team) for report in reports}
        figures = list(counted_figures(period, since=period.previous()))
        now = totals_of(row for row in figures if row.report.period_start in period)
        before = totals_of(row for row in figures if row.report.period_start not in period)
        told = {indicator for team in (*now.values(), *before.values()) for indicator in team}
        return cls(
            indicators=[one for one in _indicators() if one.pk in told or one.is_valid(period.end)],
            teams=sorted(names.items(), key=lambda item: _place(item[0])),
            by_team=now,
            now=sums_of(now),
            before=sums_of(before),
        )

    def lines(self) -> list[Line]:
        return [Line(one, self.now.get(one.pk), self.before.get(one.pk)) for one in self.indicators]

    def cells(self, team: MobilizationTeam) -> list[Decimal | None]:
        """The team's numbers in the order of the indicators."""
        totals = self.by_team.get(team.pk, {})
        return [totals.get(one.pk) for one in self.indicators]

    def team_rows(self) -> list[tuple[str, list[str]]]:
        return [(name, self._shown(self.cells(team))) for team, name in self.teams]

    def total_row(self) -> list[str]:
        return self._shown([self.now.get(one.pk) for one in self.indicators])

    def _shown(self, values: list[Decimal | None]) -> list[str]:
        return [one.shown(value) for one, value in zip(self.indicators, values, strict=True)]


def _indicators() -> list[Indicator]:
    return list(Indicator.objects.filter(heading__kind=ReportKind.MONTH).select_related("heading"))


def _place(team: MobilizationTeam) -> tuple[str, int, str]:
    group = team.residential_group
    return group.former_ward, group.number, team.name
