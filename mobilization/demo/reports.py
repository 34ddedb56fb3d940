"""Six months of invented reports and briefings: nearly all handed in, one late, one returned, some still to come."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TextIO

from django.db.models import QuerySet
from django.utils import timezone

from mobilization.briefings.status import BriefingLevel, TaskStatus
from mobilization.models import (
    Briefing,
    BriefingConclusion,
    Concern,
    Consolidation,
    Indicator,
    MobilizationTeam,
    ReportHeading,
    ReportRule,
    TeamReport,
    Unit,
)
from mobilization.reports.status import ConcernKind, ReportKind
from wardportal.calendar import ONE_DAY, WorkingCalendar
from wardportal.demo import Staff, at
from wardportal.models import User
from wardportal.periods import Period
from wardportal.reference import DATA_DIR

MONTHS = 6
HANDED_IN, READ, GATHERED, MET = time(19, 40), time(9, 15), time(15, 30), time(14, 0)
# Numbers of the teams that, in the month before this one, were late and had to write again.
LATE, RETURNED = 5, 9


def foreign_rows() -> QuerySet[Any]:
    return TeamReport.objects.all()


def load_demo(out: TextIO, staff: Staff) -> None:
    """Live through the months up to today, team by team, by the methods everybody uses."""
    year = Year(staff, json.loads((DATA_DIR / "demo_reports.json").read_text("utf-8")))
    period = Period.of(timezone.localdate())
    months = [period]
    while len(months) <= MONTHS:
        months.append(months[-1].previous())
    # The invented ward has asked for reports ever since its first month.
    ReportRule.objects.filter(valid_from__gt=months[-1].start).update(valid_from=months[-1].start)
    for month in reversed(months[1:]):
        year.live(month, is_last=month == months[1])
    year.begin(period)
    out.write(f"Báo cáo của tổ dân vận: {TeamReport.objects.count()}\n")


class Year:
    """The people, words and numbers the invented reports are made of."""

    def __init__(self, staff: Staff, rows: dict[str, Any]) -> None:
        self.staff, self.rows = staff, rows
        self.headings = {heading.code: heading for heading in ReportHeading.objects.filter(kind=ReportKind.MONTH)}
        self.indicators = {row.code: row for row in Indicator.objects.all()}
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        teams = MobilizationTeam.objects.valid().with_people().select_related("residential_group")
        self.teams = [(team, self._head_of(team)) for team in teams]
        self.bloc, self.leader = staff["danvan"], staff["lanhdao"]

    def _head_of(self, team: MobilizationTeam) -> User:
        return next(head.user for head in team.heads() if head.user)

    def live(self, month: Period, *, is_last: bool) -> None:
        """One month that has ended: reports, what the bloc and the leaders make of them, the ward's own report."""
        for number, (team, head) in enumerate(self.teams, 1):
            late = is_last and number == LATE
            report = self._handed_in(team, head, month, number, month.end + ONE_DAY if late else None)
            if is_last and number == RETURNED:
                self._again(report, head)
            with at(self._moment(report.submitted_at, READ, 1)):
                report.approve(by=self.bloc)
            self._direct(report, number, is_open=is_last)
        self._gather(month, is_issued=not is_last)

    def begin(self, month: Period) -> None:
        """The running month: every third team has handed in where its day is near, the others have a draft or none."""
        today = timezone.localdate()
        for number, (team, head) in enumerate(self.teams, 1):
            if number % 3 == 1 and today.day > 20:
                self._handed_in(team, head, month, number, today - ONE_DAY)
            elif number % 3 == 2:
                with at(timezone.now() - timedelta(hours=number)):
                    self._write(team, head, month, number)

    def _handed_in(
        self, team: MobilizationTeam, head: User, month: Period, number: int, on: date | None = None
    ) -> TeamReport:
        day = on or month.end.replace(day=20 + number % 5)
        with at(_moment(day, HANDED_IN, number)):
            report = self._write(team, head, month, number)
            report.submit(by=head)
        return report

    def _write(self, team: MobilizationTeam, head: User, month: Period, number: int) -> TeamReport:
        turn = number + month.start.month
        report = TeamReport.objects.start(team, ReportKind.MONTH, month.start, by=head)
        said = {self.headings[code]: words[turn % len(words)] for code, words in self.rows["texts"].items()}
        numbers = {
            self.indicators[code]: Decimal(least + (turn * 7 + len(code)) % (most - least + 1))
            for code, (least, most) in self.rows["numbers"].items()
        }
        settled, cases = self.indicators["vu-hoa-giai-thanh"], self.indicators["vu-hoa-giai"]
        numbers[settled] = min(numbers[settled], numbers[cases])
        concerns, proposals = self.rows["concerns"], self.rows["proposals"]
        raised = [(ConcernKind.CONCERN, concerns[turn % len(concerns)])]
        if turn % 4 == 0:
            raised.append((ConcernKind.PROPOSAL, proposals[turn % len(proposals)]))
        report.write_all(said, numbers, raised, by=head)
        return report

    def _again(self, report: TeamReport, head: User) -> None:
        with at(self._moment(report.submitted_at, READ, 1)):
            report.send_back(self.rows["returned"], by=self.bloc)
        with at(self._moment(report.submitted_at, HANDED_IN, 2)):
            report.submit(by=head)

    def _direct(self, report: TeamReport, number: int, *, is_open: bool) -> None:
        """The leader directs what every third team raised; the older ones have their result."""
        if number % 3:
            return
        unit, words = self.rows["directions"][number % len(self.rows["directions"])]
        for concern in Concern.objects.filter(report=report):
            given = self._moment(report.submitted_at, READ, 2)
            due = WorkingCalendar.load(given.date()).add_working_days(given.date(), 15).due
            with at(given):
                direction = concern.direct(words, self.units[unit], due, by=self.leader)
            if not is_open:
                with at(given + timedelta(days=12)):
                    direction.finish(self.rows["results"][number % len(self.rows["results"])], by=self.bloc)

    def _gather(self, month: Period, *, is_issued: bool) -> None:
        with at(_moment(month.end + 2 * ONE_DAY, GATHERED, month.start.month)):
            whole = Consolidation.objects.of(month, by=self.bloc)
            words = whole.words()
            for heading in self.headings.values():
                if said := words.get(heading.pk):
                    whole.write(heading, said[0][1], by=self.bloc)
            if is_issued:
                whole.issue(f"{10 + month.start.month}-BC/KDV", by=self.leader)
        self._brief(month, is_open=not is_issued)

    def _brief(self, month: Period, *, is_open: bool) -> None:
        """The ward's briefing about the month: heads of teams come, two things are concluded, the older ones done."""
        day = WorkingCalendar.load(month.end).next_working(month.end + 3 * ONE_DAY)
        with at(_moment(day, MET, 0)):
            briefing = Briefing.objects.plan(
                by=self.bloc, level=BriefingLevel.WARD, period=month, held_on=timezone.localdate(), start_time=MET,
                place=self.rows["briefing"]["place"], chaired_by=str(self.leader),
            )  # fmt: skip
            briefing.invite(by=self.bloc)
            came = list(briefing.attendances.all())
            for number, person in enumerate(came):
                person.is_present = number % 6 != 5
            given = [
                BriefingConclusion(
                    text=text, unit=self.units[unit], due_on=timezone.localdate() + 20 * ONE_DAY, position=position
                )
                for position, (unit, text) in enumerate(self.rows["briefing"]["conclusions"], 1)
            ]
            said = {name: self.rows["briefing"][name] for name in ("discussion", "conclusion")}
            briefing.keep(by=self.bloc, rows=[*came, *given], **said)
            briefing.hold(by=self.bloc)
        with at(_moment(day + ONE_DAY, READ, 0)):
            briefing.conclude(f"{20 + month.start.month}-TB/ĐU", by=self.bloc)
        if is_open:
            return
        with at(_moment(day + 15 * ONE_DAY, READ, 0)):
            for number, row in enumerate(briefing.conclusions.all()):
                row.end(TaskStatus.DONE, self.rows["results"][number % len(self.rows["results"])], by=self.bloc)

    def _moment(self, after: datetime | None, hour: time, days: int) -> datetime:
        day = timezone.localdate(after) if after else timezone.localdate()
        return min(_moment(day + days * ONE_DAY, hour, 0), timezone.now())


def _moment(day: date, hour: time, minutes: int) -> datetime:
    """That day at that hour, some minutes later; never later than now."""
    moment = timezone.make_aware(datetime.combine(day, hour)) + timedelta(minutes=minutes)
    return min(moment, timezone.now() - timedelta(minutes=1))
