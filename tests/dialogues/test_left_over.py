"""What a session leaves: questions nobody dealt with, and petitions whose clock starts when the dialogue is over."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from dialogues.models import DialogueSession, Question
from dialogues.next_steps import next_step_said
from dialogues.sms import registration_sms
from dialogues.status import SessionStatus
from dialogues.views.register import receipt_context
from petitions.status import Kind
from tests.factories.dialogues import an_officer, at, conclude, question_at, session_in, session_on

pytestmark = pytest.mark.django_db


def test_what_is_not_answered_is_left_over_until_the_minutes_are_approved(lan):
    session = session_in(SessionStatus.IN_SESSION)
    answered, silent = question_at(session), question_at(session)
    session.agenda.get(question=answered).minute(by=lan, answer="Sẽ nạo vét.")
    session.end(by=lan)
    assert list(Question.objects.left_over()) == [silent]
    conclude(DialogueSession.objects.get(pk=session.pk))
    answered.refresh_from_db()
    assert answered.status == "answered" and not Question.objects.left_over().exists()


def test_an_answer_at_a_session_it_was_moved_away_from_counts_for_nothing(session, lan, chu_tich):
    question = question_at(session)
    session.agenda.get(question=question).minute(by=lan, answer="Sẽ xem.")
    other = session_on(timezone.localdate() + timedelta(days=3))
    question.defer(other, by=lan)
    with at(other.held_on):
        other.open(by=lan)
        other.end(by=lan)
        assert list(Question.objects.left_over()) == [question]


def test_a_question_of_a_session_called_off_is_left_over_even_if_somebody_wrote_an_answer(session, lan, chu_tich):
    question = question_at(session)
    session.agenda.get(question=question).minute(by=lan, answer="Sẽ xem.")
    session.cancel("Bão.", by=chu_tich)
    assert list(Question.objects.left_over()) == [question]


@pytest.mark.parametrize(("days", "received"), [(40, 30), (30, 30), (20, 20)])
def test_the_clock_of_a_petition_runs_from_the_session_once_that_has_come(days, received, ward):
    """The question was asked thirty days before the session; the petition is opened after so many days."""
    asked = timezone.localdate()
    question = question_at(session_on(asked + timedelta(days=30)))
    with at(asked + timedelta(days=days)):
        question.open_petition(kind=Kind.RECOMMENDATION, by=an_officer("reception"))
    assert question.opened_petition.received_on == asked + timedelta(days=received)
    assert not question.opened_petition.is_overdue(asked + timedelta(days=received))


def test_who_asked_after_the_day_of_the_session_is_not_counted_from_before(ward, lan):
    session = session_in(SessionStatus.IN_SESSION)
    with at(timezone.localdate() + timedelta(days=1)):
        question = question_at(session)
        question.open_petition(kind=Kind.RECOMMENDATION, by=lan)
        assert question.opened_petition.received_on == timezone.localdate()


def test_a_denunciation_keeps_the_day_it_was_sent(ward, lan):
    sent = timezone.localdate()
    question = question_at(session_on(sent + timedelta(days=3)))
    with at(sent + timedelta(days=10)):
        question.seal(by=lan)
    assert question.opened_petition.received_on == sent


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (SessionStatus.HELD, "sau khi biên bản được duyệt"),
        (SessionStatus.CONCLUDED, "sang buổi khác hoặc trả lời riêng"),
        (SessionStatus.CANCELLED, "sang buổi khác hoặc trả lời riêng"),
    ],
)
def test_staff_say_after_a_session_what_the_page_of_who_asked_says(status, told, ward, lan, chu_tich, looks):
    session = session_in(SessionStatus.PLANNED)
    question = question_at(session, is_suspect=status == SessionStatus.CONCLUDED)
    if status == SessionStatus.CANCELLED:
        session.cancel("Bão.", by=chu_tich)
    else:
        session.open(by=lan)
        session.end(by=lan)
    if status == SessionStatus.CONCLUDED:  # nobody looked at it in time
        conclude(session)
        question.release(by=lan)
    question = Question.objects.get(pk=question.pk)
    assert told in next_step_said(question)
    assert told in looks(question).get("/doi-thoai/cua-toi/").text


def test_who_was_looked_at_only_after_the_session_reads_that_nobody_asked_it_and_of_no_place(ward, lan, looks):
    session = session_in(SessionStatus.IN_SESSION)
    suspect = question_at(session, is_suspect=True)
    session.end(by=lan)
    for look in (lambda row: row, lambda row: row.release(by=lan)):
        look(Question.objects.get(pk=suspect.pk))
        question = Question.objects.get(pk=suspect.pk)
        slip = render_to_string("dialogues/_slip.html", receipt_context(question) | {"ward": ward})
        page = looks(question).get("/doi-thoai/cua-toi/").text
        assert all("sang buổi khác hoặc trả lời riêng" in told for told in (next_step_said(question), page, slip))
        assert "câu hỏi chưa được nêu" in page and "sau khi biên bản được duyệt" not in page
        assert "hết chỗ" not in f"{slip}{question.slot_told}".lower() and "het cho" not in registration_sms(question)
        assert question.slot_told == "Không có chỗ phát biểu"


def test_the_slip_of_a_session_called_off_tells_of_no_places(session, ward, lan, chu_tich):
    suspect = question_at(session, is_suspect=True)
    session.cancel("Bão.", by=chu_tich)
    suspect.release(by=lan)
    slip = render_to_string("dialogues/_slip.html", receipt_context(suspect) | {"ward": ward})
    assert "Buổi này đã hủy; phường chuyển câu hỏi sang buổi khác" in slip and "Hết chỗ" not in slip
