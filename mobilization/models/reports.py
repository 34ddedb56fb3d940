"""What a mobilization team reports, in its own words and in numbers that stand still once it is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from mobilization import notifications
from mobilization.models.organisation import MobilizationTeam, ResidentialGroup
from mobilization.models.rules import Indicator, ReportHeading, ReportRule
from mobilization.status import (
    REPORT_MOVES,
    WRITTEN,
    ReportEventKind,
    ReportKind,
    ReportStatus,
)
from wardportal import figures
from wardportal.calendar import WorkingCalendar
from wardportal.models import Door, Event, Note, User
from wardportal.periods import Period

# Which period a report of a kind is about; a quick report is about its day.
PERIOD_OF = {ReportKind.MONTH: "month", ReportKind.HALF_YEAR: "half_year", ReportKind.YEAR: "year"}


class TeamReportQuerySet(models.QuerySet["TeamReport"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for those who read all; else those of the teams the user answers for. A draft is its team's alone."""
        if user.has_perm("mobilization.view_all_reports"):
            return self.exclude(status=ReportStatus.DRAFT) | self.of_head(user)
        return self.of_head(user)

    def read_by_office(self, user: User | AnonymousUser) -> Self:
        """What those who gather the reports read: never a draft, their own team's neither."""
        if not user.has_perm("mobilization.view_all_reports"):
            return self.none()
        return self.exclude(status=ReportStatus.DRAFT)

    def of_head(self, user: User | AnonymousUser) -> Self:
        """The reports this person writes: those of teams they head today, and of those that went into them."""
        if not user.has_perm("mobilization.write_teamreport"):
            return self.none()
        return self.filter(team__in=MobilizationTeam.objects.answered_for(user))

    def of_period(self, period: Period, kind: str = ReportKind.MONTH) -> Self:
        return self.filter(kind=kind, period_start=period.start)

    def monthly_within(self, period: Period) -> Self:
        return self.filter(kind=ReportKind.MONTH, period_start__range=(period.start, period.end))

    @transaction.atomic
    def start(self, team: MobilizationTeam, kind: str, day: date, *, by: User) -> TeamReport:
        """Return the team's report of the period this day falls into, begun now where there is none.

        A quick report is always a new one.
        Raises ValidationError where the period has not begun, or the team did not exist in it.
        """
        period = Period.of(day, PERIOD_OF[ReportKind(kind)]) if kind in PERIOD_OF else None
        first, last = (period.start, period.end) if period else (day, day)
        if first > timezone.localdate():
            raise ValidationError("Kỳ báo cáo này chưa bắt đầu.")
        if not (team.is_valid(first) or team.is_valid(last)):
            raise ValidationError("Tổ dân vận này không hoạt động trong kỳ báo cáo.")
        known = self.filter(team=team, kind=kind, period_start=first).first() if period else None
        return known or self._begin(team, kind, first, last, period, by)

    def _begin(
        self, team: MobilizationTeam, kind: str, first: date, last: date, period: Period | None, by: User
    ) -> TeamReport:
        rule = ReportRule.objects.current(kind, last)
        due = rule.due_on(period, WorkingCalendar.load(last)) if rule and period else None
        report = self.model(
            team=team, residential_group=team.residential_group, kind=kind, period_start=first, period_end=last,
            due_on=due, author=by,
        )  # fmt: skip
        try:
            with transaction.atomic():
                report.save(force_insert=True)
        except IntegrityError:  # two of the team opened it at once
            return self.get(team=team, kind=kind, period_start=first)
        report.record(ReportEventKind.STARTED, by=by)
        return report


class ReportEvent(Event):
    report = models.ForeignKey("mobilization.TeamReport", models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=20, choices=ReportEventKind)
    from_status = models.CharField(max_length=20, choices=ReportStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=ReportStatus)

    class Meta(Event.Meta):
        verbose_name = "diễn biến báo cáo"
        verbose_name_plural = "diễn biến báo cáo"


class ReportNote(Note):
    event = models.OneToOneField(ReportEvent, models.PROTECT, primary_key=True, related_name="note")

    class Meta(Note.Meta):
        verbose_name = "ghi chú diễn biến báo cáo"
        verbose_name_plural = "ghi chú diễn biến báo cáo"


class TeamReport(Door):
    """A report of a mobilization team: of a month, quick, or reviewing half a year or a year."""

    MOVES = REPORT_MOVES
    NOTE = ReportNote
    NOUN = "báo cáo"

    team = models.ForeignKey(MobilizationTeam, models.PROTECT, related_name="reports", verbose_name="tổ dân vận")
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, related_name="reports", verbose_name="tổ dân phố"
    )
    kind = models.CharField("loại", max_length=10, choices=ReportKind, default=ReportKind.MONTH)
    period_start = models.DateField("từ ngày")
    period_end = models.DateField("đến hết ngày")
    due_on = models.DateField("hạn nộp", null=True, editable=False)
    status = models.CharField(
        "tình trạng", max_length=20, choices=ReportStatus, default=ReportStatus.DRAFT, editable=False
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    # As they were called when the report was handed in: a group may be renamed or merged later.
    team_name = models.CharField("tên tổ khi nộp", max_length=120, blank=True, editable=False)
    group_name = models.CharField("tên tổ dân phố khi nộp", max_length=120, blank=True, editable=False)
    confirmed_by = models.CharField(
        "Bí thư chi bộ xác nhận", max_length=120, blank=True, help_text="Họ và tên Bí thư chi bộ đã xem báo cáo."
    )
    submitted_at = models.DateTimeField("nộp lúc", null=True, editable=False)
    first_submitted_on = models.DateField("ngày nộp lần đầu", null=True, editable=False)
    approved_at = models.DateTimeField("duyệt lúc", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người duyệt",
        editable=False,
    )

    objects = TeamReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của tổ dân vận"
        verbose_name_plural = "báo cáo của tổ dân vận"
        ordering = ["-period_start", "team__residential_group__number", "-pk"]
        permissions = [
            ("view_all_reports", "Xem báo cáo của mọi tổ dân vận"),
            ("write_teamreport", "Lập báo cáo của tổ mình phụ trách"),
            ("direct_concern", "Chỉ đạo xử lý ý kiến, đề xuất trong báo cáo"),
            *Door.move_permissions(REPORT_MOVES, ReportEventKind, "teamreport"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "kind", "period_start"],
                condition=~Q(kind=ReportKind.QUICK),
                name="report_once_a_period",
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="report_period_in_order"),
            models.CheckConstraint(
                condition=Q(status__in=WRITTEN) | Q(submitted_at__isnull=False), name="report_handed_in_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-period_start"], name="report_kind_period"),
            models.Index(fields=["status", "-period_start"], name="report_status_period"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.team_name or self.team}"

    @property
    def title(self) -> str:
        """Báo cáo tháng 11/2026; Báo cáo nhanh ngày 26/11/2026"""
        if self.kind in PERIOD_OF:
            return f"Báo cáo {self.period}"
        return f"Báo cáo nhanh ngày {self.period_start:%d/%m/%Y}"

    @property
    def period(self) -> Period:
        """The period it is about; of a quick report, its month."""
        return Period.of(self.period_start, PERIOD_OF.get(ReportKind(self.kind), "month"))

    @property
    def is_written(self) -> bool:
        """Whether its author may still change it."""
        return self.status in WRITTEN

    def is_late(self, at: date | None = None) -> bool:
        """Handed in after its day, or not yet though the day has passed."""
        handed_in = self.first_submitted_on or at or timezone.localdate()
        return self.due_on is not None and handed_in > self.due_on

    def allows(self, verb: str, by: User | None) -> bool:
        """Handing in and taking back is for the team itself, whoever else may read the report."""
        if verb in ("submit", "take_back") and not TeamReport.objects.of_head(by or AnonymousUser()).filter(pk=self.pk):
            return False
        return super().allows(verb, by)

    def why_returned(self) -> str:
        """What the office asked for when it last sent the report back."""
        event = self.events.filter(kind=ReportEventKind.RETURNED).select_related("note").last()
        return event.public_note if event else ""

    def headings(self) -> Any:
        """What is asked, as of the end of the period, with the indicators of each."""
        return ReportHeading.objects.asked(self.kind, self.period_end)

    # Writing

    @transaction.atomic
    def write(self, heading: ReportHeading, text: str, *, by: User) -> None:
        self.hold_to_write(by)
        self.texts.update_or_create(heading=heading, defaults={"text": text})

    @transaction.atomic
    def set_figure(self, indicator: Indicator, value: Decimal | None, *, by: User) -> None:
        """Store a typed number; None takes it out. Numbers the portal counts are not typed."""
        self.hold_to_write(by)
        if indicator.is_counted:
            raise ValidationError("Số này do hệ thống lấy, không nhập tay.")
        if value is None:
            self.figures.filter(indicator=indicator).delete()
        else:
            self.figures.update_or_create(indicator=indicator, defaults={"value": value})

    @transaction.atomic
    def write_all(self, texts: Mapping[ReportHeading, str], numbers: Mapping[Indicator, Decimal], *, by: User) -> None:
        """Store many texts and typed numbers at once, in the place of what stood there."""
        self.hold_to_write(by)
        if any(indicator.is_counted for indicator in numbers):
            raise ValidationError("Số này do hệ thống lấy, không nhập tay.")
        text, figure = self.texts.model, self.figures.model
        self.texts.bulk_create(
            [text(report=self, heading=heading, text=words) for heading, words in texts.items()],
            update_conflicts=True, unique_fields=["report", "heading"], update_fields=["text"],
        )  # fmt: skip
        self.figures.bulk_create(
            [figure(report=self, indicator=indicator, value=value) for indicator, value in numbers.items()],
            update_conflicts=True, unique_fields=["report", "indicator"], update_fields=["value"],
        )  # fmt: skip

    @transaction.atomic
    def raise_concern(self, kind: str, text: str, *, by: User, place: str = "") -> Any:
        self.hold_to_write(by)
        return self.concerns.create(kind=kind, text=text, place=place)

    @transaction.atomic
    def confirm(self, name: str, *, by: User) -> None:
        """Note which secretary of the party cell has seen it; empty where nobody has."""
        self.hold_to_write(by)
        self.confirmed_by = name
        self.save(update_fields=["confirmed_by"])

    def hold_to_write(self, by: User) -> None:
        """Lock the row; refuse to write into a report that was handed in, or into another team's."""
        self.lock()
        if not self.is_written:
            raise ValidationError("Báo cáo đã nộp, không sửa được nữa. Xin rút lại hoặc gửi đính chính.")
        if not TeamReport.objects.of_head(by).filter(pk=self.pk).exists():
            raise ValidationError("Chỉ người phụ trách tổ dân vận viết được báo cáo này.")

    # Numbers

    def counted_now(self) -> dict[int, Decimal]:
        """What the portal counts at this moment, by the key of the indicator."""
        counted: dict[int, Decimal] = {}
        for heading in self.headings():
            for indicator in heading.indicators.all():
                number = self._count(indicator)
                if number is not None:
                    counted[indicator.pk] = number
        return counted

    def _count(self, indicator: Indicator) -> Decimal | None:
        if not indicator.source:
            return None
        number = figures.count(indicator.source, self.residential_group_id, self.period_start, self.period_end)
        return None if number is None else Decimal(number)

    def numbers(self) -> dict[int, Decimal]:
        """Every number of the report by the key of its indicator: as handed in and corrected, or as it stands now."""
        stored = {figure.indicator_id: figure.value for figure in self.figures.all()}
        return stored | self.counted_now() if self.is_written else stored

    def _snapshot(self) -> None:
        """Copy what the portal counts, so that what happens later does not change a report that was sent."""
        counted = self.counted_now()
        self.figures.filter(indicator__in=counted).delete()
        row = self.figures.model
        self.figures.bulk_create(
            row(report=self, indicator_id=indicator, value=value, is_counted=True)
            for indicator, value in counted.items()
        )

    # Deciding

    @transaction.atomic
    def submit(self, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Hand it in. Its numbers stand still from now on. Raises ValidationError where nothing was written."""
        now = timezone.now()
        self._move(
            "submit",
            by=by,
            version=version,
            staff_note=staff_note,
            check=self._check_written,
            submitted_at=now,
            first_submitted_on=lambda: self.first_submitted_on or timezone.localdate(now),
            team_name=lambda: str(self.team),
            group_name=lambda: str(self.residential_group),
        )
        for concern in self.concerns.filter(text=""):  # lines that were added and never filled in
            concern.drop_empty()
        self._snapshot()

    def _check_written(self) -> None:
        if not (self.texts.exclude(text="").exists() or self.concerns.exclude(text="").exists()):
            raise ValidationError("Báo cáo chưa có nội dung. Xin viết ít nhất một mục rồi nộp.")

    def take_back(self, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Raises ValidationError once a leader has directed something about it, or a petition was made of it."""
        self._move("take_back", by=by, version=version, staff_note=staff_note, check=self._check_unfollowed)

    def _check_unfollowed(self) -> None:
        if any(concern.is_followed() for concern in self.concerns.all()):
            raise ValidationError(
                "Ý kiến trong báo cáo này đã được lãnh đạo chỉ đạo hoặc lập thành đơn nên không rút lại được."
            )

    @transaction.atomic
    def send_back(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Ask the team for more; its heads are written to, and read the reason in the portal."""
        self._move("send_back", by=by, version=version, staff_note=staff_note, public_note=reason)
        notifications.tell_returned(self)

    def approve(self, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        self._move("approve", by=by, version=version, staff_note=staff_note, approved_at=timezone.now(), approved_by=by)

    def consolidate(self, *, by: User | None = None) -> None:
        """Follows from a consolidation of the ward being issued."""
        self._move("consolidate", by=by, follows=True)

    @transaction.atomic
    def correct(
        self,
        indicator: Indicator,
        value: Decimal,
        reason: str,
        *,
        by: User,
        version: int | None = None,
        staff_note: str = "",
    ) -> Any:
        """Put another number where one was handed in wrong; the old one and the reason stay beside it."""
        self._move("correct", by=by, version=version, staff_note=staff_note, public_note=reason)
        known = self.figures.filter(indicator=indicator).first()
        if known and known.value == value:
            raise ValidationError({"value": "Số này bằng số đã báo cáo."})
        slip = self.slips.create(
            indicator=indicator, before=known.value if known else None, after=value, reason=reason, by=by
        )
        self.figures.update_or_create(indicator=indicator, defaults={"value": value})
        return slip
