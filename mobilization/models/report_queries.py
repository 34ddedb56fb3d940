"""Which reports: who reads them, of which period, and the beginning of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from mobilization.models.organisation import MobilizationTeam
from mobilization.models.rules import ReportRule
from mobilization.reports.status import REPORT_MOVES, ReportEventKind, ReportKind, ReportStatus
from wardportal.calendar import WorkingCalendar
from wardportal.models import User
from wardportal.periods import Period

if TYPE_CHECKING:
    from mobilization.models.reports import TeamReport

# Which period a report of a kind is about; a quick report is about its day.
PERIOD_OF = {ReportKind.MONTH: "month", ReportKind.HALF_YEAR: "half_year", ReportKind.YEAR: "year"}


class TeamReportQuerySet(models.QuerySet["TeamReport"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for those who read all; else those of the teams the user answers for. A draft is its team's alone."""
        if user.has_perm("mobilization.view_all_reports"):
            return self.exclude(status=ReportStatus.DRAFT) | self.of_head(user)
        return self.of_head(user)

    def read_by_office(self, user: User | AnonymousUser) -> Self:
        """What those who gather the reports read: never what nobody handed in, their own team's neither."""
        return self.known_to_office() if user.has_perm("mobilization.view_all_reports") else self.none()

    def known_to_office(self) -> Self:
        """Those handed in at least once; of one that is written again the office reads what was handed in last."""
        return self.filter(first_submitted_on__isnull=False)

    def of_head(self, user: User | AnonymousUser) -> Self:
        """The reports this person writes: those of teams they head today, and of those that went into them."""
        if not user.has_perm("mobilization.write_teamreport"):
            return self.none()
        return self.filter(team__in=MobilizationTeam.objects.answered_for(user))

    def blank_drafts(self) -> Self:
        """Begun, never handed in, and with nothing in them."""
        drafts = self.filter(status=ReportStatus.DRAFT, first_submitted_on=None, photos=None, figures=None)
        return drafts.exclude(texts__text__gt="").exclude(concerns__text__gt="")

    def corrected_unseen(self) -> Self:
        """Those with slips of their teams nobody of the office has looked at, and since when."""
        slips: Any = self.model._meta.get_field("slips").related_model
        unseen = slips.objects.filter(report=OuterRef("pk"), seen_by=None).order_by("pk")
        return self.annotate(corrected_at=Subquery(unseen.values("at")[:1])).filter(corrected_at__isnull=False)

    def with_reason(self) -> Self:
        """Read along what the office asked for when it last sent each back, for `why_returned`."""
        events: Any = self.model._meta.get_field("events").related_model
        sent_back = events.objects.filter(report=OuterRef("pk"), kind=ReportEventKind.RETURNED).order_by("-pk")
        return self.annotate(
            asked_for=Coalesce(sent_back.values("note__public_note")[:1], Value("", models.TextField()))
        )

    def of_period(self, period: Period, kind: str = ReportKind.MONTH) -> Self:
        return self.filter(kind=kind, period_start=period.start)

    def monthly_within(self, period: Period) -> Self:
        return self.filter(kind=ReportKind.MONTH, period_start__range=(period.start, period.end))

    @transaction.atomic
    def consolidate(self, *, by: User | None = None) -> None:
        """Follows from a consolidation of the ward being issued: all that are approved move at once."""
        move = REPORT_MOVES["consolidate"]
        rows = list(self.filter(status__in=move.sources).order_by("pk").select_for_update(of=("self",)))
        events: Any = self.model._meta.get_field("events").related_model
        events.objects.bulk_create(
            events(report=row, kind=move.event, by=by, from_status=row.status, to_status=move.target) for row in rows
        )
        keys = [row.pk for row in rows]
        self.model._default_manager.filter(pk__in=keys).update(status=move.target, version=F("version") + 1)

    @transaction.atomic
    def start(self, team: MobilizationTeam, kind: str, day: date, *, by: User) -> TeamReport:
        """Return the team's report of the period this day falls into, begun now where there is none.

        A quick report is a new one, unless nothing was written yet into the team's last of that day.
        Raises ValidationError where the period has not begun, or the team did not exist in it.
        """
        period = Period.of(day, PERIOD_OF[ReportKind(kind)]) if kind in PERIOD_OF else None
        first, last = (period.start, period.end) if period else (day, day)
        if first > timezone.localdate():
            raise ValidationError("Kỳ báo cáo này chưa bắt đầu.")
        if not team.is_within(first, last):
            raise ValidationError("Tổ dân vận này không hoạt động trong kỳ báo cáo.")
        known = self.filter(team=team, kind=kind, period_start=first)
        if not period:
            MobilizationTeam.objects.select_for_update(of=("self",)).get(pk=team.pk)  # pressed twice is begun once
            known = known.blank_drafts()
        return known.first() or self._begin(team, kind, first, last, period, by)

    def _begin(
        self, team: MobilizationTeam, kind: str, first: date, last: date, period: Period | None, by: User
    ) -> TeamReport:
        due = due_day(team, kind, period) if period else None
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


def due_day(team: MobilizationTeam, kind: str, period: Period) -> date | None:
    """Until when the team hands in its report of the period, by the rule at its end; None where no rule asks."""
    rule = ReportRule.objects.current(kind, period.end)
    return rule.due_on(period, WorkingCalendar.load(period.end), team.valid_from) if rule else None
