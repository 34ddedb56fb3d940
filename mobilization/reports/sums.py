"""The numbers of a consolidation as tables: the ward's beside the period before, each team's, which add up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Value

from mobilization.models import Consolidation, CorrectionSlip, Indicator, MobilizationTeam, ReportHeading, TeamReport
from mobilization.models.consolidations import TeamTotals, Totals, slips_after, sums_of
from mobilization.reports.status import COUNTED, ReportKind
from wardportal.numbers import change_vi
from wardportal.periods import Period

BOTH = "có đủ báo cáo của các tháng tương ứng ở cả hai kỳ"


@dataclass(frozen=True)
class Line:
    """A number of the ward; None where no team gave one, or where there is nothing to compare."""

    indicator: Indicator
    total: Decimal | None
    before: Decimal | None
    difference: Decimal | None

    @property
    def difference_shown(self) -> str:
        """+3, −2 or 0; nothing where there is nothing to compare."""
        if self.difference is None:
            return ""
        return change_vi(round(self.difference, self.indicator.decimals))


@dataclass(frozen=True)
class Compared:
    """How many monthly reports each of two periods rests on.

    Unless both rest on the same teams and months, only teams with the same months in both are compared, so more
    reports do not look like growth.
    """

    now: int
    before: int
    teams: frozenset[int]
    are_all: bool
    unseen: int  # corrections nobody of the office has looked at; 0 of what is issued

    @classmethod
    def of(cls, period: Period, at: datetime | None = None, among: Collection[int] | None = None) -> Compared:
        """As things stand, or stood at a moment; of all teams or of those with these keys."""
        earlier = period.previous()
        rows = TeamReport.objects.filter(
            kind=ReportKind.MONTH, status__in=COUNTED, period_start__range=(earlier.start, period.end)
        )
        unseen: Any = Count("slips", filter=Q(slips__seen_by=None))
        if at:
            rows, unseen = rows.filter(approved_at__lte=at), Value(0)
        if among is not None:
            rows = rows.filter(team__in=among)
        places = {month.start: place for one in (period, earlier) for place, month in enumerate(one.months())}
        now: dict[int, set[int]] = defaultdict(set)
        before: dict[int, set[int]] = defaultdict(set)
        waiting = 0
        for team, start, slips in rows.annotate(unseen=unseen).values_list("team", "period_start", "unseen"):
            (now if start in period else before)[team].add(places[start])
            waiting += slips
        same = frozenset(team for team, months in now.items() if before.get(team) == months)
        return cls(_number(now), _number(before), same, now == before, waiting)

    @property
    def words(self) -> str:
        counts = f"Kỳ này gồm {self.now} báo cáo tháng của các tổ, kỳ trước {self.before}."
        if self.unseen:
            counts += f" Có {self.unseen} số tổ đính chính, phường chưa xem, đã tính vào đây."
        if self.are_all:
            return counts
        if not self.teams:
            return f"{counts} Chưa có tổ nào {BOTH} nên không tính tăng, giảm."
        return f"{counts} Tăng, giảm chỉ tính trên {len(self.teams)} tổ {BOTH}."

    def difference(self, indicator: int, now: dict[int, Totals], before: dict[int, Totals]) -> Decimal | None:
        """By how much a number of the teams changed; None where there is nothing to compare."""
        if self.are_all:
            return _difference(sums_of(now).get(indicator), sums_of(before).get(indicator))
        changes = [
            now[team][indicator] - before[team][indicator]
            for team in self.teams
            if indicator in now.get(team, {}) and indicator in before.get(team, {})
        ]
        return sum(changes, Decimal()) if changes else None


def _number(months: dict[int, set[int]]) -> int:
    return sum(map(len, months.values()))


@dataclass(frozen=True)
class TeamTable:
    """What the teams say under one heading of the report, and the ward's sums below."""

    heading: ReportHeading
    indicators: list[Indicator]
    rows: list[tuple[str, list[str]]]
    total: list[str]


def _shown(indicators: list[Indicator], values: Totals) -> list[str]:
    return [one.shown(values.get(one.pk)) for one in indicators]


@dataclass(frozen=True)
class Sums:
    """What the teams' numbers say of a period, read with three queries besides the reports."""

    indicators: list[Indicator]
    teams: list[tuple[MobilizationTeam, str]]
    by_team: dict[int, Totals]
    by_team_before: dict[int, Totals]
    now: Totals
    before: Totals
    compared: Compared

    @classmethod
    def of(cls, period: Period, reports: Iterable[TeamReport]) -> Sums:
        """As things stand; `reports` are those that count, in the order of their months, with their teams."""
        totals = TeamTotals.of(period, since=period.previous())
        return cls._of(period, reports, totals, _indicators(), Compared.of(period))

    @classmethod
    def _of(
        cls,
        period: Period,
        reports: Iterable[TeamReport],
        totals: TeamTotals,
        indicators: list[Indicator],
        compared: Compared,
    ) -> Sums:
        names = {report.team: report.team_name or str(report.team) for report in reports}
        now, before = totals.now, totals.before
        told = {indicator for team in (*now.values(), *before.values()) for indicator in team}
        return cls(
            indicators=[one for one in indicators if one.pk in told or one.is_asked(period.end)],
            teams=sorted(names.items(), key=lambda item: item[0].sort_key),
            by_team=now,
            by_team_before=before,
            now=sums_of(now),
            before=sums_of(before),
            compared=compared,
        )

    def lines(self) -> list[Line]:
        return [
            Line(one, self.now.get(one.pk), self.before.get(one.pk), self._difference(one.pk))
            for one in self.indicators
        ]

    def _difference(self, indicator: int) -> Decimal | None:
        return self.compared.difference(indicator, self.by_team, self.by_team_before)

    def cells(self, team: MobilizationTeam) -> list[Decimal | None]:
        """The team's numbers in the order of the indicators."""
        totals = self.by_team.get(team.pk, {})
        return [totals.get(one.pk) for one in self.indicators]

    def team_tables(self) -> list[TeamTable]:
        """The teams' numbers by the headings of the report: all in one table, none would see most of them."""
        parts: dict[ReportHeading, list[Indicator]] = {}
        for one in self.indicators:
            parts.setdefault(one.heading, []).append(one)
        return [
            TeamTable(
                heading,
                part,
                [(name, _shown(part, self.by_team.get(team.pk, {}))) for team, name in self.teams],
                _shown(part, self.now),
            )
            for heading, part in parts.items()
        ]


@dataclass(frozen=True)
class Numbers:
    """The numbers of a consolidation: as they were issued, as they are now, and the corrections in between.

    Of one that is not issued both are the same. Read with five queries besides the reports.
    """

    issued: Sums
    latest: Sums
    slips: list[CorrectionSlip]

    @classmethod
    def of(cls, whole: Consolidation, reports: list[TeamReport]) -> Numbers:
        """`reports` are all that count by now."""
        period, at = whole.period, whole.issued_at
        before, indicators = period.previous(), _indicators()
        compared = Compared.of(period, at)
        latest = Sums._of(period, reports, TeamTotals.of(period, before), indicators, compared)
        if at is None:
            return cls(latest, latest, [])
        slips = slips_after(at, period, since=before)
        in_it = [report for report in reports if whole.was_in_it(report)]
        issued = Sums._of(period, in_it, TeamTotals.of(period, before, at), indicators, compared)
        return cls(issued, latest, [slip for slip in slips if whole.was_in_it(slip.report)])

    def changed(self) -> list[Line]:
        """The numbers that are others by now; `before` is what was issued."""
        now, then = self.latest.now, self.issued.now
        pairs = [(one, now.get(one.pk), then.get(one.pk)) for one in self.latest.indicators]
        return [Line(one, new, old, _difference(new, old)) for one, new, old in pairs if new != old]


def _difference(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before


def _indicators() -> list[Indicator]:
    return list(Indicator.objects.filter(heading__kind=ReportKind.MONTH).select_related("heading"))
