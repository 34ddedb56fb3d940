"""The numbers of a consolidation as tables: the ward's beside the period before, each team's, which add up to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from mobilization.models import Consolidation, CorrectionSlip, Indicator, MobilizationTeam, TeamReport
from mobilization.models.consolidations import TeamTotals, Totals, slips_after, sums_of
from mobilization.status import ReportKind
from wardportal.numbers import change_vi
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
        return change_vi(round(self.difference, self.indicator.decimals))


@dataclass(frozen=True)
class Sums:
    """What the teams' numbers say of a period, read with two queries besides the reports."""

    indicators: list[Indicator]
    teams: list[tuple[MobilizationTeam, str]]
    by_team: dict[int, Totals]
    now: Totals
    before: Totals

    @classmethod
    def of(cls, period: Period, reports: Iterable[TeamReport]) -> Sums:
        """As things stand; `reports` are those that count, in the order of their months, with their teams."""
        return cls._of(period, reports, TeamTotals.of(period, since=period.previous()), _indicators())

    @classmethod
    def _of(
        cls, period: Period, reports: Iterable[TeamReport], totals: TeamTotals, indicators: list[Indicator]
    ) -> Sums:
        names = {report.team: report.team_name or str(report.team) for report in reports}
        now, before = totals.now, totals.before
        told = {indicator for team in (*now.values(), *before.values()) for indicator in team}
        return cls(
            indicators=[one for one in indicators if one.pk in told or one.is_asked(period.end)],
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


@dataclass(frozen=True)
class Numbers:
    """The numbers of a consolidation: as they were issued, as they are now, and the corrections in between.

    Of one that is not issued both are the same. Read with four queries besides the reports.
    """

    issued: Sums
    latest: Sums
    slips: list[CorrectionSlip]

    @classmethod
    def of(cls, whole: Consolidation, reports: list[TeamReport]) -> Numbers:
        """`reports` are all that count by now."""
        period, at = whole.period, whole.issued_at
        before, indicators = period.previous(), _indicators()
        latest = Sums._of(period, reports, TeamTotals.of(period, before), indicators)
        if at is None:
            return cls(latest, latest, [])
        slips = slips_after(at, period, since=before)
        in_it = [report for report in reports if whole.was_in_it(report)]
        issued = Sums._of(period, in_it, TeamTotals.of(period, before, at), indicators)
        return cls(issued, latest, [slip for slip in slips if whole.was_in_it(slip.report)])

    def changed(self) -> list[Line]:
        """The numbers that are others by now; `before` is what was issued."""
        sums, then = self.latest, self.issued.now
        lines = [Line(one, sums.now.get(one.pk), then.get(one.pk)) for one in sums.indicators]
        return [line for line in lines if line.total != line.before]


def _indicators() -> list[Indicator]:
    return list(Indicator.objects.filter(heading__kind=ReportKind.MONTH).select_related("heading"))


def _place(team: MobilizationTeam) -> tuple[str, int, str]:
    group = team.residential_group
    return group.former_ward, group.number, team.name
