"""Registering: a place, the waiting list, or none; never refused while the session takes questions."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from dialogues.models import Question
from dialogues.status import Channel, QuestionEventKind, QuestionStatus, SessionStatus, Slot
from petitions.models import Petition
from petitions.status import Channel as PetitionChannel
from petitions.status import Visibility
from tests.factories.dialogues import an_officer, question_at, question_in, session_in, session_on
from tests.factories.petitions import PetitionFactory, confidential_petition


@pytest.mark.django_db
def test_speakers_then_waiting_list_then_questions_without_a_place(ward):
    session = session_on(speaker_limit=2, waiting_limit=1)
    slots = [question_at(session).slot for _ in range(4)]
    assert slots == [Slot.SPEAKING, Slot.SPEAKING, Slot.WAITING, Slot.NONE]
    assert session.agenda.count() == 4


@pytest.mark.django_db
def test_a_written_question_takes_no_place(session):
    question = question_at(session, wants_to_speak=False)
    assert question.slot == Slot.NONE and session.questions.speaking().count() == 0


@pytest.mark.django_db
def test_a_place_given_up_goes_to_the_first_who_waits(ward):
    session = session_on(speaker_limit=1, waiting_limit=2)
    first, second, third = (question_at(session) for _ in range(3))
    first.withdraw("Bận.")
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.slot, third.slot, third.place_in_waiting_list) == (Slot.SPEAKING, Slot.WAITING, 1)
    assert second.events.last().kind == QuestionEventKind.PROMOTED


@pytest.mark.django_db
def test_the_portal_takes_nothing_before_and_after_the_days_of_registration(ward):
    today = timezone.localdate()
    early = session_on(today + timedelta(days=9), intake_opens_on=today + timedelta(days=1))
    with pytest.raises(ValidationError, match="không còn nhận"):
        Question.objects.register(early, text="Hỏi sớm", wants_to_speak=False)
    walked_in = question_at(session_in(SessionStatus.IN_SESSION))
    assert walked_in.channel == Channel.WALK_IN
    with pytest.raises(ValidationError, match="không còn nhận"):
        question_at(session_in(SessionStatus.HELD))


@pytest.mark.django_db
def test_codes_follow_each_other_and_a_refused_one_leaves_no_gap(ward):
    session = session_on()
    first = question_at(session)
    with pytest.raises(ValidationError):
        question_at(session_in(SessionStatus.CANCELLED))
    assert question_at(session).number == first.number + 1
    assert first.code.startswith("DT-")


@pytest.mark.django_db
def test_the_petition_asked_about_is_linked_unless_it_is_confidential(session):
    petition, sealed = PetitionFactory(), confidential_petition()
    assert question_at(session, petition_code=petition.code).about_petition == petition
    assert question_at(session, petition_code=sealed.code).about_petition is None
    assert question_at(session, petition_code="KN-2020-000999").about_petition is None


@pytest.mark.django_db
def test_a_question_that_denounces_becomes_a_sealed_petition_and_leaves_nothing(session, lan):
    question = question_at(session, "Ông Ngọclantím nhận tiền.", petition_code=PetitionFactory().code)
    question.seal(by=lan)
    question = Question.objects.get(pk=question.pk)
    petition = question.opened_petition
    assert petition.visibility == Visibility.CONFIDENTIAL and petition.channel == PetitionChannel.DIALOGUE
    assert petition.words()["body"] == "Ông Ngọclantím nhận tiền."
    assert (question.text, question.full_name, question.phone, question.search_text) == ("", "", "", "")
    assert not session.agenda.exists() and not Question.objects.visible_to(lan).exists()


@pytest.mark.django_db
def test_sealing_a_question_seals_the_petition_opened_from_it(session, lan):
    question = question_in(QuestionStatus.FORWARDED, session=session)
    question.seal(by=lan)
    assert Petition.objects.get(opened_from_question=question).is_confidential


@pytest.mark.django_db
def test_a_question_moved_to_another_session_keeps_its_code_and_leaves_the_old_agenda(session, lan):
    question, later = question_at(session), session_on(timezone.localdate() + timedelta(days=7))
    code = question.code
    question.defer(later, by=lan)
    assert (question.session, question.code) == (later, code)
    assert not session.agenda.exists() and later.agenda.get().question == question
    assert question.events.last().left_session == session


@pytest.mark.django_db
def test_queue_numbers_follow_arrival(session, lan):
    late, early = question_at(session), question_at(session)
    early.check_in(by=lan)
    late.check_in(by=lan)
    assert [(q.pk, q.queue_number) for q in session.questions.checked_in()] == [(early.pk, 1), (late.pk, 2)]


@pytest.mark.django_db
def test_a_leader_does_not_register_for_others(session):
    assert not an_officer("leader").has_perm("dialogues.register_question")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_do_not_share_the_last_place(ward):
    session = session_on(speaker_limit=3, waiting_limit=2)

    def register():
        try:
            question_at(type(session).objects.get(pk=session.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slots = sorted(session.questions.values_list("slot", flat=True))
    assert slots == sorted([Slot.SPEAKING] * 3 + [Slot.WAITING] * 2 + [Slot.NONE] * 3)
    numbers = sorted(session.questions.values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 8))
    assert sorted(session.agenda.values_list("position", flat=True)) == list(range(1, 9))
