"""The ward's report of a period: sums of the teams' numbers, their words side by side, the bloc's text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    When,
)
from django.utils import timezone

from mobilization.models.concerns import Concern, Direction
from mobilization.models.organisation import MobilizationTeam
from mobilization.models.report_parts import CorrectionSlip, ReportFigure, ReportText
from mobilization.models.reports import TeamReport
from mobilization.models.rules import Indicator, ReportHeading
from mobilization.reports.status import COUNTED, ConsolidationStatus, ReportKind
from wardportal import office
from wardportal.dates import date_vi
from wardportal.models import StaleRow, User
from wardportal.periods import Period, PeriodKind
from wardportal.turns import take_turn

Totals = dict[int, Decimal]


GROUPED = ("is_now", "is_sum", "report__team", "report__team__successor", "indicator")
NAMED = ("indicator__name", "indicator__unit")
PLACED = ("indicator__heading__position", "indicator__position")


class First(Func):
    """The first of an array."""

    template = "(%(expressions)s)[1]"
    output_field = models.DecimalField()


@dataclass(frozen=True)
class TeamTotals:
    """Each team's numbers by the keys of team and indicator: of a period, and of the months before it.

    `names` are those of the indicators with a number, by their keys, in the order of the report.
    """

    now: dict[int, Totals]
    before: dict[int, Totals]
    names: dict[int, str]

    @classmethod
    def of(cls, period: Period, since: Period | None = None, at: datetime | None = None) -> TeamTotals:
        """Of the approved monthly reports from an earlier period on, as they are or as they stood at a moment.

        The database adds them up, with one statement. What a team had at the end of its last month is left out where
        the team it became has such a number: it is in that one.
        """
        latest = ArrayAgg("counts", order_by=("-report__period_start", "-pk"))
        is_sum = Q(indicator__total=Indicator.Total.SUM)
        rows = _figures(period, since, at).annotate(
            is_now=ExpressionWrapper(Q(report__period_start__gte=period.start), models.BooleanField()),
            is_sum=ExpressionWrapper(is_sum, models.BooleanField()),
        )
        total = Case(When(is_sum, then=Sum("counts")), default=First(latest))
        grouped = rows.order_by().values(*GROUPED, *NAMED, *PLACED).annotate(total=total).order_by(*PLACED)
        now: list[Sequence[Any]] = []
        before: list[Sequence[Any]] = []
        names: dict[int, str] = {}
        for is_now, *row, name, unit, value in grouped.values_list(*GROUPED, *NAMED, "total"):
            names[row[-1]] = str(Indicator(name=name, unit=unit))
            (now if is_now else before).append((*row, value))
        return cls(_by_team(now), _by_team(before), names)


def _figures(period: Period, since: Period | None, at: datetime | None) -> Any:
    """The numbers that count, each as `counts`.

    At a moment: without those of reports approved later, and as they were before the first correction after it.
    """
    first = (since or period).start
    rows = ReportFigure.objects.filter(
        report__kind=ReportKind.MONTH, report__status__in=COUNTED, report__period_start__range=(first, period.end)
    )
    if at is None:
        return rows.annotate(counts=F("value"))
    later = CorrectionSlip.objects.filter(report=OuterRef("report"), indicator=OuterRef("indicator"), at__gt=at)
    was = Case(When(Exists(later), then=Subquery(later.order_by("pk").values("before")[:1])), default=F("value"))
    return rows.filter(report__approved_at__lte=at).annotate(counts=was).filter(counts__isnull=False)


def _by_team(rows: Iterable[Sequence[Any]]) -> dict[int, Totals]:
    totals: dict[int, Totals] = defaultdict(dict)
    became: dict[int, int | None] = {}
    standing: set[int] = set()
    for is_sum, team, successor, indicator, total in rows:
        totals[team][indicator], became[team] = total, successor
        if not is_sum:
            standing.add(indicator)
    for key, successor in became.items():
        for indicator in standing & totals.get(successor or 0, {}).keys():
            totals[key].pop(indicator, None)
    return dict(totals)


def team_totals(period: Period) -> dict[int, Totals]:
    """Each team's numbers of the period by the keys of team and indicator, of its approved monthly reports."""
    return TeamTotals.of(period).now


def slips_after(at: datetime, period: Period, since: Period) -> list[CorrectionSlip]:
    """The corrections made after this moment, in their order, of reports from the earlier period on."""
    rows = CorrectionSlip.objects.filter(at__gt=at, report__period_start__range=(since.start, period.end))
    return list(rows.select_related("report__team", "indicator", "by"))


def ward_totals(period: Period) -> Totals:
    """The ward's numbers: for each indicator the sum of what the teams have."""
    return sums_of(team_totals(period))


def sums_of(teams: Mapping[int, Totals]) -> Totals:
    totals: Totals = defaultdict(Decimal)
    for team in teams.values():
        for indicator, value in team.items():
            totals[indicator] += value
    return dict(totals)


class ConsolidationQuerySet(models.QuerySet["Consolidation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if user.has_perm("mobilization.view_all_reports") else self.none()

    @transaction.atomic
    def of(self, period: Period, *, by: User) -> Consolidation:
        """Return the ward's report of this period, begun now where there is none."""
        if not by.has_perm("mobilization.write_consolidation"):
            raise PermissionDenied
        if period.start > timezone.localdate():
            raise ValidationError("Kỳ tổng hợp này chưa bắt đầu.")
        row, _new = self.get_or_create(period_kind=period.kind, period_start=period.start, defaults={"begun_by": by})
        return row


class Consolidation(models.Model):
    """The ward's report of a period. Its numbers are never stored: they are what the teams' reports say now.

    Once issued it says what they said as it was issued; what came later stands in a supplement.
    """

    period_kind = models.CharField("loại kỳ", max_length=10, choices=PeriodKind)
    period_start = models.DateField("từ ngày")
    status = models.CharField(
        "tình trạng", max_length=10, choices=ConsolidationStatus, default=ConsolidationStatus.DRAFT, editable=False
    )
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập", editable=False
    )
    begun_at = models.DateTimeField("lập lúc", auto_now_add=True)
    number = models.CharField("số báo cáo", max_length=40, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, editable=False)
    # When the numbers were those that went out; what is put right later is told as such.
    issued_at = models.DateTimeField("duyệt lúc", null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người duyệt",
        editable=False,
    )

    objects = ConsolidationQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tổng hợp"
        verbose_name_plural = "báo cáo tổng hợp"
        ordering = ["-period_start", "period_kind"]
        permissions = [
            ("write_consolidation", "Lập báo cáo tổng hợp của phường"),
            ("issue_consolidation", "Duyệt, ban hành báo cáo tổng hợp"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["period_kind", "period_start"], name="consolidation_once_a_period"),
            models.CheckConstraint(
                condition=Q(status=ConsolidationStatus.DRAFT) | Q(issued_on__isnull=False, issued_at__isnull=False),
                name="consolidation_issued_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo tổng hợp {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_kind)

    @property
    def is_issued(self) -> bool:
        return self.status == ConsolidationStatus.ISSUED

    def reports(self) -> Any:
        """The monthly reports whose numbers count; once it was issued, those it was made of."""
        rows = TeamReport.objects.monthly_within(self.period).filter(status__in=COUNTED)
        return rows.filter(approved_at__lte=self.issued_at) if self.issued_at else rows

    def reports_since(self) -> Any:
        """Those approved after it was issued: they count from now on, and stand in its supplement."""
        rows = TeamReport.objects.monthly_within(self.period).filter(status__in=COUNTED)
        return rows.filter(approved_at__gt=self.issued_at) if self.issued_at else rows.none()

    def missing(self) -> list[tuple[MobilizationTeam, Period]]:
        """Which team's report of which month was not there yet as it was issued, or is not there now."""
        return self.missing_beside(set(self.reports().values_list("team", "period_start")))

    def missing_beside(self, there: set[tuple[int, date]]) -> list[tuple[MobilizationTeam, Period]]:
        """`missing`, given the (team, first day of month) pairs already loaded."""
        teams = MobilizationTeam.objects.select_related("residential_group")
        return [
            (team, month) for team, month in teams.owed(self.period.months()) if (team.pk, month.start) not in there
        ]

    def totals(self) -> Totals:
        return ward_totals(self.period)

    def words(self) -> dict[int, list[tuple[str, str]]]:
        """What each team wrote under each heading, by its key: who, and the text; months in their order."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        rows = ReportText.objects.filter(report__in=self.reports()).exclude(text="").select_related("report")
        for row in rows.order_by("report__period_start", "report__team__residential_group__number", "report"):
            found[row.heading_id].append((self.teller_of(row.report), row.text))
        return dict(found)

    def teller_of(self, report: TeamReport) -> str:
        """Tổ dân vận số 3; of a longer period with the month: Tổ dân vận số 3, tháng 11/2026"""
        is_month = self.period_kind == PeriodKind.MONTH
        return report.team_name if is_month else f"{report.team_name}, {report.period}"

    def concerns(self) -> Any:
        """What the people said and the teams proposed in those reports, with what leaders had directed by then."""
        return self._concerns_of(self.reports(), self.issued_at)

    def concerns_since(self) -> Any:
        """Those of the reports approved after it was issued."""
        return self._concerns_of(self.reports_since(), None)

    def _concerns_of(self, reports: Any, at: datetime | None) -> Any:
        rows = Concern.objects.filter(report__in=reports).exclude(text="").select_related("report")
        given = Direction.objects.select_related("unit", "owner")
        directions = Prefetch("directions", given.filter(given_at__lte=at) if at else given)
        order = ("kind", "report__period_start", "report__team__residential_group__number", "pk")
        return rows.prefetch_related(directions).order_by(*order)

    def slips_since(self) -> list[CorrectionSlip]:
        """The corrections made after it was issued: its numbers stay, those of its supplement change."""
        if self.issued_at is None:
            return []
        slips = slips_after(self.issued_at, self.period, since=self.period)
        return [slip for slip in slips if self.was_in_it(slip.report)]

    def unseen_slips(self) -> Any:
        """What teams corrected in its reports and nobody of the office has looked at: it counts all the same."""
        rows = CorrectionSlip.objects.filter(report__in=self.reports(), seen_by=None)
        return rows.select_related("report__team", "indicator")

    def was_in_it(self, report: TeamReport) -> bool:
        """Whether its numbers were among those that were issued, of a report that counts by now."""
        is_of_period = report.kind == ReportKind.MONTH and report.period_start in self.period
        return is_of_period and bool(self.issued_at and report.approved_at and report.approved_at <= self.issued_at)

    def headings(self) -> Any:
        return ReportHeading.objects.asked(ReportKind.MONTH, self.period.end)

    @transaction.atomic
    def write(self, heading: ReportHeading, text: str, *, by: User, version: int | None = None) -> int:
        """Store the bloc's text under a heading; return the version that text has now, the first being 1.

        Raises StaleRow where somebody else wrote under the heading since the version (0: nobody had),
        ValidationError once it was issued.
        """
        row = self._held(by, "mobilization.write_consolidation")
        known = self.texts.filter(heading=heading).first() or ConsolidationText(consolidation=self, heading=heading)
        if version is not None and known.version != version:
            raise StaleRow("Vừa có người khác sửa mục này. Xin xem lại rồi lưu lần nữa.")
        known.text, known.version = text, known.version + 1
        known.written_by, known.written_at = by, timezone.now()
        known.save()
        self.version = row.version + 1
        self.save(update_fields=["version"])
        return known.version

    @transaction.atomic
    def issue(self, number: str, *, by: User, on: date | None = None, version: int | None = None) -> None:
        """Issue the ward's report; the monthly reports in it count as consolidated from now on.

        Raises StaleRow where a text was changed since the version that was read, ValidationError where the number is
        another report's of that year, or a report in it was handed in after the day.
        """
        day = on or timezone.localdate()
        row = self._held(by, "mobilization.issue_consolidation")
        if version is not None and row.version != version:
            raise StaleRow("Nội dung vừa được sửa từ khi đồng chí mở trang này. Xin đọc lại rồi duyệt.")
        self._check_number(number, day)
        # Whoever approves or corrects one of them now waits, and does it after this moment.
        list(TeamReport.objects.monthly_within(self.period).order_by("pk").select_for_update(of=("self",)))
        self._check_day(day)
        self.status, self.number, self.version = ConsolidationStatus.ISSUED, number, row.version + 1
        self.issued_on, self.issued_at, self.issued_by = day, timezone.now(), by
        self.save()
        self.reports().consolidate(by=by)

    def _check_number(self, number: str, day: date) -> None:
        """12, 012 and 12-BC/KDV are one number of a year, whichever the period; two who issue wait for each other."""
        take_turn("numbers of consolidations")
        for other in Consolidation.objects.filter(status=ConsolidationStatus.ISSUED, issued_on__year=day.year):
            if _bare(other.number) == _bare(number):
                raise ValidationError({"number": f"Số này đã dùng cho “{other}”, ngày {other.issued_on:%d/%m/%Y}."})

    def _check_day(self, day: date) -> None:
        last = self.reports().aggregate(last=Max("submitted_at"))["last"]
        if last is None:
            raise ValidationError("Chưa có báo cáo nào được duyệt trong kỳ này.")
        if (last_day := timezone.localdate(last)) > day:
            raise ValidationError({"issued_on": f"Trong kỳ có báo cáo nộp ngày {date_vi(last_day)}, sau ngày này."})

    def _held(self, by: User, permission: str) -> Consolidation:
        if not by.has_perm(permission):
            raise PermissionDenied
        row = Consolidation.objects.select_for_update().get(pk=self.pk)
        if row.is_issued:
            raise ValidationError("Báo cáo tổng hợp đã ban hành, không sửa được nữa.")
        return row


def _bare(number: str) -> str:
    """The number alone of what was written."""
    return office.number_and_symbol(number.lower(), "")[0].lstrip("0")


class ConsolidationText(models.Model):
    """What the bloc wrote for the ward under a heading, out of what the teams wrote."""

    consolidation = models.ForeignKey(
        Consolidation, models.CASCADE, related_name="texts", verbose_name="báo cáo tổng hợp"
    )
    heading = models.ForeignKey(ReportHeading, models.PROTECT, related_name="+", verbose_name="mục")
    text = models.TextField("nội dung", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người viết", editable=False
    )
    written_at = models.DateTimeField("viết lúc", null=True, editable=False)

    class Meta:
        verbose_name = "nội dung tổng hợp"
        verbose_name_plural = "nội dung tổng hợp"
        constraints = [models.UniqueConstraint(fields=["consolidation", "heading"], name="consolidation_text_once")]

    def __str__(self) -> str:
        return f"{self.consolidation}: {self.heading}"
