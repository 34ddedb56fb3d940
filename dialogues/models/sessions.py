"""A dialogue session and the series that runs itself."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dialogues.models.events import SessionEvent, SessionNote
from dialogues.models.rules import intake_of
from dialogues.models.session_queries import DialogueSessionQuerySet, check_day, hold_calendar, told_of, with_holders
from dialogues.status import (
    COMING,
    SESSION_MOVES,
    TOOK_PLACE,
    WHO_COMES,
    SessionEventKind,
    SessionKind,
    SessionStatus,
)
from mobilization.models import Post
from wardportal.dates import date_vi, day_date, local_date
from wardportal.models import User
from wardportal.models.door import Door, StaleRow

if TYPE_CHECKING:
    from dialogues.models.minutes import Minutes
    from dialogues.models.questions import Question


class DialogueSession(Door):
    """A meeting at which leaders answer residents in person."""

    MOVES, NOTE, NOUN = SESSION_MOVES, SessionNote, "buổi đối thoại"
    # What a session takes from the rule of its day and may then have of its own.
    RULED = ("start_time", "end_time", "place", "subject", "speaker_limit", "waiting_limit", "minutes_each")

    # What was announced to everybody; later it changes with a reason only.
    TOLD = frozenset({"held_on", "start_time", "end_time", "place"})

    kind = models.CharField("loại", max_length=20, choices=SessionKind, default=SessionKind.CITIZENS)
    status = models.CharField(
        "tình trạng", max_length=20, choices=SessionStatus, default=SessionStatus.PLANNED, editable=False
    )
    slug = models.CharField("địa chỉ trang", max_length=20, unique=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The month of the series this session is of; empty for sessions somebody added.
    series_month = models.DateField("kỳ", null=True, unique=True, editable=False)
    held_on = models.DateField("ngày")
    start_time = models.TimeField("bắt đầu lúc")
    end_time = models.TimeField("dự kiến kết thúc lúc")
    place = models.CharField("địa điểm", max_length=200)
    subject = models.CharField("nội dung", max_length=300)
    chair_posts = models.ManyToManyField(Post, related_name="+", verbose_name="chủ trì")
    announced_at = models.DateTimeField("thông báo lúc", null=True, editable=False)
    intake_opens_on = models.DateField("nhận đăng ký từ ngày")
    intake_closes_on = models.DateField("nhận đăng ký đến hết ngày")
    speaker_limit = models.PositiveSmallIntegerField("số người phát biểu tối đa", default=20)
    waiting_limit = models.PositiveSmallIntegerField("số chỗ trong danh sách chờ", default=10)
    minutes_each = models.PositiveSmallIntegerField("thời gian mỗi người (phút)", default=5)
    last_queue_number = models.PositiveSmallIntegerField("số thứ tự đã cấp", default=0, editable=False)
    calling_number = models.PositiveSmallIntegerField("đang mời số", null=True, editable=False)
    opened_at = models.DateTimeField("khai mạc lúc", null=True, editable=False)
    ended_at = models.DateTimeField("bế mạc lúc", null=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DialogueSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "buổi đối thoại"
        verbose_name_plural = "buổi đối thoại"
        ordering = ["-held_on", "-pk"]
        permissions = [
            ("add_session_dialoguesession", "Thêm buổi đối thoại ngoài lịch"),
            ("keep_dialoguesession", "Xếp chương trình, đón tiếp, ghi biên bản"),
            *Door.move_permissions(SESSION_MOVES, SessionEventKind, "dialoguesession"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_time__gt=F("start_time")),
                name="session_ends_after_it_starts",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(intake_opens_on__lte=F("intake_closes_on")),
                name="session_intake_opens_before_it_closes",
                violation_error_message="Ngày ngừng nhận đăng ký phải từ ngày bắt đầu nhận trở đi.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=TOOK_PLACE) | Q(opened_at__isnull=False, ended_at__isnull=False),
                name="session_held_was_opened_and_ended",
            ),
        ]
        indexes = [models.Index(fields=["status", "held_on"], name="session_status_date")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {date_vi(self.held_on)}"

    def get_absolute_url(self) -> str:
        return reverse("dialogues:session", args=[self.slug])

    # Questions

    def is_visible_to(self, user: User) -> bool:
        """As `visible_to`, which depends on the person alone, without asking the database."""
        return user.is_active and user.is_staff

    @property
    def title(self) -> str:
        return f"{self.get_kind_display()}, {day_date(self.held_on)}"

    @property
    def who_comes(self) -> str:
        return WHO_COMES[SessionKind(self.kind)]

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.held_on, self.start_time))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.held_on, self.end_time))

    @property
    def is_over(self) -> bool:
        return self.status in TOOK_PLACE

    @property
    def is_missed(self) -> bool:
        """Whether its day has passed and the ward has not said yet what became of it."""
        return self.status == SessionStatus.PLANNED and self.held_on < timezone.localdate()

    @property
    def is_for_residents(self) -> bool:
        """As the queryset's `for_residents`."""
        return self.kind != SessionKind.GROUP_HEADS

    def intake_is_open(self, at: date | None = None) -> bool:
        """Whether residents may register on the portal this day."""
        day = at or timezone.localdate()
        return self.status == SessionStatus.PLANNED and self.intake_opens_on <= day <= self.intake_closes_on

    def chairs(self) -> list[tuple[str, str]]:
        """Post and name of who chairs, as the posts are held on the day; the name is empty where nobody holds one.

        Asks nothing more when the rows come from `with_chairs`.
        """
        posts = self.chair_posts.all()
        if not all(hasattr(post, "holders") for post in posts):
            posts = with_holders(posts)
        return [(post.name, _holder(post, self.held_on)) for post in posts]

    def was_moved_by_hand(self) -> bool:
        return self.events.filter(kind=SessionEventKind.MOVED, by__isnull=False).exists()

    def last_told(self) -> SessionEvent | None:
        """The last time the session was added, moved, cancelled or restored."""
        told = self._told()
        return told[-1] if told else None

    def last_move(self) -> SessionEvent | None:
        """The move from another day to the one it has now, also where something else was told since."""
        moves = (event for event in reversed(self._told()) if event.kind == SessionEventKind.MOVED)
        return next((event for event in moves if event.old_date != event.new_date == self.held_on), None)

    def _told(self) -> list[SessionEvent]:
        if (told := getattr(self, "told_events", None)) is None:
            told = list(told_of(self.events.all()))
        return told

    def last_reason(self) -> str:
        """Why the session was added, moved or cancelled; shown beside it."""
        event = self.last_told()
        return event.public_note if event else ""

    def published_minutes(self) -> Minutes | None:
        """Return the minutes the public reads; None until the chair has approved them."""
        return getattr(self, "minutes", None) if self.status == SessionStatus.CONCLUDED else None

    def unanswered(self) -> models.QuerySet[Question]:
        """Questions that are this session's to answer and have no answer in the minutes, in the order of the agenda."""
        rows = self.questions.filter(agenda_items__in=self.agenda.to_answer().filter(answer=""))
        return rows.order_by("agenda_items__section", "agenda_items__position", "pk")

    @cached_property
    def returned(self) -> SessionEvent | None:
        """The last return of minutes that have not been submitted again since; its note says what has to be better."""
        if self.status != SessionStatus.HELD:
            return None
        kinds = (SessionEventKind.MINUTES_SUBMITTED, SessionEventKind.MINUTES_RETURNED)
        last = self.events.filter(kind__in=kinds).select_related("note", "by").order_by("pk").last()
        return last if last and last.kind == SessionEventKind.MINUTES_RETURNED else None

    @property
    def has_submitted_minutes(self) -> bool:
        """Whether its minutes wait for the leader, or are approved."""
        minutes = getattr(self, "minutes", None)
        return minutes is not None and minutes.submitted_at is not None

    def can(self, verb: str) -> bool:
        """Whether the state allows the decision; notice is given once, and nothing is added behind a leader's back."""
        if not super().can(verb):
            return False
        return not (self._why_over() if verb == "reopen" else verb == "announce" and self.announced_at)

    def refusal_of(self, verb: str, label: str) -> str:
        over = self._why_over() if verb == "reopen" and self.status == SessionStatus.HELD else ""
        return over or super().refusal_of(verb, label)

    def _why_over(self) -> str:
        """Why a session that was ended does not go on: nobody sits in the room on another day."""
        ended_on = local_date(self.ended_at)  # type: ignore[arg-type]
        if ended_on != timezone.localdate():
            return f"Buổi này bế mạc ngày {date_vi(ended_on)}: chỉ mở lại được trong ngày bế mạc."
        if self.has_submitted_minutes:
            return "Biên bản đã trình: lãnh đạo trả lại biên bản thì mới mở lại được buổi này."
        return ""

    # Decisions

    def announce(self, *, by: User, **notes: Any) -> SessionEvent:
        """Give notice of the session: from now on it is moved by people only, and its notice is printed."""
        return self._move("announce", by=by, announced_at=timezone.now(), **notes)

    @transaction.atomic
    def move(
        self,
        day: date,
        reason: str,
        *,
        by: User | None,
        start_time: time | None = None,
        end_time: time | None = None,
        place: str = "",
        **notes: Any,
    ) -> SessionEvent:
        """Put the session onto another day, hour or place; the reason is shown, the old address leads to the new one.

        With the day the days of registration move, by the rule of the new one.
        """
        start_time, end_time = start_time or self.start_time, end_time or self.end_time
        check_day(day)
        if end_time <= start_time:
            raise ValidationError({"end_time": "Giờ kết thúc phải sau giờ bắt đầu."})
        place = place or self.place
        if (day, start_time, end_time, place) == (self.held_on, self.start_time, self.end_time, self.place):
            raise ValidationError("Chưa đổi ngày, giờ hay địa điểm nào.")
        hold_calendar()
        stays = day == self.held_on
        opens, closes = (self.intake_opens_on, self.intake_closes_on) if stays else intake_of(day)
        slug = self.slug if stays else DialogueSession.objects.free_slug(day)
        event = self._move(
            "move",
            by=by,
            check=lambda: self.check_unlike_others(day, start_time) if by else None,
            public_note=reason,
            at_event={"old_date": self.held_on, "new_date": day, "old_slug": "" if stays else self.slug},
            held_on=day,
            slug=slug,
            start_time=start_time,
            end_time=end_time,
            place=place,
            intake_opens_on=min(opens, closes, self.intake_opens_on),
            intake_closes_on=closes,
            **notes,
        )
        self.agenda.carry_over()
        return event

    @transaction.atomic
    def revise(self, *, by: User, version: int, chair_posts: list[Post] | None = None, **fields: Any) -> None:
        """Put right what needs no reason told to everybody; once announced, day, hours and place need one (`move`)."""
        hold_calendar()
        self._check_may_revise(by, version, fields)
        before = [getattr(self, name) for name in fields]
        if chair_posts is not None and set(chair_posts) != set(self.chair_posts.all()):
            self.chair_posts.set(chair_posts)
        elif before == list(fields.values()):
            return
        for name, value in fields.items():
            setattr(self, name, value)
        self.version += 1
        self.full_clean(exclude=["uid", "slug"])
        if self.intake_closes_on > self.held_on:
            raise ValidationError({"intake_closes_on": "Ngày ngừng nhận đăng ký không thể sau ngày đối thoại."})
        self.save()
        self.record(SessionEventKind.REVISED, by=by, from_status=self.status)
        self.questions.model.fill_places(self)  # more places: for those who wait first

    def _check_may_revise(self, by: User, version: int, fields: dict[str, Any]) -> None:
        self.lock()
        if not self.may_be_kept_by(by):
            raise PermissionDenied
        if self.version != version:
            raise StaleRow("Vừa có người khác thay đổi. Xin xem thay đổi bên dưới rồi lưu lại.")
        if self.status not in COMING:
            raise ValidationError("Buổi này không còn sửa được thông tin.")
        if self.announced_at and fields.keys() & self.TOLD:
            raise ValidationError("Buổi này đã thông báo: đổi giờ, địa điểm bằng “Dời lịch”, kèm lý do.")
        if (start_time := fields.get("start_time", self.start_time)) != self.start_time:
            self.check_unlike_others(self.held_on, start_time)

    def may_be_kept_by(self, user: User) -> bool:
        """Whether this person prepares sessions: agenda, reception of those who come, minutes."""
        return user.has_perm("dialogues.keep_dialoguesession") and self.is_visible_to(user)

    @transaction.atomic
    def cancel(self, reason: str, *, by: User, **notes: Any) -> SessionEvent:
        """Call the session off; its questions wait to be moved to another one or answered otherwise."""
        hold_calendar()
        event = self._move("cancel", by=by, public_note=reason, **notes)
        self.agenda.carry_over()
        return event

    @transaction.atomic
    def restore(self, reason: str, *, by: User, **notes: Any) -> SessionEvent:
        """Hold it after all, on the day it had; the reason is shown."""
        hold_calendar()
        event = self._move("restore", by=by, check=self._check_restorable, public_note=reason, **notes)
        self.questions.model.catch_up(self)
        self.agenda.carry_over()
        return event

    def _check_restorable(self) -> None:
        if self.held_on < timezone.localdate():
            raise ValidationError("Ngày của buổi này đã qua: hãy thêm một buổi mới.")
        self.check_unlike_others(self.held_on, self.start_time)

    def check_unlike_others(self, day: date, start_time: time) -> None:
        """Refuse a day and hour at which nobody could tell this session from another one."""
        DialogueSession.objects.exclude(pk=self.pk).check_none_alike(self.kind, day, start_time)

    @transaction.atomic
    def open(self, *, by: User, **notes: Any) -> SessionEvent:
        """Begin: minutes are taken from now on."""
        hold_calendar()
        event = self._move("open", by=by, check=self._check_day, opened_at=timezone.now(), **notes)
        self.agenda.carry_over(onto=self)
        return event

    def _check_day(self) -> None:
        if timezone.localdate() < self.held_on:
            raise ValidationError(f"Buổi này diễn ra {day_date(self.held_on)}, chưa đến ngày.")

    @transaction.atomic
    def end(self, *, by: User, **notes: Any) -> SessionEvent:
        hold_calendar()
        event = self._move("end", by=by, ended_at=timezone.now(), calling_number=None, **notes)
        self.agenda.carry_over()
        return event

    @transaction.atomic
    def reopen(self, reason: str, *, by: User, **notes: Any) -> SessionEvent:
        """Go on where it was ended too soon: people come in and are called again; why stays in the office."""
        hold_calendar()
        event = self._move("reopen", by=by, staff_note=reason, ended_at=None, **notes)
        self.questions.model.catch_up(self)
        self.agenda.carry_over()
        return event

    # The queue in the room

    @transaction.atomic
    def give_number(self) -> int:
        """Give the next queue number; two at the desk get two."""
        self.lock()
        self.last_queue_number += 1
        self.save(update_fields=["last_queue_number"])
        return self.last_queue_number

    @transaction.atomic
    def call_next(self, *, by: User, after: int | None) -> Question | None:
        """Call the next number of the queue, those with a place first; None where nobody waits.

        `after` is the number the person saw being called: two at once call one number, and the second is told.
        """
        self.lock()
        if self.calling_number != after:
            raise StaleRow(f"Vừa có người khác mời số {self.calling_number}.")
        question = self.questions.to_call().first()
        if question:
            question.call(by=by)
        return question


def _holder(post: Any, day: date) -> str:
    """The name of the first who holds the post on the day; days are compared as the database wrote them, in ISO."""
    iso = day.isoformat()
    names = [who["name"] for who in post.holders if (who["since"] or iso) <= iso <= (who["until"] or iso)]
    return names[0] if names else ""
