"""The queues of work with petitions: what waits, whose work it is, and from which day it waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Q

from petitions.models import Deadline, Petition
from petitions.status import OPEN, RUNNING, Status
from wardportal.calendar import WorkingCalendar
from wardportal.models import User
from wardportal.work_queues import Rows, WorkQueue, due_soon

TONES = {
    Status.RECEIVED: "neutral",
    Status.WAITING: "waiting",
    Status.SUSPENDED: "waiting",
    Status.CLOSED: "closed",
}


@dataclass(frozen=True)
class PetitionQueue(WorkQueue):
    since: str = "received_on"


DECIDING = ("petitions.review_petition", "petitions.draft_answer_petition", "petitions.answer_petition")
DUE: dict[str, Any] = {"since": "due_on", "order": "due_on", "is_due": True}


def _paused(status: Status) -> Rows:
    """What waits with its clock stopped, so since then: `due_on` is empty and nothing is ever late.

    Taken up again while no rule was in force, it has no clock; it waits all the same.
    """

    def rows(rows: Any, user: User) -> Any:
        running = FilteredRelation("deadlines", condition=Q(deadlines__ended_on=None))
        return rows.filter(status=status).annotate(running=running)

    return rows


QUEUES = (
    PetitionQueue("moi", "Mới", lambda rows, user: rows.new().filter(is_suspect=False), ("petitions.review_petition",)),
    PetitionQueue(
        "qua-han",
        "Quá hạn",
        lambda rows, user: rows.overdue(),
        **DUE,
        tone="overdue",
    ),
    PetitionQueue("sap-den-han", "Sắp đến hạn", due_soon, **DUE, tone="soon"),
    PetitionQueue(
        "bo-sung",
        "Bổ sung chưa đọc",
        lambda rows, user: rows.with_unread_additions(),
        DECIDING,
        since="unread_since",
        order="unread_since",
        tone="soon",
    ),
    PetitionQueue(
        "du-thao",
        "Dự thảo chờ duyệt",
        lambda rows, user: rows.answered_in_draft(),
        ("petitions.answer_petition",),
        tone="soon",
    ),
    PetitionQueue(
        "tra-lai",
        "Dự thảo bị trả lại",
        lambda rows, user: rows.returned(),
        ("petitions.draft_answer_petition",),
        tone="soon",
    ),
    PetitionQueue(
        "dang-xem-xet",
        "Đang xem xét",
        lambda rows, user: rows.filter(status=Status.REVIEWING),
        ("petitions.review_petition",),
    ),
    PetitionQueue(
        "cho-giao",
        "Đã thụ lý, chờ giao",
        lambda rows, user: rows.filter(status=Status.ACCEPTED),
        ("petitions.assign_petition",),
    ),
    PetitionQueue(
        "giao-lai",
        "Người, đơn vị được giao đã thôi, chờ giao lại",
        lambda rows, user: rows.left_behind(),
        ("petitions.assign_petition",),
        tone="soon",
    ),
    PetitionQueue(
        "cua-toi",
        "Giao cho tôi",
        lambda rows, user: rows.filter(officer=user, status__in=OPEN),
        ("petitions.draft_answer_petition",),
    ),
    PetitionQueue(
        "dang-giai-quyet",
        "Đang giải quyết",
        lambda rows, user: rows.filter(status=Status.IN_PROGRESS),
        ("petitions.draft_answer_petition", "petitions.answer_petition"),
    ),
    PetitionQueue("cho-nguoi-gui", "Chờ người gửi", _paused(Status.WAITING), DECIDING, since="running__paused_on"),
    PetitionQueue(
        "tam-dinh-chi",
        "Tạm đình chỉ, chờ tiếp tục",
        _paused(Status.SUSPENDED),
        ("petitions.resume_petition",),
        since="running__paused_on",
    ),
    PetitionQueue(
        "cho-ket-thuc",
        "Đã trả lời, chờ kết thúc",
        lambda rows, user: rows.filter(status=Status.ANSWERED),
        ("petitions.close_petition",),
    ),
    PetitionQueue(
        "nhac-co-quan",
        "Đã chuyển, đến ngày nhắc cơ quan nhận",
        lambda rows, user: rows.to_chase(),
        ("petitions.chase_petition",),
        since="transfers__due_on",
        order="transfers__due_on",
        is_due=True,
        tone="soon",
    ),
    PetitionQueue(
        "nghi-thu-rac",
        "Nghi thư rác",
        lambda rows, user: rows.suspect(),
        ("petitions.release_petition",),
    ),
)


def queues_of(user: User) -> list[WorkQueue]:
    return [queue for queue in QUEUES if queue.is_for(user)]


def left_text(deadline: Deadline, today: date, calendar: WorkingCalendar | None = None) -> str:
    """Tell in words how many days are left until the due day or past it, as the deadline's rule counts them."""
    if today == deadline.due_on:
        return "hôm nay"
    left, unit = deadline.days_left(today, calendar), deadline.rule.get_day_type_display()
    if today < deadline.due_on:
        return f"còn {left} {unit}"
    return f"quá hạn {-left} {unit}" if left else "quá hạn"  # nothing but days off since


def due_texts(petitions: Iterable[Petition], today: date) -> dict[int, str]:
    """Return by key how a list tells the due days, as each petition's own page does; none while a clock stands.

    Asks two statements, however many there are: the deadlines and the calendar.
    """
    keys = [petition.pk for petition in petitions if petition.due_on and petition.status in RUNNING]
    deadlines = list(Deadline.objects.filter(petition__in=keys, ended_on=None).select_related("rule")) if keys else []
    if not deadlines:
        return {}
    days = sorted([today, *(deadline.due_on for deadline in deadlines)])
    calendar = WorkingCalendar.load(days[0], days[-1])
    return {deadline.petition_id: left_text(deadline, today, calendar) for deadline in deadlines}


def tone_of(petition: Petition) -> str:
    if petition.is_settled:
        return "done"
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


# What is done any day in a status, in this order; everything else stands apart.
EVERYDAY = {
    Status.RECEIVED: ("review", "release", "recount"),
    Status.REVIEWING: ("accept", "classify", "ask", "guide", "forward", "decline", "recount"),
    Status.WAITING: ("supply",),
    Status.ACCEPTED: ("assign", "ask", "forward", "extend", "recount"),
    Status.IN_PROGRESS: ("draft_answer", "answer", "return_answer", "ask", "assign", "extend", "recount"),
    Status.SUSPENDED: ("resume",),
    Status.ANSWERED: ("close", "publish", "unpublish", "reopen"),
    Status.CLOSED: ("relay", "chase", "publish", "unpublish", "reopen"),
}
HELD_BY = {
    Status.RECEIVED: "bộ phận tiếp nhận, chờ xem xét",
    Status.REVIEWING: "bộ phận tiếp nhận, đang xem xét",
    Status.WAITING: "người gửi, chờ bổ sung",
    Status.ACCEPTED: "bộ phận tiếp nhận, lãnh đạo, chờ giao đơn vị giải quyết",
    Status.SUSPENDED: "lãnh đạo, chờ tiếp tục giải quyết",
    Status.ANSWERED: "bộ phận tiếp nhận, đơn vị giải quyết, chờ kết thúc vụ việc",
}


def everyday_of(petition: Petition) -> tuple[str, ...]:
    """Return the decisions taken any day in the petition's status; of a confidential one, first whom it is about.

    Of a suspected one, whether it is spam.
    """
    usual = EVERYDAY[Status(petition.status)]
    if petition.is_suspect and petition.status != Status.RECEIVED:
        usual = ("release", *usual)
    return ("name_parties", *usual) if petition.is_confidential else usual


def held_by(petition: Petition) -> str:
    """Return in words whose turn it is; nothing once the petition is closed."""
    if petition.status != Status.IN_PROGRESS:
        return HELD_BY.get(Status(petition.status), "")
    if petition.has_draft:
        return "lãnh đạo, chờ duyệt dự thảo trả lời"
    return ", ".join(str(part) for part in (petition.unit, petition.officer) if part)


def next_step(petition: Petition, verbs: list[str]) -> str:
    """Return the decision of these that most often comes next; nothing where none does."""
    if petition.status == Status.IN_PROGRESS:
        usual: tuple[str, ...] = ("answer", "draft_answer") if petition.has_draft else ("draft_answer",)
    else:
        usual = NEXT.get(Status(petition.status), ())
    return next((verb for verb in usual if verb in verbs), "")
