"""How long each step may take, by which law: rows of the ward's, each in force from a day to a day."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F

from mobilization.models import Validity, ValidityQuerySet
from petitions.status import Kind
from wardportal.calendar import Count, WorkingCalendar

LATEST_FIRST = F("valid_from").desc(nulls_last=True)
# No law gives a ward more than a year for a step: more is a slip of the pen.
LONGEST = 366
# What rows to start from say to the staff behind their basis.
STAFF_REMARK = re.compile(r" \([^()]*chờ phường xác nhận\)$")


class DeadlineRuleQuerySet(ValidityQuerySet):
    def for_kind(self, kind: str, step: str, at: date) -> DeadlineRule | None:
        """Return the rule in force on this day; None where the ward has set none."""
        rows = DeadlineRule.objects.valid(at).filter(kind=kind, step=step)
        return rows.order_by(LATEST_FIRST).first()

    def first_of_kind(self, kind: str, at: date) -> DeadlineRule | None:
        """As `for_kind`, of the first step that has a rule: to accept, as its word sorts before to settle."""
        return DeadlineRule.objects.valid(at).filter(kind=kind).order_by("step", LATEST_FIRST).first()


class DeadlineRule(Validity):
    """How long a step of a kind of petition may take, by which law, from when to when."""

    class Step(models.TextChoices):
        ACCEPT = "accept", "Thông báo thụ lý hoặc không thụ lý"
        SETTLE = "settle", "Giải quyết, trả lời"

    class DayType(models.TextChoices):
        WORKING = "working", "ngày làm việc"
        CALENDAR = "calendar", "ngày"

    class StartsOn(models.TextChoices):
        RECEIVED = "received", "ngày tiếp nhận"
        ACCEPTED = "accepted", "ngày thụ lý"

    kind = models.CharField("loại đơn", max_length=30, choices=Kind)
    step = models.CharField("bước", max_length=10, choices=Step, default=Step.SETTLE)
    amount = models.PositiveSmallIntegerField(
        "thời hạn",
        validators=[MinValueValidator(1)],
        help_text=(
            "Quy định đã dùng để hứa hạn thì không sửa được, vì các hạn ấy tính theo nó. Khi quy định đổi: ghi ngày "
            "kết thúc cho dòng này, rồi thêm dòng mới."
        ),
    )
    day_type = models.CharField("tính theo", max_length=10, choices=DayType)
    starts_on = models.CharField("tính từ", max_length=10, choices=StartsOn, default=StartsOn.RECEIVED)
    max_extensions = models.PositiveSmallIntegerField("số lần được gia hạn", default=1)
    extension_amount = models.PositiveSmallIntegerField(
        "mỗi lần gia hạn tối đa", default=0, help_text="Ghi 0: không được gia hạn, dù ghi được mấy lần ở trên."
    )
    legal_basis = models.CharField("căn cứ", max_length=200)
    is_confirmed = models.BooleanField("phường đã xác nhận", default=False)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "quy định thời hạn"
        verbose_name_plural = "quy định thời hạn"
        ordering = ["kind", "step", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_step_display().lower()}: {self.length()}"

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """The numbers of a rule in use are no longer asked for, so it can be ended whatever they are."""
        super().clean_fields(exclude)
        for name in {"amount", "extension_amount"}.difference(exclude or ()):
            if getattr(self, name) > LONGEST:
                raise ValidationError({name: f"Dài hơn {LONGEST} ngày, xin kiểm tra lại."})

    def clean(self) -> None:
        """Of one kind and step one rule counts on any day; a new one begins after the former was ended."""
        same = DeadlineRule.objects.filter(kind=self.kind, step=self.step).exclude(pk=self.pk)
        other = same.within(self.valid_from or date.min, self.valid_to or date.max).first()
        if other:
            since = f", từ {other.valid_from:%d/%m/%Y}" if other.valid_from else ""
            raise ValidationError(
                {
                    "valid_from": f"Trong thời gian này đã có quy định khác ({other.length()}{since}). "
                    "Xin ghi ngày kết thúc cho dòng ấy trước, rồi để dòng này bắt đầu từ ngày sau đó."
                }
            )

    @property
    def public_basis(self) -> str:
        """What residents read: no basis the ward has not confirmed."""
        return STAFF_REMARK.sub("", self.legal_basis) if self.is_confirmed else ""

    def length(self, amount: int | None = None) -> str:
        return f"{self.amount if amount is None else amount} {self.get_day_type_display()}"

    def count(self, start: date, amount: int | None = None, calendar: WorkingCalendar | None = None) -> Count:
        """Count from the day of the event, which is not counted itself (Civil Code 2015 art. 147-148)."""
        number = self.amount if amount is None else amount
        calendar = calendar or WorkingCalendar.load(start)
        if self.day_type == self.DayType.WORKING:
            return calendar.add_working_days(start, number)
        return calendar.add_calendar_days(start, number)
