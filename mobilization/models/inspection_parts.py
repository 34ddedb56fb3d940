"""What an inspection is made of: its field, what was decided, visits that follow, photos, whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mobilization.inspections.status import EVIDENCE, InspectionDecisionKind
from mobilization.models.organisation import CODE_HELP, Membership
from wardportal.calendar import ONE_DAY, Count, WorkingCalendar
from wardportal.models import User
from wardportal.uploads import CleanFile

D = InspectionDecisionKind
MISSING = {
    "requirement": "Ghi điều đã nhắc, yêu cầu.",
    "minutes_number": "Ghi số biên bản.",
    "working_days": "Ghi thời hạn, tính bằng ngày làm việc.",
    "agency": "Ghi cơ quan nhận.",
    "letter_number": "Ghi số văn bản chuyển.",
}


class InspectionField(models.Model):
    """What is looked at: order in construction, encroachment of land, of a pavement."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    name = models.CharField("lĩnh vực", max_length=120, help_text="Được công khai trong bảng số liệu.")
    position = models.PositiveSmallIntegerField("thứ tự", default=100, help_text="Số nhỏ đứng trước.")
    # Names the category of petitions by its code, since petitions stand above this app.
    petition_category = models.SlugField(
        "mã lĩnh vực của đơn",
        blank=True,
        help_text="Đơn thuộc lĩnh vực có mã này thì khi yêu cầu kiểm tra được chọn sẵn lĩnh vực kiểm tra này.",
    )
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "lĩnh vực kiểm tra"
        verbose_name_plural = "lĩnh vực kiểm tra"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class InspectionSubject(models.Model):
    """Whom a violation is about. Stands apart so that no list, search, export or mail can carry it along."""

    inspection = models.OneToOneField(
        "mobilization.Inspection", models.PROTECT, related_name="subject", verbose_name="cuộc kiểm tra"
    )
    name = models.CharField("người, tổ chức vi phạm", max_length=160)
    address = models.CharField("nơi ở, nơi đặt trụ sở", max_length=200, blank=True)

    class Meta:
        verbose_name = "người vi phạm"
        verbose_name_plural = "người vi phạm"

    def __str__(self) -> str:
        return f"#{self.pk}"


class InspectionDecision(models.Model):
    """One thing that was decided; the last one of an inspection holds."""

    inspection = models.ForeignKey(
        "mobilization.Inspection", models.PROTECT, related_name="decisions", verbose_name="cuộc kiểm tra"
    )
    kind = models.CharField("hình thức", max_length=20, choices=InspectionDecisionKind)
    decided_on = models.DateField("ngày quyết định")
    requirement = models.TextField("yêu cầu", blank=True)
    minutes_number = models.CharField("số biên bản", max_length=40, blank=True)
    working_days = models.PositiveSmallIntegerField("thời hạn (ngày làm việc)", null=True)
    due_on = models.DateField("hạn chấp hành", null=True)
    # How the day was counted, with every day skipped and why; see `wardportal.calendar.Count`.
    counted = models.JSONField("cách tính", null=True)
    agency = models.CharField("cơ quan nhận", max_length=160, blank=True)
    letter_number = models.CharField("số văn bản chuyển", max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    class Meta:
        verbose_name = "quyết định xử lý tại chỗ"
        verbose_name_plural = "quyết định xử lý tại chỗ"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=D.REMOVAL) | Q(working_days__gt=0, due_on__isnull=False),
                name="inspection_removal_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(kind=D.HANDED_OVER) | ~Q(agency="") & ~Q(letter_number=""),
                name="inspection_handed_over_by_a_letter",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[D.MINUTES, D.STOP_WORK, D.REMOVAL]) | ~Q(minutes_number=""),
                name="inspection_ordered_by_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @classmethod
    def prepared(cls, kind: str, said: dict[str, Any], *, by: User) -> InspectionDecision:
        """Return a decision of today that is not stored yet, with the columns its kind asks for.

        Raises ValidationError for all that is missing, by the columns.
        """
        asked = EVIDENCE[kind].needs
        if missing := {name: MISSING[name] for name in asked if not said.get(name)}:
            raise ValidationError(missing)
        decision = cls(kind=kind, decided_on=timezone.localdate(), by=by, **{name: said[name] for name in asked})
        if decision.working_days:
            count = WorkingCalendar.load(decision.decided_on).add_working_days(
                decision.decided_on, decision.working_days
            )
            decision.due_on, decision.counted = count.due, count.as_json()
        return decision

    @property
    def look_again_on(self) -> date | None:
        """The working day after the last one there is to do it; None where the decision sets no deadline."""
        return WorkingCalendar.load(self.due_on).next_working(self.due_on + ONE_DAY) if self.due_on else None

    @property
    def count(self) -> Count | None:
        return Count.from_json(self.counted) if self.counted else None


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> Self:
        return self.filter(visited_on=None)


class FollowUp(models.Model):
    """A day on which somebody looks again, and what they saw. An inspection has one that is open at most."""

    inspection = models.ForeignKey(
        "mobilization.Inspection", models.PROTECT, related_name="follow_ups", verbose_name="cuộc kiểm tra"
    )
    due_on = models.DateField("ngày kiểm tra lại")
    member = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người kiểm tra lại"
    )
    visited_on = models.DateField("đã kiểm tra ngày", null=True, editable=False)
    visited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi", editable=False
    )
    is_done = models.BooleanField("đã chấp hành", null=True, editable=False)
    result = models.TextField("kết quả", blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "lần kiểm tra lại"
        verbose_name_plural = "lần kiểm tra lại"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(visited_on=None), name="one_open_follow_up_of_an_inspection"
            ),
            models.CheckConstraint(
                condition=Q(visited_on=None, is_done=None)
                | Q(visited_on__isnull=False, is_done__isnull=False, visited_by__isnull=False) & ~Q(result=""),
                name="follow_up_visited_has_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(visited_on=None), name="follow_up_due"),
            models.Index(fields=["visited_on"], condition=Q(visited_on__isnull=False), name="follow_up_visited"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%d/%m/%Y}"

    def is_overdue(self, at: date | None = None) -> bool:
        return self.visited_on is None and self.due_on < (at or timezone.localdate())


class InspectionPhotoQuerySet(models.QuerySet["InspectionPhoto"]):
    def attach(self, inspection: Any, files: Sequence[CleanFile], *, event: Any) -> None:
        """Store cleaned pictures with what they were taken at."""
        for file in files:
            self.create(
                inspection=inspection,
                event=event,
                file=file.to_store(),
                name=file.name,
                content_type=file.content_type,
                size=file.size,
            )


class InspectionPhoto(models.Model):
    """A picture taken on the spot; for those who may read the inspection, never public."""

    inspection = models.ForeignKey(
        "mobilization.Inspection", models.PROTECT, related_name="photos", verbose_name="cuộc kiểm tra"
    )
    event = models.ForeignKey(
        "mobilization.InspectionEvent", models.PROTECT, related_name="photos", verbose_name="sự việc"
    )
    file = models.FileField("tệp", upload_to="inspections/%Y/%m", max_length=120)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("kiểu", max_length=100)
    size = models.PositiveIntegerField("dung lượng (byte)")

    objects = InspectionPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh kiểm tra"
        verbose_name_plural = "ảnh kiểm tra"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
