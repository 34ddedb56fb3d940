"""Which commitments: who reads them, the queues of the office, and the making of a promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from dialogues.models.agenda import AgendaItem
from dialogues.models.events import CommitmentNote
from dialogues.models.questions import Question
from dialogues.models.sessions import DialogueSession
from dialogues.searching import with_words
from dialogues.status import (
    PROMISED_AT,
    RESIDENTS_WORDS,
    UNFINISHED,
    WORKED_ON,
    CommitmentEventKind,
    CommitmentStatus,
    SessionStatus,
)
from mobilization.models import Unit
from wardportal.calendar import WorkingCalendar
from wardportal.codes import numbered_code
from wardportal.models import NumberSeries, User

if TYPE_CHECKING:
    from dialogues.models.commitments import Commitment

PREFIX = "CK"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> CommitmentQuerySet:
        """Who prepares sessions and who leads sees all; a handler those of their units."""
        if not (user.is_active and user.is_staff):
            return self.none()
        if user.has_perm("dialogues.view_all_commitments"):
            return self
        if not user.has_perm("dialogues.view_unit_commitments"):
            return self.none()
        return self.filter(unit__in=list(Unit.objects.of_user(user).values_list("pk", flat=True)))

    def published(self) -> CommitmentQuerySet:
        """Promises the public reads: those of sessions whose minutes are approved."""
        return self.filter(session__status=SessionStatus.CONCLUDED)

    def search(self, words: str) -> CommitmentQuerySet:
        """Promises with all of these words, or beginnings of them, with marks or without."""
        return self.filter(with_words(words))

    def unfinished(self) -> CommitmentQuerySet:
        return self.filter(status__in=UNFINISHED)

    def overdue(self, at: date | None = None) -> CommitmentQuerySet:
        return self.filter(status__in=WORKED_ON, due_on__lt=at or timezone.localdate())

    def due_between(self, first: date, last: date) -> CommitmentQuerySet:
        return self.filter(status__in=WORKED_ON, due_on__range=(first, last))

    def to_sign_off(self) -> CommitmentQuerySet:
        return self.filter(status=CommitmentStatus.DONE, signed_off_at=None)

    def to_confirm(self) -> CommitmentQuerySet:
        """Signed off by a leader; whoever raised it has not said yet whether they are content."""
        return self.filter(status=CommitmentStatus.DONE, signed_off_at__isnull=False)

    def raised_in(self, question: Question) -> CommitmentQuerySet:
        return self.filter(question=question)

    def forget_words_of(self, question: Question) -> None:
        """Drop what the person who asked said of the promises made to them, and what staff noted of it."""
        notes = CommitmentNote.objects.filter(event__commitment__in=self.raised_in(question))
        notes.filter(event__kind__in=RESIDENTS_WORDS).update(public_note="", staff_note="")

    @transaction.atomic
    def promise(
        self,
        session: DialogueSession,
        *,
        text: str,
        unit: Unit,
        working_days: int,
        by: User,
        owner: User | None = None,
        item: AgendaItem | None = None,
        milestones: Sequence[tuple[date, str]] = (),
        submission_id: UUID | None = None,
    ) -> Commitment:
        """Write down a promise made at the session; its working days are counted from the day of the session.

        Holds the session, so that nothing is added to what the chair approves meanwhile.
        """
        session.lock()
        if not by.has_perm("dialogues.promise_commitment"):
            raise PermissionDenied
        check_under_way(session)
        check_owner(unit, owner)
        number = NumberSeries.next_number(PREFIX, session.held_on.year)
        count = WorkingCalendar.load(session.held_on).add_working_days(session.held_on, working_days)
        question = item.question if item else None
        commitment = self.create(
            year=session.held_on.year,
            number=number,
            code=numbered_code(PREFIX, session.held_on.year, number),
            session=session,
            item=item,
            question=question,
            residential_group_id=question.residential_group_id if question else None,
            text=text,
            unit=unit,
            owner=owner,
            promised_on=session.held_on,
            due_on=count.due,
            first_due_on=count.due,
            counted=count.as_json(),
        )
        for day, words in milestones:
            commitment.milestones.create(due_on=day, text=words)
        commitment.record(CommitmentEventKind.PROMISED, by=by, due_on=count.due, unit=unit, submission_id=submission_id)
        AgendaItem.objects.carry_over()
        return commitment


def check_under_way(session: DialogueSession) -> None:
    """Promises are made in the room: none before it begins, none past the chair's approval."""
    if session.status not in PROMISED_AT:
        raise ValidationError(
            f"Buổi này đang ở tình trạng “{session.get_status_display()}”: "
            "chỉ ghi cam kết từ khi khai mạc đến khi biên bản được duyệt."
        )


def check_owner(unit: Unit, owner: User | None) -> None:
    if owner is not None and not Unit.objects.of_user(owner).filter(pk=unit.pk).exists():
        raise ValidationError({"owner": "Người phụ trách phải thuộc đơn vị chịu trách nhiệm."})
