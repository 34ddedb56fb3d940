"""Questions nobody has answered yet hold up the end of a session and its minutes, and are named."""

import pytest
from django.urls import reverse

from dialogues.status import SessionStatus
from tests.dialogues.paper_cast import crowd
from tests.dialogues.test_admin_decide_sessions import fresh, page
from tests.factories.dialogues import question_at

pytestmark = pytest.mark.django_db


def test_ending_warns_of_questions_without_an_answer_and_waits_to_be_told(lan, session, as_user):
    questions = seven_questions(session)
    session.open(by=lan)
    questions[0].agenda_items.get().minute(by=lan, answer="Đã trả lời.")
    client = as_user(lan)
    shown = client.get(page(session, "end")).text
    assert "Còn 6 câu hỏi chưa ghi trả lời" in shown and "1 câu nữa</a>" in shown
    named = [question for question in questions if f"{admin_page(question)}" in shown]
    assert named == questions[1:6]
    assert client.post(page(session, "end"), {"version": session.version}).status_code == 422
    assert fresh(session).status == SessionStatus.IN_SESSION
    client.post(page(session, "end"), {"version": session.version, "sure": "on"})
    assert fresh(session).status == SessionStatus.HELD


def seven_questions(session):
    question_at(session)
    crowd(session, 6)
    return list(session.questions.order_by("pk"))


def admin_page(question):
    return reverse("admin:dialogues_question_change", args=[question.pk])


def test_minutes_name_the_questions_that_keep_them_from_being_submitted(lan, session, as_user):
    questions = seven_questions(session)
    session.open(by=lan)
    session.end(by=lan)
    client = as_user(lan)
    refused = client.post(page(session, "submit_minutes"), {"version": session.version})
    assert f"{questions[4].code} và 2 câu nữa." in refused.text and questions[5].code not in refused.text
    assert f'<a href="{admin_page(questions[0])}">{questions[0].code}</a>' in refused.text
