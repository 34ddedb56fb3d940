"""Where a promise stands, in the words of the public board."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef
from django.utils import timezone

from dialogues.models import Commitment, CommitmentEvent
from dialogues.models.commitment_queries import CommitmentQuerySet
from dialogues.models.commitments import KEPT
from dialogues.status import RESIDENTS_WORDS, CommitmentStatus


class State(NamedTuple):
    """One way to narrow the list of the board: the figures it shows the promises of."""

    figures: tuple[str, ...]
    label: str


# Under the words that stand in the address.
STATES = {
    "qua-han": State(("overdue",), "Đang quá hạn"),
    "dang-lam": State(("running",), "Đang làm, còn trong hạn"),
    "da-xong": State(("on_time", "late"), "Đã xong"),
    "dung-hen": State(("on_time",), "Xong đúng hẹn"),
    "muon": State(("late",), "Xong muộn"),
    "khong-lam-duoc": State(("not_done",), "Không thực hiện được"),
}
# What most people look for; links with their numbers.
SHORTCUTS = {"qua-han": "Đang quá hạn", "dang-lam": "Đang làm", "da-xong": "Đã xong"}


def list_of(figure: str) -> str:
    """The part of the board's address that lists the promises counted under one figure; all where it is of all."""
    word = next((word for word, state in STATES.items() if state.figures == (figure,)), "")
    return f"?trang_thai={word}#danh-sach" if word else "#danh-sach"


TO_SIGN_OFF = "Báo đã xong, chờ lãnh đạo xác nhận"


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
        return _kept(commitment) if commitment.signed_off_at else _reported(commitment, today)
    if commitment.is_overdue(today):
        return Standing("overdue", f"Quá hạn {(today - commitment.due_on).days} ngày", "overdue")
    return _running(commitment, (commitment.due_on - today).days)


def with_askers_word(rows: CommitmentQuerySet) -> CommitmentQuerySet:
    """Read along whether the one who asked last confirmed or objected (`word_kind`) and when (`word_at`), never who.

    It stays after the work goes on, until they say something else; None while they have said nothing.
    """
    said = CommitmentEvent.objects.filter(commitment=OuterRef("pk"), kind__in=RESIDENTS_WORDS).order_by("-pk")
    return rows.annotate(word_kind=said.values("kind")[:1], word_at=said.values("at")[:1])


def _kept(commitment: Commitment) -> Standing:
    if commitment.kept_on_time:
        return Standing("on_time", "Xong đúng hẹn", "done")
    late = (commitment.done_on - commitment.first_due_on).days if commitment.done_on else 0
    return Standing("late", f"Xong muộn {late} ngày", "waiting")


def _reported(commitment: Commitment, today: date) -> Standing:
    """The unit says that it is done; until a leader stands for it, its due day decides."""
    if commitment.due_on < today:
        return Standing("overdue", TO_SIGN_OFF, "waiting")
    return Standing("running", TO_SIGN_OFF, "progress")


def _running(commitment: Commitment, left: int) -> Standing:
    tone = "neutral" if commitment.status == CommitmentStatus.OPEN else "progress"
    when = f"còn {left} ngày" if left else "hạn hôm nay"
    return Standing("running", f"{commitment.get_status_display()}, {when}", tone)
