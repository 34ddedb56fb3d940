"""The invented session that comes next: as many have asked as fits into the days since registration began."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dialogues.demo.days import moment, spread
from dialogues.demo.meetings import Meeting
from dialogues.demo.office import HOST
from petitions.models import Petition
from petitions.status import Kind
from wardportal.demo import at

A_WHILE, LATELY = timedelta(minutes=5), timedelta(days=9)
FEW_HOURS, SLEEP = timedelta(hours=3), timedelta(hours=7)
EARLY, LATE = time(6), time(21)
NOTICE = timedelta(minutes=25)
PROPOSED = 2


class Coming(Meeting):
    def _plan_notice(self, day: date) -> None:
        """The notice is out already: on the day the rule asks for, or lately."""
        wished = moment(self.days.shift(day, -self.days.rule.announce_days), EARLY, 150)
        self.timeline.plan(min(wished, self.days.at_office(self.days.now - NOTICE)), self._announce)

    def _plan_questions(self, day: date) -> None:
        opens, closes = self.days.rule.intake(day, self.days.calendar)
        now, rows = self.days.now, self.row["questions"]
        last = min(moment(closes, LATE), now - A_WHILE)
        first = max(moment(opens, EARLY), last - LATELY)
        if last - first < FEW_HOURS:  # registration has hardly begun: they asked at the counter
            rows = [row | {"channel": "counter"} for row in rows]
            last = now - A_WHILE
            first = last - LATELY / 3
        for row, wished in zip(rows, spread(len(rows), first, last), strict=True):
            self._plan_question(row, self._awake(wished, first))
        self.timeline.plan(last, self._withdraw)

    @staticmethod
    def _awake(wished: datetime, first: datetime) -> datetime:
        asleep = timezone.localtime(wished).time() < EARLY
        return wished - SLEEP if asleep and wished - SLEEP > first else wished

    def _end(self, day: date) -> None:
        """Whoever looks at the demo during the session finds the room open, however long it takes."""

    def end_of_history(self) -> None:
        """What reception did a moment ago; last, as the petitions it makes are numbered behind all others."""
        now = self.days.now - timedelta(seconds=2)
        with at(now):
            session = self.session
            overdue = Petition.objects.overdue().exclude(visibility="confidential").order_by("received_on")
            for petition in overdue[:PROPOSED]:
                session.agenda.place_petition(petition, session)
            for asked in self.asked:
                if "petition" in asked.row:
                    asked.question.open_petition(kind=Kind.RECOMMENDATION, by=self.staff[HOST])
                if "denounces" in asked.row:
                    asked.question.seal(by=self.staff[HOST])
