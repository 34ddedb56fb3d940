"""What self-managed groups are judged by: sets of criteria whose texts the ward fills in, one version after another."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property

from mobilization.assessments.status import Polarity
from mobilization.models.organisation import Validity, ValidityQuerySet

FROZEN = "Bộ tiêu chí này đã dùng để đánh giá nên không sửa được nữa. Xin lập phiên bản mới."


class CriteriaSet(Validity):
    """A set such as "6 không, 3 có", in one version. Once a round was opened with it, it stays as it was."""

    name = models.CharField("tên bộ tiêu chí", max_length=160)
    legal_basis = models.CharField(
        "căn cứ", max_length=300, blank=True, help_text="Đề án, quyết định ban hành bộ tiêu chí. Được công khai."
    )
    version = models.PositiveSmallIntegerField("phiên bản", default=1, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lập từ"
    )

    objects = ValidityQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering = ["name", "-version"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["name", "version"], name="criteria_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (phiên bản {self.version})"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError where a frozen set would be called otherwise; only its days may change."""
        before = CriteriaSet.objects.select_for_update().filter(pk=self.pk).first() if self.pk else None
        if before and before.is_frozen and (before.name, before.legal_basis) != (self.name, self.legal_basis):
            raise ValidationError(FROZEN)
        super().save(*args, **kwargs)

    @property
    def is_frozen(self) -> bool:
        """Whether somebody was, or is being, judged by it."""
        return self.pk is not None and self.rounds.exists()

    @transaction.atomic
    def new_version(self) -> CriteriaSet:
        """Return a copy that may be edited, under the next number."""
        same = CriteriaSet.objects.select_for_update().filter(name=self.name)
        last = max((row.version for row in same), default=0)
        copy = CriteriaSet.objects.create(name=self.name, legal_basis=self.legal_basis, version=last + 1, previous=self)
        Criterion.objects.bulk_create(
            Criterion(criteria_set=copy, position=row.position, polarity=row.polarity, text=row.text)
            for row in self.criteria.all()
        )
        return copy

    @cached_property
    def asked(self) -> frozenset[int]:
        """The keys of its criteria; once a round is opened with it they stay the same."""
        return frozenset(self.criteria.values_list("pk", flat=True))


class Criterion(models.Model):
    """One thing a group is judged by. While the ward has not given its text, it is called by its number."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria", verbose_name="bộ tiêu chí")
    position = models.PositiveSmallIntegerField("thứ tự")
    polarity = models.CharField("loại", max_length=4, choices=Polarity)
    text = models.CharField("nội dung", max_length=300, blank=True, help_text="Được công khai.")

    class Meta:
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "position"],
                name="criterion_position_once",
                violation_error_message="Mỗi tiêu chí có một số thứ tự riêng.",
            )
        ]

    def __str__(self) -> str:
        return self.text or f"Tiêu chí {self.position} (chờ phường cập nhật)"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        self._check_open()
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self._check_open()
        return super().delete(*args, **kwargs)

    def _check_open(self) -> None:
        """Holds the set, so that no round is opened with it until this is stored."""
        if CriteriaSet.objects.select_for_update().get(pk=self.criteria_set_id).is_frozen:
            raise ValidationError(FROZEN)
