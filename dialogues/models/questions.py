"""What residents want to ask at a dialogue: said in the room or sent ahead, followed with code and secret."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from phonenumber_field.modelfields import PhoneNumberField

from dialogues.models.events import QuestionEvent, QuestionNote
from dialogues.models.question_petitions import SEALED_FIELDS, SEALED_LINKS, LeadsToPetitions
from dialogues.models.question_queries import (
    SEARCH_VECTOR,
    QuestionQuerySet,
    free_places,
    people_come,
    reads_questions,
)
from dialogues.models.sessions import DialogueSession
from dialogues.status import (
    COMING,
    QUESTION_MOVES,
    Channel,
    QuestionEventKind,
    QuestionStatus,
    SessionStatus,
    Slot,
)
from mobilization.models import ResidentialGroup
from petitions.models import Category, Petition
from petitions.status import Visibility
from wardportal.models import Coded, User
from wardportal.models.door import Door
from wardportal.text import fold


class Question(LeadsToPetitions, Door, Coded):
    """What one person asks at one session."""

    MOVES, NOTE, NOUN = QUESTION_MOVES, QuestionNote, "câu hỏi"

    session = models.ForeignKey(
        DialogueSession, models.PROTECT, related_name="questions", verbose_name="buổi đối thoại"
    )
    year = models.PositiveSmallIntegerField("năm", editable=False)
    number = models.PositiveIntegerField("số", editable=False)
    submission_id = models.UUIDField("lượt gửi", unique=True, null=True, editable=False)
    status = models.CharField(
        "tình trạng", max_length=20, choices=QuestionStatus, default=QuestionStatus.REGISTERED, editable=False
    )
    slot = models.CharField("phát biểu", max_length=10, choices=Slot, default=Slot.NONE, editable=False)
    channel = models.CharField("kênh", max_length=10, choices=Channel, default=Channel.WEB)
    created_at = models.DateTimeField("vào sổ lúc", auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhập"
    )

    full_name = models.CharField("họ và tên", max_length=120, blank=True)
    phone = PhoneNumberField("số điện thoại", blank=True)
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tổ dân phố"
    )
    topic = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lĩnh vực"
    )
    text = models.TextField("câu hỏi", blank=True)
    wants_to_speak = models.BooleanField("muốn phát biểu", default=False)
    consent_publish_name = models.BooleanField("đồng ý nêu tên khi công khai", default=False)
    petition_code = models.CharField("mã đơn đã gửi", max_length=20, blank=True)
    about_petition = models.ForeignKey(
        Petition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asked_about_in",
        verbose_name="hỏi về đơn",
        editable=False,
    )
    opened_petition = models.OneToOneField(
        Petition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opened_from_question",
        verbose_name="đơn lập từ câu hỏi",
        editable=False,
    )
    search_text = models.TextField(editable=False, blank=True)
    is_suspect = models.BooleanField("nghi là thư rác", default=False, editable=False)
    queue_number = models.PositiveSmallIntegerField("số thứ tự", null=True, editable=False)
    checked_in_at = models.DateTimeField("đến lúc", null=True, editable=False)
    called_at = models.DateTimeField("mời lúc", null=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "câu hỏi, đăng ký"
        verbose_name_plural = "câu hỏi, đăng ký"
        ordering = ["-pk"]
        permissions = [
            ("view_all_questions", "Xem câu hỏi gửi đến buổi đối thoại"),
            ("register_question", "Nhập câu hỏi nhận ngoài cổng"),
            *Door.move_permissions(QUESTION_MOVES, QuestionEventKind, "question"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="question_number_once_a_year"),
            models.UniqueConstraint(fields=["session", "queue_number"], name="question_queue_number_once_a_session"),
            models.CheckConstraint(
                condition=~Q(status=QuestionStatus.SEALED)
                | Q(**dict.fromkeys(SEALED_FIELDS, ""), **dict.fromkeys(SEALED_LINKS)),
                name="question_sealed_has_no_text",
            ),
            models.CheckConstraint(
                condition=~Q(status=QuestionStatus.FORWARDED) | Q(opened_petition__isnull=False),
                name="question_forwarded_names_the_petition",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "status"], name="question_session_status"),
            models.Index(fields=["status", "-id"], name="question_status"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="question_phone"),
            models.Index(fields=["id"], condition=Q(is_suspect=True), name="question_suspect"),
            GinIndex(SEARCH_VECTOR, name="question_search"),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = "" if self.is_sealed else fold(f"{self.full_name} {self.text}")
        super().save(*args, **kwargs)

    # Questions

    @property
    def is_sealed(self) -> bool:
        return self.status == QuestionStatus.SEALED

    def is_visible_to(self, user: User) -> bool:
        """As `visible_to`, which depends on person and status alone, without asking the database."""
        return reads_questions(user) and not self.is_sealed

    @property
    def public_name(self) -> str:
        """Who asked, as the public may read it: the name with consent only."""
        return self.full_name if self.consent_publish_name and self.full_name else "Một người dân"

    @property
    def slot_told(self) -> str:
        """Whether the person speaks, in words; that there was no place, where they asked for one."""
        if self.found_no_place:
            return "Hết chỗ phát biểu và chỗ chờ"
        wanted = self.wants_to_speak and self.slot == Slot.NONE
        gave_up = self.status in (QuestionStatus.WITHDRAWN, QuestionStatus.DECLINED)
        asked_in_vain = wanted and not gave_up and self.session.status not in COMING
        return "Không có chỗ phát biểu" if asked_in_vain else self.get_slot_display()

    @property
    def found_no_place(self) -> bool:
        """Whether no place was left; whoever is not registered any more gave theirs up.

        Only of sessions that come: who was released when one was over or called off found none there to have.
        """
        waits = self.status == QuestionStatus.REGISTERED and not self.is_suspect
        without = waits and self.wants_to_speak and self.slot == Slot.NONE
        return without and self.session.status in COMING

    @cached_property
    def missed_session(self) -> bool:
        """Whether nobody had looked at it before its session was over: it stood on no agenda there."""
        waits = self.status == QuestionStatus.REGISTERED and self.session.is_over
        return waits and not self.session.agenda.filter(question=self).exists()

    @cached_property
    def place_in_waiting_list(self) -> int:
        return self.session.questions.waiting().filter(pk__lte=self.pk).count()

    def can(self, verb: str) -> bool:
        if not super().can(verb):
            return False
        if verb in ("check_in", "promote", "call"):
            return self._can_in_the_room(verb)
        if verb == "open_petition":
            return self.opened_petition_id is None
        if verb == "hide_name":
            return self.consent_publish_name
        return verb != "release" or self.is_suspect

    def asker_may_withdraw(self) -> bool:
        """Whether who asked withdraws it alone: not once they were called, or it was answered at a session that began.

        What was said in the room belongs to the minutes; only the staff, who see them, take it out.
        """
        return self.called_at is None and self.can("withdraw") and not self._is_minuted()

    def _is_minuted(self) -> bool:
        begun = self.session.status == SessionStatus.IN_SESSION or self.session.is_over
        return begun and self.session.agenda.written().filter(question=self).exists()

    def _can_in_the_room(self, verb: str) -> bool:
        if self.is_suspect or self.session.status not in COMING:
            return False
        if verb == "promote":
            return self.slot == Slot.WAITING
        if verb == "check_in" and not people_come(self.session):
            return False
        if verb == "call" and self.session.status != SessionStatus.IN_SESSION:
            return False
        return (self.queue_number is None) == (verb == "check_in")

    # Decisions

    def find_petition(self) -> None:
        """Link the petition whose code was given; a confidential one stays unlinked, so that nothing points at it."""
        rows = Petition.objects.exclude(visibility=Visibility.CONFIDENTIAL)
        self.about_petition = rows.filter(code=self.petition_code).first() if self.petition_code else None

    @transaction.atomic
    def release(self, *, by: User, **notes: Any) -> QuestionEvent:
        """Somebody looked: it is no spam. It takes the place among the speakers that is left now.

        Where the session is over by now it stands among the questions that are left over.
        """
        self.session.lock()
        comes = self.session.status in COMING
        slot = Question.objects.free_slot(self.session) if comes and self.wants_to_speak else Slot.NONE
        event = self._move("release", by=by, is_suspect=False, slot=slot, **notes)
        if comes:
            self.session.agenda.place_question(self)
        return event

    def promote(self, *, by: User | None, **notes: Any) -> QuestionEvent:
        """Give somebody of the waiting list a place among the speakers."""
        return self._move("promote", by=by, slot=Slot.SPEAKING, **notes)

    @transaction.atomic
    def check_in(self, *, by: User, **notes: Any) -> QuestionEvent:
        """The person is here: give them the next number of the queue."""
        number = self.session.give_number()
        return self._move("check_in", by=by, queue_number=number, checked_in_at=timezone.now(), **notes)

    @transaction.atomic
    def call(self, *, by: User, **notes: Any) -> QuestionEvent:
        """Call the person's number onto the screen of the room."""
        self._hold_session()
        event = self._move("call", by=by, called_at=timezone.now(), **notes)
        DialogueSession.objects.filter(pk=self.session_id).update(calling_number=self.queue_number)
        return event

    @transaction.atomic
    def answer(self, *, by: User, **notes: Any) -> QuestionEvent:
        """Close the question with the answer written into the minutes."""
        return self._move("answer", by=by, check=self._check_answered, **notes)

    def _check_answered(self) -> None:
        if not self.agenda_items.filter(session=self.session_id).exclude(answer="").exists():
            raise ValidationError("Ghi câu trả lời vào biên bản trước.")

    @transaction.atomic
    def defer(self, session: DialogueSession, *, by: User, **notes: Any) -> QuestionEvent:
        """Move the question to a coming session; it keeps code and secret."""
        if session.status not in COMING or session.pk == self.session_id:
            raise ValidationError({"session": "Chọn một buổi sắp diễn ra khác."})
        self._hold_session(session)
        # The row as it is under the lock: whoever opened the page may not know yet that it is suspected.
        self.refresh_from_db(fields=["is_suspect"])
        speaks = self.wants_to_speak and not self.is_suspect
        slot = Question.objects.free_slot(session) if speaks else Slot.NONE
        left = self.session
        fields: dict[str, Any] = {
            "session": session,
            "slot": slot,
            "queue_number": None,
            "checked_in_at": None,
            "called_at": None,
        }
        event = self._move("defer", by=by, at_event={"left_session": left}, **fields, **notes)
        left.agenda.filter(question=self, minuted_at=None).delete()
        if not self.is_suspect:
            session.agenda.place_question(self)
        self.fill_places(left)
        return event

    @transaction.atomic
    def decline(self, reason: str, *, by: User, **notes: Any) -> QuestionEvent:
        """Keep the question off the agenda; the person who asked reads why."""
        self._hold_session()
        event = self._move("decline", by=by, public_note=reason, slot=Slot.NONE, **notes)
        self._leave_agenda()
        return event

    @transaction.atomic
    def withdraw(self, reason: str = "", *, by: User | None = None, **notes: Any) -> QuestionEvent:
        self._hold_session()
        check = None if by else self._check_asker_may_withdraw
        event = self._move("withdraw", by=by, check=check, public_note=reason, slot=Slot.NONE, **notes)
        self._leave_agenda()
        return event

    def _check_asker_may_withdraw(self) -> None:
        if not self.asker_may_withdraw():
            raise ValidationError("Câu hỏi đã được nêu tại buổi đối thoại và thuộc về biên bản nên không rút được nữa.")

    def hide_name(self, *, by: User | None = None, **notes: Any) -> QuestionEvent:
        """Take back the consent to be named, at any time and without a reason; from now on the public reads no name."""
        return self._move("hide_name", by=by, consent_publish_name=False, **notes)

    def _hold_session(self, *others: DialogueSession) -> None:
        """Hold the session before the question, as registering does, so that nobody waits for each other."""
        keys = {self.session_id, *(session.pk for session in others)}
        list(DialogueSession.objects.select_for_update().filter(pk__in=keys).order_by("pk"))

    def _leave_agenda(self) -> None:
        self.session.agenda.filter(question=self, minuted_at=None).delete()
        self.fill_places(self.session)

    @staticmethod
    @transaction.atomic
    def fill_places(session: DialogueSession) -> None:
        """Let the first of the waiting list have the places that are free, however they became so."""
        session.lock()
        free = free_places(session)
        if session.status in COMING and free > 0:
            for question in session.questions.waiting()[:free]:
                question.promote(by=None)

    @staticmethod
    @transaction.atomic
    def catch_up(session: DialogueSession) -> None:
        """Do what waited while the session was over or called off: places that became free are given, and who was
        released meanwhile comes onto the agenda, with the place that is left.
        """
        Question.fill_places(session)
        released = session.questions.registered().listed().exclude(agenda_items__session=session)
        for question in released.order_by("pk"):
            session.agenda.place_question(question)
            left = Question.objects.free_slot(session) if question.wants_to_speak else Slot.NONE
            if left != Slot.NONE:  # they stand in line now; a place itself comes as anybody's does, by an event
                question.slot = Slot.WAITING
                question.save(update_fields=["slot"])
            if left == Slot.SPEAKING:
                question.promote(by=None)

    def reissue_secret(self, *, nonce: bytes, by: User, **notes: Any) -> QuestionEvent:
        """Give a new secret at the counter; the old one is dead."""
        return self._move("reissue_secret", by=by, secret_nonce=nonce, **notes)
