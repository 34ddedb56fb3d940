"""Counts of inspections for everybody: by field and quarter, and by group where there are enough to hide in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import ExtractQuarter

from mobilization.models import Inspection, InspectionField, ResidentialGroup
from wardportal.periods import ROMAN

# A group with fewer than this many inspections in a year is not named: a neighbour would know whose they were.
FEWEST = 3
QUARTERS = (1, 2, 3, 4)
Quarters = dict[int, dict[str, int]]


@dataclass(frozen=True)
class FieldFigures:
    """One field in one year; `quarters` are how many inspections there were in each."""

    name: str
    quarters: tuple[int, ...]
    violations: int
    removed: int
    before: int

    @property
    def total(self) -> int:
        return sum(self.quarters)

    @property
    def by_quarter(self) -> list[tuple[str, int]]:
        """Each quarter as people write it, with its number."""
        return list(zip(ROMAN, self.quarters, strict=True))


@dataclass(frozen=True)
class Bar:
    """One field of the chart: widths in hundredths of the largest number, with the numbers beside them."""

    name: str
    total: int
    violations: int
    total_width: int
    violations_width: int


@dataclass(frozen=True)
class YearFigures:
    """What the public reads of a year; `groups` are those that may be named, `has_others` whether some may not."""

    year: int
    years: list[int]
    fields: list[FieldFigures]
    groups: list[tuple[ResidentialGroup, int]]
    has_others: bool

    @property
    def sums(self) -> FieldFigures:
        quarters = tuple(sum(row.quarters[place] for row in self.fields) for place in range(len(QUARTERS)))
        told = {name: sum(getattr(row, name) for row in self.fields) for name in ("violations", "removed", "before")}
        return FieldFigures("Tất cả lĩnh vực", quarters, **told)

    def bars(self) -> list[Bar]:
        """The field with most inspections first."""
        most = max((row.total for row in self.fields), default=0) or 1
        ranked = sorted(self.fields, key=lambda row: (-row.total, -row.violations))
        widths = [(row, 100 * row.total // most, 100 * row.violations // most) for row in ranked]
        return [Bar(row.name, row.total, row.violations, all_of, bad) for row, all_of, bad in widths]

    @classmethod
    def of(cls, year: int, today: date) -> YearFigures:
        """Count a year; one without inspections has rows of zeros. The running year counts up to today."""
        held, removed = quarters_of(year), removed_of(year)
        before = dict(_held(year - 1).values_list("field").annotate(number=Count("pk")).order_by())
        fields = [
            FieldFigures(
                field.name,
                tuple(held.get(field.pk, {}).get(quarter, {}).get("number", 0) for quarter in QUARTERS),
                sum(row["violations"] for row in held.get(field.pk, {}).values()),
                sum(removed.get(field.pk, {}).values()),
                before.get(field.pk, 0),
            )
            for field in InspectionField.objects.all()
            if field.is_active or field.pk in held
        ]
        groups, has_others = named_groups(year)
        return cls(year, years_counted(today), fields, groups, has_others)


def _held(year: int) -> Any:
    return Inspection.objects.held_between(date(year, 1, 1), date(year, 12, 31))


def quarters_of(year: int) -> dict[int, Quarters]:
    """How many inspections, and with a violation: by field and quarter."""
    rows = _held(year).order_by().values("field", quarter=ExtractQuarter("inspected_on"))
    found: dict[int, Quarters] = {}
    for row in rows.annotate(number=Count("pk"), violations=Count("pk", filter=Q(has_violation=True))):
        found.setdefault(row["field"], {})[row["quarter"]] = row
    return found


def removed_of(year: int) -> dict[int, dict[int, int]]:
    """How many removals were seen done: by field and the quarter in which they were closed."""
    rows = Inspection.objects.removed_between(date(year, 1, 1), date(year, 12, 31)).order_by()
    found: dict[int, dict[int, int]] = {}
    for row in rows.values("field", quarter=ExtractQuarter("closed_on")).annotate(number=Count("pk")):
        found.setdefault(row["field"], {})[row["quarter"]] = row["number"]
    return found


def named_groups(year: int) -> tuple[list[tuple[ResidentialGroup, int]], bool]:
    """Groups with enough inspections to be named, and whether any stay unnamed.

    If just one would stay unnamed, the smallest named one is dropped too: else it could be computed from the total.
    """
    rows = _held(year).exclude(residential_group=None).order_by().values_list("residential_group")
    counts = dict(rows.annotate(number=Count("pk")))
    left_out = {key for key, number in counts.items() if number < FEWEST}
    if len(left_out) == 1 and len(counts) > 1:
        left_out.add(min(counts.keys() - left_out, key=lambda key: (counts[key], key)))
    groups = ResidentialGroup.objects.filter(pk__in=counts.keys() - left_out)
    return [(group, counts[group.pk]) for group in groups], bool(left_out)


def years_counted(today: date) -> list[int]:
    """From this year back to the first in which the team was anywhere."""
    first = Inspection.objects.counted().aggregate(first=Min("inspected_on"))["first"] or today
    return list(range(today.year, first.year - 1, -1))
