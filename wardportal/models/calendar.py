from django.db import models


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def holidays_of(self, year: int) -> "CalendarDayQuerySet":
        """The holidays entered for a year; where there are none nothing can be counted for sure."""
        return self.filter(kind=CalendarDay.Kind.HOLIDAY, date__year=year)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, a swapped day, a closure of the ward.

    Source: Labour Code art. 111-112 and the yearly notice of the Government for civil servants.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "Nghỉ lễ, tết"
        COMPENSATORY = "compensatory", "Nghỉ bù"
        SWAPPED_OFF = "swapped_off", "Nghỉ hoán đổi"
        SWAPPED_WORK = "swapped_work", "Làm bù"
        CLOSURE = "closure", "Phường nghỉ đột xuất"
        HALF_DAY = "half_day", "Làm việc nửa ngày"

    date = models.DateField("ngày", unique=True)
    kind = models.CharField("loại ngày", max_length=20, choices=Kind)
    name = models.CharField("tên gọi", max_length=120)
    source = models.CharField("căn cứ", max_length=200, blank=True)
    is_confirmed = models.BooleanField(
        "đã xác nhận", default=True, help_text="Ngày chờ xác nhận vẫn được tính là ngày làm việc bình thường."
    )

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "lịch làm việc"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"
