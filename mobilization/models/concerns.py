"""What the people say and the team proposes, and what leaders direct about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from mobilization import notifications
from mobilization.models.organisation import Membership, MobilizationTeam, Unit
from mobilization.models.reports import TeamReport
from mobilization.reports.status import HANDED_IN, ConcernKind, DirectionStatus, ReportStatus
from wardportal.calendar import WorkingCalendar
from wardportal.dates import check_near, date_vi, day_date
from wardportal.models import User

FOLLOWED = "Ý kiến này đã được chỉ đạo hoặc lập thành đơn nên không sửa, không bỏ được nữa. Xin ghi một ý kiến mới."
DIRECTED_MEANWHILE = "Ý kiến này vừa có thêm chỉ đạo (xem bên trên). Nếu vẫn muốn chỉ đạo thêm, bấm lần nữa."

# Where a direction stands that another was given in the place of: it is done, and has no result.
REPLACED = "Đã thay"


class ConcernQuerySet(models.QuerySet["Concern"]):
    def read_by_office(self, user: User | AnonymousUser) -> Self:
        return self.filter(report__in=TeamReport.objects.read_by_office(user))

    def awaiting(self) -> Self:
        """Those of reports handed in that no leader has said anything about."""
        return self.filter(directions=None, report__status__in=HANDED_IN)

    def handed_in(self) -> Self:
        """What the office may work on: of reports that are not being written any more."""
        return self.filter(report__status__in=HANDED_IN).exclude(text="")


class Concern(models.Model):
    """What the people say, or what the team proposes: one row of a report, followed until it is answered."""

    report = models.ForeignKey(TeamReport, models.CASCADE, related_name="concerns", verbose_name="báo cáo")
    kind = models.CharField("loại", max_length=10, choices=ConcernKind, default=ConcernKind.CONCERN)
    text = models.TextField("nội dung")
    place = models.CharField("nơi", max_length=200, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến, đề xuất trong báo cáo"
        verbose_name_plural = "ý kiến, đề xuất trong báo cáo"
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    def is_followed(self) -> bool:
        """Whether something stands on these words: a direction, or what an app above made of them."""
        relations = [relation for relation in self._meta.related_objects if relation.field is not None]
        return any(
            relation.related_model._default_manager.filter(**{relation.field.name: self.pk}).exists()
            for relation in relations
        )

    @transaction.atomic
    def revise(self, *, by: User, text: str | None = None, place: str | None = None) -> None:
        """Write it anew while the report is written; None leaves a part as it is.

        Raises ValidationError once somebody works on it: a report that came back keeps those words.
        """
        self.report.hold_to_write(by)
        if self.is_followed():
            raise ValidationError(FOLLOWED)
        changed = {name: value for name, value in {"text": text, "place": place}.items() if value is not None}
        Concern.objects.filter(pk=self.pk).update(**changed)

    def drop_empty(self) -> None:
        """Take out a line nobody filled in, as its report is handed in."""
        if not self.is_followed():
            self.delete()

    @transaction.atomic
    def drop(self, *, by: User) -> None:
        """Take it out of a report that is written. Raises ValidationError once somebody works on it."""
        self.report.hold_to_write(by)
        try:
            self.delete()
        except ProtectedError as error:
            raise ValidationError(FOLLOWED) from error

    @transaction.atomic
    def take_out(self) -> None:
        """Leave nothing of it, nor of what was directed about it: it denounces, and went the sealed way."""
        self.report.lock()  # handed in anew at the same time, it would be copied once more
        for submission in self.report.submissions.all():
            submission.forget(self.pk)
        self.directions.all().delete()
        self.delete()

    @transaction.atomic
    def direct(
        self,
        text: str,
        unit: Unit,
        due_on: date,
        *,
        by: User,
        owner: User | None = None,
        replaces: Direction | None = None,
        known: int | None = None,
    ) -> Direction:
        """Say who does what until when about it, in the place of an open direction that was wrong, if there is one.

        Raises ValidationError before the report was handed in, for a day that is past, free or too far off, for
        an owner of another unit, and where there are others by now than the `known` ones its author read.
        """
        if not by.has_perm("mobilization.direct_concern"):
            raise PermissionDenied
        self.report.lock()
        if self.report.is_written:
            raise ValidationError("Tổ chưa nộp, hoặc vừa rút báo cáo lại, nên chưa chỉ đạo được. Xin đợi tổ nộp.")
        if not Concern.objects.filter(pk=self.pk, report=self.report).exists():
            raise ValidationError("Ý kiến này không còn trong báo cáo.")
        if known is not None and known != self.directions.count():
            raise ValidationError(DIRECTED_MEANWHILE)
        _check_day(due_on)
        _check_owner(unit, owner)
        direction = self.directions.create(text=text, unit=unit, owner=owner, due_on=due_on, given_by=by)
        if replaces is not None:
            replaces.give_way(direction)
        notifications.tell_directed(direction)
        return direction


def _check_day(due_on: date) -> None:
    today = timezone.localdate()
    if due_on < today:
        raise ValidationError({"due_on": "Hạn phải từ hôm nay trở đi."})
    check_near(due_on, "due_on")
    calendar = WorkingCalendar.load(today)
    if not calendar.is_working(due_on):
        next_day = day_date(calendar.next_working(due_on))
        raise ValidationError({"due_on": f"Ngày này phường không làm việc. Ngày làm việc gần nhất sau đó: {next_day}."})


def _check_owner(unit: Unit, owner: User | None) -> None:
    if owner and not Membership.objects.of_user(owner).filter(unit=unit).exists():
        raise ValidationError({"owner": "Người thực hiện phải thuộc đơn vị đã chọn."})


class DirectionQuerySet(models.QuerySet["Direction"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for those who read all reports; else those of one's own units, or of reports of teams one heads."""
        if user.has_perm("mobilization.view_all_reports"):
            return self.exclude(concern__report__status=ReportStatus.DRAFT)
        mine = Q(pk=None)
        if user.has_perm("mobilization.view_unit_directions"):
            mine |= Q(owner=user.pk) | Q(unit__in=Unit.objects.of_user(user))
        if user.has_perm("mobilization.write_teamreport"):
            mine |= Q(concern__report__team__in=MobilizationTeam.objects.of_head(user))
        return self.filter(mine)

    def open(self) -> Self:
        return self.filter(status=DirectionStatus.OPEN)

    def ended(self) -> Self:
        """Those with a result of their own: one that gave way to another has none."""
        return self.filter(status=DirectionStatus.DONE, replaced_by=None)

    def replaced(self) -> Self:
        return self.filter(replaced_by__isnull=False)

    def overdue(self, at: date | None = None) -> Self:
        return self.open().filter(due_on__lt=at or timezone.localdate())


class Direction(models.Model):
    """A leader's direction about a concern: it goes back to the team with its owner, its day and what came of it."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="directions", verbose_name="ý kiến, đề xuất")
    text = models.TextField("ý kiến chỉ đạo")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="directions", verbose_name="đơn vị thực hiện")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người thực hiện",
    )
    due_on = models.DateField("hạn")
    status = models.CharField(
        "tình trạng", max_length=10, choices=DirectionStatus, default=DirectionStatus.OPEN, editable=False
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người chỉ đạo", editable=False
    )
    given_at = models.DateTimeField("chỉ đạo lúc", auto_now_add=True)
    result = models.TextField("kết quả", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người báo", editable=False
    )
    done_at = models.DateTimeField("có kết quả lúc", null=True, editable=False)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", verbose_name="thay bằng", editable=False
    )

    objects = DirectionQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến chỉ đạo"
        verbose_name_plural = "ý kiến chỉ đạo"
        ordering = ["pk"]
        permissions = [
            ("view_unit_directions", "Xem việc được chỉ đạo của đơn vị mình"),
            ("finish_direction", "Ghi kết quả việc được chỉ đạo"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(status=DirectionStatus.OPEN), name="direction_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=DirectionStatus.OPEN) | ~Q(result=""), name="direction_done_has_a_result"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        return REPLACED if self.replaced_by_id else self.get_status_display()

    def is_replaced(self, at: datetime | None = None) -> bool:
        """Whether another had been given in its place by a moment, or by now."""
        return self.replaced_by_id is not None and (at is None or bool(self.done_at and self.done_at <= at))

    def is_overdue(self, at: date | None = None) -> bool:
        return self.status == DirectionStatus.OPEN and self.due_on < (at or timezone.localdate())

    def may_finish(self, by: User) -> bool:
        """Whether this person may write the result, whether or not there is one."""
        if not by.has_perm("mobilization.finish_direction"):
            return False
        return Direction.objects.visible_to(by).filter(pk=self.pk).exists()

    @transaction.atomic
    def finish(self, result: str, *, by: User) -> None:
        """Write down what came of it; the team reads it. Raises ValidationError where that was done before."""
        if not self.may_finish(by):
            raise PermissionDenied
        self._end(result, by)
        notifications.tell_done(self)

    def give_way(self, other: Direction) -> None:
        """End because it was wrong and another of the same concern was given; words and day stay as they were."""
        self.replaced_by = other
        try:
            self._end(f"Lãnh đạo thay bằng chỉ đạo khác: {other.unit}, hạn {date_vi(other.due_on)}.", other.given_by)
        except ValidationError as refusal:
            raise ValidationError({"replaces": refusal.messages}) from refusal

    def _end(self, result: str, by: User) -> None:
        row = Direction.objects.select_for_update().get(pk=self.pk)
        if row.status == DirectionStatus.DONE:
            raise ValidationError("Việc này đã có kết quả.")
        self.status, self.result = DirectionStatus.DONE, result
        self.done_by, self.done_at = by, timezone.now()
        self.save(update_fields=["status", "result", "done_by", "done_at", "replaced_by"])
