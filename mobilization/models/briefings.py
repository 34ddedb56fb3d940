"""Briefings (giao ban): who met, what was concluded, who does what until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from mobilization.briefings.status import BRIEFING_MOVES, BriefingEventKind, BriefingLevel, BriefingStatus
from mobilization.models.briefing_parts import BriefingAttendance, BriefingConclusion, same_body
from mobilization.models.organisation import MobilizationTeam
from wardportal.dates import date_vi
from wardportal.models import Door, Event, Note, User
from wardportal.periods import Period, PeriodKind

PERIODS = [(kind.value, kind.label) for kind in (PeriodKind.MONTH, PeriodKind.QUARTER)]
TAKEN = "Đã có một buổi giao ban như vậy vào ngày, giờ này."


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for those who keep briefings; a team head sees those of the ward and of the own team."""
        if user.has_perm("mobilization.view_all_briefings"):
            return self
        if not user.has_perm("mobilization.write_teamreport"):
            return self.none()
        teams = MobilizationTeam.objects.answered_for(user)
        at_the_ward = self.filter(level=BriefingLevel.WARD) if teams.exists() else self.none()
        return at_the_ward | self.filter(team__in=teams)

    def of_body(self, level: str, team: MobilizationTeam | None) -> Self:
        return self.filter(level=level, team=team)

    def concluded(self) -> Self:
        return self.filter(status=BriefingStatus.CONCLUDED)

    def planned(self) -> Self:
        return self.filter(status=BriefingStatus.PLANNED)

    def held(self) -> Self:
        """Those that took place and have no conclusions yet."""
        return self.filter(status=BriefingStatus.HELD)

    @transaction.atomic
    def plan(
        self,
        *,
        by: User,
        level: str,
        period: Period,
        held_on: date,
        team: MobilizationTeam | None = None,
        invites: bool = False,
        submission_id: UUID | None = None,
        **fields: Any,
    ) -> Briefing:
        """Put a briefing onto the calendar; one of a team names it. `invites` asks those whose posts belong there.

        Raises ValidationError where the same body meets at that hour already, or on a day far from the period.
        """
        if not by.has_perm("mobilization.plan_briefing"):
            raise PermissionDenied
        briefing = self.model(
            level=level, team=team, period_kind=period.kind, period_start=period.start, held_on=held_on, **fields
        )
        briefing.full_clean()
        briefing.put_down()
        briefing.record(BriefingEventKind.PLANNED, by=by, submission_id=submission_id)
        if invites:
            BriefingAttendance.objects.invite(briefing)
        return briefing


class BriefingEvent(Event):
    briefing = models.ForeignKey("mobilization.Briefing", models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=20, choices=BriefingEventKind)
    from_status = models.CharField(max_length=20, choices=BriefingStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=BriefingStatus)
    old_date = models.DateField("ngày cũ", null=True)
    new_date = models.DateField("ngày mới", null=True)

    class Meta(Event.Meta):
        verbose_name = "diễn biến giao ban"
        verbose_name_plural = "diễn biến giao ban"


class BriefingNote(Note):
    event = models.OneToOneField(BriefingEvent, models.PROTECT, primary_key=True, related_name="note")

    class Meta(Note.Meta):
        verbose_name = "ghi chú diễn biến giao ban"
        verbose_name_plural = "ghi chú diễn biến giao ban"


class Briefing(Door):
    """A briefing of a month or quarter: between a cell committee and its team, or at the ward."""

    MOVES = BRIEFING_MOVES
    NOTE = BriefingNote
    NOUN = "buổi giao ban"
    # What is written down of it, besides who came and what was concluded row by row.
    WRITTEN = ("chaired_by", "secretary_name", "discussion", "conclusion")

    level = models.CharField("cấp", max_length=10, choices=BriefingLevel)
    team = models.ForeignKey(
        MobilizationTeam, models.PROTECT, null=True, blank=True, related_name="briefings", verbose_name="tổ dân vận"
    )
    period_kind = models.CharField("loại kỳ", max_length=10, choices=PERIODS, default=PeriodKind.MONTH)
    period_start = models.DateField("kỳ giao ban từ ngày")
    held_on = models.DateField("ngày họp")
    start_time = models.TimeField("giờ họp")
    place = models.CharField("địa điểm", max_length=200)
    chaired_by = models.CharField("chủ trì", max_length=200, blank=True)
    secretary_name = models.CharField("thư ký", max_length=120, blank=True)
    status = models.CharField(
        "tình trạng", max_length=20, choices=BriefingStatus, default=BriefingStatus.PLANNED, editable=False
    )
    discussion = models.TextField("nội dung, ý kiến", blank=True)
    conclusion = models.TextField("kết luận chung", blank=True)
    number = models.CharField("số thông báo kết luận", max_length=40, blank=True)
    concluded_on = models.DateField("ngày thông báo kết luận", null=True, editable=False)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = "buổi giao ban"
        verbose_name_plural = "giao ban"
        ordering = ["-held_on", "-pk"]
        permissions = [
            ("view_all_briefings", "Xem mọi buổi giao ban"),
            ("plan_briefing", "Xếp lịch giao ban"),
            *Door.move_permissions(BRIEFING_MOVES, BriefingEventKind, "briefing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=BriefingLevel.WARD, team=None) | Q(level=BriefingLevel.TEAM, team__isnull=False),
                name="briefing_of_a_team_names_it",
                violation_error_message="Giao ban ở tổ phải chọn tổ dân vận; giao ban của phường thì để trống.",
            ),
            # Of a team `clean` alone sees to it: teams that become one may bring two briefings of the same hour along.
            models.UniqueConstraint(
                fields=["held_on", "start_time"],
                condition=Q(level=BriefingLevel.WARD) & ~Q(status=BriefingStatus.CANCELLED),
                name="ward_briefing_once_at_an_hour",
                violation_error_message=TAKEN,
            ),
            models.CheckConstraint(
                condition=~Q(status=BriefingStatus.CONCLUDED) | Q(concluded_on__isnull=False),
                name="briefing_concluded_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["status", "-held_on"], name="briefing_status_day")]

    def clean(self) -> None:
        check_day_of(self.period, self.held_on)
        if self.is_of_ward:
            return  # the constraint tells it
        same = Briefing.objects.of_body(self.level, self.team).filter(held_on=self.held_on, start_time=self.start_time)
        if same.exclude(status=BriefingStatus.CANCELLED).exclude(pk=self.pk).exists():
            raise ValidationError(TAKEN)

    def __str__(self) -> str:
        return f"Giao ban {self.period}, {self.body_name}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_kind)

    @property
    def is_of_ward(self) -> bool:
        return self.level == BriefingLevel.WARD

    @property
    def body_name(self) -> str:
        return str(self.team) if self.team else "phường"

    @property
    def is_written(self) -> bool:
        """Whether what was said and concluded may still be written."""
        return self.can("keep")

    def others_of_period(self) -> BriefingQuerySet:
        """Further briefings of the same body about the same period; mostly there is none."""
        same = Briefing.objects.of_body(self.level, self.team).exclude(status=BriefingStatus.CANCELLED)
        return same.filter(period_kind=self.period_kind, period_start=self.period_start).exclude(pk=self.pk)

    def put_down(self) -> None:
        """Store a new row; two who plan the same at once are told like two who do it one after the other."""
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            raise ValidationError(TAKEN) from None

    # What was concluded before

    def earlier(self) -> BriefingQuerySet:
        """The briefings of the same body before this one that ended in conclusions, the latest first."""
        before = Q(held_on__lt=self.held_on) | Q(held_on=self.held_on, pk__lt=self.pk)
        return Briefing.objects.concluded().of_body(self.level, self.team).filter(before).order_by("-held_on", "-pk")

    def previous(self) -> Briefing | None:
        """The last briefing of the same body that ended in conclusions; they are told first."""
        return self.earlier().first()

    def told_first(self) -> Any:
        """What earlier briefings of the same body concluded and is asked about now, the latest briefing first.

        Whatever the last one concluded, and of those before what had not ended when the last one met.
        """
        last = self.earlier()[:1]
        still_open = Q(ended_at=None) | Q(ended_at__date__gt=models.Subquery(last.values("held_on")))
        asked = same_body(self).filter(Q(briefing__in=self.earlier().values("pk")))
        asked = asked.filter(still_open | Q(briefing__in=models.Subquery(last.values("pk"))))
        return asked.with_owners().order_by("-briefing__held_on", "-briefing", "position", "pk")

    # Deciding

    def move(
        self,
        held_on: date,
        reason: str,
        *,
        by: User,
        version: int | None = None,
        staff_note: str = "",
        **changes: Any,
    ) -> None:
        """Hold it on another day; hour and place may change with it."""
        days = {"old_date": self.held_on, "new_date": held_on}
        start_time = changes.get("start_time", self.start_time)
        self._move(
            "move",
            by=by,
            version=version,
            staff_note=staff_note,
            public_note=reason,
            check=lambda: self._check_free(held_on, start_time),
            held_on=held_on,
            at_event=days,
            **changes,
        )

    def _check_free(self, held_on: date, start_time: time) -> None:
        check_day_of(self.period, held_on)
        same = Briefing.objects.of_body(self.level, self.team).filter(held_on=held_on, start_time=start_time)
        if same.exclude(pk=self.pk).exclude(status=BriefingStatus.CANCELLED).exists():
            raise ValidationError({"held_on": TAKEN})

    def cancel(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        self._move("cancel", by=by, version=version, public_note=reason, staff_note=staff_note)

    @transaction.atomic
    def keep(
        self,
        *,
        by: User,
        version: int | None = None,
        rows: Iterable[BriefingAttendance | BriefingConclusion] = (),
        gone: Iterable[BriefingAttendance | BriefingConclusion] = (),
        **written: Any,
    ) -> None:
        """Write down what was said, who came and what is concluded. `rows` are stored, those `gone` taken out.

        `written` are columns of `WRITTEN`. Raises ValidationError once the briefing was concluded or cancelled.
        """
        unknown = written.keys() - set(self.WRITTEN)
        if unknown:
            raise TypeError(f"Not written down of a briefing: {unknown}")
        self._move("keep", by=by, version=version, **written)
        for row in rows:
            if row.briefing_id not in (None, self.pk):
                raise ValueError("A row of another briefing")
            row.briefing = self
            row.save()
        for row in gone:
            type(row)._default_manager.filter(briefing=self, pk=row.pk).delete()

    @transaction.atomic
    def invite(self, *, by: User, version: int | None = None) -> int:
        """Add whoever belongs there by the posts of its day and is not on the list yet; return how many."""
        self._move("keep", by=by, version=version)
        return BriefingAttendance.objects.invite(self)

    def hold(self, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Note that it took place. Raises ValidationError before its hour or where nobody is marked as present."""
        self._move("hold", by=by, version=version, staff_note=staff_note, check=self._check_held)

    def _check_held(self) -> None:
        now = timezone.localtime()
        if self.held_on > now.date():
            raise ValidationError("Chưa đến ngày giao ban.")
        if (self.held_on, self.start_time) > (now.date(), now.time()):
            raise ValidationError("Chưa đến giờ giao ban. Họp sớm hơn thì xin dời lịch trước.")
        if not self.attendances.filter(is_present=True).exists():
            raise ValidationError("Chưa điểm danh: xin ghi ít nhất một người dự.")

    def conclude(self, number: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Issue the conclusions. Raises ValidationError where nothing was concluded."""
        self._move(
            "conclude",
            by=by,
            version=version,
            staff_note=staff_note,
            check=self._check_concluded,
            number=number,
            concluded_on=timezone.localdate(),
        )

    def _check_concluded(self) -> None:
        if not (self.conclusion or self.conclusions.exists()):
            raise ValidationError("Chưa có kết luận nào. Xin ghi kết luận trước.")


def check_day_of(period: Period, held_on: date) -> None:
    """Refuse a day nobody meets on about this period: before the one before it, or after the one after it."""
    first, last = period.previous().start, period.next().end
    if not first <= held_on <= last:
        told = f"Ngày họp về {period} phải từ {date_vi(first)} đến {date_vi(last)}."
        raise ValidationError({"held_on": told})
