"""Every decision in every status, of sessions, questions and commitments, against the table written out here."""

from datetime import timedelta
from functools import partial

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
from tests.factories.dialogues import conclude, photo_file, question_at, question_in, raised_commitment
from tests.factories.mobilization import UnitFactory
from tests.grids import undone
from wardportal.calendar import WorkingCalendar
from wardportal.sealing import new_nonce

pytestmark = pytest.mark.django_db


def working_day_after(days: int):
    day = timezone.localdate() + timedelta(days=days)
    return WorkingCalendar.load(day, day + timedelta(days=30)).next_working(day)


def assert_grid(row, table, take) -> str:
    """Each decision leads where the table says ("": it stays), or is refused and leaves the row as it was.

    Return the status in which all were tried.
    """
    model, before, events = type(row), type(row).objects.values().get(pk=row.pk), row.events.count()
    status = before["status"]
    for verb, (legal, target) in table.items():
        with undone():
            fresh, refusal = model.objects.get(pk=row.pk), None
            try:
                with transaction.atomic():
                    take(verb, fresh)
            except ValidationError as error:
                refusal = error
            assert (refusal is None) == (status in legal), f"{verb}, {status}: {refusal or 'not refused'}"
            if refusal:
                assert (model.objects.values().get(pk=row.pk), row.events.count()) == (before, events), (verb, status)
            else:
                assert model.objects.get(pk=row.pk).status == (target or status), (verb, status)
    return status


def through_life(steps, aside, look) -> list[str]:
    """Look at a row as it is, as each of the steps aside leaves it, and after each step on its way."""
    seen = [look()]
    for step in aside:
        with undone():
            step()
            seen.append(look())
    for step in steps:
        step()
        seen.append(look())
    return seen


# Sessions

SESSIONS = {
    "announce": ({"planned"}, ""),
    "move": ({"planned"}, ""),
    "cancel": ({"planned"}, "cancelled"),
    "restore": ({"cancelled"}, "planned"),
    "open": ({"planned"}, "in_session"),
    "end": ({"in_session"}, "held"),
    "reopen": ({"held"}, "in_session"),
    "correct": ({"concluded"}, ""),
}
# These three need minutes that were written, or submitted: below.
NEED_MINUTES = {"submit_minutes", "return_minutes", "conclude"}


def take_session(verb: str, session: DialogueSession, by) -> None:
    arguments = {
        "move": lambda: {"day": working_day_after(3), "reason": "Bão."},
        "cancel": lambda: {"reason": "Bão."},
        "restore": lambda: {"reason": "Bão đã qua."},
        "reopen": lambda: {"reason": "Bấm nhầm."},
    }
    if verb == "correct":
        Minutes.of(session).correct("conclusion", "Đã sửa.", "Gõ nhầm.", by=by)
    else:
        getattr(session, verb)(by=by, **arguments.get(verb, dict)())


def life_of_session(session, host, leader, look) -> None:
    steps = (lambda: session.open(by=host), lambda: session.end(by=host), lambda: conclude(session))
    assert set(through_life(steps, [lambda: session.cancel("Bão.", by=leader)], look)) == set(SessionStatus.values)


def test_a_session_goes_where_the_table_says(session, everything, lan, chu_tich):
    life_of_session(
        session, lan, chu_tich, lambda: assert_grid(session, SESSIONS, lambda *cell: take_session(*cell, everything))
    )


def test_minutes_go_from_the_desk_to_the_public_after_the_session_only(session, lan, chu_tich):
    def acts(minutes):
        yield lambda: minutes.submit(by=lan)
        yield lambda: minutes.send_back("Ghi rõ hơn.", by=chu_tich)
        yield lambda: minutes.submit(by=lan)
        yield lambda: minutes.approve("15/TB", by=chu_tich)

    def look():
        fresh = DialogueSession.objects.get(pk=session.pk)
        status, minutes = fresh.status, Minutes.of(fresh)
        with undone():
            if status != SessionStatus.CONCLUDED:
                minutes.write(by=lan, conclusion="Giao địa chính.")
            for act in acts(minutes):
                if status == SessionStatus.HELD:
                    act()
                else:
                    with pytest.raises(ValidationError), transaction.atomic():
                        act()
            expected = SessionStatus.CONCLUDED if status == SessionStatus.HELD else status
            assert DialogueSession.objects.get(pk=session.pk).status == expected
        return status

    life_of_session(session, lan, chu_tich, look)


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
        "defer": lambda: {"session": DialogueSession.objects.planned().latest("held_on")},
        "decline": lambda: {"reason": "Đã trả lời tháng trước."},
        "reissue_secret": lambda: {"nonce": new_nonce()},
    }
    if verb == "answer":
        question.session.agenda.filter(question=question).update(answer="Sẽ nạo vét.")
    getattr(question, verb)(by=by, **arguments.get(verb, dict)())


def life_of_question(question, host, look) -> None:
    def answer(fresh):
        fresh.session.agenda.get(question=fresh).minute(by=host, answer="Phường sẽ nạo vét trong tháng.")
        fresh.answer(by=host)

    ends = (
        answer,
        lambda fresh: fresh.decline("Đã trả lời tháng trước.", by=host),
        lambda fresh: fresh.withdraw(),
        lambda fresh: fresh.open_petition(kind="recommendation", by=host),
    )
    aside = [lambda end=end: end(Question.objects.get(pk=question.pk)) for end in ends]
    assert set(through_life([], aside, look)) == set(QuestionStatus.values) - {QuestionStatus.SEALED}


def test_a_question_goes_where_the_table_says(session, everything, lan):
    question = question_at(session)
    look = partial(assert_grid, question, QUESTIONS, lambda *cell: take_question(*cell, everything))
    life_of_question(question, lan, look)


def test_a_sealed_question_is_out_of_everybodys_reach(session, everything):
    question = question_in(QuestionStatus.SEALED, session=session)
    assert [verb for verb in QUESTION_MOVES if question.allows(verb, everything)] == []
    assert question.decisions_for(everything) == []


def test_only_who_waits_is_promoted(session, everything):
    speaking = question_at(session)
    DialogueSession.objects.filter(pk=session.pk).update(speaker_limit=1)
    waiting = question_at(session)
    assert waiting.can("promote") and not speaking.can("promote")
    waiting.promote(by=everything)
    assert waiting.slot == Slot.SPEAKING


def test_only_who_has_a_number_is_called(session, everything):
    question = question_at(session)
    assert question.can("check_in") and not question.can("call")
    question.check_in(by=everything)
    assert not question.can("call")
    question.session.open(by=everything)
    assert question.can("call") and not question.can("check_in")
    question.call(by=everything)
    assert DialogueSession.objects.get(pk=question.session_id).calling_number == 1


def test_only_a_suspect_question_is_released(session, everything):
    suspect = question_at(session, is_suspect=True)
    assert not session.agenda.exists()
    suspect.release(by=everything)
    assert session.agenda.get().question == suspect
    assert not suspect.can("release") and not question_at(session).can("release")


def test_only_who_agreed_to_be_named_takes_that_back(session, everything, lan):
    unnamed, named = question_at(session), question_at(session, consent_publish_name=True)

    def never():
        fresh = Question.objects.get(pk=unnamed.pk)
        assert not fresh.can("hide_name"), fresh.status
        return fresh.status

    def once():
        fresh = Question.objects.get(pk=named.pk)
        status = fresh.status
        with undone():
            fresh.hide_name(by=everything)
            fresh.refresh_from_db()
            assert (fresh.status, fresh.public_name) == (status, "Một người dân")
            assert not fresh.can("hide_name"), status
        return status

    life_of_question(unnamed, lan, never)
    life_of_question(named, lan, once)


@pytest.mark.parametrize(("status", "after"), [("registered", "forwarded"), ("answered", "answered")])
def test_one_petition_is_opened_from_a_question(status, after, session, everything):
    question = question_in(status, session=session)
    question.open_petition(kind="recommendation", by=everything)
    petition = question.opened_petition
    assert (question.status, petition.body, petition.full_name) == (after, question.text, question.full_name)
    assert petition.opened_from_question == question and not question.can("open_petition")


# Commitments

WORKED_ON = {"open", "in_progress"}
COMMITMENTS = {
    "amend": (WORKED_ON, ""),
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
    arguments = {
        "amend": lambda: {"text": "Nạo vét cống.", "unit": commitment.unit, "working_days": 5},
        "assign": lambda: {"unit": UnitFactory()},
        "report_progress": lambda: {"text": "Đã khảo sát."},
        "mark_done": lambda: {"text": "Đã xong.", "files": [photo_file()]},
        "send_back": lambda: {"reason": "Còn 20 m."},
        "object": lambda: {"reason": "Cống vẫn tắc."},
        "postpone": lambda: {"due": working_day_after(60), "reason": "Mưa bão."},
        "fail": lambda: {"reason": "Không có vốn."},
        "take_up": lambda: {"due": working_day_after(60), "reason": "Đã có vốn."},
        "blank": lambda: {"text": "Thăm một hộ dân."},
    }
    if verb == "blank":
        Commitment.objects.filter(pk=commitment.pk).update(text="Thăm bà Mẫu.")
        commitment.refresh_from_db()
    getattr(commitment, verb)(by=by, **arguments.get(verb, dict)())


def life_of_commitment(commitment, host, leader, look) -> None:
    def confirmed():
        commitment.sign_off(by=leader)
        commitment.confirm()

    steps = (
        lambda: commitment.start(by=host),
        lambda: commitment.mark_done("Đã nạo vét xong.", by=host, files=[photo_file()]),
        confirmed,
    )
    aside = [lambda: commitment.fail("Không bố trí được vốn.", by=leader)]
    assert set(through_life(steps, aside, look)) == set(CommitmentStatus.values)


def test_a_commitment_goes_where_the_table_says(session, everything, lan, chu_tich):
    commitment = raised_commitment(session)
    look = partial(assert_grid, commitment, COMMITMENTS, lambda *cell: take_commitment(*cell, everything))
    life_of_commitment(commitment, lan, chu_tich, look)


def test_only_what_a_leader_signed_off_is_confirmed_or_objected_to(session, everything, lan, chu_tich):
    commitment = raised_commitment(session)

    def look():
        fresh = Commitment.objects.get(pk=commitment.pk)
        status = fresh.status
        assert not fresh.can("confirm"), status
        if status == CommitmentStatus.DONE:
            assert not fresh.can("object")
            with undone():
                fresh.sign_off(by=everything)
                assert fresh.can("object")
                fresh.confirm(staff_note="Ông Hoa gọi điện xác nhận.", by=everything)
                assert fresh.status == CommitmentStatus.CONFIRMED
        return status

    life_of_commitment(commitment, lan, chu_tich, look)


def test_the_grids_know_every_decision():
    assert SESSIONS.keys() | NEED_MINUTES == SESSION_MOVES.keys()
    assert QUESTIONS.keys() | NEED_MORE == QUESTION_MOVES.keys()
    assert COMMITMENTS.keys() | {"confirm"} == COMMITMENT_MOVES.keys()


def test_the_door_refuses_who_lacks_the_permission(session, bien_tap):
    commitment = raised_commitment(session)
    for row in (session, commitment.question, commitment):
        assert [verb for verb in row.MOVES if row.allows(verb, bien_tap)] == []
        with pytest.raises(PermissionDenied):
            row._move(next(iter(row.MOVES)), by=bien_tap)
