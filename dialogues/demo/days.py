"""When the invented dialogues of the demo were held and what became of each promise on which day."""

import heapq
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from dialogues.models import DialogueRule
from dialogues.models.rules import session_day
from wardportal.calendar import ONE_DAY, WorkingCalendar
from wardportal.demo import at
from wardportal.models import Ward

MONTHS = 24
OPENING, CLOSING = time(7, 30), time(17)
# After the hour the session was to end it may run on for so long.
RUNS_LATE = timedelta(minutes=30)
BETWEEN_STEPS = timedelta(minutes=40)
STEP = re.compile(r"([a-z_]+)@(promised|due|today)([+-]\d+)")

# What became of a promise: decisions and their working days from the day it was made, from its due day, from today.
FATES = {
    "quick": "mark_done@promised+4 sign_off@promised+6 confirm@promised+8",
    "on_time": "report_progress@due-6 mark_done@due-2 sign_off@due+1 confirm@due+4",
    "late": "report_progress@due-1 mark_done@due+6 sign_off@due+8 confirm@due+11",
    "postponed": "start@promised+3 postpone@due-2 report_progress@due+4 mark_done@due+9 sign_off@due+11 confirm@due+14",
    "postponed_still": "start@promised+2 report_progress@due-4 postpone@due-2",
    "sent_back": "mark_done@due-7 send_back@due-5 mark_done@due-1 sign_off@due+1 confirm@due+3",
    "objected": (
        "mark_done@due-3 sign_off@due-1 object@due+2 report_progress@due+6 mark_done@due+10 "
        "sign_off@due+12 confirm@due+14"
    ),
    "reopened": "start@promised+1 mark_done@due-3 sign_off@due-1 object@due+2 report_progress@today-3",
    "not_done": "start@promised+3 report_progress@due-5 fail@due+3",
    "taken_up": "start@promised+2 fail@due+2 take_up@due+25 mark_done@due+45 sign_off@due+47 confirm@due+50",
    "handed_on": "assign@promised+4 start@promised+6 mark_done@due-1 sign_off@due+2 confirm@due+5",
    "blanked": "start@promised+1 mark_done@due-2 sign_off@due+1 confirm@due+3 blank@due+6",
    "overdue": "start@promised+2 report_progress@due-3",
    "forgotten": "",
    "running": "start@promised+2 report_progress@today-2",
    "for_the_leader": "start@promised+2 report_progress@today-5 mark_done@today-1",
    "for_the_resident": "start@promised+2 mark_done@today-5 sign_off@today-3",
}


def steps_of(fate: str) -> list[tuple[str, str, int]]:
    return [(verb, anchor, int(days)) for verb, anchor, days in STEP.findall(FATES[fate])]


@dataclass
class Timeline:
    """Acts in the order of time; what would lie ahead of `now` does not happen."""

    now: datetime
    moment: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    _acts: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def plan(self, moment: datetime, act: Callable[[], object]) -> None:
        heapq.heappush(self._acts, (moment, next(self._order), act))

    def run(self) -> None:
        while self._acts and self._acts[0][0] < self.now:
            moment, _order, act = heapq.heappop(self._acts)
            self.moment = max(moment, self.moment)
            with at(self.moment):
                act()


class Days:
    """The ward's days around now: when sessions fall, when somebody is at the office."""

    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, timezone.localdate(now)
        ward, rule = Ward.objects.current(self.today), DialogueRule.objects.current(self.today)
        assert ward is not None and rule is not None, "setup_ward has run"
        self.ward, self.rule = ward, rule
        self.calendar = WorkingCalendar.load(date(self.today.year - 3, 1, 1))
        month = self.today.replace(day=1)
        ended = moment(self.of_month(month), rule.end_time) + RUNS_LATE
        self.coming_month = later(month, 1) if ended <= now else month

    def of_month(self, month: date) -> date:
        return session_day(self.ward, month.year, month.month, self.calendar)

    def month_ago(self, ago: int) -> date:
        """The month so many sessions back: 0 is the coming one's, 1 that of the last one."""
        return later(self.coming_month, -ago)

    def shift(self, day: date, working_days: int) -> date:
        if working_days > 0:
            return self.calendar.add_working_days(day, working_days).due
        return self.calendar.back(self.calendar.previous_working(day), -working_days)

    def at_office(self, wished: datetime) -> datetime:
        """The moment, or the last one before it at which the office was open."""
        local = timezone.localtime(wished)
        day = self.calendar.previous_working(local.date())
        if day != local.date() or local.time() < OPENING:
            day = day if day != local.date() else self.calendar.previous_working(day - ONE_DAY)
            return moment(day, time(16, local.minute))
        return wished if local.time() < CLOSING else moment(day, time(16, local.minute))


def later(month: date, months: int) -> date:
    years, number = divmod(month.month - 1 + months, 12)
    return date(month.year + years, number + 1, 1)


def moment(day: date, hour: time, minutes: float = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour)) + timedelta(minutes=minutes)


def spread(number: int, first: datetime, last: datetime) -> list[datetime]:
    """So many moments between two, evenly."""
    gap = (last - first) / max(number - 1, 1)
    return [first + gap * place for place in range(number)]
