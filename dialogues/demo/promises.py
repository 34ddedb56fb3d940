"""What became of one invented promise, decision by decision."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dialogues.demo.days import BETWEEN_STEPS, moment, steps_of
from dialogues.demo.office import HOST, LEADER
from dialogues.models import AgendaItem, Commitment, DialogueSession
from wardportal.models import User

if TYPE_CHECKING:
    from dialogues.demo.office import Office

FILED = frozenset({"report_progress", "mark_done"})
BY_RESIDENT = frozenset({"confirm", "object"})
BY_LEADER = frozenset({"sign_off", "send_back", "postpone", "fail", "take_up", "assign", "blank"})
AT_WORK, EVENING = ((8, 40), (10, 15), (14, 5), (15, 50)), (19, 30)
# Days a postponed or taken up promise gets.
MORE_DAYS = 15
# Words of the row for a decision, and what the method calls them.
WORDS = {
    "report_progress": ("progress", "text"),
    "mark_done": ("done", "text"),
    "send_back": ("sent_back", "reason"),
    "object": ("objection", "reason"),
    "postpone": ("postponed", "reason"),
    "fail": ("failed", "reason"),
    "take_up": ("taken_up", "reason"),
    "blank": ("blanked", "text"),
}


class Promise:
    """One invented promise and what is done about it."""

    def __init__(self, row: dict[str, Any], number: int, office: Office) -> None:
        self.row, self.number, self.office = row, number, office

    def make(self, session: DialogueSession, item: AgendaItem | None, *, by: User) -> None:
        row, office, days = self.row, self.office, self.office.days
        milestones = [(days.shift(session.held_on, after), text) for after, text in row.get("milestones", ())]
        self.commitment = Commitment.objects.promise(
            session,
            text=row["text"],
            unit=office.units[row["unit"]],
            owner=office.officer_of(row["unit"]),
            working_days=row["days"],
            item=item,
            milestones=milestones,
            by=by,
        )
        self._plan()

    def _plan(self) -> None:
        """Put each decision onto its day; one is never taken before the one it follows."""
        before = self.office.timeline.moment
        for place, (verb, anchor, days) in enumerate(steps_of(self.row["fate"])):
            hour = EVENING if verb in BY_RESIDENT else AT_WORK[(self.number + place) % len(AT_WORK)]
            wished = moment(self.office.days.shift(self._day(anchor), days), time(*hour), self.number % 9)
            before = max(wished, before + BETWEEN_STEPS)
            self.office.timeline.plan(before, lambda verb=verb: self._decide(verb))  # type: ignore[misc]

    def _day(self, anchor: str) -> date:
        days = {"promised": self.commitment.promised_on, "due": self.commitment.due_on}
        return days.get(anchor, self.office.days.today)

    def _decide(self, verb: str) -> None:
        if verb == "confirm" and not self.commitment.is_raised_by_resident:
            return  # the leader's signature was the last word
        evidence = self._evidence(verb) if verb in FILED else {}
        more: dict[str, Any] = getattr(self, f"_{verb}", dict)()
        getattr(self.commitment, verb)(by=self._actor(verb), **self._words(verb), **evidence, **more)
        if verb == "report_progress":
            self._tick()
        if verb == "sign_off":
            self._publish()

    def _tick(self) -> None:
        """What is reported is mostly the next part of it."""
        part = self.commitment.milestones.filter(done_on=None).first() if "milestones" in self.row else None
        if part:
            part.tick(by=self.commitment.owner or self.office.staff[HOST])

    def _words(self, verb: str) -> dict[str, str]:
        own, argument = WORDS.get(verb, ("", ""))
        return {argument: self.row[own]} if argument and own in self.row else {}

    def _actor(self, verb: str) -> User | None:
        if verb in BY_RESIDENT:
            return None if "told_at_counter" not in self.row else self.office.staff[HOST]
        if verb in BY_LEADER:
            return self.office.staff[LEADER]
        return self.commitment.owner or self.office.staff[HOST]

    def _evidence(self, verb: str) -> dict[str, Any]:
        names = [self.row["scene"]] if verb == "mark_done" or self.number % 3 == 0 else []
        if verb == "mark_done" and "paper" in self.row:
            names.append(self.row["paper"])
        return {"files": [self.office.file(name) for name in names], "caption": self.row["caption"] if names else ""}

    def _publish(self) -> None:
        """Somebody looked at the pictures: they name nobody. Every seventh promise still waits for that."""
        for evidence in self.commitment.evidence.all():
            if self.number % 7:
                evidence.publish(by=self.office.staff[LEADER])

    # What a decision needs besides words

    def _confirm(self) -> dict[str, Any]:
        return (
            {"staff_note": self.row["told_at_counter"]} if "told_at_counter" in self.row else {"text": "Tôi đã thấy."}
        )

    def _postpone(self) -> dict[str, Any]:
        return {"due": self._later(self.commitment.due_on)}

    def _take_up(self) -> dict[str, Any]:
        return {"due": self._later(timezone.localdate())}

    def _later(self, day: date) -> date:
        return self.office.days.shift(max(day, timezone.localdate()), MORE_DAYS)

    def _assign(self) -> dict[str, Any]:
        unit = self.row["handed_to"]
        return {"unit": self.office.units[unit], "owner": self.office.officer_of(unit)}
