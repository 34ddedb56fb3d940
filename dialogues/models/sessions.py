"""A dialogue session and the series that runs itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from dialogues.models.door import Door, Event, Note, StaleRow
from dialogues.models.rules import DialogueRule, session_day
from dialogues.status import (
    COMING,
    SESSION_MOVES,
    TOOK_PLACE,
    SessionEventKind,
    SessionKind,
    SessionStatus,
)
from mobilization.models import Membership, Post
from wardportal.calendar import WorkingCalendar
from wardportal.dates import date_vi, day_date
from wardportal.models import User, Ward

if TYPE_CHECKING:
    from dialogues.models.minutes import Minutes
    from dialogues.models.questions import Question

# What changes when a session takes place, each with a reason that is shown.
TOLD = (SessionEventKind.ADDED, SessionEventKind.MOVED, SessionEventKind.CANCELLED, SessionEventKind.RESTORED)


class DialogueSessionQuerySet(models.QuerySet["DialogueSession"]):
    def visible_to(self, user: User) -> DialogueSessionQuerySet:
        """Sessions hold nothing private: all of the staff see them all."""
        return self if user.is_active and user.is_staff else self.none()

    def planned(self) -> DialogueSessionQuerySet:
        return self.filter(status=SessionStatus.PLANNED)

    def coming(self) -> DialogueSessionQuerySet:
        """Sessions still to come or going on, the next one first."""
        return self.filter(status__in=COMING).order_by("held_on", "start_time")

    def past(self) -> DialogueSessionQuerySet:
        """Sessions that took place, the latest first."""
        return self.filter(status__in=TOOK_PLACE).order_by("-held_on", "-pk")

    def ahead(self, at: date | None = None) -> DialogueSessionQuerySet:
        """Sessions people can still come to: going on, or planned for today or later; the next one first."""
        planned = Q(status=SessionStatus.PLANNED, held_on__gte=at or timezone.localdate())
        return self.filter(planned | Q(status=SessionStatus.IN_SESSION)).order_by("held_on", "start_time")

    def earlier(self, at: date | None = None) -> DialogueSessionQuerySet:
        """All others up to today, those that were called off too; the latest first."""
        missed = Q(status__in=(SessionStatus.PLANNED, SessionStatus.CANCELLED), held_on__lt=at or timezone.localdate())
        return self.filter(missed | Q(status__in=TOOK_PLACE)).order_by("-held_on", "-pk")

    def next(self) -> DialogueSession | None:
        return self.coming().first()

    def with_chairs(self) -> DialogueSessionQuerySet:
        people = Membership.objects.exclude(full_name="")
        posts = Post.objects.prefetch_related(Prefetch("memberships", people, to_attr="people"))
        return self.prefetch_related(Prefetch("chair_posts", posts))

    def with_told(self) -> DialogueSessionQuerySet:
        """Read what `last_told` and `last_reason` answer along with the sessions."""
        events = SessionEvent.objects.filter(kind__in=TOLD).select_related("note").order_by("pk")
        return self.prefetch_related(Prefetch("events", events, to_attr="told_events"))

    def of_slug(self, slug: str) -> DialogueSession | None:
        return self.filter(slug=slug).first()

    def moved_from(self, slug: str) -> DialogueSession | None:
        """Return the session that once stood under this address, for whoever kept the old one."""
        return self.filter(events__old_slug=slug).order_by("-events__pk").first()

    # Making

    @transaction.atomic
    def add(
        self, *, by: User, kind: str, held_on: date, reason: str, chair_posts: list[Post], **fields: Any
    ) -> DialogueSession:
        """Put a session besides the series onto the calendar; the reason is shown to everybody."""
        if held_on < timezone.localdate():
            raise ValidationError({"held_on": "Ngày này đã qua."})
        session = self._create(
            DialogueRule.objects.current(held_on), WorkingCalendar.load(held_on), kind, held_on, **fields
        )
        session.chair_posts.set(chair_posts)
        session.record(SessionEventKind.ADDED, by=by, public_note=reason)
        session.agenda.carry_over()
        return session

    @transaction.atomic
    def generate(self, at: date | None = None) -> list[DialogueSession]:
        """Make the sessions of the coming months that are missing, by the rule of each day; return the new ones."""
        today = at or timezone.localdate()
        rule, ward = DialogueRule.objects.current(today), Ward.objects.current(today)
        if rule is None or ward is None:
            return []
        calendar = WorkingCalendar.load(today)
        known = set(self.filter(series_month__gte=today.replace(day=1)).values_list("series_month", flat=True))
        made = []
        for month in _months(today, rule.months_ahead):
            day = session_day(ward, month.year, month.month, calendar)
            if month in known or day < today:
                continue
            made.append(self._generate_one(rule, calendar, month, day))
        if made:
            made[0].agenda.carry_over()
        return made

    def _generate_one(self, rule: DialogueRule, calendar: WorkingCalendar, month: date, day: date) -> DialogueSession:
        session = self._create(rule, calendar, SessionKind.CITIZENS, day, series_month=month)
        session.chair_posts.set(rule.chair_posts.all())
        session.record(SessionEventKind.GENERATED, by=None)
        return session

    def _create(
        self, rule: DialogueRule | None, calendar: WorkingCalendar, kind: str, day: date, **fields: Any
    ) -> DialogueSession:
        opens, closes = rule.intake(day, calendar) if rule else (timezone.localdate(), day)
        ruled = {name: getattr(rule, name) for name in DialogueSession.RULED} if rule else {}
        defaults = {"intake_opens_on": opens, "intake_closes_on": closes}
        session = self.model(kind=kind, held_on=day, slug=self.free_slug(day), **ruled | defaults | fields)
        session.full_clean(exclude=["uid"])
        session.save(force_insert=True)
        return session

    def free_slug(self, day: date) -> str:
        """Return the address of a session of this day: the day, or the day with a number where it is taken."""
        taken = set(self.filter(slug__startswith=day.isoformat()).values_list("slug", flat=True))
        names = [day.isoformat(), *(f"{day.isoformat()}-{number}" for number in range(2, len(taken) + 2))]
        return next(name for name in names if name not in taken)

    @transaction.atomic
    def follow_calendar(self, at: date | None = None) -> list[DialogueSession]:
        """Move unannounced sessions of the series whose day has become free, as the calendar of a later year arrives.

        What has been announced is moved by people only.
        """
        today = at or timezone.localdate()
        ward, calendar = Ward.objects.current(today), WorkingCalendar.load(today)
        moved = []
        for session in self.planned().filter(series_month__isnull=False, announced_at=None, held_on__gt=today):
            month = session.series_month
            day = session_day(ward, month.year, month.month, calendar) if ward and month else session.held_on
            if day != session.held_on and not session.was_moved_by_hand() and day > today:
                session.move(day, "Lịch làm việc thay đổi.", by=None)
                moved.append(session)
        return moved


def _months(first: date, number: int) -> Iterator[date]:
    for later in range(number + 1):
        years, month = divmod(first.month - 1 + later, 12)
        yield date(first.year + years, month + 1, 1)


class DialogueSession(Door):
    """A meeting at which leaders answer residents in person."""

    MOVES, NOUN = SESSION_MOVES, "buổi đối thoại"
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
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.held_on, self.start_time))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.held_on, self.end_time))

    @property
    def is_over(self) -> bool:
        return self.status in TOOK_PLACE

    def intake_is_open(self, at: date | None = None) -> bool:
        """Whether residents may register on the portal this day."""
        day = at or timezone.localdate()
        return self.status == SessionStatus.PLANNED and self.intake_opens_on <= day <= self.intake_closes_on

    def chairs(self) -> list[tuple[str, str]]:
        """Post and name of who chairs, as the posts are held on the day; the name is empty where nobody holds one.

        Asks nothing more when the rows come from `with_chairs`.
        """
        return [(post.name, name) for post in self.chair_posts.all() for name in _holders(post, self.held_on)]

    def was_moved_by_hand(self) -> bool:
        return self.events.filter(kind=SessionEventKind.MOVED, by__isnull=False).exists()

    def last_told(self) -> SessionEvent | None:
        """The last time the session was added, moved, cancelled or restored."""
        if (told := getattr(self, "told_events", None)) is None:
            told = list(self.events.filter(kind__in=TOLD).select_related("note").order_by("pk"))
        return told[-1] if told else None

    def last_reason(self) -> str:
        """Why the session was added, moved or cancelled; shown beside it."""
        event = self.last_told()
        return event.public_note if event else ""

    def published_minutes(self) -> Minutes | None:
        """Return the minutes the public reads; None until the chair has approved them."""
        return getattr(self, "minutes", None) if self.status == SessionStatus.CONCLUDED else None

    def can(self, verb: str) -> bool:
        """Whether the state allows the decision; notice is given once."""
        return super().can(verb) and not (verb == "announce" and self.announced_at)

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

        The days of registration move along by the rule of the new day.
        """
        start_time, end_time = start_time or self.start_time, end_time or self.end_time
        if day < timezone.localdate():
            raise ValidationError({"held_on": "Ngày này đã qua."})
        if end_time <= start_time:
            raise ValidationError({"end_time": "Giờ kết thúc phải sau giờ bắt đầu."})
        rule = DialogueRule.objects.current(day)
        opens, closes = rule.intake(day, WorkingCalendar.load(day)) if rule else (day, day)
        stays = day == self.held_on
        slug = self.slug if stays else DialogueSession.objects.free_slug(day)
        event = self._move(
            "move",
            by=by,
            public_note=reason,
            at_event={"old_date": self.held_on, "new_date": day, "old_slug": "" if stays else self.slug},
            held_on=day,
            slug=slug,
            start_time=start_time,
            end_time=end_time,
            place=place or self.place,
            intake_opens_on=min(opens, closes, self.intake_opens_on),
            intake_closes_on=closes,
            **notes,
        )
        self.agenda.carry_over()
        return event

    @transaction.atomic
    def revise(self, *, by: User, version: int, chair_posts: list[Post] | None = None, **fields: Any) -> None:
        """Put right what needs no reason told to everybody; once announced, day, hours and place need one (`move`)."""
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
        self.save()
        self.record(SessionEventKind.REVISED, by=by, from_status=self.status)

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

    def may_be_kept_by(self, user: User) -> bool:
        """Whether this person prepares sessions: agenda, reception of those who come, minutes."""
        return user.has_perm("dialogues.keep_dialoguesession") and self.is_visible_to(user)

    @transaction.atomic
    def cancel(self, reason: str, *, by: User, **notes: Any) -> SessionEvent:
        """Call the session off; its questions wait to be moved to another one or answered otherwise."""
        event = self._move("cancel", by=by, public_note=reason, **notes)
        self.agenda.carry_over()
        return event

    @transaction.atomic
    def restore(self, *, by: User, **notes: Any) -> SessionEvent:
        event = self._move("restore", by=by, check=self._check_not_past, **notes)
        self.agenda.carry_over()
        return event

    def _check_not_past(self) -> None:
        if self.held_on < timezone.localdate():
            raise ValidationError("Ngày của buổi này đã qua: hãy thêm một buổi mới.")

    @transaction.atomic
    def open(self, *, by: User, **notes: Any) -> SessionEvent:
        """Begin: minutes are taken from now on."""
        self.agenda.carry_over()
        return self._move("open", by=by, check=self._check_day, opened_at=timezone.now(), **notes)

    def _check_day(self) -> None:
        if timezone.localdate() < self.held_on:
            raise ValidationError(f"Buổi này diễn ra {day_date(self.held_on)}, chưa đến ngày.")

    @transaction.atomic
    def end(self, *, by: User, **notes: Any) -> SessionEvent:
        event = self._move("end", by=by, ended_at=timezone.now(), calling_number=None, **notes)
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
        """Call the next number of the queue; None where nobody waits.

        `after` is the number the person saw being called: two at once call one number, and the second is told.
        """
        self.lock()
        if self.calling_number != after:
            raise StaleRow(f"Vừa có người khác mời số {self.calling_number}.")
        question = self.questions.checked_in().registered().filter(called_at=None).first()
        if question:
            question.call(by=by)
        return question


def _holders(post: Post, day: date) -> list[str]:
    people = getattr(post, "people", None)
    if people is None:
        people = post.memberships.exclude(full_name="")
    names = [person.full_name for person in people if person.unit_id and person.is_valid(day)]
    return names[:1] or [""]


class SessionEvent(Event):
    """One thing that happened to a session."""

    session = models.ForeignKey(DialogueSession, models.PROTECT, related_name="events", verbose_name="buổi đối thoại")
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


DialogueSession.NOTE = SessionNote
