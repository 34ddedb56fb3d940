"""Which questions: who reads them, what of them belongs on an agenda, the search, and the taking in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.utils import timezone

from dialogues.models.agenda import AgendaItem
from dialogues.models.sessions import DialogueSession
from dialogues.status import COMING, NOT_LISTED, Channel, QuestionEventKind, QuestionStatus, SessionStatus, Slot
from wardportal.codes import numbered_code
from wardportal.models import NumberSeries, User
from wardportal.text import fold

if TYPE_CHECKING:
    from dialogues.models.questions import Question

PREFIX = "DT"
SEARCH_VECTOR = SearchVector("search_text", config="simple")
LISTED = Q(is_suspect=False) & ~Q(status__in=NOT_LISTED)
# Who has spoken still holds a place, and nobody passes those who wait.
SPEAKING = LISTED & Q(slot=Slot.SPEAKING)
WAITING = Q(slot=Slot.WAITING, is_suspect=False, status=QuestionStatus.REGISTERED)
# Who has a place, then who waits for one, then all others.
SPEAKERS_FIRST = Case(When(slot=Slot.SPEAKING, then=0), When(slot=Slot.WAITING, then=1), default=2)


def some_codes(questions: Sequence[Question], most: int = 5) -> str:
    """The codes of the first, and how many more there are."""
    more = f" và {len(questions) - most} câu nữa" if len(questions) > most else ""
    return ", ".join(question.code for question in questions[:most]) + more


def reads_questions(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("dialogues.view_all_questions")


def people_come(session: DialogueSession) -> bool:
    """Whether people are received: on the day and after it, until the session has ended."""
    waits = session.status == SessionStatus.PLANNED and session.held_on <= timezone.localdate()
    return waits or session.status == SessionStatus.IN_SESSION


def free_places(session: DialogueSession) -> int:
    """How many more may speak; who has spoken still counts."""
    return session.speaker_limit - session.questions.filter(SPEAKING).count()


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> QuestionQuerySet:
        """Questions this person may read: those who prepare sessions read all, but none that went the sealed way."""
        return self.exclude(status=QuestionStatus.SEALED) if reads_questions(user) else self.none()

    def registered(self) -> QuestionQuerySet:
        return self.filter(status=QuestionStatus.REGISTERED)

    def listed(self) -> QuestionQuerySet:
        """Questions that belong onto an agenda and a print."""
        return self.filter(LISTED)

    def suspect(self) -> QuestionQuerySet:
        return self.registered().filter(is_suspect=True)

    def speaking(self) -> QuestionQuerySet:
        return self.registered().filter(slot=Slot.SPEAKING, is_suspect=False)

    def waiting(self) -> QuestionQuerySet:
        """The waiting list, first come first."""
        return self.filter(WAITING).order_by("pk")

    def of_hidden_names(self) -> QuestionQuerySet:
        """Of people who took back their consent to be named."""
        rows = self.filter(consent_publish_name=False, events__kind=QuestionEventKind.NAME_HIDDEN)
        return rows.exclude(full_name="")

    def checked_in(self) -> QuestionQuerySet:
        return self.filter(queue_number__isnull=False).order_by("queue_number")

    def to_call(self) -> QuestionQuerySet:
        """Those who are here and were not called yet, in the order of calling: by place, then by number."""
        return self.registered().checked_in().filter(called_at=None).order_by(SPEAKERS_FIRST, "queue_number")

    def left_over(self) -> QuestionQuerySet:
        """Questions of sessions that are over or called off, which nobody answered, moved or declined.

        Those whose answer stands in minutes that wait for approval are closed by approving them.
        """
        answered = AgendaItem.objects.filter(question=OuterRef("pk"), session=OuterRef("session")).exclude(answer="")
        rows = self.registered().filter(is_suspect=False).exclude(session__status__in=COMING)
        return rows.exclude(Exists(answered), session__status=SessionStatus.HELD)

    def search(self, words: str) -> QuestionQuerySet:
        return self.annotate(vector=SEARCH_VECTOR).filter(vector=SearchQuery(fold(words), config="simple"))

    @transaction.atomic
    def register(
        self,
        session: DialogueSession,
        *,
        text: str,
        wants_to_speak: bool,
        by: User | None = None,
        channel: str = Channel.WEB,
        submission_id: UUID | None = None,
        is_suspect: bool = False,
        **fields: Any,
    ) -> Question:
        """Take a question in for a session, with a place among the speakers while there is one.

        When speakers and waiting list are full the question is taken without a place, never refused.
        """
        # The session's row is held, so that two at once do not both take the last place.
        session.lock()
        if not (session.status in COMING if by else session.intake_is_open()):
            raise ValidationError("Buổi đối thoại này không còn nhận đăng ký. Xin chọn buổi sau hoặc gửi kiến nghị.")
        today = timezone.localdate()
        number = NumberSeries.next_number(PREFIX, today.year)
        question = self.model(
            session=session,
            year=today.year,
            number=number,
            code=numbered_code(PREFIX, today.year, number),
            text=text,
            wants_to_speak=wants_to_speak,
            slot=self.free_slot(session) if wants_to_speak and not is_suspect else Slot.NONE,
            channel=channel,
            submission_id=submission_id,
            is_suspect=is_suspect,
            entered_by=by,
            **fields,
        )
        question.find_petition()
        question.save(force_insert=True)
        question.record(QuestionEventKind.REGISTERED, by=by)
        if not is_suspect:
            session.agenda.place_question(question)
        return question

    @transaction.atomic
    def welcome(self, session: DialogueSession, *, by: User, **fields: Any) -> Question:
        """Take in somebody who stands at the door: registered, here, with their number."""
        question = self.register(session, by=by, **fields)
        question.check_in(by=by)
        return question

    def free_slot(self, session: DialogueSession) -> str:
        """What is left for the next who wants to speak; nobody passes those who wait."""
        taken = session.questions.aggregate(speak=Count("pk", filter=SPEAKING), wait=Count("pk", filter=WAITING))
        if not taken["wait"] and taken["speak"] < session.speaker_limit:
            return Slot.SPEAKING
        return Slot.WAITING if taken["wait"] < session.waiting_limit else Slot.NONE
