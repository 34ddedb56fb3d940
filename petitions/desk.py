"""The queues of work with petitions: what waits, whose work it is, and from which day it waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from petitions.models import Petition
from petitions.models.petition import PetitionQuerySet
from petitions.status import OPEN, RUNNING, Status
from wardportal.models import User, Ward

Rows = Callable[[PetitionQuerySet, User], PetitionQuerySet]
TONES = {
    Status.RECEIVED: "neutral",
    Status.WAITING: "waiting",
    Status.SUSPENDED: "waiting",
    Status.ANSWERED: "done",
    Status.CLOSED: "closed",
}


@dataclass(frozen=True)
class WorkQueue:
    """A named part of the petitions. It stands on the desk of whoever has one of `permissions`; none: on every desk.

    `since` is the day the work waits from; the rows come oldest first by `order`, which an index serves.
    """

    slug: str
    label: str
    rows: Rows
    permissions: tuple[str, ...] = ()
    since: str = "received_on"
    order: str = "pk"
    tone: str = "neutral"

    def is_for(self, user: User) -> bool:
        return not self.permissions or any(user.has_perm(f"petitions.{name}") for name in self.permissions)

    def age(self, rows: PetitionQuerySet) -> str:
        """Say how long the oldest has waited, or how soon the first is due."""
        first = rows.order_by(self.order).values_list(self.since, flat=True).first()
        if first is None:
            return ""
        days = (timezone.localdate() - _day(first)).days
        if self.since == "due_on":
            return f"trễ nhất {days} ngày" if days > 0 else f"sớm nhất {in_days(-days)}"
        return f"lâu nhất {days} ngày" if days else "trong hôm nay"


def in_days(days: int) -> str:
    return f"còn {days} ngày" if days else "hôm nay"


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _due_soon(rows: PetitionQuerySet, user: User) -> PetitionQuerySet:
    ward = Ward.objects.current()
    today = timezone.localdate()
    return rows.due_between(today, today + timedelta(days=ward.due_soon_days if ward else 3))


DECIDING = ("review_petition", "draft_answer_petition", "answer_petition")
QUEUES = (
    WorkQueue("moi", "Mới", lambda rows, user: rows.new().filter(is_suspect=False), ("review_petition",)),
    WorkQueue(
        "qua-han",
        "Quá hạn",
        lambda rows, user: rows.overdue(),
        since="due_on",
        order="due_on",
        tone="overdue",
    ),
    WorkQueue("sap-den-han", "Sắp đến hạn", _due_soon, since="due_on", order="due_on", tone="soon"),
    WorkQueue(
        "bo-sung",
        "Bổ sung chưa đọc",
        lambda rows, user: rows.with_unread_additions(),
        DECIDING,
        since="unread_since",
        order="unread_since",
        tone="soon",
    ),
    WorkQueue(
        "du-thao", "Dự thảo chờ duyệt", lambda rows, user: rows.answered_in_draft(), ("answer_petition",), tone="soon"
    ),
    WorkQueue(
        "dang-xem-xet", "Đang xem xét", lambda rows, user: rows.filter(status=Status.REVIEWING), ("review_petition",)
    ),
    WorkQueue(
        "cho-giao", "Đã thụ lý, chờ giao", lambda rows, user: rows.filter(status=Status.ACCEPTED), ("assign_petition",)
    ),
    WorkQueue(
        "cua-toi",
        "Giao cho tôi",
        lambda rows, user: rows.filter(officer=user, status__in=OPEN),
        ("draft_answer_petition",),
    ),
    WorkQueue(
        "dang-giai-quyet",
        "Đang giải quyết",
        lambda rows, user: rows.filter(status=Status.IN_PROGRESS),
        ("draft_answer_petition", "answer_petition"),
    ),
    WorkQueue("cho-nguoi-gui", "Chờ người gửi", lambda rows, user: rows.waiting(), DECIDING),
    WorkQueue(
        "cho-ket-thuc",
        "Đã trả lời, chờ kết thúc",
        lambda rows, user: rows.filter(status=Status.ANSWERED),
        ("close_petition",),
    ),
    WorkQueue("nghi-thu-rac", "Nghi thư rác", lambda rows, user: rows.suspect(), ("release_petition",)),
)


def queues_of(user: User) -> list[WorkQueue]:
    return [queue for queue in QUEUES if queue.is_for(user)]


def due_text(petition: Petition, today: date) -> str:
    """Return how a list tells the due day: days left or late; nothing while the clock stands."""
    if petition.due_on is None or petition.status not in RUNNING:
        return ""
    days = (petition.due_on - today).days
    return f"quá hạn {-days} ngày" if days < 0 else in_days(days)


def tone_of(petition: Petition) -> str:
    return "overdue" if petition.is_overdue() else TONES.get(Status(petition.status), "progress")


# What most often comes next; it stands first among the buttons.
NEXT = {
    Status.RECEIVED: ("review",),
    Status.REVIEWING: ("accept", "classify"),
    Status.WAITING: ("supply",),
    Status.ACCEPTED: ("assign",),
    Status.SUSPENDED: ("resume",),
    Status.ANSWERED: ("close",),
}


def next_step(petition: Petition, verbs: list[str]) -> str:
    """Return the decision of these that most often comes next; nothing where none does."""
    if petition.status == Status.IN_PROGRESS:
        usual: tuple[str, ...] = ("answer", "draft_answer") if petition.has_draft else ("draft_answer",)
    else:
        usual = NEXT.get(Status(petition.status), ())
    return next((verb for verb in usual if verb in verbs), "")
