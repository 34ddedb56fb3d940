"""What a report asks for and until when: rows the ward edits, valid from one day to another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F

from mobilization.models.validity import CODE_HELP, Validity, ValidityQuerySet
from mobilization.reports.status import ReportKind
from wardportal.calendar import WorkingCalendar
from wardportal.figures import known
from wardportal.numbers import number_vi
from wardportal.periods import Period


class ReportRuleQuerySet(ValidityQuerySet):
    def current(self, kind: str, at: date | None = None) -> ReportRule | None:
        """Return the rule of this day; None where the ward asks for no report of this kind."""
        return self.latest_first(kind, at).first()  # type: ignore[return-value]

    def latest_first(self, kind: str, at: date | None = None) -> Self:
        """The rules of this day; the first of them counts. `begun` is since when the ward asks at all: a rule that
        takes the place of another begins nothing.
        """
        first = ReportRule.objects.filter(kind=kind).order_by(F("valid_from").asc(nulls_first=True))
        begun = models.Subquery(first.values("valid_from")[:1])
        return self.valid(at).filter(kind=kind).annotate(begun=begun).order_by("-valid_from", "-pk")


class ReportRule(Validity):
    """Until when a team hands in its report, and when it is reminded."""

    kind = models.CharField("loại báo cáo", max_length=10, choices=ReportKind)
    due_day = models.PositiveSmallIntegerField(
        "nộp trước hết ngày",
        default=25,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text="Ngày trong tháng cuối của kỳ báo cáo; rơi vào ngày nghỉ thì đến hết ngày làm việc kế tiếp.",
    )
    remind_days = models.PositiveSmallIntegerField("nhắc trước hạn (ngày)", default=3)
    is_confirmed = models.BooleanField(
        "phường đã xác nhận", default=False, help_text="Chưa xác nhận thì là giá trị đề xuất của phần mềm."
    )

    # By `latest_first`.
    begun: date | None

    objects = ReportRuleQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "quy định nộp báo cáo"
        verbose_name_plural = "quy định nộp báo cáo"
        ordering = ["kind", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: trước hết ngày {self.due_day}"

    def due_on(self, period: Period, calendar: WorkingCalendar, team_begun: date | None = None) -> date:
        return due_date(self.due_day, period, calendar, self.begun, team_begun)


def due_date(due_day: int, period: Period, calendar: WorkingCalendar, *begun: date | None) -> date:
    """The day a rule with this due day asks for; where asking, or the team, from a merge for instance, had not begun
    by then, there is time until the period ends.
    """
    due = calendar.next_working(period.end.replace(day=due_day))
    return calendar.next_working(period.end) if any(day and day > due for day in begun) else due


class ReportHeadingQuerySet(ValidityQuerySet):
    def asked(self, kind: str, at: date | None = None) -> Self:
        """The headings of this kind of report on this day, with what each counts."""
        return self._with(Indicator.objects.asked(at), kind, at)

    def written(self, kind: str, at: date | None = None) -> Self:
        """`asked`, including indicators whose source no installed app counts."""
        return self._with(Indicator.objects.valid(at), kind, at)

    def _with(self, indicators: IndicatorQuerySet, kind: str, at: date | None) -> Self:
        return self.valid(at).filter(kind=kind).prefetch_related(models.Prefetch("indicators", indicators))


class ReportHeading(Validity):
    """A heading of a report's form: what one writes about, under which number."""

    kind = models.CharField("loại báo cáo", max_length=10, choices=ReportKind)
    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    position = models.PositiveSmallIntegerField("thứ tự")
    number = models.CharField("số mục", max_length=10, blank=True, help_text="Ví dụ: I, II.1.")
    title = models.CharField("tên mục", max_length=200)
    hint = models.CharField("gợi ý", max_length=300, blank=True, help_text="Hiện dưới tên mục khi viết báo cáo.")
    takes_text = models.BooleanField(
        "có phần viết", default=True, help_text="Tắt với mục chỉ gồm các mục con hoặc số liệu."
    )
    takes_concerns = models.BooleanField(
        "có danh sách ý kiến, kiến nghị", default=False, help_text="Mỗi ý kiến một dòng, theo dõi được đến khi trả lời."
    )
    takes_proposals = models.BooleanField(
        "có danh sách đề xuất với Ban Thường vụ",
        default=False,
        help_text="Mỗi đề xuất một dòng, được trả lời từng dòng.",
    )

    objects = ReportHeadingQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "mục báo cáo"
        verbose_name_plural = "mục báo cáo"
        ordering = ["kind", "position"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


class IndicatorQuerySet(ValidityQuerySet):
    def asked(self, at: date | None = None) -> Self:
        """Those of this day that somebody types or the portal counts: nothing stands in for what is not there yet."""
        return self.valid(at).filter(source__in=_sources())


def _sources() -> set[str]:
    return {"", *(figure.code for figure in known())}


class Indicator(Validity):
    """A number of a report: counted by the portal where it has a source, else typed by the team.

    A source no installed part of the portal knows is left out, until that part comes (`is_uncounted`).
    """

    class Total(models.TextChoices):
        """How the numbers of several months become one; the numbers of teams are always summed up."""

        SUM = "sum", "Cộng các tháng"
        LAST = "last", "Lấy tháng cuối"

    heading = models.ForeignKey(ReportHeading, models.PROTECT, related_name="indicators", verbose_name="mục báo cáo")
    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên chỉ tiêu", max_length=200)
    unit = models.CharField("đơn vị tính", max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField("số chữ số thập phân", default=0, validators=[MaxValueValidator(2)])
    source = models.CharField(
        "lấy từ hệ thống",
        max_length=60,
        blank=True,
        help_text="Để trống nếu tổ tự nhập. Số lấy từ hệ thống được chốt khi nộp báo cáo.",
    )
    total = models.CharField("cách tính nhiều tháng", max_length=10, choices=Total, default=Total.SUM)

    objects = IndicatorQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "chỉ tiêu báo cáo"
        verbose_name_plural = "chỉ tiêu báo cáo"
        ordering = ["heading__kind", "heading__position", "position"]

    def is_asked(self, at: date) -> bool:
        """As `IndicatorQuerySet.asked`, of this one."""
        return self.is_valid(at) and self.source in _sources()

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def shown(self, value: Decimal | None) -> str:
        """1.380 or 653,5 with the decimals this number has; nothing where there is none."""
        return "" if value is None else number_vi(round(value, self.decimals))

    @property
    def is_counted(self) -> bool:
        """Whether the portal counts it, now or once that part of it comes; else its number is typed."""
        return bool(self.source)

    @property
    def is_uncounted(self) -> bool:
        """Whether a part of the portal would count it which is not installed."""
        return self.source not in _sources()
