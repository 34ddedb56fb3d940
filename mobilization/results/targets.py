"""What was aimed at beside what was reached: percent done where it can be worked out, else why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from mobilization.models.measures import Measure
from mobilization.models.results import WorkResult
from mobilization.results.comparing import groups_of
from mobilization.results.totals import base
from mobilization.results.words import WORDS, Qualifier, ResultKind
from wardportal.numbers import number_vi, percent

REACHED_BY = (ResultKind.CUMULATIVE, ResultKind.MEASURED)
# By this dimension a target is a calendar year.
YEAR = "calendar-year"


@dataclass(frozen=True)
class Standing:
    """A target and where it stands. `percent` is rounded down, None where it cannot be known; `why` says why."""

    target: WorkResult
    reached: WorkResult | None
    percent: Decimal | None
    percent_shown: str
    state: str
    why: str = ""
    whole: WorkResult | None = None

    @property
    def width(self) -> int:
        """Of a bar, in hundredths."""
        return 0 if self.percent is None else min(100, int(self.percent))


def standings(targets: Iterable[WorkResult], results: Iterable[WorkResult]) -> list[Standing]:
    """Each target beside the newest of `results` that may answer it; both come with measure, unit and groups."""
    by_measure: dict[int, list[WorkResult]] = {}
    for row in results:
        if row.kind in REACHED_BY:
            by_measure.setdefault(row.measure_id, []).append(row)
    return [standing_of(target, by_measure) for target in targets]


def standing_of(target: WorkResult, by_measure: dict[int, list[WorkResult]]) -> Standing:
    if target.unit.stands_before:
        return _by_time(target, _newest(target, by_measure.get(target.measure_id, [])))
    if (measure := target.measure).counts_id:
        return _ratio(target, measure, by_measure)
    reached = _newest(target, by_measure.get(target.measure_id, []), like=target)
    if reached is None:
        return Standing(target, None, None, "", "chưa có kết quả")
    return _measured(target, reached, base(target))


def answered_by(targets: Iterable[WorkResult]) -> set[int]:
    """The keys of the measures whose results the targets are compared with."""
    found: set[int] = set()
    for target in targets:
        measure = target.measure
        found |= {key for key in (measure.pk, measure.counts_id, measure.per_id) if key}
    return found


def _by_time(target: WorkResult, reached: WorkResult | None) -> Standing:
    """A year or a day to be ready by: there is no percentage of it."""
    if reached is not None:
        return Standing(target, reached, None, "", "đã đạt", "mốc thời gian, không tính phần trăm")
    is_past = target.unit.dimension == YEAR and timezone.localdate().year > int(target.value)
    state = "đã qua năm phấn đấu, chưa ghi nhận kết quả" if is_past else "đang phấn đấu"
    return Standing(target, None, None, "", state, "mốc thời gian, không tính phần trăm")


def _ratio(target: WorkResult, measure: Measure, by_measure: dict[int, list[WorkResult]]) -> Standing:
    """So many for each of another: needs to know how many of these there are, exactly or about."""
    counted = _newest(target, by_measure.get(measure.counts_id or 0, []))
    whole = _newest(target, by_measure.get(measure.per_id or 0, []))
    if whole is None or not base(whole) or whole.qualifier not in (Qualifier.EXACT, Qualifier.ABOUT):
        unit = measure.per.name if measure.per else ""
        return Standing(target, counted, None, "", "đang thực hiện" if counted else "chưa có kết quả", _lacks(unit))
    if counted is None:
        return Standing(target, None, None, "", "chưa có kết quả", whole=whole)
    return _measured(target, counted, base(target) * base(whole), whole)


def _lacks(name: str) -> str:
    """chưa có số hộ"""
    return f"chưa có {name[:1].lower()}{name[1:]}"


def _measured(target: WorkResult, reached: WorkResult, wanted: Decimal, whole: WorkResult | None = None) -> Standing:
    if not wanted:
        return Standing(target, reached, None, "", "đang thực hiện", "mục tiêu bằng 0", whole)
    share = Decimal(percent(10 * base(reached), wanted)) / 10
    is_about = whole is not None and whole.qualifier == Qualifier.ABOUT
    word = WORDS[Qualifier.ABOUT][0] if is_about else reached.word
    shown = number_vi(share, "%")
    is_done = share >= 100 and reached.qualifier not in (Qualifier.UP_TO, Qualifier.ABOUT) and not is_about
    state = "đã đạt" if is_done else "đang thực hiện"
    return Standing(target, reached, share, f"{word} {shown}".strip(), state, whole=whole)


def _newest(target: WorkResult, rows: list[WorkResult], like: WorkResult | None = None) -> WorkResult | None:
    """The newest for the same part of the ward; where it has to be `like` something, of the same dimension."""
    found = [row for row in rows if row.scope == target.scope and groups_of(row) == groups_of(target)]
    if like is not None:
        found = [row for row in found if row.unit.dimension == like.unit.dimension]
    return max(found, key=_age, default=None)


def _age(row: WorkResult) -> tuple[bool, int, str, int]:
    told = row.ends_on or row.starts_on
    return row.kind == ResultKind.CUMULATIVE, row.year or 0, told.isoformat() if told else "", row.pk or 0
