"""How many places to speak are left at a session, in words that are the same for everybody who reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from dialogues.models import DialogueSession, Question
from dialogues.models.question_queries import SPEAKING, WAITING


@dataclass(frozen=True)
class Places:
    """What is left for the next who wants to speak: places, or else those on the waiting list."""

    free: int
    waiting: int

    @classmethod
    def of(cls, session: DialogueSession) -> Places:
        return cls.of_each([session])[session.pk]

    @classmethod
    def of_each(cls, sessions: Sequence[DialogueSession]) -> dict[int, Places]:
        """The places of several sessions by their keys, in one query; without a session it asks nothing."""
        if not sessions:
            return {}
        asked = Question.objects.filter(session__in=sessions).order_by().values("session")
        taken = asked.annotate(speak=Count("pk", filter=SPEAKING), wait=Count("pk", filter=WAITING))
        known = {row["session"]: (row["speak"], row["wait"]) for row in taken}
        return {session.pk: cls._left(session, *known.get(session.pk, (0, 0))) for session in sessions}

    @classmethod
    def _left(cls, session: DialogueSession, speaking: int, waiting: int) -> Places:
        free = 0 if waiting else max(session.speaker_limit - speaking, 0)
        return cls(free, max(session.waiting_limit - waiting, 0))

    @property
    def is_full(self) -> bool:
        return not self.free

    @property
    def line(self) -> str:
        if self.free:
            return f"Còn {self.free} chỗ phát biểu."
        if self.waiting:
            return f"Hết chỗ phát biểu, còn {self.waiting} chỗ trong danh sách chờ."
        return "Hết cả chỗ chờ phát biểu: câu hỏi vẫn được nhận và trả lời."

    @property
    def short(self) -> str:
        """The same behind the name of the session, where one of several is chosen."""
        if self.free:
            return f"còn {self.free} chỗ"
        return "hết chỗ" if self.waiting else "hết cả chỗ chờ"
