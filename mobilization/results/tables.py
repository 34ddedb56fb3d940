"""Results as the public reads them: tables by field of work, sums that may be made, bars of what compares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from mobilization.models import Measure, ResultCategory, WorkResult
from mobilization.results.totals import NoTotal, Total, base, base_end, total_of, totals
from mobilization.results.words import ResultKind, Scope

MOST_BARS = 12


@dataclass(frozen=True)
class Line:
    """A result with its scope in public words."""

    result: WorkResult
    scope: str

    @property
    def told(self) -> str:
        """What the number is of, on one line; a time that no paper gives is left out."""
        return ", ".join(filter(None, (self.scope, self.result.period_text, self.result.get_kind_display())))


@dataclass(frozen=True)
class Block:
    """The results of one field of work, and what may be said of several of one measure together."""

    category: ResultCategory
    lines: list[Line]
    sums: list[str]

    @property
    def source(self) -> str:
        """Where all lines come from; nothing where they come from different papers."""
        sources = {line.result.source for line in self.lines}
        return sources.pop() if len(sources) == 1 else ""


def lines_of(results: Iterable[WorkResult], town: str) -> list[Line]:
    return [Line(row, row.scope_shown(town)) for row in results]


def blocks_of(lines: Sequence[Line], cut: Iterable[Measure]) -> list[Block]:
    """Lines that come in the order of the tables; of measures that are `cut` by a page there is no sum."""
    unsummed = set(cut)
    found = []
    for category, part in groupby(lines, key=lambda line: line.result.measure.category):
        rows = list(part)
        summed = [line.result for line in rows if line.result.measure not in unsummed]
        found.append(Block(category, rows, sums_of(summed)))
    return found


def sums_of(results: Iterable[WorkResult]) -> list[str]:
    """Of each measure with several results their sums, or why there is none."""
    by_measure: dict[Measure, list[WorkResult]] = {}
    for row in results:
        by_measure.setdefault(row.measure, []).append(row)
    return [said for measure, rows in by_measure.items() if len(rows) > 1 for said in _said(measure, rows)]


def _said(measure: Measure, rows: list[WorkResult]) -> list[str]:
    made = [total for total in totals(rows) if len(total.results) > 1]
    if made:
        return [_told(measure, total) for total in made]
    if len({row.kind for row in rows}) == len(rows):
        return []  # a target beside what was done: nobody would add them
    try:
        total_of(rows)
    except NoTotal as reason:
        return [f"{measure}: không cộng các số liệu trên, vì {reason}."]
    return []


def _told(measure: Measure, total: Total) -> str:
    first = total.results[0]
    when = f"{first.get_kind_display()} {first.period_text}".strip()
    return f"{measure}, cộng {len(total.results)} số liệu {when}: {total.claim}."


@dataclass(frozen=True)
class Bar:
    """One result of a chart; widths are hundredths of the room, `more` that of what a range may add."""

    label: str
    number: str
    width: int
    more: int


@dataclass(frozen=True)
class Chart:
    """Results of one dimension and kind, longest bar first to fill the room; the tables have the same numbers."""

    title: str
    bars: list[Bar]
    overlaps: bool


def charts_of(lines: Iterable[Line]) -> list[Chart]:
    """A chart for each dimension and kind of which there are two results or more."""
    alike: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.result.unit.adds_up:
            alike.setdefault((line.result.unit.dimension, line.result.kind), []).append(line)
    return [chart_of(rows[:MOST_BARS]) for rows in alike.values() if len(rows) > 1]


def chart_of(lines: Sequence[Line]) -> Chart:
    most = max(base_end(line.result) or base(line.result) for line in lines) or 1
    overlaps = len({line.scope for line in lines}) > 1
    bars = []
    for line in sorted(lines, key=lambda line: -base(line.result)):
        start, end = base(line.result), base_end(line.result) or base(line.result)
        label = line.result.measure.name + (f" ({line.scope})" if overlaps and line.result.scope != Scope.WARD else "")
        bars.append(Bar(label, line.result.claim, round(100 * start / most), round(100 * (end - start) / most)))
    symbols = sorted({line.result.unit for line in lines}, key=lambda unit: unit.factor)
    title = f"{ResultKind(lines[0].result.kind).label}, tính bằng {' và '.join(unit.symbol for unit in symbols)}"
    return Chart(f"{title[:1].upper()}{title[1:]}", bars, overlaps)
