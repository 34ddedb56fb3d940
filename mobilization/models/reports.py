"""What a mobilization team reports, in its own words and in numbers that stand still once it is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from mobilization import notifications
from mobilization.models.organisation import MobilizationTeam, ResidentialGroup
from mobilization.models.report_queries import PERIOD_OF, TeamReportQuerySet
from mobilization.models.rules import Indicator, ReportHeading
from mobilization.reports.status import REPORT_MOVES, TAKEN_BACK, WRITTEN, ReportEventKind, ReportKind, ReportStatus
from wardportal import figures
from wardportal.models import Door, Event, Note, User
from wardportal.periods import Period


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
    def days(self) -> tuple[date, date]:
        """From when until when it tells: a month's of the days on which its team worked, so that none counts twice."""
        is_month = self.kind == ReportKind.MONTH
        return self.team.own_days(self.period) if is_month else (self.period_start, self.period_end)

    @property
    def is_of_part(self) -> bool:
        """Whether its team worked in a part of the month only."""
        return self.kind == ReportKind.MONTH and self.days != (self.period_start, self.period_end)

    @property
    def office_status(self) -> str:
        """What those who gather the reports read: a draft they know of was taken back."""
        return TAKEN_BACK if self.status == ReportStatus.DRAFT else self.get_status_display()

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
        if by is None or verb not in ("submit", "take_back"):
            return super().allows(verb, by)
        return by.has_perm(self.permission(verb)) and self.is_written_by(by)

    def is_written_by(self, user: User) -> bool:
        """Whether this user heads the team, or the one it was merged into, and may write reports."""
        headed = MobilizationTeam.objects.of_head(user)
        return user.has_perm("mobilization.write_teamreport") and headed.going_on_with(self.team_id).exists()

    def is_followed(self) -> bool:
        """Whether something stands on the words of a concern: a direction, or what an app above made of one."""
        relations = [one for one in self.concerns.model._meta.related_objects if one.field is not None]
        return any(
            one.related_model._default_manager.filter(**{f"{one.field.name}__report": self.pk}).exists()
            for one in relations
        )

    def may_be_taken_back_by(self, user: User) -> bool:
        """Whether `take_back` would be heard now: by its team, before it was approved or worked on."""
        return self.can("take_back") and self.allows("take_back", user) and not self.is_followed()

    def why_returned(self) -> str:
        """What the office asked for when it last sent the report back."""
        if (known := getattr(self, "asked_for", None)) is not None:
            return str(known)
        event = self.events.filter(kind=ReportEventKind.RETURNED).select_related("note").last()
        return event.public_note if event else ""

    def headings(self) -> Any:
        """What is asked, as of the end of the period, with the indicators of each."""
        return ReportHeading.objects.asked(self.kind, self.period_end)

    # Writing

    def write(self, heading: ReportHeading, text: str, *, by: User) -> None:
        self.write_all({heading: text}, {}, by=by)

    @transaction.atomic
    def set_figure(self, indicator: Indicator, value: Decimal | None, *, by: User) -> None:
        """Store a typed number; None takes it out. Numbers the portal counts are not typed."""
        if value is None:
            self.hold_to_write(by)
            _check_typed([indicator])
            self.figures.filter(indicator=indicator).delete()
        else:
            self.write_all({}, {indicator: value}, by=by)

    @transaction.atomic
    def write_all(
        self,
        texts: Mapping[ReportHeading, str],
        numbers: Mapping[Indicator, Decimal],
        concerns: Iterable[tuple[str, str]] = (),
        *,
        by: User,
    ) -> None:
        """Store many texts and typed numbers at once, in the place of what stood there, and raise these concerns."""
        self.hold_to_write(by)
        _check_typed(numbers)
        text, figure, concern = self.texts.model, self.figures.model, self.concerns.model
        self.texts.bulk_create(
            [text(report=self, heading=heading, text=words) for heading, words in texts.items()],
            update_conflicts=True, unique_fields=["report", "heading"], update_fields=["text"],
        )  # fmt: skip
        self.figures.bulk_create(
            [figure(report=self, indicator=indicator, value=value) for indicator, value in numbers.items()],
            update_conflicts=True, unique_fields=["report", "indicator"], update_fields=["value"],
        )  # fmt: skip
        self.concerns.bulk_create(concern(report=self, kind=kind, text=words) for kind, words in concerns)

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
        if not self.is_written_by(by):
            raise ValidationError("Chỉ người phụ trách tổ dân vận viết được báo cáo này.")

    # Numbers

    @classmethod
    def blank(cls, team: MobilizationTeam, month: Period) -> TeamReport:
        """A monthly report that is stored nowhere, to count for."""
        return cls(
            team=team, residential_group=team.residential_group, period_start=month.start, period_end=month.end
        )  # fmt: skip

    def counted_now(self, headings: Iterable[ReportHeading] | None = None) -> dict[int, Decimal]:
        """What the portal counts at this moment, or counted as the team ended, by the key of the indicator.

        Asks one statement besides the `headings`, where they are not given.
        """
        kept = self.team.counted_at_end.get(str(self.period_start))
        if kept and self.kind == ReportKind.MONTH:
            return {int(indicator): Decimal(value) for indicator, value in kept.items()}
        return next(counted_together([self], self.headings() if headings is None else headings))

    def numbers(self, headings: Iterable[ReportHeading] | None = None) -> dict[int, Decimal]:
        """Every number of the report by the key of its indicator: as handed in and corrected, or as it stands now."""
        stored = {figure.indicator_id: figure.value for figure in self.figures.all()}
        return stored | self.counted_now(headings) if self.is_written else stored

    def _snapshot(self, headings: Iterable[ReportHeading]) -> None:
        """Copy what the portal counts, so that what happens later does not change a report that was sent."""
        counted = self.counted_now(headings)
        row = self.figures.model
        self.figures.bulk_create(
            [
                row(report=self, indicator_id=indicator, value=value, is_counted=True)
                for indicator, value in counted.items()
            ],
            update_conflicts=True, unique_fields=["report", "indicator"], update_fields=["value", "is_counted"],
        )  # fmt: skip

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
        headings = list(self.headings())
        self._snapshot(headings)
        self.submissions.keep(self, headings)
        if self.kind == ReportKind.QUICK:
            notifications.tell_quick(self)

    def _check_written(self) -> None:
        if not (self.texts.exclude(text="").exists() or self.concerns.exclude(text="").exists()):
            raise ValidationError("Báo cáo chưa có nội dung. Xin viết ít nhất một mục rồi nộp.")
        if not self.team.is_within(self.period_start, self.period_end):
            raise ValidationError("Tổ dân vận này không hoạt động trong kỳ báo cáo nên không nộp báo cáo này.")

    def take_back(self, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Raises ValidationError once a leader has directed something about it, or a petition was made of it."""
        self._move("take_back", by=by, version=version, staff_note=staff_note, check=self._check_unfollowed)

    def _check_unfollowed(self) -> None:
        if self.is_followed():
            raise ValidationError(
                "Ý kiến trong báo cáo này đã được lãnh đạo chỉ đạo hoặc lập thành đơn nên không rút lại được."
            )

    @transaction.atomic
    def send_back(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Ask the team for more; its heads are written to, and read the reason in the portal."""
        self._move("send_back", by=by, version=version, staff_note=staff_note, public_note=reason)
        notifications.tell_returned(self)

    def approve(self, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        self._move("approve", by=by, version=version, staff_note=staff_note, approved_at=timezone.now, approved_by=by)

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
        """Put another number where one was handed in wrong; the old one and the reason stay beside it.

        What the portal counted only the office puts right. It has seen its own slip, and the team's of the number it
        replaces; another of the team waits for it.
        """
        is_office = by.has_perm(self.permission("approve"))
        if not is_office:
            _check_typed([indicator])

        def check() -> None:
            if self.figures.filter(indicator=indicator, value=value).exists():
                raise ValidationError({"value": "Số này bằng số đã báo cáo."})

        self._move("correct", by=by, version=version, staff_note=staff_note, public_note=reason, check=check)
        known = self.figures.filter(indicator=indicator).first()
        if is_office:
            self.slips.filter(indicator=indicator, seen_by=None).update(seen_by=by)
        slip = self.slips.create(
            indicator=indicator,
            before=known.value if known else None,
            after=value,
            reason=reason,
            by=by,
            seen_by=by if is_office else None,
        )
        self.figures.update_or_create(indicator=indicator, defaults={"value": value})
        return slip

    def see_slips(self, last: int, *, by: User) -> None:
        """The office has looked at the team's slips up to this key: they wait on its desk no more."""
        if not by.has_perm(self.permission("approve")):
            raise PermissionDenied
        self.slips.filter(pk__lte=last, seen_by=None).update(seen_by=by)


def counted_together(reports: Sequence[TeamReport], headings: Iterable[Any]) -> Iterator[dict[int, Decimal]]:
    """What the portal counts at this moment for each of these reports; asks once for all that tell of the same days."""
    sources = {row.pk: row.source for heading in headings for row in heading.indicators.all() if row.source}
    groups: dict[tuple[date, date], list[int]] = {}
    for report in reports:
        groups.setdefault(report.days, []).append(report.residential_group_id)
    counted = {days: figures.count_groups(sources.values(), there, *days) for days, there in groups.items()}
    for report in reports:
        numbers = counted[report.days][report.residential_group_id]
        yield {key: Decimal(numbers[source]) for key, source in sources.items() if source in numbers}


def _check_typed(indicators: Iterable[Indicator]) -> None:
    if any(indicator.is_counted for indicator in indicators):
        raise ValidationError("Số này do hệ thống lấy, không nhập tay.")
