"""Who has something to do about reports is reminded before its day and once after it: heads of teams, and units."""

from datetime import date, timedelta

from mobilization.models import Direction, MobilizationTeam, ReportRule
from mobilization.notifications import tell, tell_keepers
from mobilization.reports.due import Due, dues_of
from mobilization.reports.status import ReportKind
from wardportal.models import OutgoingMessage

LATE_FOR = timedelta(days=7)


def remind(today: date) -> int:
    """Write about every report that is owed and comes due within the ward's days, or is lately overdue, once each.

    A day on which the portal stood still is made up for by the next one. Returns how many people were written to.
    """
    dues = dues_of(MobilizationTeam.objects.all(), today)
    return sum(_remind(due, today) for due in dues if due.is_open and due.due_on)


def _remind(due: Due, today: date) -> int:
    kind = _kind(due, today)
    about = f"tổ {due.team.pk} {due.kind} {due.period.start:%m/%Y}"
    if not kind or OutgoingMessage.objects.filter(kind=kind, about=about).exists():
        return 0
    what = "đã quá hạn" if kind == "report_late" else "sắp đến hạn"
    return tell(due.team, kind, f"{due.title}: {what}", f"{due.title} của {due.team}: {due.words(today)}.", about=about)


def _kind(due: Due, today: date) -> str:
    """Which reminder it is time for; none where the day is far ahead or long over."""
    rule = ReportRule.objects.current(due.kind, due.period.end)
    over = timedelta(days=due.days_over(today))
    if timedelta() < over <= LATE_FOR:
        return "report_late"
    ahead = timedelta(days=rule.remind_days if rule else 0)
    return "report_soon" if -ahead <= over <= timedelta() else ""


def remind_of_directions(today: date) -> int:
    """Write to those who carry out what leaders directed, before its day and when it is lately overdue, once each.

    How many days before, the ward's rule of monthly reports says. Returns how many people were written to.
    """
    rule = ReportRule.objects.current(ReportKind.MONTH, today)
    ahead = timedelta(days=rule.remind_days if rule else 0)
    rows = Direction.objects.open().filter(due_on__range=(today - LATE_FOR, today + ahead))
    rows = rows.select_related("unit", "concern__report__team")
    return sum(_remind_keepers(row, today) for row in rows.order_by("due_on", "pk"))


def _remind_keepers(direction: Direction, today: date) -> int:
    kind = "direction_late" if direction.is_overdue(today) else "direction_soon"
    about = f"chỉ đạo {direction.pk}"
    if OutgoingMessage.objects.filter(kind=kind, about=about).exists():
        return 0
    what = "đã quá hạn" if kind == "direction_late" else "sắp đến hạn"
    return tell_keepers(direction, kind, what, about=about)
