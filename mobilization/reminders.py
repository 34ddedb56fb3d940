"""Heads of teams are reminded before the day of a report, and once after it."""

from datetime import date, timedelta

from mobilization.due import Due, dues_of
from mobilization.models import MobilizationTeam, ReportRule
from mobilization.notifications import tell
from wardportal.models import OutgoingMessage

LATE_FOR = timedelta(days=7)


def remind(today: date) -> int:
    """Write about every report that comes due within the ward's days, or is lately overdue, once each.

    A day on which the portal stood still is made up for by the next one. Returns how many people were written to.
    """
    dues = dues_of(MobilizationTeam.objects.valid(today), today)
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
