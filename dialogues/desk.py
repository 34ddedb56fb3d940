"""The queues of work with questions and commitments: what waits, whose work it is, since when or until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from dialogues.models import Commitment, DialogueSession, Question
from dialogues.status import COMING, WORKED_ON, CommitmentStatus, QuestionStatus, SessionStatus
from mobilization.models import Unit
from wardportal.models import User
from wardportal.work_queues import WorkQueue, days_left, due_soon


def _for_next_session(rows: Any, user: User) -> Any:
    return rows.registered().filter(
        is_suspect=False, session__in=DialogueSession.objects.next_of_each_kind().values("pk")
    )


QUESTION_QUEUES = (
    WorkQueue("moi", "Câu hỏi cho buổi đối thoại tới", _for_next_session, ("dialogues.register_question",)),
    WorkQueue(
        "danh-sach-cho",
        "Danh sách chờ phát biểu",
        lambda rows, user: rows.waiting(),
        ("dialogues.promote_question",),
        tone="soon",
    ),
    WorkQueue(
        "con-lai",
        "Câu hỏi còn lại sau buổi đối thoại",
        lambda rows, user: rows.left_over(),
        ("dialogues.answer_question", "dialogues.defer_question"),
        tone="overdue",
    ),
    WorkQueue(
        "nghi-thu-rac",
        "Đăng ký nghi là thư rác",
        lambda rows, user: rows.suspect(),
        ("dialogues.release_question",),
        tone="soon",
    ),
)


def _mine(rows: Any, user: User) -> Any:
    """Promises somebody has to keep: those of their own and those of their units."""
    units = Unit.objects.of_user(user).values("pk")
    return rows.filter(Q(owner=user) | Q(unit__in=units), status__in=WORKED_ON)


SEEING = ("dialogues.view_all_commitments", "dialogues.view_unit_commitments")
_DUE: dict[str, Any] = {"since": "due_on", "order": "due_on", "is_due": True}
COMMITMENT_QUEUES = (
    WorkQueue("cua-toi", "Cam kết của tôi, đơn vị tôi", _mine, ("dialogues.report_progress_commitment",), **_DUE),
    WorkQueue("qua-han", "Cam kết quá hạn", lambda rows, user: rows.overdue(), SEEING, **_DUE, tone="overdue"),
    WorkQueue("sap-den-han", "Cam kết sắp đến hạn", due_soon, SEEING, **_DUE, tone="soon"),
    WorkQueue(
        "cho-lanh-dao",
        "Cam kết chờ lãnh đạo xác nhận",
        lambda rows, user: rows.to_sign_off(),
        ("dialogues.sign_off_commitment",),
        since="done_on",
        order="done_on",
        tone="soon",
    ),
    WorkQueue(
        "cho-nguoi-dan",
        "Cam kết chờ người dân xác nhận",
        lambda rows, user: rows.to_confirm(),
        ("dialogues.confirm_commitment",),
        since="signed_off_at",
        order="signed_off_at",
    ),
    WorkQueue(
        "dang-lam",
        "Cam kết đang làm",
        lambda rows, user: rows.filter(status__in=WORKED_ON),
        ("dialogues.assign_commitment",),
        **_DUE,
    ),
)


QUESTION_TONES = {
    QuestionStatus.REGISTERED: "neutral",
    QuestionStatus.ANSWERED: "done",
    QuestionStatus.FORWARDED: "progress",
}
COMMITMENT_TONES = {
    CommitmentStatus.OPEN: "neutral",
    CommitmentStatus.IN_PROGRESS: "progress",
    CommitmentStatus.DONE: "waiting",
    CommitmentStatus.CONFIRMED: "done",
}


def tone_of(row: Question | Commitment) -> str:
    """The colour of a state: red where a promise is late."""
    if isinstance(row, Question):
        return QUESTION_TONES.get(QuestionStatus(row.status), "closed")
    return "overdue" if row.is_overdue() else COMMITMENT_TONES.get(CommitmentStatus(row.status), "closed")


def due_text(commitment: Commitment, today: date) -> str:
    """How a list tells the due day: days left or late; nothing once it is done or given up."""
    if commitment.status not in WORKED_ON:
        return ""
    return days_left(commitment.due_on, today)


def usual_steps(row: Question | Commitment) -> tuple[str, ...]:
    """What most often comes next, the likeliest first; the first legal one stands first among the buttons."""
    if isinstance(row, Commitment):
        return USUAL[CommitmentStatus(row.status)]
    if row.status != QuestionStatus.REGISTERED:
        return ()
    if row.session.status == SessionStatus.IN_SESSION:
        return ("release", "call", "check_in", "answer")
    return ("release",) if row.session.status in COMING else ("release", "answer", "defer")


USUAL: dict[CommitmentStatus, tuple[str, ...]] = {
    CommitmentStatus.OPEN: ("start",),
    CommitmentStatus.IN_PROGRESS: ("report_progress",),
    CommitmentStatus.DONE: ("sign_off", "confirm"),
    CommitmentStatus.CONFIRMED: (),
    CommitmentStatus.NOT_DONE: (),
}
