"""Working days: which days count, when a period ends, and why; the reasons are kept with every promised day."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from wardportal.dates import date_vi, day_date, weekday
from wardportal.models import CalendarDay

logger = logging.getLogger(__name__)

DayType = Literal["working", "calendar"]
Kind = CalendarDay.Kind
WEEKEND, UNCONFIRMED = "weekend", "unconfirmed"
WORKED = frozenset({Kind.SWAPPED_WORK.value, Kind.HALF_DAY.value})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SkippedDay:
    """A day a count has to say something about: not counted, or counted although it looks free."""

    date: date
    name: str
    kind: str

    def as_json(self) -> dict[str, str]:
        return {"date": self.date.isoformat(), "name": self.name, "kind": self.kind}

    @classmethod
    def from_json(cls, stored: dict[str, str]) -> "SkippedDay":
        return cls(date.fromisoformat(stored["date"]), stored["name"], stored["kind"])

    def __str__(self) -> str:
        return f"{day_date(self.date)}: {self.name}"


@dataclass(frozen=True)
class Count:
    """A counted period: from when, how many days, until when, and every day that made it longer.

    `noted` are days that counted but that readers would ask about: worked Saturdays, half days, unconfirmed holidays.
    """

    start: date
    amount: int
    day_type: DayType
    due: date
    skipped: tuple[SkippedDay, ...] = ()
    noted: tuple[SkippedDay, ...] = ()
    missing_years: tuple[int, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(),
            "amount": self.amount,
            "day_type": self.day_type,
            "due": self.due.isoformat(),
            "skipped": [day.as_json() for day in self.skipped],
            "noted": [day.as_json() for day in self.noted],
            "missing_years": list(self.missing_years),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Count":
        return cls(
            start=date.fromisoformat(stored["start"]),
            amount=stored["amount"],
            day_type=stored["day_type"],
            due=date.fromisoformat(stored["due"]),
            skipped=tuple(SkippedDay.from_json(day) for day in stored["skipped"]),
            noted=tuple(SkippedDay.from_json(day) for day in stored["noted"]),
            missing_years=tuple(stored["missing_years"]),
        )

    @property
    def weekends(self) -> list[SkippedDay]:
        return [day for day in self.skipped if day.kind == WEEKEND]

    @property
    def holidays(self) -> list[SkippedDay]:
        return [day for day in self.skipped if day.kind != WEEKEND]

    @property
    def last_counted(self) -> date:
        """The day the period itself ends on, before it moves on to a working day."""
        return self.due if self.day_type == "working" else self.start + timedelta(days=self.amount)

    def explain(self) -> list[str]:
        """Return, line by line in Vietnamese, how the day was counted and every day left out."""
        return [
            self._rule_line(),
            *self._moved_line(),
            *self._weekend_line(),
            *(f"Không tính {day}." for day in self.holidays),
            *(f"Có tính {day}." for day in self.noted),
            *(missing_year_line(year) for year in self.missing_years),
            f"Hạn: {day_date(self.due)}.",
        ]

    def _rule_line(self) -> str:
        unit = "ngày làm việc" if self.day_type == "working" else "ngày, kể cả ngày nghỉ"
        return f"{self.amount} {unit}, tính từ ngày liền sau {day_date(self.start)}."

    def _moved_line(self) -> Iterator[str]:
        if self.due != self.last_counted:
            yield (
                f"Ngày cuối là {day_date(self.last_counted)}, không phải ngày làm việc, "
                "nên hạn chuyển sang ngày làm việc liền sau."
            )

    def _weekend_line(self) -> Iterator[str]:
        if self.weekends:
            yield f"Không tính ngày nghỉ cuối tuần: {', '.join(date_vi(day.date) for day in self.weekends)}."


class WorkingCalendar:
    """Which days the ward works: weekdays, changed by the given rows. Pure: asks no clock and no database.

    Half days count. A row that is not confirmed changes nothing but is named in the explanation. A year without
    a single holiday is counted by weekends alone, and every count that touches it says so.
    """

    def __init__(self, days: Iterable[CalendarDay]) -> None:
        self._days = {day.date: day for day in days}
        self._years = {day.date.year for day in self._days.values() if day.kind == Kind.HOLIDAY}

    @classmethod
    def load(cls, first: date, last: date | None = None) -> "WorkingCalendar":
        """Read the years from `first` to `last`; without `last` all that follow, as a count may end in any of them."""
        days = CalendarDay.objects.filter(date__year__gte=first.year)
        return cls(days.filter(date__year__lte=last.year) if last else days)

    def is_working(self, day: date) -> bool:
        row = self._days.get(day)
        if row is None or not row.is_confirmed:
            return day.weekday() < 5
        return row.kind in WORKED

    def next_working(self, day: date) -> date:
        """Return the day itself if the ward works, else the first working day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working(self, day: date) -> date:
        """Return the day itself if the ward works, else the last working day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, start: date, amount: int) -> Count:
        """Count working days; the day of the event is not counted (Civil Code 2015 art. 147)."""
        _require_days(amount)
        due, left = start, amount
        while left:
            due += ONE_DAY
            left -= self.is_working(due)
        return self._count(start, amount, "working", due, list(_days_between(start, due)))

    def add_calendar_days(self, start: date, amount: int) -> Count:
        """Count all days; a period that ends on a free day ends on the next working day (Civil Code 2015 art. 148)."""
        _require_days(amount)
        end = start + timedelta(days=amount)
        due = self.next_working(end)
        return self._count(start, amount, "calendar", due, list(_days_between(end - ONE_DAY, due)))

    def back(self, day: date, amount: int) -> date:
        """Return the working day so many working days before this one; none before it is the day itself."""
        for _ in range(amount):
            day = self.previous_working(day - ONE_DAY)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Return how many working days come after the one and up to the other; negative when that lies before."""
        if until < after:
            return -self.working_days_between(until, after)
        return sum(self.is_working(day) for day in _days_between(after, until))

    def missing_years(self, first: date, last: date) -> tuple[int, ...]:
        return tuple(year for year in range(first.year, last.year + 1) if not self.knows(year))

    def knows(self, year: int) -> bool:
        return year in self._years

    def _count(self, start: date, amount: int, day_type: DayType, due: date, examined: Sequence[date]) -> Count:
        missing = self.missing_years(start + ONE_DAY, due)
        if missing:
            logger.warning("The working calendar has no holidays for %s", ", ".join(map(str, missing)))
        return Count(
            start=start,
            amount=amount,
            day_type=day_type,
            due=due,
            skipped=tuple(self._skipped(day) for day in examined if not self.is_working(day)),
            noted=tuple(self._noted(row) for day in examined if (row := self._days.get(day)) and self.is_working(day)),
            missing_years=missing,
        )

    def _skipped(self, day: date) -> SkippedDay:
        row = self._days.get(day)
        if row is None:
            return SkippedDay(day, weekday(day), WEEKEND)
        if row.is_confirmed:
            return SkippedDay(day, row.name, row.kind)
        return SkippedDay(day, f"{row.name} (chờ xác nhận, vẫn là ngày nghỉ cuối tuần)", UNCONFIRMED)

    def _noted(self, row: CalendarDay) -> SkippedDay:
        if row.is_confirmed:
            return SkippedDay(row.date, row.name, row.kind)
        return SkippedDay(row.date, f"{row.name} (chờ xác nhận, vẫn tính là ngày làm việc)", UNCONFIRMED)


def missing_year_line(year: int) -> str:
    return f"Chưa có lịch nghỉ lễ năm {year}: mới chỉ trừ thứ bảy, chủ nhật, hạn này có thể phải tính lại."


def _require_days(amount: int) -> None:
    if amount < 1:
        raise ValueError(f"A period has at least one day, not {amount}")


def _days_between(after: date, until: date) -> Iterator[date]:
    """Yield the days after the one, up to and including the other."""
    return (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
