"""Who has something to do about reports is reminded before its day and once after it: heads of teams, and units."""

from datetime import date, timedelta

from mobilization.models import Direction, MobilizationTeam, ReportRule
from mobilization.notifications import tell, tell_keepers
from mobilization.reminders import LATE_FOR, next_reminder
from mobilization.reports.due import Due, asked_periods, dues_of
from mobilization.reports.status import ReportKind


def remind(today: date) -> int:
    """Write about every report that is owed and comes due within the ward's days, or is lately overdue, once each.

    A day on which the portal stood still is made up for by the next one. Returns how many people were written to.
    """
    ahead = {(kind, period): _ahead(kind, period.end) for kind, period in asked_periods(today)}
    dues = [(due, due.due_on) for due in dues_of(MobilizationTeam.objects.all(), today) if due.is_open]
    return sum(
        _remind(due, day, today)
        for due, day in dues
        if day and today - LATE_FOR <= day <= today + ahead[due.kind, due.period]
    )


def _ahead(kind: str, at: date) -> timedelta:
    """How long before its day the ward's rule of that time has it reminded of."""
    rule = ReportRule.objects.current(kind, at)
    return timedelta(days=rule.remind_days if rule else 0)


def _remind(due: Due, due_on: date, today: date) -> int:
    about = f"tổ {due.team.pk} {due.kind} {due.period.start:%m/%Y}"
    if (reminder := next_reminder("report", due_on, today, about)) is None:
        return 0
    kind, what = reminder
    return tell(due.team, kind, f"{due.title}: {what}", f"{due.title} của {due.team}: {due.words(today)}.", about=about)


def remind_of_directions(today: date) -> int:
    """Write to those who carry out what leaders directed, before its day and when it is lately overdue, once each.

    How many days before, the ward's rule of monthly reports says. Returns how many people were written to.
    """
    rows = Direction.objects.open().filter(due_on__range=(today - LATE_FOR, today + _ahead(ReportKind.MONTH, today)))
    rows = rows.select_related("unit", "concern__report__team")
    return sum(_remind_keepers(row, today) for row in rows.order_by("due_on", "pk"))


def _remind_keepers(direction: Direction, today: date) -> int:
    about = f"chỉ đạo {direction.pk}"
    reminder = next_reminder("direction", direction.due_on, today, about)
    return tell_keepers(direction, *reminder, about=about) if reminder else 0
