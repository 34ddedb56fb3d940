"""Every decision in every status, of sessions, questions and commitments, against the table written out here."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from dialogues.models import Commitment, DialogueSession, Minutes, Question
from dialogues.status import (
    COMMITMENT_MOVES,
    QUESTION_MOVES,
    SESSION_MOVES,
    CommitmentStatus,
    QuestionStatus,
    SessionStatus,
    Slot,
)
from tests.factories.dialogues import an_officer, commitment_in, photo_file, question_in, session_in, session_on
from tests.factories.mobilization import UnitFactory
from wardportal.calendar import WorkingCalendar
from wardportal.sealing import new_nonce

pytestmark = pytest.mark.django_db


def working_day_after(days: int):
    day = timezone.localdate() + timedelta(days=days)
    return WorkingCalendar.load(day, day + timedelta(days=30)).next_working(day)


@contextmanager
def undone():
    """Try something on rows that the next cell of the grid finds as they were."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assert_grid(row, table, take) -> None:
    """Each decision leads where the table says ("": it stays), or is refused and leaves the row as it was."""
    model, before, events = type(row), type(row).objects.values().get(pk=row.pk), row.events.count()
    for verb, (legal, target) in table.items():
        with undone():
            fresh = model.objects.get(pk=row.pk)
            if before["status"] in legal:
                take(verb, fresh)
                assert model.objects.get(pk=row.pk).status == (target or before["status"]), verb
                continue
            with pytest.raises(ValidationError), transaction.atomic():
                take(verb, fresh)
            assert (model.objects.values().get(pk=row.pk), row.events.count()) == (before, events), verb


# Sessions

SESSIONS = {
    "announce": ({"planned"}, ""),
    "move": ({"planned"}, ""),
    "cancel": ({"planned"}, "cancelled"),
    "restore": ({"cancelled"}, "planned"),
    "open": ({"planned"}, "in_session"),
    "end": ({"in_session"}, "held"),
    "correct": ({"concluded"}, ""),
}
# These three need minutes that were written, or submitted: below.
NEED_MINUTES = {"submit_minutes", "return_minutes", "conclude"}


def take_session(verb: str, session: DialogueSession, by) -> None:
    arguments = {"move": {"day": working_day_after(3), "reason": "Bão."}, "cancel": {"reason": "Bão."}}
    arguments["restore"] = {"reason": "Bão đã qua."}
    if verb == "correct":
        Minutes.of(session).correct("conclusion", "Đã sửa.", "Gõ nhầm.", by=by)
    else:
        getattr(session, verb)(by=by, **arguments.get(verb, {}))


@pytest.mark.parametrize("status", SessionStatus.values)
def test_a_session_goes_where_the_table_says(status, everything):
    session = session_in(status)
    assert_grid(session, SESSIONS, lambda verb, row: take_session(verb, row, everything))


@pytest.mark.parametrize("status", SessionStatus.values)
def test_minutes_go_from_the_desk_to_the_public_after_the_session_only(status, everything, lan, chu_tich):
    session = session_in(status)
    minutes = Minutes.of(session)
    if status != SessionStatus.CONCLUDED:
        minutes.write(by=lan, conclusion="Giao địa chính.")
    for act in (
        lambda: minutes.submit(by=lan),
        lambda: minutes.send_back("Ghi rõ hơn.", by=chu_tich),
        lambda: minutes.submit(by=lan),
        lambda: minutes.approve("15/TB", by=chu_tich),
    ):
        if status == SessionStatus.HELD:
            act()
        else:
            with pytest.raises(ValidationError):
                act()
    expected = SessionStatus.CONCLUDED if status == SessionStatus.HELD else status
    assert DialogueSession.objects.get(pk=session.pk).status == expected


# Questions

OPEN_QUESTION = {"registered"}
QUESTIONS = {
    "answer": (OPEN_QUESTION | {"forwarded"}, "answered"),
    "defer": (OPEN_QUESTION, ""),
    "decline": (OPEN_QUESTION, "declined"),
    "withdraw": (OPEN_QUESTION, "withdrawn"),
    "seal": (set(QuestionStatus.values) - {"sealed"}, "sealed"),
    "reissue_secret": (set(QuestionStatus.values) - {"sealed"}, ""),
    "check_in": (OPEN_QUESTION, ""),
}
# These ask for more than the status: a waiting list, a number, a suspicion, no petition yet, a consent given.
NEED_MORE = {"release", "promote", "call", "open_petition", "hide_name"}


def take_question(verb: str, question: Question, by) -> None:
    arguments = {
        "defer": lambda: {"session": session_on(working_day_after(5))},
        "decline": lambda: {"reason": "Đã trả lời tháng trước."},
        "reissue_secret": lambda: {"nonce": new_nonce()},
    }
    if verb == "answer":
        question.session.agenda.filter(question=question).update(answer="Sẽ nạo vét.")
    getattr(question, verb)(by=by, **arguments.get(verb, dict)())


@pytest.mark.parametrize("status", [status for status in QuestionStatus.values if status != QuestionStatus.SEALED])
def test_a_question_goes_where_the_table_says(status, everything):
    question = question_in(status)
    assert_grid(question, QUESTIONS, lambda verb, row: take_question(verb, row, everything))


def test_a_sealed_question_is_out_of_everybodys_reach(everything):
    question = question_in(QuestionStatus.SEALED)
    assert [verb for verb in QUESTION_MOVES if question.allows(verb, everything)] == []
    assert question.decisions_for(everything) == []


def test_only_who_waits_is_promoted(everything):
    session = session_on(speaker_limit=0)
    waiting, speaking = question_in("registered", session=session), question_in("registered")
    assert waiting.can("promote") and not speaking.can("promote")
    waiting.promote(by=everything)
    assert waiting.slot == Slot.SPEAKING


def test_only_who_has_a_number_is_called(everything):
    question = question_in("registered")
    assert question.can("check_in") and not question.can("call")
    question.check_in(by=everything)
    assert not question.can("call")
    question.session.open(by=everything)
    assert question.can("call") and not question.can("check_in")
    question.call(by=everything)
    assert DialogueSession.objects.get(pk=question.session_id).calling_number == 1


def test_only_a_suspect_question_is_released(everything):
    assert not question_in("registered").can("release")
    suspect = question_in("registered", is_suspect=True)
    assert not suspect.session.agenda.exists()
    suspect.release(by=everything)
    assert suspect.session.agenda.get().question == suspect


@pytest.mark.parametrize("status", [status for status in QuestionStatus.values if status != QuestionStatus.SEALED])
def test_only_who_agreed_to_be_named_takes_that_back(status, everything):
    assert not question_in(status).can("hide_name")
    named = question_in(status, consent_publish_name=True)
    named.hide_name(by=everything)
    named.refresh_from_db()
    assert (named.status, named.public_name, named.can("hide_name")) == (status, "Một người dân", False)


@pytest.mark.parametrize(("status", "after"), [("registered", "forwarded"), ("answered", "answered")])
def test_one_petition_is_opened_from_a_question(status, after, everything):
    question = question_in(status)
    question.open_petition(kind="recommendation", by=everything)
    petition = question.opened_petition
    assert (question.status, petition.body, petition.full_name) == (after, question.text, question.full_name)
    assert petition.opened_from_question == question and not question.can("open_petition")


# Commitments

WORKED_ON = {"open", "in_progress"}
COMMITMENTS = {
    "assign": (WORKED_ON, ""),
    "start": ({"open"}, "in_progress"),
    "report_progress": (WORKED_ON, "in_progress"),
    "mark_done": (WORKED_ON, "done"),
    "send_back": ({"done"}, "in_progress"),
    "sign_off": ({"done"}, "done"),
    "object": ({"confirmed"}, "in_progress"),
    "postpone": (WORKED_ON, ""),
    "fail": (WORKED_ON, "not_done"),
    "take_up": ({"not_done"}, "in_progress"),
    "blank": (set(CommitmentStatus.values), ""),
}


def take_commitment(verb: str, commitment: Commitment, by) -> None:
    later = working_day_after(60)
    arguments = {
        "assign": lambda: {"unit": UnitFactory()},
        "report_progress": lambda: {"text": "Đã khảo sát."},
        "mark_done": lambda: {"text": "Đã xong.", "files": [photo_file()]},
        "send_back": lambda: {"reason": "Còn 20 m."},
        "object": lambda: {"reason": "Cống vẫn tắc."},
        "postpone": lambda: {"due": later, "reason": "Mưa bão."},
        "fail": lambda: {"reason": "Không có vốn."},
        "take_up": lambda: {"due": later, "reason": "Đã có vốn."},
        "blank": lambda: {"text": "Thăm một hộ dân."},
    }
    if verb == "blank":
        Commitment.objects.filter(pk=commitment.pk).update(text="Thăm bà Mẫu.")
        commitment.refresh_from_db()
    getattr(commitment, verb)(by=by, **arguments.get(verb, dict)())


@pytest.mark.parametrize("status", CommitmentStatus.values)
def test_a_commitment_goes_where_the_table_says(status, everything):
    commitment = commitment_in(status)
    assert_grid(commitment, COMMITMENTS, lambda verb, row: take_commitment(verb, row, everything))


@pytest.mark.parametrize("status", CommitmentStatus.values)
def test_only_what_a_leader_signed_off_is_confirmed_or_objected_to(status, everything):
    commitment = commitment_in(status)
    assert not commitment.can("confirm")
    if status == CommitmentStatus.DONE:
        assert not commitment.can("object")
        commitment.sign_off(by=everything)
        assert commitment.can("object")
        commitment.confirm(staff_note="Ông Hoa gọi điện xác nhận.", by=everything)
        assert commitment.status == CommitmentStatus.CONFIRMED


def test_the_grids_know_every_decision():
    assert SESSIONS.keys() | NEED_MINUTES == SESSION_MOVES.keys()
    assert QUESTIONS.keys() | NEED_MORE == QUESTION_MOVES.keys()
    assert COMMITMENTS.keys() | {"confirm"} == COMMITMENT_MOVES.keys()


@pytest.mark.parametrize(
    "make", [lambda: session_on(), lambda: question_in("registered"), lambda: commitment_in("open")]
)
def test_the_door_refuses_who_lacks_the_permission(make, ward):
    row = make()
    editor = an_officer("editor")
    for verb in row.MOVES:
        assert not row.allows(verb, editor)
    with pytest.raises(PermissionDenied):
        row._move(next(iter(row.MOVES)), by=editor)
