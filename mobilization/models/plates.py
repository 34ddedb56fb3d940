"""The register of house-number plates: street and number, never who lives there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone

from mobilization.models.organisation import ResidentialGroup
from mobilization.models.places import Street
from mobilization.organisation.house_numbers import read_house_number
from wardportal.models import User
from wardportal.text import sort_key

ADD = "mobilization.add_housenumberplate"


class PlateState(models.TextChoices):
    PLANNED = "planned", "Chưa gắn"
    FIXED = "fixed", "Đã gắn"
    DAMAGED = "damaged", "Hư hỏng, mất"
    REMOVED = "removed", "Đã tháo"


# A house with one of these has its plate; one that is damaged was fixed too.
PLATED = (PlateState.FIXED, PlateState.DAMAGED)


class HouseNumberPlateQuerySet(models.QuerySet):
    def fixed(self) -> Self:
        """Those that were fixed and were not taken down."""
        return self.filter(state__in=PLATED)

    def numbers_of(self, street: Street, numbers: Iterable[str]) -> set[str]:
        """Which of these numbers the street has already."""
        return set(self.filter(street=street, number__in=numbers).values_list("number", flat=True))

    @transaction.atomic
    def enter(
        self,
        street: Street,
        numbers: Iterable[str],
        *,
        by: User,
        group: ResidentialGroup | None = None,
        fixed_on: date | None = None,
        state: str = PlateState.FIXED,
    ) -> int:
        """Put those numbers into the register that the street has not yet; return how many."""
        if not by.has_perm(ADD):
            raise PermissionDenied
        Street.objects.select_for_update().get(pk=street.pk)
        wanted = list(dict.fromkeys(numbers))
        known = self.numbers_of(street, wanted)
        told = {"street": street, "residential_group": group, "fixed_on": fixed_on, "state": state}
        plates = [HouseNumberPlate(number=number, **told) for number in wanted if number not in known]
        for plate in plates:
            plate.clean()
        return len(HouseNumberPlate.objects.bulk_create(plates))


class HouseNumberPlate(models.Model):
    """One plate. Of the house there is only the number; no resident is named."""

    street = models.ForeignKey(Street, models.PROTECT, related_name="plates", verbose_name="tuyến đường")
    number = models.CharField("số nhà", max_length=40, help_text="Ví dụ: 12, 12A, 12/3.")
    sort_key = models.CharField(max_length=200, editable=False, blank=True, db_collation="C")
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, null=True, blank=True, related_name="plates", verbose_name="tổ dân phố"
    )
    fixed_on = models.DateField("ngày gắn", null=True, blank=True, help_text="Để trống nếu không rõ.")
    state = models.CharField("tình trạng", max_length=10, choices=PlateState, default=PlateState.FIXED)

    objects = HouseNumberPlateQuerySet.as_manager()

    class Meta:
        verbose_name = "biển số nhà"
        verbose_name_plural = "biển số nhà"
        ordering = ["street__folded", "sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["street", "number"],
                name="plate_once_a_street",
                violation_error_message="Tuyến đường này đã có số nhà ấy.",
            )
        ]
        indexes = [models.Index(fields=["street", "sort_key"], name="plate_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.street}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.number)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Spell the number as the register does; a number the street has is refused beside its box."""
        try:
            self.number = read_house_number(self.number)
        except ValueError as error:
            raise ValidationError({"number": str(error)}) from error
        check_fixed(self.fixed_on, self.state)
        self.sort_key = sort_key(self.number)

    def validate_constraints(self, exclude: Any = None) -> None:
        try:
            super().validate_constraints(exclude)
        except ValidationError as error:
            if "__all__" not in error.error_dict:
                raise
            raise ValidationError({"number": error.error_dict["__all__"]}) from error


def check_fixed(day: date | None, state: str) -> None:
    """Refuse a plate that hangs already on a day to come: it would be counted for everybody."""
    if day and day > timezone.localdate() and state != PlateState.PLANNED:
        raise ValidationError({"fixed_on": "Ngày này chưa đến: sửa ngày, hoặc chọn tình trạng “Chưa gắn”."})


def plates_by_street() -> list[Street]:
    """Streets of today that carry plates, or have any in the register, each with how many are `entered`."""
    entered = Count("plates", filter=Q(plates__state__in=PLATED))
    return list(Street.objects.valid().annotate(entered=entered).order_by("folded"))
