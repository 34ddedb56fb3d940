"""What happened to sessions, questions and commitments: one row each time, with what was written at it apart."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from dialogues.status import (
    RESIDENTS_WORDS,
    CommitmentEventKind,
    CommitmentStatus,
    QuestionEventKind,
    QuestionStatus,
    SessionEventKind,
    SessionStatus,
)
from mobilization.models import Unit
from wardportal.models.door import Event, Note


class SessionEvent(Event):
    """One thing that happened to a session."""

    session = models.ForeignKey(
        "dialogues.DialogueSession", models.PROTECT, related_name="events", verbose_name="buổi đối thoại"
    )
    kind = models.CharField("việc", max_length=20, choices=SessionEventKind)
    from_status = models.CharField("từ", max_length=20, choices=SessionStatus, blank=True)
    to_status = models.CharField("sang", max_length=20, choices=SessionStatus)
    old_date = models.DateField("ngày cũ", null=True)
    new_date = models.DateField("ngày mới", null=True)
    old_slug = models.CharField("địa chỉ cũ", max_length=20, blank=True, db_index=True)

    class Meta(Event.Meta):
        verbose_name = "sự việc của buổi đối thoại"
        verbose_name_plural = "lịch sử buổi đối thoại"


class SessionNote(Note):
    event = models.OneToOneField(SessionEvent, models.CASCADE, related_name="note", primary_key=True)

    class Meta:
        verbose_name = "nội dung sự việc"
        verbose_name_plural = "nội dung sự việc"


class QuestionEvent(Event):
    """One thing that happened to a question."""

    question = models.ForeignKey("dialogues.Question", models.PROTECT, related_name="events", verbose_name="câu hỏi")
    kind = models.CharField("việc", max_length=20, choices=QuestionEventKind)
    from_status = models.CharField("từ", max_length=20, choices=QuestionStatus, blank=True)
    to_status = models.CharField("sang", max_length=20, choices=QuestionStatus)
    left_session = models.ForeignKey(
        "dialogues.DialogueSession", models.PROTECT, null=True, related_name="+", verbose_name="chuyển từ buổi"
    )

    class Meta(Event.Meta):
        verbose_name = "sự việc của câu hỏi"
        verbose_name_plural = "lịch sử câu hỏi"

    @property
    def template(self) -> str:
        """The partial that tells this event to the person who asked."""
        return f"dialogues/question_events/_{self.kind}.html"


class QuestionNote(Note):
    event = models.OneToOneField(QuestionEvent, models.CASCADE, related_name="note", primary_key=True)

    class Meta:
        verbose_name = "nội dung sự việc"
        verbose_name_plural = "nội dung sự việc"


class CommitmentEvent(Event):
    """One thing that happened to a commitment."""

    commitment = models.ForeignKey(
        "dialogues.Commitment", models.PROTECT, related_name="events", verbose_name="cam kết"
    )
    kind = models.CharField("việc", max_length=20, choices=CommitmentEventKind)
    from_status = models.CharField("từ", max_length=20, choices=CommitmentStatus, blank=True)
    to_status = models.CharField("sang", max_length=20, choices=CommitmentStatus)
    due_on = models.DateField("hạn sau việc này", null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    milestone = models.ForeignKey(
        "dialogues.Milestone", models.PROTECT, null=True, related_name="+", verbose_name="mốc thực hiện"
    )

    class Meta(Event.Meta):
        verbose_name = "sự việc của cam kết"
        verbose_name_plural = "lịch sử cam kết"

    @property
    def shown_note(self) -> str:
        """What the public reads of it: nothing of what a resident said to the office."""
        return "" if self.kind in RESIDENTS_WORDS else self.public_note

    @property
    def template(self) -> str:
        """The partial that tells this event to the public."""
        return f"dialogues/events/_{self.kind}.html"


class CommitmentNote(Note):
    event = models.OneToOneField(CommitmentEvent, models.CASCADE, related_name="note", primary_key=True)

    class Meta:
        verbose_name = "nội dung sự việc"
        verbose_name_plural = "nội dung sự việc"


def newest_change() -> tuple[date, int]:
    """A mark that changes with the day and whatever happens to sessions, questions and commitments."""
    newest: list[Any] = [
        kind.objects.order_by("-pk").values_list("pk", flat=True)[:1]
        for kind in (SessionEvent, QuestionEvent, CommitmentEvent)
    ]
    return timezone.localdate(), sum(newest[0].union(*newest[1:], all=True))  # no event is taken back: the sum grows
