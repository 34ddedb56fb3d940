"""Months, quarters, half-years and years: when one begins and ends, which comes before, what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
ROMAN = ("I", "II", "III", "IV")


class PeriodKind(TextChoices):
    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    HALF_YEAR = "half_year", "6 tháng"
    YEAR = "year", "Năm"


@dataclass(frozen=True, order=True)
class Period:
    """A whole month, quarter, half-year or year, from its first day; `kind` is one of `MONTHS_OF`."""

    start: date
    kind: str = "month"

    def __post_init__(self) -> None:
        if self.start.day != 1 or (self.start.month - 1) % MONTHS_OF[self.kind]:
            raise ValueError(f"No {self.kind} begins on {self.start}")

    @classmethod
    def of(cls, day: date, kind: str = "month") -> Period:
        """Return the period this day falls into."""
        months = MONTHS_OF[kind]
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), kind)

    @property
    def end(self) -> date:
        """The last day."""
        return self.next().start - timedelta(days=1)

    def next(self) -> Period:
        return self._shifted(MONTHS_OF[self.kind])

    def previous(self) -> Period:
        return self._shifted(-MONTHS_OF[self.kind])

    def months(self) -> list[Period]:
        first = Period(self.start)
        return [first._shifted(number) for number in range(MONTHS_OF[self.kind])]

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        year, month = self.start.year, self.start.month
        if self.kind == "month":
            return f"tháng {month}/{year}"
        if self.kind == "quarter":
            return f"quý {ROMAN[(month - 1) // 3]}/{year}"
        if self.kind == "half_year":
            return f"6 tháng {'đầu' if month == 1 else 'cuối'} năm {year}"
        return f"năm {year}"

    def _shifted(self, months: int) -> Period:
        years, month = divmod(self.start.year * 12 + self.start.month - 1 + months, 12)
        return Period(date(years, month + 1, 1), self.kind)
