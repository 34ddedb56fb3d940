"""Reports with legal histories: each status is reached by the decisions that lead there."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from mobilization.briefings.status import BriefingLevel, BriefingStatus
from mobilization.models import (
    Briefing,
    BriefingAttendance,
    BriefingConclusion,
    Indicator,
    MobilizationTeam,
    ReportHeading,
    TeamReport,
)
from mobilization.reports.status import ReportKind, ReportStatus
from tests.factories.mobilization import MembershipFactory, MobilizationTeamFactory
from tests.factories.petitions import UserFactory
from wardportal.calendar import WorkingCalendar
from wardportal.models import User
from wardportal.periods import Period


def team_with_head(**fields: Any) -> tuple[MobilizationTeam, User]:
    """A mobilization team and who heads it, with an account."""
    team = MobilizationTeamFactory(**fields)
    head = UserFactory(role="team_head")
    MembershipFactory(head=True, team=team, user=head)
    return team, head


def heads_of_all_teams() -> list[tuple[MobilizationTeam, User]]:
    """The ward's own teams, each with somebody who heads it and has an account."""
    found = []
    for team in MobilizationTeam.objects.valid():
        head = UserFactory(role="team_head")
        MembershipFactory(head=True, team=team, user=head)
        found.append((team, head))
    return found


def a_reader(role: str = "mobilization") -> User:
    return UserFactory(role=role)


def report_of(
    team: MobilizationTeam, head: User, *, kind: str = ReportKind.MONTH, day: date | None = None, **numbers: int
) -> TeamReport:
    """A draft of this day's month with something written in it; numbers by the indicator's code, `_` for `-`."""
    report = TeamReport.objects.start(team, kind, day or timezone.localdate(), by=head)
    report.write(ReportHeading.objects.filter(kind=kind, takes_text=True).first(), "Bà con phấn khởi.", by=head)
    for code, value in numbers.items():
        report.set_figure(Indicator.objects.get(code=code.replace("_", "-")), Decimal(value), by=head)
    return report


def report_in(
    status: str, *, team: MobilizationTeam | None = None, head: User | None = None, **fields: Any
) -> TeamReport:
    """A report brought to this status by its team's head and the mobilization bloc."""
    if team is None or head is None:
        team, head = team_with_head()
    report = report_of(team, head, **fields)
    reader = a_reader()
    if status != ReportStatus.DRAFT:
        report.submit(by=head)
    if status == ReportStatus.RETURNED:
        report.send_back("Xin viết rõ hơn mục I.", by=reader)
    if status in (ReportStatus.APPROVED, ReportStatus.CONSOLIDATED):
        report.approve(by=reader)
    if status == ReportStatus.CONSOLIDATED:
        TeamReport.objects.filter(pk=report.pk).consolidate()
    return TeamReport.objects.get(pk=report.pk)


def briefing_on(day: date | None = None, *, team: MobilizationTeam | None = None, **fields: Any) -> Briefing:
    """A planned briefing, today when no day is given; of the ward unless a team is named."""
    day = day or timezone.localdate()
    known: dict[str, Any] = {"start_time": time(0, 0), "place": "Phòng họp UBND phường", "period": Period.of(day)}
    return Briefing.objects.plan(
        by=a_reader(),
        level=BriefingLevel.TEAM if team else BriefingLevel.WARD,
        held_on=day,
        team=team,
        **known | fields,
    )


def briefing_in(
    status: str, *, on: date | None = None, team: MobilizationTeam | None = None, tasks: Any = ("Nạo vét cống.",)
) -> Briefing:
    """A briefing brought to this status by the mobilization bloc; one person came, and the tasks were given.

    A task is a text, or columns of its conclusion.
    """
    keeper, briefing = a_reader(), briefing_on(on, team=team)
    if status == BriefingStatus.CANCELLED:
        briefing.cancel("Mưa bão.", by=keeper)
    if status in (BriefingStatus.HELD, BriefingStatus.CONCLUDED):
        columns = [task if isinstance(task, dict) else {"text": task} for task in tasks]
        rows = [BriefingConclusion(position=number, **task) for number, task in enumerate(columns, 1)]
        came = BriefingAttendance(full_name="Nguyễn Văn Dự", post="Bí thư chi bộ", is_present=True)
        briefing.keep(by=keeper, conclusion="Làm đúng hạn.", discussion="Bàn về cống.", rows=[came, *rows])
        briefing.hold(by=keeper)
    if status == BriefingStatus.CONCLUDED:
        briefing.conclude("5", by=keeper)
    return Briefing.objects.get(pk=briefing.pk)


def briefing_concluded(*tasks: Any, on: date | None = None, team: MobilizationTeam | None = None) -> Briefing:
    return briefing_in(BriefingStatus.CONCLUDED, on=on, team=team, tasks=tasks)


def working_day() -> date:
    """Today, or the next day on which the ward works: what a direction may be due on."""
    today = timezone.localdate()
    return WorkingCalendar.load(today).next_working(today)
