"""Whoever has to look again is reminded on the day before, and once after the day has passed."""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mobilization.models import FollowUp, team_of
from mobilization.reminders import LATE_FOR, next_reminder
from wardportal.calendar import ONE_DAY
from wardportal.models import OutgoingMessage, User, Ward


def remind(today: date) -> int:
    """Write about every look that is due by tomorrow, or is lately overdue, once each; return to how many people.

    A day on which the portal stood still is made up for by the next one. Mails name code and day alone.
    """
    due = FollowUp.objects.open().filter(due_on__range=(today - LATE_FOR, today + ONE_DAY)).order_by("due_on", "pk")
    return sum(_remind(row, today) for row in due.select_related("inspection", "member__user"))


def _remind(row: FollowUp, today: date) -> int:
    # A day that was put off is another one to be reminded of.
    about = f"kiểm tra lại {row.pk} {row.due_on:%d/%m/%Y}"
    if (reminder := next_reminder("follow_up", row.due_on, today, about)) is None:
        return 0
    kind, what = reminder
    sentence = f"Lần kiểm tra lại của {row.inspection} {what}: hạn ngày {row.due_on:%d/%m/%Y}."
    url = reverse("admin:mobilization_inspection_change", args=[row.inspection_id])
    body = render_to_string(
        "mobilization/inspections/emails/notice.txt",
        {"sentence": sentence, "ward": Ward.objects.current(today), "url": f"{settings.SITE_URL}{url}"},
    )
    people = _people(row)
    for user in people:
        OutgoingMessage.objects.enqueue(
            kind=kind, recipient=user.email, subject=f"{row.inspection}: {what}", body=body, about=about
        )
    return len(people)


def _people(row: FollowUp) -> list[User]:
    """The one who was named, where they are still in the team; else everybody in it, who is at work with an address."""
    seats = team_of(timezone.localdate()).filter(user__in=User.objects.at_work().exclude(email=""))
    named = seats.filter(pk=row.member_id)
    keys = (named if named.exists() else seats).values_list("user", flat=True)
    return list(User.objects.filter(pk__in=list(keys)).order_by("pk"))
