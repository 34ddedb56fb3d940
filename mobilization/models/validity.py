"""What the rows of the organisation have in common: days they hold from and to, names found however typed."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wardportal.text import fold

CODE_HELP = "Chữ không dấu, số và gạch nối. Không đổi được sau khi lưu."


class ValidityQuerySet(models.QuerySet):
    def valid(self, at: date | None = None) -> Self:
        """Rows that hold on this day (today when not given)."""
        day = at or timezone.localdate()
        return self.within(day, day)

    def within(self, first: date, last: date) -> Self:
        """Rows that hold on at least one of these days, both included."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=last), Q(valid_to=None) | Q(valid_to__gte=first))

    def ended(self, at: date | None = None) -> Self:
        return self.filter(valid_to__lt=at or timezone.localdate())


class Validity(models.Model):
    """Holds from one day to another, both included; None means not known, or still so."""

    valid_from = models.DateField("từ ngày", null=True, blank=True, help_text="Để trống nếu không rõ.")
    valid_to = models.DateField(
        "đến hết ngày",
        null=True,
        blank=True,
        help_text="Để trống nếu còn hiệu lực. Sau ngày này không còn hiện với người dân, nhưng vẫn còn trong lịch sử.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            )
        ]

    def is_valid(self, at: date | None = None) -> bool:
        day = at or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def is_within(self, first: date, last: date) -> bool:
        """As `within`, of this row."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or self.valid_to >= first
        )


class Searchable(models.Model):
    """Keeps a folded copy of its names, so that staff find it however they type the marks."""

    folded = models.CharField(max_length=400, editable=False, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: object, update_fields: Iterable[str] | None = None, **kwargs: object) -> None:
        derived = self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, *derived}
        super().save(*args, update_fields=update_fields, **kwargs)  # type: ignore[arg-type]

    def derive(self) -> list[str]:
        """Fill derived columns and return their names. Call it before `bulk_create`."""
        self.folded = fold(" ".join(self.names()))[:400]
        return ["folded"]

    def names(self) -> list[str]:
        raise NotImplementedError
