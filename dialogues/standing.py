"""Where a promise stands, in the words of the public board."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils import timezone

from dialogues.models import Commitment
from dialogues.models.commitments import KEPT
from dialogues.status import CommitmentStatus

# The figures of the board, under the words by which its list is narrowed.
STATES = {
    "dung-hen": ("on_time", "Xong đúng hẹn"),
    "muon": ("late", "Xong muộn"),
    "dang-lam": ("running", "Đang trong hạn"),
    "qua-han": ("overdue", "Đang quá hạn"),
    "khong-lam-duoc": ("not_done", "Không thực hiện được"),
}


class Standing(NamedTuple):
    """The figure a promise counts under, what is said of it, and the tone of its badge."""

    figure: str
    label: str
    tone: str


def standing_of(commitment: Commitment, at: date | None = None) -> Standing:
    today = at or timezone.localdate()
    if commitment.status == CommitmentStatus.NOT_DONE:
        return Standing("not_done", "Không thực hiện được", "closed")
    if commitment.status in KEPT:
        return _kept(commitment)
    if commitment.is_overdue(today):
        return Standing("overdue", f"Quá hạn {(today - commitment.due_on).days} ngày", "overdue")
    return _running(commitment, (commitment.due_on - today).days)


def _kept(commitment: Commitment) -> Standing:
    if commitment.kept_on_time:
        return Standing("on_time", "Xong đúng hẹn", "done")
    late = (commitment.done_on - commitment.first_due_on).days if commitment.done_on else 0
    return Standing("late", f"Xong muộn {late} ngày", "waiting")


def _running(commitment: Commitment, left: int) -> Standing:
    tone = "neutral" if commitment.status == CommitmentStatus.OPEN else "progress"
    when = f"còn {left} ngày" if left else "hạn hôm nay"
    return Standing("running", f"{commitment.get_status_display()}, {when}", tone)
