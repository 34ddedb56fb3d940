"""Two years side by side: a difference only where unit, scope and kind are the same, else why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mobilization.models.measures import Measure
from mobilization.models.results import WorkResult
from mobilization.results.totals import base
from mobilization.results.words import Qualifier, ResultKind, Scope
from wardportal.numbers import number_vi

FULL_YEAR = "chưa trọn năm hoặc không rõ thời gian"


@dataclass(frozen=True)
class Pair:
    """A measure in two years; None where one of them has no such result."""

    measure: Measure
    before: WorkResult | None
    after: WorkResult | None
    town: str = ""

    @property
    def before_scope(self) -> str:
        return self.before.scope_shown(self.town) if self.before else ""

    @property
    def after_scope(self) -> str:
        return self.after.scope_shown(self.town) if self.after else ""

    @property
    def widths(self) -> tuple[int, int] | None:
        """Of the two bars, in hundredths; None where the numbers do not compare."""
        if self.refusal or self.before is None or self.after is None:
            return None
        sizes = base(self.before), base(self.after)
        most = max(sizes) or 1
        return round(100 * sizes[0] / most), round(100 * sizes[1] / most)

    @property
    def refusal(self) -> str:
        """Why there is no difference; nothing where there is one."""
        if self.before is None or self.after is None:
            return "chỉ có số liệu một năm"
        return why_not(self.before, self.after)

    @property
    def difference(self) -> str:
        """+200 m, −3 km or 0 cây, with the qualifier it leaves; nothing where there is none."""
        if self.refusal or self.before is None or self.after is None:
            return ""
        return difference(self.before, self.after)


def difference(before: WorkResult, after: WorkResult) -> str:
    change = base(after) - base(before)
    unit = min(before.unit, after.unit, key=lambda unit: unit.factor)
    sign = "+" if change > 0 else "−" if change < 0 else ""
    number = f"{sign}{number_vi(abs(change) / unit.factor, unit.symbol)}"
    is_exact = before.qualifier == after.qualifier == Qualifier.EXACT
    return number if is_exact else f"khoảng {number}"


def why_not(before: WorkResult, after: WorkResult) -> str:
    """Why two results of one measure cannot be subtracted; nothing where they can."""
    if before.kind != after.kind:
        return "khác loại số liệu"
    if before.unit.dimension != after.unit.dimension:
        return "khác đơn vị đo"
    if before.unit.stands_before:
        return "là mốc thời gian, không phải số lượng"
    if before.scope != after.scope or groups_of(before) != groups_of(after):
        return "khác phạm vi"
    if before.scope == Scope.GROUPS and not groups_of(before):
        return "không rõ tổ dân phố nào"
    if not {before.qualifier, after.qualifier} <= {Qualifier.EXACT, Qualifier.ABOUT}:
        return "có số chỉ ghi “trên”, “đến” hoặc “từ … đến …”"
    return "" if _is_comparable_in_time(before, after) else FULL_YEAR


def groups_of(result: WorkResult) -> frozenset[int]:
    return frozenset(group.pk for group in result.residential_groups.all())


def _is_comparable_in_time(before: WorkResult, after: WorkResult) -> bool:
    """Whether both fill their year; what is cumulative may be told on any day."""
    if before.kind == ResultKind.CUMULATIVE:
        return True
    return all(is_whole_year(row) for row in (before, after))


def is_whole_year(row: WorkResult) -> bool:
    start, end = row.starts_on, row.ends_on
    if not start or not end:
        return False
    return (start.month, start.day, end.month, end.day, start.year) == (1, 1, 12, 31, end.year)


def pairs(before: Iterable[WorkResult], after: Iterable[WorkResult], town: str = "") -> list[Pair]:
    """Every result of both years, paired with the one of the same measure that is most like it."""
    left, right = _by_measure(before), _by_measure(after)
    measures = sorted({*left, *right}, key=lambda one: (one.category.position, one.category_id, one.position, one.pk))
    return [pair for one in measures for pair in _pairs_of(one, left.get(one, []), right.get(one, []), town)]


def _by_measure(rows: Iterable[WorkResult]) -> dict[Measure, list[WorkResult]]:
    found: dict[Measure, list[WorkResult]] = {}
    for row in rows:
        found.setdefault(row.measure, []).append(row)
    return found


def _pairs_of(measure: Measure, before: Sequence[WorkResult], after: Sequence[WorkResult], town: str) -> list[Pair]:
    waiting, made = list(after), []
    for row in before:
        match = max(waiting, key=lambda other: _likeness(row, other), default=None)
        if match is not None:
            waiting.remove(match)
        made.append(Pair(measure, row, match, town))
    return made + [Pair(measure, None, row, town) for row in waiting]


def _likeness(one: WorkResult, other: WorkResult) -> tuple[bool, ...]:
    same_place = one.scope == other.scope and groups_of(one) == groups_of(other)
    return same_place and one.kind == other.kind, same_place, one.kind == other.kind
