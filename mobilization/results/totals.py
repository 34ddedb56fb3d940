"""Sums of results, or why there is none: numbers whose scopes overlap or that say different things are never added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from mobilization.models.measures import MeasureUnit
from mobilization.models.results import WorkResult
from mobilization.results.words import WORDS, Qualifier, Scope, claim


class NoTotal(Exception):
    """These results have no sum; the message says why, in words for readers."""


@dataclass(frozen=True)
class Bounds:
    """What claims say together of the true number, in base units; None where they say nothing."""

    least: Decimal | None
    most: Decimal | None
    is_about: bool = False

    @classmethod
    def of(cls, result: WorkResult) -> Bounds:
        value, end = base(result), base_end(result)
        if result.qualifier == Qualifier.OVER:
            return cls(value, None)
        if result.qualifier == Qualifier.UP_TO:
            return cls(None, value)
        if result.qualifier == Qualifier.RANGE:
            return cls(value, end)
        return cls(value, value, result.qualifier == Qualifier.ABOUT)

    @property
    def qualifier(self) -> Qualifier:
        if self.is_about:
            return Qualifier.ABOUT
        if self.least is None:
            return Qualifier.UP_TO
        if self.most is None:
            return Qualifier.OVER
        return Qualifier.EXACT if self.least == self.most else Qualifier.RANGE

    @property
    def is_point(self) -> bool:
        return self.least is not None and self.least == self.most

    def __add__(self, other: Bounds) -> Bounds:
        is_about = self.is_about or other.is_about
        if is_about and not (self.is_point and other.is_point):
            raise NoTotal("có số ghi “khoảng” và số ghi “trên”, “đến” hoặc “từ … đến …”")
        total = Bounds(_sum(self.least, other.least), _sum(self.most, other.most), is_about)
        if total.least is None and total.most is None:
            raise NoTotal("có số ghi “trên” và số ghi “đến”")
        return total


def base(result: WorkResult) -> Decimal:
    """The value in the base unit, as the database has it, also of a row that was not read from there."""
    return result.value * result.factor


def base_end(result: WorkResult) -> Decimal | None:
    return None if result.value_max is None else result.value_max * result.factor


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


@dataclass(frozen=True)
class Total:
    """The sum of some results, told in one unit with the weakest of their qualifiers."""

    bounds: Bounds
    unit: MeasureUnit
    factor: Decimal
    word: str
    results: tuple[WorkResult, ...]

    @property
    def claim(self) -> str:
        first = self.bounds.most if self.bounds.least is None else self.bounds.least
        end = self.bounds.most if self.bounds.qualifier == Qualifier.RANGE else None
        assert first is not None
        return claim(first / self.factor, end and end / self.factor, self.unit.symbol, self.word)


def total_of(results: Iterable[WorkResult]) -> Total:
    """Add results of one measure, kind and period whose scopes do not overlap. Raises NoTotal, saying why not.

    The results come with measure, unit and groups; what was corrected since has no place among them.
    """
    rows = tuple(results)
    if not rows:
        raise NoTotal("không có số liệu")
    _check_alike(rows)
    _check_disjoint(rows)
    bounds = Bounds.of(rows[0])
    for row in rows[1:]:
        bounds = bounds + Bounds.of(row)
    unit = min((row.unit for row in rows), key=lambda unit: unit.factor)
    return Total(bounds, unit, unit.factor, _word(bounds.qualifier, rows), rows)


def totals(results: Iterable[WorkResult]) -> list[Total]:
    """Split results into sums that may be made; whatever cannot be added to others stands alone."""
    alike: dict[Any, list[WorkResult]] = {}
    for row in results:
        alike.setdefault(_alike(row), []).append(row)
    return [total for rows in alike.values() for total in _together_or_alone(rows)]


def _together_or_alone(rows: list[WorkResult]) -> list[Total]:
    try:
        return [total_of(rows)]
    except NoTotal:
        return [total for row in rows if (total := _alone(row))]


def _alone(row: WorkResult) -> Total:
    return Total(Bounds.of(row), row.unit, row.factor, row.word, (row,))


def _alike(row: WorkResult) -> tuple[Any, ...]:
    return row.measure_id, row.kind, row.unit.dimension, period_of(row)


def period_of(row: WorkResult) -> tuple[Any, ...]:
    """What has to be the same for two results to be of one period; words count only where days are missing."""
    return (row.starts_on, row.ends_on) if row.starts_on and row.ends_on else (row.year, row.period_text)


REASONS = ("khác hạng mục", "khác loại số liệu", "khác đơn vị đo", "khác thời gian")


def _check_alike(rows: Sequence[WorkResult]) -> None:
    if len({row.pk for row in rows}) < len(rows):
        raise NoTotal("một số liệu có hai lần")
    for place, reason in enumerate(REASONS):
        if len({_alike(row)[place] for row in rows}) > 1:
            raise NoTotal(reason)
    if len(rows) > 1 and not all(row.unit.adds_up for row in rows):
        raise NoTotal("là tỷ lệ, mức bình quân hoặc mốc thời gian")


def _check_disjoint(rows: Sequence[WorkResult]) -> None:
    if any(overlap(one, other) for one, other in combinations(rows, 2)):
        raise NoTotal("phạm vi có thể trùng nhau")


def overlap(one: WorkResult, other: WorkResult) -> bool:
    """Whether something may count in both; only groups that are named can be told apart."""
    if one.scope != Scope.GROUPS or other.scope != Scope.GROUPS:
        return True
    here = {group.pk for group in one.residential_groups.all()}
    there = {group.pk for group in other.residential_groups.all()}
    return not here or not there or bool(here & there)


def _word(qualifier: Qualifier, rows: Sequence[WorkResult]) -> str:
    """The word the claims used, where they agree."""
    used = {row.word for row in rows if row.qualifier == qualifier}
    return used.pop() if len(used) == 1 else WORDS[qualifier][0]
