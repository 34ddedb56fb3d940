"""When the invented petitions of the demo came and what was done on which day, counted back from today."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from petitions.status import Channel
from wardportal.demo import WorkingDays

Row = dict[str, Any]

MORNING, AFTERNOON = ((8, 20), (9, 10), (10, 5), (10, 50)), ((13, 45), (14, 35), (15, 30), (16, 15))
OFFICE_TIMES = [time(*start) for start in (*MORNING, *AFTERNOON)]
BEFORE_OFFICE, AT_OPENING, EVENING = time(5, 50), time(7, 35), time(19, 5)
BY_SENDER = frozenset({"supply", "add_information", "withdraw", "reopen", "object"})
# Who drafts the answers of which unit; the others' are written by the leader who signs them.
OFFICERS = {
    "dia-chinh": "xuly",
    "to-phan-ung-nhanh": "xuly",
    "van-hoa-xa-hoi": "xuly02",
    "tu-phap": "xuly02",
}
STEP = re.compile(r"([a-z_]+)@(\d+)")


@dataclass(frozen=True)
class Act:
    """Something that is done to the petition of this row at a moment; the first is `take_in`."""

    moment: datetime
    number: int
    verb: str
    by_sender: bool


def plan(rows: list[Row], days: WorkingDays, now: datetime) -> list[Act]:
    """Return all that happened, in the order of time."""
    acts = [act for number, row in enumerate(rows) for act in _acts(number, row, days, now)]
    return sorted(acts, key=lambda act: (act.moment, act.number))


def path_of(row: Row) -> list[tuple[str, int]]:
    """Return what was done on which working day after receipt: as the row says, or the usual way to an answer."""
    if path := row.get("path"):
        return [(verb, int(day)) for verb, day in STEP.findall(path)]
    if (took := row.get("took")) is None:
        return []
    start = 0 if took < 3 else 1
    path = [("review", 0), ("accept", start), ("assign", start)]
    if row["unit"] in OFFICERS:
        path.append(("draft_answer", max(took - 1, start)))
    path.append(("answer", took))
    if "public" in row:
        path.append(("publish", took + 1))
    if "outcome" in row:
        path.append(("close", took + 4))
    return path


def _acts(number: int, row: Row, days: WorkingDays, now: datetime) -> Iterator[Act]:
    """Yield what happened to one petition; what its sender did comes after office hours."""
    arrival = -row["ago"]
    yield Act(_arrived_at(number, row, days, now), number, "take_in", is_from_sender(row))
    slot, before = number % 3, -1
    for verb, day in path_of(row):
        slot = slot + 1 if day == before else number % 3
        before = day
        by_sender = verb in BY_SENDER and is_from_sender(row)
        start = EVENING if by_sender else OFFICE_TIMES[slot]
        yield Act(_moment(days[arrival + day], start, number % 9), number, verb, by_sender)


def is_from_sender(row: Row) -> bool:
    return row.get("channel", Channel.WEB) == Channel.WEB


def _arrived_at(number: int, row: Row, days: WorkingDays, now: datetime) -> datetime:
    if row["ago"] == 0:
        return now - timedelta(minutes=7 * (number % 4 + 1))
    day = days[-row["ago"]]
    if not is_from_sender(row):
        return _moment(day, AT_OPENING, number % 40)
    if "took" in row and number % 3 == 1:
        return _moment(day - timedelta(days=1), EVENING, number % 90)
    return _moment(day, BEFORE_OFFICE, number % 100)


def received_on(row: Row, days: WorkingDays) -> date:
    """The day a petition came that staff type: a letter lay for some days."""
    return days[-row["ago"] - row.get("lay", 0)]


def _moment(day: date, start: time, minutes: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, start)) + timedelta(minutes=minutes)
