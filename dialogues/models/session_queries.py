"""Which sessions, with what is read along; and how they are made: one by one, or by the series that runs itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from dialogues.models.events import SessionEvent
from dialogues.models.rules import DialogueRule, session_day
from dialogues.status import COMING, TOOK_PLACE, SessionEventKind, SessionKind, SessionStatus
from mobilization.models import Membership, Post
from wardportal.calendar import WorkingCalendar
from wardportal.dates import YEARS, check_near, day_date
from wardportal.models import User, Ward
from wardportal.turns import take_turn

if TYPE_CHECKING:
    from dialogues.models.sessions import DialogueSession

# What changes when a session takes place, each with a reason that is shown.
TOLD = (SessionEventKind.ADDED, SessionEventKind.MOVED, SessionEventKind.CANCELLED, SessionEventKind.RESTORED)
# A session that followed the ward's day before anybody knew of it: no reason was written, nothing is shown.
FOLLOWED = Q(kind=SessionEventKind.MOVED, by=None, note=None)


def told_of(events: models.QuerySet[SessionEvent]) -> models.QuerySet[SessionEvent]:
    """What of this history is shown beside a session, the latest last."""
    return events.filter(kind__in=TOLD).exclude(FOLLOWED).select_related("note").order_by("pk")


def with_holders(posts: models.QuerySet[Post]) -> models.QuerySet[Post]:
    """Posts of units with everybody who ever held them, in the order of the rows, in the same query."""
    held = Membership.objects.filter(post=OuterRef("pk"), unit__isnull=False).exclude(full_name="")
    person = JSONObject(name="full_name", since="valid_from", until="valid_to")
    return posts.annotate(holders=ArraySubquery(held.values(person=person)))


def hold_calendar() -> None:
    """Let those who put sessions onto the calendar, move or take them off it wait for each other, until they are done.

    Each such decision touches its own session, the next one and the addresses of a day.
    """
    take_turn("calendar of dialogues")


class DialogueSessionQuerySet(models.QuerySet["DialogueSession"]):
    def visible_to(self, user: User) -> DialogueSessionQuerySet:
        """Sessions hold nothing private: all of the staff see them all."""
        return self if user.is_active and user.is_staff else self.none()

    def planned(self) -> DialogueSessionQuerySet:
        return self.filter(status=SessionStatus.PLANNED)

    def coming(self) -> DialogueSessionQuerySet:
        """Sessions still to come or going on, the next one first."""
        return self.filter(status__in=COMING).order_by("held_on", "start_time")

    def next_of_each_kind(self) -> DialogueSessionQuerySet:
        """The next session of each kind, so that none hides behind another."""
        return self.filter(status__in=COMING).order_by("kind", "held_on", "start_time").distinct("kind")

    def past(self) -> DialogueSessionQuerySet:
        """Sessions that took place, the latest first."""
        return self.filter(status__in=TOOK_PLACE).order_by("-held_on", "-pk")

    def ahead(self, at: date | None = None) -> DialogueSessionQuerySet:
        """Sessions people can still come to: going on, or planned for today or later; the next one first."""
        planned = Q(status=SessionStatus.PLANNED, held_on__gte=at or timezone.localdate())
        return self.filter(planned | Q(status=SessionStatus.IN_SESSION)).order_by("held_on", "start_time")

    def for_residents(self) -> DialogueSessionQuerySet:
        """Sessions any resident is invited to; all but those with the heads of self-managed groups."""
        return self.exclude(kind=SessionKind.GROUP_HEADS)

    def called_off(self, at: date | None = None) -> DialogueSessionQuerySet:
        """Sessions that would have been today or later and were called off; the next one first."""
        rows = self.filter(status=SessionStatus.CANCELLED, held_on__gte=at or timezone.localdate())
        return rows.order_by("held_on", "start_time")

    def earlier(self, at: date | None = None) -> DialogueSessionQuerySet:
        """All others up to today, those that were called off too; the latest first."""
        missed = Q(status__in=(SessionStatus.PLANNED, SessionStatus.CANCELLED), held_on__lt=at or timezone.localdate())
        return self.filter(missed | Q(status__in=TOOK_PLACE)).order_by("-held_on", "-pk")

    def next(self) -> DialogueSession | None:
        return self.coming().first()

    def with_chairs(self) -> DialogueSessionQuerySet:
        """Read what `chairs` answers along with the sessions: the posts, each with those who hold or held it."""
        return self.prefetch_related(Prefetch("chair_posts", with_holders(Post.objects.all())))

    def with_told(self) -> DialogueSessionQuerySet:
        """Read what `last_told` and `last_reason` answer along with the sessions."""
        return self.prefetch_related(Prefetch("events", told_of(SessionEvent.objects.all()), to_attr="told_events"))

    def alike(self, kind: str, day: date, start_time: time) -> DialogueSessionQuerySet:
        """Sessions nobody could tell from another one of this kind, day and hour; those called off do not count."""
        same = self.filter(kind=kind, held_on=day, start_time=start_time)
        return same.exclude(status=SessionStatus.CANCELLED)

    def check_none_alike(self, kind: str, day: date, start_time: time) -> None:
        if self.alike(kind, day, start_time).exists():
            raise ValidationError("Đã có một buổi như vậy vào ngày, giờ này.")

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
        check_day(held_on)
        hold_calendar()
        self.check_none_alike(kind, held_on, fields["start_time"])
        session = self._create(
            DialogueRule.objects.current(held_on), WorkingCalendar.load(held_on), kind, held_on, **fields
        )
        session.chair_posts.add(*chair_posts)
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
        hold_calendar()
        calendar = WorkingCalendar.load(today)
        known = set(self.filter(series_month__gte=today.replace(day=1)).values_list("series_month", flat=True))
        made = []
        for month in _months(today, rule.months_ahead):
            day = session_day(ward, month.year, month.month, calendar)
            ruled = DialogueRule.objects.current(day)
            if ruled and month not in known and day >= today:
                made.append(self._generate_one(ruled, calendar, month, day))
        if made:
            made[0].agenda.carry_over()
        return made

    def _generate_one(self, rule: DialogueRule, calendar: WorkingCalendar, month: date, day: date) -> DialogueSession:
        session = self._create(rule, calendar, SessionKind.CITIZENS, day, series_month=month)
        session.chair_posts.add(*rule.chair_posts.all())
        session.record(SessionEventKind.GENERATED, by=None)
        return session

    def _create(
        self, rule: DialogueRule | None, calendar: WorkingCalendar, kind: str, day: date, **fields: Any
    ) -> DialogueSession:
        opens, closes = rule.intake(day, calendar) if rule else (timezone.localdate(), day)
        ruled = {name: getattr(rule, name) for name in self.model.RULED} if rule else {}
        defaults = {"intake_opens_on": opens, "intake_closes_on": closes}
        session = self.model(kind=kind, held_on=day, slug=self.free_slug(day), **ruled | defaults | fields)
        # These nobody typed, and each would be asked of the database.
        session.full_clean(exclude=["uid", "slug", "status"])
        session.save(force_insert=True)
        return session

    def free_slug(self, day: date) -> str:
        """Return the address of a session of this day: the day, or the day with a number where it is taken.

        An address that once was another session's stays that one's: it is printed on notices and in people's phones.
        """
        stand = self.filter(slug__startswith=day.isoformat()).order_by().values_list("slug", flat=True)
        left = SessionEvent.objects.filter(old_slug__startswith=day.isoformat()).order_by()
        taken = set(stand.union(left.values_list("old_slug", flat=True)))
        names = [day.isoformat(), *(f"{day.isoformat()}-{number}" for number in range(2, len(taken) + 2))]
        return next(name for name in names if name not in taken)

    @transaction.atomic
    def follow_calendar(self, at: date | None = None) -> list[DialogueSession]:
        """Move unannounced sessions of the series to the day that the ward and its calendar give them by now.

        Who asked something of a session knows its day: such a move is told, with its reason. What has been announced
        is moved by people only.
        """
        today = at or timezone.localdate()
        ward, calendar = Ward.objects.current(today), WorkingCalendar.load(today)
        if ward is None:
            return []
        hold_calendar()
        moved = []
        for session in self.planned().filter(series_month__isnull=False, announced_at=None, held_on__gt=today):
            month = session.series_month
            day = session_day(ward, month.year, month.month, calendar) if month else session.held_on
            if day != session.held_on and not session.was_moved_by_hand() and day > today:
                is_known = session.lock().questions.exists()
                session.move(day, _why(ward, session.held_on, calendar) if is_known else "", by=None)
                moved.append(session)
        return moved


def _why(ward: Ward, left: date, calendar: WorkingCalendar) -> str:
    """Why a session leaves this day: the ward is closed then, or holds its dialogue on another one."""
    keeps = ward.dialogue_weekend_rule == Ward.WeekendRule.KEEP
    if not keeps and not calendar.is_working(left):
        return f"{day_date(left).capitalize()} phường không làm việc."
    otherwise = "" if keeps else f", trùng ngày nghỉ thì vào {ward.get_dialogue_weekend_rule_display()}"
    return f"Phường tổ chức đối thoại vào ngày {ward.dialogue_day} hằng tháng{otherwise}."


def check_day(day: date) -> None:
    """Refuse a day that has passed, or one so far off that it must be a slip of the hand."""
    if day < timezone.localdate():
        raise ValidationError({"held_on": "Ngày này đã qua."})
    check_near(day, "held_on", most=YEARS)


def _months(first: date, number: int) -> Iterator[date]:
    for later in range(number + 1):
        years, month = divmod(first.month - 1 + later, 12)
        yield date(first.year + years, month + 1, 1)
