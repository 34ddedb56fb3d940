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


def remind(today: date) -> int:
    """Write to the owners of promises that come due within the ward's days, or became overdue yesterday."""
    rule = DialogueRule.objects.current(today)
    if rule is None:
        return 0
    soon = Commitment.objects.due_between(
        today + timedelta(days=rule.remind_days), today + timedelta(days=rule.remind_days)
    )
    late = Commitment.objects.due_between(today - timedelta(days=1), today - timedelta(days=1))
    told = [(row, "sắp đến hạn") for row in _with_owner(soon)] + [(row, "đã quá hạn") for row in _with_owner(late)]
    for commitment, what in told:
        _write(commitment.owner, f"{commitment.code}: cam kết {what}", "reminder", [commitment], today)
    return len(told)


def send_weekly_lists(today: date) -> int:
    """Send each owner the promises they still have to keep; return how many owners have any."""
    lists: dict[User | None, list[Commitment]] = defaultdict(list)
    for commitment in _with_owner(Commitment.objects.unfinished().order_by("due_on", "pk")):
        lists[commitment.owner].append(commitment)
    for owner, commitments in lists.items():
        _write(owner, f"Cam kết đồng chí phụ trách: {len(commitments)}", "weekly", commitments, today)
    return len(lists)


def _with_owner(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    return rows.filter(owner__is_active=True).exclude(owner__email="").select_related("owner", "unit")


def _write(owner: User | None, subject: str, kind: str, commitments: list[Commitment], today: date) -> None:
    if owner is None:
        return
    body = render_to_string(
        f"dialogues/emails/{kind}.txt",
        {
            "commitments": commitments,
            "today": today,
            "ward": Ward.objects.current(today),
            "desk_url": f"{settings.SITE_URL}{reverse('admin:dialogues_commitment_changelist')}?viec=cua-toi",
        },
    )
    OutgoingMessage.objects.enqueue(
        kind=f"commitment_{kind}", recipient=owner.email, subject=subject, body=body, about=commitments[0].code
    )
