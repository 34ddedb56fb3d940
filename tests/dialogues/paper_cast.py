"""A session with everything its papers must bear: many questions, ugly words, and words nobody but staff may read."""

from __future__ import annotations

import io
import re
from copy import copy
from datetime import date, timedelta
from itertools import chain, islice, repeat
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from dialogues.models import AgendaItem, DialogueSession, Minutes, Question
from dialogues.status import SessionStatus, Slot
from mobilization.models import ResidentialGroup
from petitions.models import Category
from tests.factories.dialogues import an_officer, commitment_of, question_at, session_on
from tests.factories.mobilization import UnitFactory
from wardportal.models import User

CANARY = "Chimhoàngyến"
PRIVATE = (CANARY, "0912345678", "0912 345 678", "84912345678")
LONG_NAME = "Nguyễn Phúc Hoàng Thị Khuyến Khích Nguyệt Nga"


def counted(client, page):
    """The page, which is there, with how many statements it took."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(page)
    assert response.status_code == 200, page
    response.statements = len(asked)
    return response


def docx_text(content: bytes) -> str:
    """Every word of a document for Word, in order."""
    body = Document(io.BytesIO(content)).element.body
    lines = [
        "".join(node.text or "" for node in words.iter() if node.tag.endswith("}t"))
        for words in body.iter()
        if words.tag.endswith("}p")
    ]
    return "\n".join(lines)


def pages_of(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", content))


def private_question(session: DialogueSession, number: int = 0, **fields: Any) -> Question:
    """A question whose words and whose sender are for the staff alone."""
    known = {"full_name": f"{CANARY} {number}", "consent_publish_name": False}
    return question_at(session, text=f"{CANARY}: nước ngập nhà số {number}.", **known | fields)


def asked_session(questions: int = 5, **fields: Any) -> DialogueSession:
    """A session of today for which many have registered, on several subjects."""
    session = session_on(**{"speaker_limit": 30} | fields)
    topics, groups = (
        list(Category.objects.order_by("position")[:4]),
        list(ResidentialGroup.objects.order_by("number")[:3]),
    )
    for number in range(questions):
        private_question(
            session,
            number,
            topic=topics[number % len(topics)],
            residential_group=groups[number % 3],
            consent_publish_name=number == 1,
            **({"full_name": LONG_NAME} if number == 1 else {}),
        )
    return session


def crowd(session: DialogueSession, number: int) -> None:
    """Many more questions like those there are, on the agenda too, which nobody had to send one by one."""
    asked = session.agenda.filter(question__isnull=False).select_related("question")
    points = list(asked.exclude(question__full_name=LONG_NAME))
    more = [copy(points[place % len(points)]) for place in range(number)]
    questions = [copy(point.question) for point in more]
    places = chain(repeat(Slot.SPEAKING, session.speaker_limit), repeat(Slot.WAITING, session.waiting_limit))
    left = chain(islice(places, len(asked), None), repeat(Slot.NONE))
    for place, (question, slot) in enumerate(zip(questions, left, strict=False), 900):
        question.pk, question.number, question.code = None, place, f"DT-{question.year}-000{place}"
        question.slot = slot
    for point, question in zip(more, Question.objects.bulk_create(questions), strict=True):
        point.pk, point.question = None, question
    AgendaItem.objects.bulk_create(more)


def held_session(
    questions: int = 5, *, answer: str = "Phường sẽ nạo vét trong tháng.", **fields: Any
) -> DialogueSession:
    """The session after it ended, each question answered, two promises made."""
    session = asked_session(questions, **fields)
    host = an_officer("reception")
    session.open(by=host)
    for number, item in enumerate(session.agenda.filter(question__isnull=False).in_order(), 1):
        item.minute(
            by=host, summary=f"Hỏi về cống ngõ {number}.", answer=answer, conclusion=f"Giao nạo vét ngõ {number}."
        )
    first = session.agenda.filter(question__isnull=False).in_order().first()
    commitment_of(session, item=first, unit=UnitFactory(name="Bộ phận Địa chính"))
    commitment_of(session, text="Lắp đèn đường nhà văn hóa.", unit=UnitFactory(name="Bộ phận Văn hóa"))
    session.end(by=host)
    return DialogueSession.objects.get(pk=session.pk)


def concluded_session(questions: int = 5, *, leader: User | None = None, **fields: Any) -> DialogueSession:
    session = held_session(questions, **fields)
    host = an_officer("reception")
    minutes = Minutes.of(session)
    minutes.write(
        by=host,
        chaired_by="Nguyễn Văn Bí (dữ liệu mẫu), Bí thư Đảng ủy phường; Trần Văn Chủ, Chủ tịch UBND phường",
        secretary_name="Trần Thị Lan",
        officials="Lê Văn Địa, cán bộ địa chính\nPhạm Thị Pháp, cán bộ tư pháp",
        opening="Chủ trì nêu mục đích buổi đối thoại.",
        conclusion="Các đơn vị thực hiện đúng hạn.",
    )
    minutes.submit(by=host, staff_note=f"{CANARY} ghi chú nội bộ")
    minutes.approve("15/TB-UBND", by=leader or an_officer("leader"), number="14/BB-UBND")
    assert minutes.session.status == SessionStatus.CONCLUDED
    return DialogueSession.objects.get(pk=session.pk)


def announced(session: DialogueSession) -> DialogueSession:
    session.announce(by=an_officer("reception"), staff_note=f"{CANARY} ghi chú nội bộ")
    return session


def address(name: str, session: DialogueSession) -> str:
    """Where everybody reads this paper of the session."""
    return reverse(f"dialogues:{name}", args=[session.slug])


def later(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
