from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

# Every page makes a link to call of it: digits as people write them, a short number of a switchboard as well.
CALLED = RegexValidator(
    r"^\+?(?=(\D*\d){3})[\d\s.()-]+$",
    "Nhập một số gọi được, ví dụ 0238 000 0000 hoặc 1022; số máy lẻ ghi vào ô giờ làm việc.",
)


class WardQuerySet(models.QuerySet["Ward"]):
    def valid(self, at: date | None = None) -> "WardQuerySet":
        day = at or timezone.localdate()
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def current(self, at: date | None = None) -> "Ward | None":
        """Return the ward of this day; None before `setup_ward` has run."""
        day = at or timezone.localdate()
        # There are one or two: to read them all takes less than to say which, or in which order.
        valid = {ward.valid_from: ward for ward in self.order_by() if ward.is_valid(day)}
        return valid[max(valid)] if valid else None


class Ward(models.Model):
    """The ward whose portal this is, as data; a merger closes this row and opens the next."""

    class WeekendRule(models.TextChoices):
        KEEP = "keep", "giữ nguyên ngày"
        PREVIOUS = "previous", "ngày làm việc liền trước"
        NEXT = "next", "ngày làm việc liền sau"

    name = models.CharField("tên phường", max_length=80, help_text="Không kèm chữ “phường”, ví dụ: Bình Minh.")
    province = models.CharField("tỉnh, thành phố", max_length=80)
    former_district = models.CharField("thuộc (trước 01/07/2025)", max_length=80, blank=True)
    office_name = models.CharField("cơ quan chủ quản", max_length=160)
    address = models.CharField("địa chỉ trụ sở", max_length=200)
    hotline = models.CharField("điện thoại đường dây nóng", max_length=20, validators=[CALLED])
    email = models.EmailField("thư điện tử", blank=True)
    office_hours = models.CharField("giờ làm việc", max_length=200)
    reception_place = models.CharField("nơi tiếp công dân", max_length=200)
    responsible_person = models.CharField("chịu trách nhiệm nội dung", max_length=160)
    group_label = models.CharField("gọi đơn vị dân cư là", max_length=40, default="Tổ dân phố")
    dialogue_day = models.PositiveSmallIntegerField(
        "ngày đối thoại hằng tháng", validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    dialogue_weekend_rule = models.CharField(
        "khi ngày đối thoại là ngày nghỉ", max_length=10, choices=WeekendRule, default=WeekendRule.NEXT
    )
    upload_max_files = models.PositiveSmallIntegerField(
        "số tệp tối đa mỗi lần gửi", default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    upload_max_megabytes = models.PositiveSmallIntegerField(
        "dung lượng tối đa mỗi tệp (MB)", default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    photo_max_side = models.PositiveSmallIntegerField(
        "cạnh dài nhất của ảnh lưu (điểm ảnh)",
        default=2000,
        validators=[MinValueValidator(800), MaxValueValidator(8000)],
    )
    reopen_days = models.PositiveSmallIntegerField("số ngày được đề nghị giải quyết lại", default=30)
    due_soon_days = models.PositiveSmallIntegerField("báo sắp đến hạn trước (ngày)", default=3)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="successors", verbose_name="hình thành từ"
    )

    objects = WardQuerySet.as_manager()

    class Meta:
        verbose_name = "phường"
        verbose_name_plural = "phường"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="ward_ends_after_it_starts",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            )
        ]

    def __str__(self) -> str:
        return f"Phường {self.name}"

    def clean(self) -> None:
        """A portal without a ward has no name, no number to call and is taken for one that is down."""
        if self.valid_to is None:
            return
        day = max(min(self.valid_to, date.max - timedelta(days=1)) + timedelta(days=1), timezone.localdate())
        if not Ward.objects.exclude(pk=self.pk).valid(day).exists():
            raise ValidationError(
                {
                    "valid_to": f"Từ {day:%d/%m/%Y} chưa có phường nào tiếp theo: cổng sẽ mất tên, số gọi, địa chỉ. "
                    "Xin thêm phường mới trước, rồi ghi ngày kết thúc ở đây."
                }
            )

    def is_valid(self, at: date) -> bool:
        return self.valid_from <= at and (self.valid_to is None or at <= self.valid_to)

    @property
    def upload_max_bytes(self) -> int:
        return self.upload_max_megabytes * 1024 * 1024


class Signatory(models.Model):
    """Who signs the ward's letters, and from when to when."""

    ward = models.ForeignKey(Ward, models.CASCADE, related_name="signatories", verbose_name="phường")
    post = models.CharField("chức vụ", max_length=120, help_text="Ví dụ: Chủ tịch UBND phường.")
    full_name = models.CharField("họ và tên", max_length=120)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "người ký"
        verbose_name_plural = "người ký"
        ordering = ["post", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.post} {self.full_name}"

    def clean(self) -> None:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "Ngày kết thúc phải từ ngày bắt đầu trở đi."})
