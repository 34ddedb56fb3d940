"""What teams have to report now: of which period, until when, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mobilization.models import MobilizationTeam, MobilizationTeamQuerySet, TeamReport
from mobilization.models.owing import due_on
from mobilization.reports.status import ReportKind, ReportStatus
from wardportal.calendar import WorkingCalendar
from wardportal.dates import day_date
from wardportal.periods import Period
from wardportal.work_queues import days_left

# In which months the reviews are asked for: of the first half-year in June, of the year in December, and a month after.
HALF_YEAR_MONTHS = (6, 7)
YEAR_MONTHS = (12, 1)

TONES = {
    ReportStatus.DRAFT: "neutral",
    ReportStatus.SUBMITTED: "progress",
    ReportStatus.RETURNED: "waiting",
    ReportStatus.APPROVED: "done",
    ReportStatus.CONSOLIDATED: "done",
}


def tone_of(report: TeamReport) -> str:
    return TONES[ReportStatus(report.status)]


@dataclass(frozen=True)
class Due:
    """A report one team owes the ward; `report` is None while nobody began it, `due_on` None where no rule says."""

    team: MobilizationTeam
    kind: str
    period: Period
    due_on: date | None
    report: TeamReport | None

    @property
    def title(self) -> str:
        return f"Báo cáo {self.period}"

    @property
    def is_open(self) -> bool:
        return self.report is None or self.report.is_written

    def days_over(self, today: date) -> int:
        """How many days it is late; zero and less before its day has passed."""
        return (today - self.due_on).days if self.due_on else 0

    def words(self, today: date) -> str:
        """hạn thứ tư, 25/11/2026, còn 6 ngày"""
        return f"hạn {day_date(self.due_on)}, {days_left(self.due_on, today)}" if self.due_on else "chưa có hạn nộp"

    def tone(self, today: date) -> str:
        over = self.days_over(today)
        return "overdue" if over > 0 else "soon" if self.due_on and over >= -3 else "neutral"


def asked_periods(today: date) -> list[tuple[str, Period]]:
    """The reports the ward may ask for today: last month's, this month's, a review in its months."""
    month = Period.of(today)
    asked: list[tuple[str, Period]] = [(ReportKind.MONTH, month.previous()), (ReportKind.MONTH, month)]
    if today.month in HALF_YEAR_MONTHS:
        asked.append((ReportKind.HALF_YEAR, Period(date(today.year, 1, 1), "half_year")))
    if today.month in YEAR_MONTHS:
        asked.append((ReportKind.YEAR, Period.of(month.start if today.month == 12 else month.previous().start, "year")))
    return asked


def dues_of(teams: MobilizationTeamQuerySet, today: date) -> list[Due]:
    """What each of these teams owes, the oldest first; a kind of report without a rule is not asked for."""
    reports = TeamReport.objects.filter(is_asked(today), team__in=teams)
    return dues_among(list(with_rules(teams, today)), reports, today)


def with_rules(teams: MobilizationTeamQuerySet, today: date) -> MobilizationTeamQuerySet:
    """Mark the teams with what the ward may ask for today, for `dues_among`."""
    asked = asked_periods(today)
    for kind in dict.fromkeys(kind for kind, _period in asked):
        teams = teams.with_rules([period for one, period in asked if one == kind], kind)
    return teams


def is_asked(today: date) -> Q:
    """The reports the ward may ask for today, of whatever team."""
    found = Q()
    for kind, period in asked_periods(today):
        found |= Q(kind=kind, period_start=period.start)
    return found


def dues_among(teams: Sequence[MobilizationTeam], reports: Iterable[TeamReport], today: date) -> list[Due]:
    """As `dues_of`, of teams that were read `with_rules`, beside the reports that are there."""
    known = {(row.team_id, row.kind, row.period_start): row for row in reports}
    asked = asked_periods(today)
    calendar = WorkingCalendar.load(asked[0][1].start)
    found = []
    for kind, period in asked:
        for team, _period in MobilizationTeamQuerySet.owing(teams, [period], kind, today):
            report = known.get((team.pk, kind, period.start))
            day = report.due_on if report else due_on(team, kind, period, calendar)
            found.append(Due(team, kind, period, day, report))
    return found
