"""Whom to telephone when a session is moved or cancelled."""

import pytest
from django.urls import reverse

from dialogues.models import DialogueSession, Question
from dialogues.status import QuestionStatus
from tests.factories.dialogues import question_at, question_in

pytestmark = pytest.mark.django_db


def calls_url(session):
    return reverse("admin:dialogues_dialoguesession_calls_print", args=[session.pk])


def test_everybody_with_a_telephone_stands_there_once(lan, session, as_user):
    first, second = question_at(session), question_at(session, wants_to_speak=False)
    question_at(session, full_name="Không Máy", phone="")
    withdrawn = question_in(QuestionStatus.WITHDRAWN, session=session, full_name="Đã Rút")
    text = as_user(lan).get(calls_url(session)).text
    assert text.count("0912 345 678") == 1 and f"{first.code}, {second.code}" in text
    assert "Không Máy" not in text and withdrawn.code not in text


def test_nobody_whose_question_was_sealed_stands_there(lan, session, as_user):
    sealed = question_at(session, full_name="Chimhoàngyến")
    sealed.seal(by=lan)
    text = as_user(lan).get(calls_url(session)).text
    assert "Chimhoàngyến" not in text and sealed.code not in text


def test_who_may_not_read_questions_is_refused(minh, session, as_user):
    assert as_user(minh).get(calls_url(session)).status_code == 403
    assert calls_url(session) not in as_user(minh).get(f"/quan-tri/dialogues/dialoguesession/{session.pk}/change/").text


def test_who_cancels_is_told_whom_to_call(chu_tich, session, as_user):
    question_at(session)
    client = as_user(chu_tich)
    url = reverse("admin:dialogues_dialoguesession_decide", args=[session.pk, "cancel"])
    typed = {"version": session.version, "reason": "Bão số 5.", "sure": "on"}
    page = client.post(url, typed, follow=True).text
    assert f'<a href="{calls_url(session)}">danh sách gọi điện</a>' in page
    assert "Bão số 5." in client.get(calls_url(session)).text


def test_where_nobody_left_a_telephone_nobody_is_told(chu_tich, session, as_user):
    question_at(session, phone="")
    url = reverse("admin:dialogues_dialoguesession_decide", args=[session.pk, "cancel"])
    typed = {"version": session.version, "reason": "Bão số 5.", "sure": "on"}
    assert "cần gọi để báo" not in as_user(chu_tich).post(url, typed, follow=True).text
    assert DialogueSession.objects.get(pk=session.pk).status == "cancelled" and Question.objects.count() == 1
