"""Dialogues with legal histories: each status is reached by the decisions that lead there."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from dialogues.models import AgendaItem, Commitment, DialogueSession, Minutes, Question, SessionPhoto
from dialogues.status import Channel, CommitmentStatus, QuestionStatus, SessionKind, SessionStatus
from mobilization.models import Post, Unit
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from wardportal.models import User
from wardportal.uploads import CleanFile

ASKED = "Đường ngõ 5 ngập mỗi khi mưa, bao giờ phường nạo vét cống?"


def an_officer(role: str) -> User:
    return UserFactory(role=role)


def session_on(
    day: date | None = None, *, kind: str = SessionKind.AD_HOC, by: User | None = None, **fields: Any
) -> DialogueSession:
    """A session added by a leader, today when no day is given; people may register for it until its day.

    It begins some minutes later where one like it stands there already.
    """
    day = day or timezone.localdate()
    fields = {
        "start_time": time(7, 30),
        "end_time": time(11, 30),
        "place": "Hội trường phường",
        "subject": "Vệ sinh môi trường",
        "intake_opens_on": timezone.localdate(),
        "intake_closes_on": day,
    } | fields
    while DialogueSession.objects.alike(kind, day, fields["start_time"]).exists():
        fields["start_time"] = (datetime.combine(day, fields["start_time"]) + timedelta(minutes=1)).time()
    return DialogueSession.objects.add(
        by=by or an_officer("leader"),
        kind=kind,
        held_on=day,
        reason="Nhiều hộ cùng hỏi một việc.",
        chair_posts=list(Post.objects.filter(code="chair")),
        **fields,
    )


def question_at(session: DialogueSession, text: str = ASKED, **fields: Any) -> Question:
    """A question sent through the portal, or typed in by the hosts once the portal takes no more."""
    known = {"full_name": "Lê Thị Hoa (dữ liệu mẫu)", "phone": "+84912345678", "wants_to_speak": True}
    if not session.intake_is_open():
        known |= {"by": an_officer("reception"), "channel": Channel.WALK_IN}
    return Question.objects.register(session, text=text, **known | fields)


def session_in(status: str, **fields: Any) -> DialogueSession:
    """A session of today brought to this status by its hosts and a leader."""
    leader = an_officer("leader")
    session = session_on(by=leader, **fields)
    if status == SessionStatus.CANCELLED:
        session.cancel("Bão.", by=leader)
    elif status != SessionStatus.PLANNED:
        host = an_officer("reception")
        session.open(by=host)
        if status != SessionStatus.IN_SESSION:
            session.end(by=host)
        if status == SessionStatus.CONCLUDED:
            conclude(session, host=host, leader=leader)
    return DialogueSession.objects.get(pk=session.pk)


def conclude(session: DialogueSession, *, host: User | None = None, leader: User | None = None) -> Minutes:
    """Write the minutes of a session that ended, and have them approved."""
    host, leader = host or an_officer("reception"), leader or an_officer("leader")
    for item in session.agenda.filter(question__status=QuestionStatus.REGISTERED, answer=""):
        item.minute(by=host, summary="Hỏi về cống ngõ 5.", answer="Phường sẽ nạo vét trong tháng.")
    minutes = Minutes.of(session)
    minutes.write(by=host, conclusion="Giao địa chính nạo vét cống ngõ 5.", secretary_name="Trần Thị Lan")
    minutes.submit(by=host)
    minutes.approve("15/TB-UBND", by=leader, number="14/BB-UBND")
    return minutes


def question_in(status: str, *, session: DialogueSession | None = None, **fields: Any) -> Question:
    """A question brought to this status by the hosts of its session."""
    question = question_at(session or session_on(), **fields)
    host = an_officer("reception")
    steps = {
        QuestionStatus.DECLINED: lambda: question.decline("Đã trả lời tháng trước.", by=host),
        QuestionStatus.WITHDRAWN: lambda: question.withdraw(),
        QuestionStatus.FORWARDED: lambda: question.open_petition(kind="recommendation", by=host),
        QuestionStatus.SEALED: lambda: question.seal(by=host),
    }
    if status == QuestionStatus.ANSWERED:
        question.session.agenda.get(question=question).minute(by=host, answer="Phường sẽ nạo vét trong tháng.")
        question.answer(by=host)
    elif status != QuestionStatus.REGISTERED:
        steps[QuestionStatus(status)]()
    return Question.objects.select_related("session").get(pk=question.pk)


def photo_file(name: str = "anh.jpg") -> CleanFile:
    content = ContentFile(b"\xff\xd8\xff\xe0 anh", name=name)
    return CleanFile(source=content, name=name, content_type="image/jpeg", extension="jpg", size=content.size)


def photo_of(session: DialogueSession, *, by: User, **fields: Any) -> SessionPhoto:
    """A picture of the session that nobody but the staff sees yet."""
    file = replace(photo_file(), width=4, height=3)
    return SessionPhoto.objects.add(
        session, file, by=by, **{"caption": "Hội trường", "alt": "Bà con ngồi nghe"} | fields
    )


def commitment_of(
    session: DialogueSession,
    *,
    unit: Unit | None = None,
    item: AgendaItem | None = None,
    by: User | None = None,
    **fields: Any,
) -> Commitment:
    """A promise made at the session, which is opened where it has not begun."""
    host = by or an_officer("reception")
    if session.status == SessionStatus.PLANNED:
        session.open(by=host)
    known = {"text": "Nạo vét cống ngõ 5 trước mùa mưa.", "working_days": 10}
    return Commitment.objects.promise(session, unit=unit or UnitFactory(), by=host, item=item, **known | fields)


def raised_commitment(session: DialogueSession, **fields: Any) -> Commitment:
    """A promise made in answer to a resident's question."""
    question = question_at(session)
    return commitment_of(session, item=session.agenda.get(question=question), **fields)


def commitment_in(status: str, session: DialogueSession | None = None, *, raised: bool = True) -> Commitment:
    """A commitment brought to this status by the unit that keeps it and a leader."""
    session, host = session or session_on(), an_officer("reception")
    commitment = raised_commitment(session, by=host) if raised else commitment_of(session, by=host)
    if status == CommitmentStatus.NOT_DONE:
        commitment.fail("Không bố trí được vốn.", by=an_officer("leader"))
    elif status != CommitmentStatus.OPEN:
        commitment.start(by=host)
    if status in (CommitmentStatus.DONE, CommitmentStatus.CONFIRMED):
        commitment.mark_done("Đã nạo vét xong.", by=host, files=[photo_file()])
    if status == CommitmentStatus.CONFIRMED:
        commitment.sign_off(by=an_officer("leader"))
        if raised:
            commitment.confirm()
    return Commitment.objects.get(pk=commitment.pk)


def more_like(commitment: Commitment, rows: list[dict[str, Any]]) -> list[Commitment]:
    """Other promises like this one but for these columns, written in one go where their history does not matter."""
    more = [copy(commitment) for _ in rows]
    for number, (row, columns) in enumerate(zip(more, rows, strict=True), 900):
        row.pk, row.number, row.code = None, number, f"CK-{row.year}-000{number}"
        for name, value in columns.items():
            setattr(row, name, value)
    return Commitment.objects.bulk_create(more)


def at(day: date, hour: int = 8) -> Any:
    """Live on this day, at this hour of the ward."""
    return time_machine.travel(timezone.make_aware(datetime.combine(day, time(hour))), tick=False)
