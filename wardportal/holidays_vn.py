"""The days of the State calendar, as rows: from the `holidays` package and from what it lacks (data/calendar.json)."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import holidays

from wardportal.dates import day_date
from wardportal.models import CalendarDay

DATA = Path(__file__).parent / "data" / "calendar.json"
SWAP = re.compile(r"\(thay cho ngày (\d\d/\d\d/\d{4})\)")
Kind = CalendarDay.Kind
# What stands behind a day the Government has yet to announce.
ESTIMATED = "(dự kiến)"


def seed_calendar(years: Iterable[int]) -> int:
    """Enter the days of these years that are not in the table yet; return how many.

    A day already there is never touched, whoever entered it: staff correct a day by editing its row, and call one off
    by taking away its confirmation. A deleted row would come back.
    """
    known = set(CalendarDay.objects.values_list("date", flat=True))
    missing = [day for day in calendar_days(years) if day.date not in known]
    CalendarDay.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def calendar_days(years: Iterable[int]) -> list[CalendarDay]:
    """Return the unsaved rows of these years, by date."""
    data = json.loads(DATA.read_text("utf-8"))
    wanted = set(years)
    rows: dict[date, CalendarDay] = {}
    for day, name in sorted(holidays.country_holidays("VN", years=wanted, language="vi").items()):
        rows |= {row.date: row for row in _rows(day, name, data)}
    listed = (CalendarDay(**entry | {"date": date.fromisoformat(entry["date"])}) for entry in data["days"])
    rows |= {row.date: row for row in listed if row.date.year in wanted}
    return [rows[day] for day in sorted(rows)]


def _rows(day: date, name: str, data: dict[str, Any]) -> list[CalendarDay]:
    if swap := SWAP.search(name):
        return _swap(day, datetime.strptime(swap[1], "%d/%m/%Y").date(), data["law"])  # noqa: DTZ007 - a day, no moment
    confirmed = not any(part in name for part in data["unconfirmed"])
    is_estimate = day.year > data["announced_through"] and any(part in name for part in data["set_each_year"])
    return [
        CalendarDay(
            date=day,
            kind=Kind.COMPENSATORY if "(nghỉ bù)" in name else Kind.HOLIDAY,
            name=data["renamed"].get(name, name) + (f" {ESTIMATED}" if is_estimate else ""),
            source=data["law"] if confirmed else data["unconfirmed_source"],
            is_confirmed=confirmed,
        )
    ]


def _swap(off: date, worked: date, source: str) -> list[CalendarDay]:
    return [
        CalendarDay(date=off, kind=Kind.SWAPPED_OFF, name=f"Nghỉ hoán đổi, làm bù {day_date(worked)}", source=source),
        CalendarDay(date=worked, kind=Kind.SWAPPED_WORK, name=f"Làm bù cho {day_date(off)}", source=source),
    ]
