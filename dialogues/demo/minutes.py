"""The minutes of one invented session: written, submitted, approved, put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from dialogues.demo.days import moment
from dialogues.demo.office import LEADER, SECRETARY
from dialogues.models import DialogueSession, Minutes
from wardportal.demo import invented_name

if TYPE_CHECKING:
    from dialogues.demo.office import Office

MORNING, AFTERNOON = time(9, 20), time(14, 40)
A_MOMENT = timedelta(minutes=6)
OFFICIALS = ((501, "Phó Chủ tịch UBND phường"), (521, "Chủ tịch Mặt trận Tổ quốc phường"), (503, "Công an phường"))


class Record:
    def __init__(self, row: dict[str, Any], office: Office, key: dict[str, Any]) -> None:
        self.row, self.office, self.key = row, office, key
        self.days, self.timeline, self.staff = office.days, office.timeline, office.staff

    def plan(self, day: date) -> None:
        steps: list[tuple[int, time, Callable[[Minutes], Any]]] = [
            (1, MORNING, self._write),
            (2, MORNING, lambda minutes: minutes.submit(by=self.staff[SECRETARY])),
        ]
        if "minutes_returned" in self.row:
            steps.append((3, MORNING, lambda m: m.send_back(self.row["minutes_returned"], by=self.staff[LEADER])))
            steps.append((3, AFTERNOON, lambda minutes: minutes.submit(by=self.staff[SECRETARY])))
        if self.row["ago"] > 1:
            steps.append((4, AFTERNOON, self._approve))
        if "correction" in self.row:
            steps.append((9, MORNING, self._correct))
        latest = self.timeline.now - A_MOMENT * len(steps)
        for number, (days, hour, act) in enumerate(steps):
            wished = min(moment(self.days.shift(day, days), hour), latest + A_MOMENT * number)
            self.timeline.plan(wished, lambda act=act: act(self.minutes))  # type: ignore[misc]

    @cached_property
    def minutes(self) -> Minutes:
        """Begun once: whatever is done to them makes them what the row is by then."""
        return Minutes.of(DialogueSession.objects.with_chairs().get(**self.key))

    def _write(self, minutes: Minutes) -> None:
        chairs = [f"{name}, {post}" for post, name in minutes.session.chairs() if name]
        others = [f"{invented_name(number)}, {post}" for number, post in OFFICIALS]
        minutes.write(
            by=self.staff[SECRETARY],
            attended=self.row["attended"],
            officials="\n".join([*chairs, *others]),
            secretary_name=self.staff[SECRETARY].full_name,
            opening=self.row["opening"],
            conclusion=self.row["conclusion"],
        )

    def _approve(self, minutes: Minutes) -> None:
        minutes.approve(self.office.letter("TB"), by=self.staff[LEADER], number=self.office.letter("BB"))

    def _correct(self, minutes: Minutes) -> None:
        text, reason = self.row["correction"]
        minutes.correct("conclusion", text, reason, by=self.staff[LEADER])
