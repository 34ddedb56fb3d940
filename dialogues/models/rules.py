from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from dialogues.status import Issuer
from mobilization.models import Post, Validity, ValidityQuerySet
from wardportal.calendar import WorkingCalendar
from wardportal.models import Ward

NEARLY_A_YEAR = 366


class DialogueRuleQuerySet(ValidityQuerySet):
    def current(self, at: date | None = None) -> DialogueRule | None:
        """Return the rule of this day; None where the ward holds no dialogue."""
        return self.valid(at).order_by("-valid_from", "-pk").first()  # type: ignore[return-value]


class DialogueRule(Validity):
    """How the ward holds its monthly dialogue: hours, place, who chairs, when people may register, how many speak.

    The day of the month, and where it moves when that day is free, stand in the `Ward`.
    """

    start_time = models.TimeField("bắt đầu lúc")
    end_time = models.TimeField("dự kiến kết thúc lúc")
    place = models.CharField("địa điểm", max_length=200)
    subject = models.CharField(
        "nội dung", max_length=300, help_text="Ví dụ: Lắng nghe và giải quyết kiến nghị của người dân."
    )
    chair_posts = models.ManyToManyField(
        Post, related_name="+", verbose_name="chức danh chủ trì", help_text="Người giữ chức danh vào ngày đó chủ trì."
    )
    months_ahead = models.PositiveSmallIntegerField(
        "xếp lịch trước (tháng)", default=12, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    announce_days = models.PositiveSmallIntegerField("thông báo trước (ngày làm việc)", default=5)
    intake_opens_days = models.PositiveSmallIntegerField(
        "nhận đăng ký trước (ngày)",
        default=30,
        validators=[MaxValueValidator(NEARLY_A_YEAR)],
        help_text="Người dân đăng ký, gửi câu hỏi được từ ngày này.",
    )
    intake_closes_days = models.PositiveSmallIntegerField(
        "ngừng nhận đăng ký trước (ngày làm việc)",
        default=1,
        help_text="Hết ngày này cổng ngừng nhận đăng ký; cán bộ vẫn ghi thêm được.",
    )
    speaker_limit = models.PositiveSmallIntegerField("số người phát biểu tối đa", default=20)
    waiting_limit = models.PositiveSmallIntegerField(
        "số chỗ trong danh sách chờ", default=10, help_text="Hết cả chỗ chờ thì câu hỏi vẫn được nhận và trả lời."
    )
    minutes_each = models.PositiveSmallIntegerField("thời gian mỗi người (phút)", default=5)
    remind_days = models.PositiveSmallIntegerField(
        "nhắc cam kết trước hạn (ngày)", default=3, help_text="Người phụ trách nhận thư nhắc trước và sau hạn."
    )
    issued_by = models.CharField(
        "nơi ban hành thông báo kết luận",
        max_length=10,
        choices=Issuer,
        default=Issuer.PARTY,
        help_text="Thông báo kết luận trình bày theo thể thức văn bản của Đảng hoặc của Nhà nước.",
    )

    objects = DialogueRuleQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "quy định buổi đối thoại"
        verbose_name_plural = "quy định buổi đối thoại"
        ordering = ["-valid_from"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end_time__gt=F("start_time")),
                name="dialogue_rule_ends_after_it_starts",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"Từ {self.valid_from:%d/%m/%Y}" if self.valid_from else "Quy định"

    def clean(self) -> None:
        super().clean()
        wrong = {}
        if self.speaker_limit is not None and self.speaker_limit < 1:
            wrong["speaker_limit"] = "Ít nhất một người phát biểu."
        if DialogueRule.objects.filter(valid_from=self.valid_from).exclude(pk=self.pk).exists():
            wrong["valid_from"] = "Đã có một quy định từ ngày này: sửa dòng ấy, hoặc chọn ngày khác."
        if wrong:
            raise ValidationError(wrong)

    def intake(self, day: date, calendar: WorkingCalendar) -> tuple[date, date]:
        """Return the first and the last day on which people may register for a session of this day."""
        closes = calendar.back(day, self.intake_closes_days)
        return min(day - timedelta(days=self.intake_opens_days), closes), closes

    def announce_by(self, day: date, calendar: WorkingCalendar) -> date:
        return calendar.back(day, self.announce_days)


def session_day(ward: Ward, year: int, month: int, calendar: WorkingCalendar) -> date:
    """Return the day the month's dialogue falls on, moved by the ward's rule where the ward does not work."""
    day = date(year, month, ward.dialogue_day)
    if ward.dialogue_weekend_rule == Ward.WeekendRule.NEXT:
        return calendar.next_working(day)
    if ward.dialogue_weekend_rule == Ward.WeekendRule.PREVIOUS:
        return calendar.previous_working(day)
    return day


def intake_of(day: date) -> tuple[date, date]:
    """The days on which people register for a session of this day, by the rule of it; the day itself without one."""
    rule = DialogueRule.objects.current(day)
    return rule.intake(day, WorkingCalendar.load(day)) if rule else (day, day)
