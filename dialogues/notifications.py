"""Who of the staff is written to about promises. The only file that knows. Residents are told by code and secret."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from dialogues.models import Commitment, DialogueRule
from dialogues.models.commitment_queries import CommitmentQuerySet
from wardportal.models import OutgoingMessage, User, Ward

LATE_FOR = timedelta(days=7)


def remind(today: date) -> int:
    """Write to the owners of promises that come due within the ward's days, and of those lately overdue, once each.

    A day on which the portal stood still is made up for by the next one.
    """
    rule = DialogueRule.objects.current(today)
    if rule is None:
        return 0
    ahead = timedelta(days=rule.remind_days)
    soon = _with_owner(Commitment.objects.due_between(today, today + ahead))
    late = _with_owner(Commitment.objects.due_between(today - LATE_FOR, today - timedelta(days=1)))
    told = [
        *(_remind(row, "commitment_soon", "sắp đến hạn", row.due_on - ahead, today) for row in soon),
        *(_remind(row, "commitment_late", "đã quá hạn", row.due_on, today) for row in late),
    ]
    return sum(told)


def _remind(commitment: Commitment, kind: str, what: str, since: date, today: date) -> bool:
    """Write once since this day; say whether it was written now."""
    written = OutgoingMessage.objects.filter(about=commitment.code, kind=kind, created_at__date__gte=since)
    if written.exists():
        return False
    _write(commitment.owner, f"{commitment.code}: cam kết {what}", kind, "reminder", [commitment], today)
    return True


def send_weekly_lists(today: date) -> int:
    """Send each owner the promises they still have to keep; return how many owners have any."""
    lists: dict[User | None, list[Commitment]] = defaultdict(list)
    for commitment in _with_owner(Commitment.objects.unfinished().order_by("due_on", "pk")):
        lists[commitment.owner].append(commitment)
    for owner, commitments in lists.items():
        _write(
            owner, f"Cam kết đồng chí phụ trách: {len(commitments)}", "commitment_weekly", "weekly", commitments, today
        )
    return len(lists)


def _with_owner(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    return rows.filter(owner__is_active=True).exclude(owner__email="").select_related("owner", "unit")


def _write(
    owner: User | None, subject: str, kind: str, template: str, commitments: list[Commitment], today: date
) -> None:
    if owner is None:
        return
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
        kind=kind, recipient=owner.email, subject=subject, body=body, about=commitments[0].code
    )
