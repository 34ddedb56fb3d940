"""Whom to telephone when a session is moved or cancelled."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.admin.calls import calls_of
from dialogues.admin.session_pages import links_of
from dialogues.models import DialogueSession, Question
from dialogues.status import QuestionStatus
from tests.factories.dialogues import question_at, question_in, session_in
from tests.forms import unbroken

pytestmark = pytest.mark.django_db


def calls_url(session):
    return reverse("admin:dialogues_dialoguesession_calls_print", args=[session.pk])


def test_everybody_with_a_telephone_stands_there_once(lan, session, as_user):
    first, second = question_at(session), question_at(session, wants_to_speak=False)
    question_at(session, full_name="Không Máy", phone="")
    withdrawn = question_in(QuestionStatus.WITHDRAWN, session=session, full_name="Đã Rút")
    text = as_user(lan).get(calls_url(session)).text
    assert text.count("0912 345 678") == 1 and first.code in text and second.code in text
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


def test_who_frees_a_place_is_told_who_has_it_now(lan, session, as_user):
    session.__class__.objects.filter(pk=session.pk).update(speaker_limit=1)
    first, second, _third = question_at(session), question_at(session, full_name="Trần Văn Hùng"), question_at(session)
    url = reverse("admin:dialogues_question_decide", args=[first.pk, "withdraw"])
    client = as_user(lan)
    typed = {"version": first.version, "reason": "Có việc bận.", "sure": "on"}
    page = client.post(url, typed, follow=True).text
    assert page.count("nay được xếp phát biểu") == 1
    assert "Trần Văn Hùng, 0912 345 678, nay được xếp phát biểu" in page and second.code in page
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert client.get(calls_url(session)).text.count(f"được xếp từ danh sách chờ {today}") == 1


def test_a_place_given_at_another_session_is_not_told_of_this_one(lan, session, coming):
    session.speaker_limit = 1
    session.save()
    first, second = question_at(session), question_at(session, full_name="Trần Văn Hùng")
    first.withdraw()
    second.refresh_from_db()
    assert [call.promoted_at is None for call in calls_of(session, lan)] == [False]
    second.defer(coming, by=lan)
    assert [(call.name, call.promoted_at) for call in calls_of(coming, lan)] == [("Trần Văn Hùng", None)]


def test_where_nobody_left_a_telephone_nobody_is_told(chu_tich, session, as_user):
    question_at(session, phone="")
    url = reverse("admin:dialogues_dialoguesession_decide", args=[session.pk, "cancel"])
    typed = {"version": session.version, "reason": "Bão số 5.", "sure": "on"}
    assert "cần gọi để báo" not in as_user(chu_tich).post(url, typed, follow=True).text
    assert DialogueSession.objects.get(pk=session.pk).status == "cancelled" and Question.objects.count() == 1


def test_who_was_moved_on_after_the_cancellation_still_has_to_be_called(lan, chu_tich, session, coming, as_user):
    before, after = question_at(session), question_at(session)
    before.defer(coming, by=lan)
    session.cancel("Bão số 5.", by=chu_tich)
    after.refresh_from_db()
    after.defer(coming, by=lan)
    text = unbroken(as_user(lan).get(calls_url(session)).text)
    assert before.code not in text
    assert f"{after.code}</span> (nay ở buổi {coming.held_on:%d/%m/%Y})" in text
    assert "Buổi này đã hủy." in text and "Đã gọi</th>" in text


def test_the_list_says_that_the_session_is_held_again(lan, chu_tich, session, as_user):
    question_at(session)
    session.cancel("Bão số 5.", by=chu_tich)
    session.restore("Bão tan.", by=chu_tich)
    text = as_user(lan).get(calls_url(session)).text
    assert "Buổi này tổ chức lại, ngày giờ như cũ.</strong> Lý do: Bão tan." in text


@pytest.mark.parametrize(
    ("status", "offered"), [("planned", True), ("in_session", True), ("cancelled", True), ("held", False)]
)
def test_the_list_is_offered_while_there_is_something_to_tell(status, offered, lan):
    session = session_in(status)
    assert (("In danh sách gọi điện", calls_url(session)) in links_of(session, lan)) is offered
