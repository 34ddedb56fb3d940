"""What results are about and in which unit they are told."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from mobilization.models.organisation import CODE_HELP, Searchable


class MeasureUnit(models.Model):
    """A unit as claims use it. A value times `factor` is the value in the base unit of its dimension."""

    symbol = models.CharField("ký hiệu", max_length=30, unique=True, help_text="In sau con số, ví dụ: m³, triệu đồng.")
    name = models.CharField("tên", max_length=60)
    dimension = models.SlugField(
        "đại lượng",
        max_length=40,
        help_text="Đơn vị cùng đại lượng thì đổi được cho nhau, ví dụ m và km cùng là length. Chữ không dấu.",
    )
    factor = models.DecimalField(
        "hệ số đổi",
        max_digits=20,
        decimal_places=6,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.000001"))],
        help_text="Một đơn vị này bằng bao nhiêu đơn vị gốc (SI), ví dụ km: 1000. Không đổi được sau khi đã dùng.",
    )
    adds_up = models.BooleanField(
        "cộng được", default=True, help_text="Tắt với tỷ lệ, mức bình quân, năm, ngày: cộng lại không có nghĩa."
    )
    stands_before = models.BooleanField(
        "viết trước số", default=False, help_text="Như năm 2025, ngày 15: không phải số lượng."
    )

    class Meta:
        verbose_name = "đơn vị đo"
        verbose_name_plural = "đơn vị đo"
        ordering = ["dimension", "factor", "symbol"]
        constraints = [
            models.CheckConstraint(
                condition=Q(factor__gt=0),
                name="measureunit_factor_positive",
                violation_error_message="Hệ số đổi phải lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol


class ResultCategory(models.Model):
    """A field of work under which results and works are listed."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    name = models.CharField("tên lĩnh vực", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự", default=100, help_text="Số nhỏ đứng trước.")

    class Meta:
        verbose_name = "lĩnh vực kết quả"
        verbose_name_plural = "lĩnh vực kết quả"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Measure(Searchable):
    """What is counted or measured, the same from year to year, so that years can be compared.

    A measure that `counts` one measure for each of another (`per`), like bins per household, is worked out from theirs.
    """

    code = models.SlugField("mã", unique=True, max_length=60, help_text=CODE_HELP)
    name = models.CharField("tên hạng mục", max_length=200)
    category = models.ForeignKey(
        ResultCategory, models.PROTECT, related_name="measures", verbose_name="lĩnh vực kết quả"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=100, help_text="Số nhỏ đứng trước.")
    counts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tính bằng số"
    )
    per = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chia cho số")
    is_of_plates = models.BooleanField(
        "là số biển số nhà", default=False, help_text="Số công bố được đặt cạnh số đã nhập trong sổ biển số nhà."
    )

    class Meta:
        verbose_name = "hạng mục kết quả"
        verbose_name_plural = "hạng mục kết quả"
        ordering = ["category__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counts=None, per=None) | Q(counts__isnull=False, per__isnull=False),
                name="measure_ratio_is_whole",
                violation_error_message="Tỷ số cần cả hai: tính bằng số nào, chia cho số nào.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        return [self.name, self.code]
