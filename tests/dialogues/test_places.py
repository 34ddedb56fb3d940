"""Places to speak: nobody passes those who wait, and no place stays empty or is kept by two."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dialogues.models import DialogueSession, Question
from dialogues.papers import Seats
from dialogues.status import QuestionStatus, SessionStatus, Slot
from tests.factories.dialogues import at, conclude, question_at, session_in, session_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(ward) -> DialogueSession:
    """A coming session with one place to speak and two to wait."""
    return session_on(timezone.localdate() + timedelta(days=5), speaker_limit=1, waiting_limit=2)


def slots(*questions: Question) -> list[str]:
    return [Question.objects.get(pk=question.pk).slot for question in questions]


def seal(question, by):
    question.seal(by=by)


def forward(question, by):
    question.open_petition(kind="recommendation", by=by)


def withdraw(question, by):
    question.withdraw(by=by)


@pytest.mark.parametrize("leave", [seal, forward, withdraw])
def test_who_leaves_gives_the_place_to_the_first_who_waits(leave, full, lan):
    speaks, first, second = (question_at(full) for _ in range(3))
    leave(speaks, lan)
    assert slots(speaks, first, second) == [Slot.NONE, Slot.SPEAKING, Slot.WAITING]
    assert [row.question for row in Seats.of(full, lan).speaking] == [first]


def test_who_was_called_and_spoke_keeps_the_place_when_a_petition_is_made_of_it(ward, lan):
    session = session_in(SessionStatus.IN_SESSION, speaker_limit=1)
    spoke, waits = question_at(session), question_at(session)
    spoke.check_in(by=lan)
    spoke.call(by=lan)
    forward(spoke, lan)
    assert slots(spoke, waits) == [Slot.SPEAKING, Slot.WAITING]


def test_a_question_that_was_answered_meanwhile_stays_answered_when_a_petition_is_made_of_it(lan):
    question = question_at(session_in(SessionStatus.IN_SESSION))
    as_it_was = Question.objects.get(pk=question.pk)
    question.session.agenda.get(question=question).minute(by=lan, answer="Phường sẽ nạo vét trong tháng.")
    question.answer(by=lan)

    forward(as_it_was, lan)

    assert Question.objects.get(pk=question.pk).status == QuestionStatus.ANSWERED


def test_a_newcomer_does_not_pass_those_who_wait(full):
    _speaks, waits = question_at(full), question_at(full)
    DialogueSession.objects.filter(pk=full.pk).update(speaker_limit=5)
    newcomer = question_at(DialogueSession.objects.get(pk=full.pk))
    assert slots(waits, newcomer) == [Slot.WAITING, Slot.WAITING]
    Question.fill_places(full)
    assert slots(waits, newcomer) == [Slot.SPEAKING, Slot.SPEAKING]


def test_a_suspect_moved_to_another_session_takes_no_place_there(full, lan):
    suspect = question_at(session_on(timezone.localdate() + timedelta(days=2)), is_suspect=True)
    stale = Question.objects.get(pk=suspect.pk)
    stale.is_suspect = False
    stale.defer(full, by=lan)
    assert slots(suspect) == [Slot.NONE] and not full.agenda.filter(question=suspect).exists()
    Question.objects.get(pk=suspect.pk).release(by=lan)
    assert slots(suspect) == [Slot.SPEAKING] and full.agenda.filter(question=suspect).exists()


def test_a_suspect_released_after_the_session_is_left_over_and_changes_no_minutes(ward, lan):
    session = session_in(SessionStatus.IN_SESSION)
    suspect = question_at(session, is_suspect=True)
    session.end(by=lan)
    conclude(session)
    Question.objects.get(pk=suspect.pk).release(by=lan)
    assert slots(suspect) == [Slot.NONE] and not session.agenda.exists()
    assert list(Question.objects.left_over()) == [suspect]


@pytest.mark.parametrize("stop", ["end", "cancel"])
def test_a_session_that_goes_on_takes_in_what_waited_meanwhile(stop, ward, lan, chu_tich):
    session = session_on(speaker_limit=1, waiting_limit=2)
    leaves, waits = question_at(session), question_at(session)
    suspects = [question_at(session, is_suspect=True, wants_to_speak=speaks) for speaks in (True, False)]
    if stop == "end":
        session.open(by=lan)
        session.end(by=lan)
    else:
        session.cancel("Bão.", by=chu_tich)
    for question in (leaves, *suspects):
        act = question.withdraw if question == leaves else question.release
        act(by=lan)
    assert slots(waits, *suspects) == [Slot.WAITING, Slot.NONE, Slot.NONE]
    goes_on = session.reopen if stop == "end" else session.restore
    goes_on("Vẫn họp.", by=chu_tich)
    assert slots(waits, *suspects) == [Slot.SPEAKING, Slot.WAITING, Slot.NONE]
    assert {item.question for item in session.agenda.all()} == {waits, *suspects}


def test_when_a_place_came_is_told_also_where_it_came_as_the_session_was_held_after_all(ward, lan, chu_tich):
    session = session_on(speaker_limit=2, waiting_limit=0)
    suspects = [question_at(session, is_suspect=True) for _ in range(3)]
    session.cancel("Bão.", by=chu_tich)
    for question in suspects:
        question.release(by=lan)
    session.restore("Vẫn họp.", by=chu_tich)
    assert slots(*suspects) == [Slot.SPEAKING, Slot.SPEAKING, Slot.NONE]
    assert [question.events.last().kind for question in suspects] == ["promoted", "promoted", "released"]


def test_nobody_gets_a_number_before_the_day(full, lan):
    question = question_at(full)
    assert not question.can("check_in")
    with pytest.raises(ValidationError):
        question.check_in(by=lan)
    assert DialogueSession.objects.get(pk=full.pk).last_queue_number == 0
    with at(full.held_on):
        question.check_in(by=lan)
    assert question.queue_number == 1
