"""Who of the staff is written to about promises. The only file that knows. Residents are told by code and secret."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from dialogues.models import Commitment, DialogueRule
from dialogues.models.commitment_queries import CommitmentQuerySet
from mobilization.models import Membership
from wardportal.models import OutgoingMessage, User, Ward

LATE_FOR = timedelta(days=7)


def remind(today: date) -> int:
    """Write to those who keep promises that come due within the ward's days, and of those lately overdue, once each.

    A day on which the portal stood still is made up for by the next one.
    """
    rule = DialogueRule.objects.current(today)
    if rule is None:
        return 0
    ahead = timedelta(days=rule.remind_days)
    soon = _told(Commitment.objects.due_between(today, today + ahead))
    late = _told(Commitment.objects.due_between(today - LATE_FOR, today - timedelta(days=1)))
    told = [
        *(_remind(row, "commitment_soon", "sắp đến hạn", row.due_on - ahead, today) for row in soon),
        *(_remind(row, "commitment_late", "đã quá hạn", row.due_on, today) for row in late),
    ]
    return sum(told)


def _remind(commitment: Commitment, kind: str, what: str, since: date, today: date) -> bool:
    """Write once since this day; say whether it was written now."""
    written = OutgoingMessage.objects.filter(about=commitment.code, kind=kind, created_at__date__gte=since)
    keepers = keepers_of(commitment, today)
    if not keepers or written.exists():
        return False
    for keeper in keepers:
        _write(keeper, f"{commitment.code}: cam kết {what}", kind, "reminder", [commitment], today)
    return True


def send_weekly_lists(today: date) -> int:
    """Send everybody who keeps promises those they still have to keep; return how many people have any."""
    lists: dict[User, list[Commitment]] = defaultdict(list)
    for commitment in _told(Commitment.objects.unfinished().order_by("due_on", "pk")):
        for keeper in keepers_of(commitment, today):
            lists[keeper].append(commitment)
    for keeper, commitments in lists.items():
        subject = f"Cam kết đồng chí phụ trách: {len(commitments)}"
        _write(keeper, subject, "commitment_weekly", "weekly", commitments, today)
    return len(lists)


def keepers_of(commitment: Commitment, today: date) -> list[User]:
    """Who is written to: the owner or, where none is named, those of the unit who may report on it."""
    staff = User.objects.at_work().exclude(email="")
    if commitment.owner_id is not None:
        return list(staff.filter(pk=commitment.owner_id))
    seats = Membership.objects.valid(today).filter(unit=commitment.unit_id)
    people = staff.filter(pk__in=seats.values("user")).order_by("pk")
    return [user for user in people if user.has_perm(Commitment.permission("report_progress"))]


def _told(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    return rows.select_related("unit")


def _write(keeper: User, subject: str, kind: str, template: str, commitments: list[Commitment], today: date) -> None:
    body = render_to_string(
        f"dialogues/emails/{template}.txt",
        {
            "commitments": commitments,
            "today": today,
            "ward": Ward.objects.current(today),
            "desk_url": f"{settings.SITE_URL}{reverse('admin:dialogues_commitment_changelist')}?viec=cua-toi",
        },
    )
    OutgoingMessage.objects.enqueue(
        kind=kind, recipient=keeper.email, subject=subject, body=body, about=commitments[0].code
    )
