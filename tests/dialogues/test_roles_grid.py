"""Role by decision: who may act on what they may read, written out; a superuser has no reach into sealed questions."""

import pytest

from dialogues.models import Commitment, DialogueSession, Question
from dialogues.status import COMMITMENT_MOVES, QUESTION_MOVES, SESSION_MOVES, QuestionStatus
from tests.factories.dialogues import commitment_of, question_at, question_in
from tests.factories.petitions import UserFactory

pytestmark = pytest.mark.django_db

PREPARE = {"announce", "open", "end", "submit_minutes"}
LEAD = {"announce", "move", "cancel", "restore", "open", "end", "return_minutes", "conclude", "correct"}
HOST_QUESTIONS = set(QUESTION_MOVES)
LEAD_QUESTIONS = {"answer", "defer", "decline", "seal"}
KEEP = {"start", "report_progress", "mark_done"}
HOST_PROMISES = KEEP | {"assign", "confirm", "object"}
LEAD_PROMISES = {"assign", "send_back", "sign_off", "postpone", "fail", "take_up", "blank"}
# Role: what they may decide about a session, a question, and a promise of their own unit.
ROLES = {
    "reception": (PREPARE, HOST_QUESTIONS, HOST_PROMISES),
    "mobilization": (PREPARE, HOST_QUESTIONS, HOST_PROMISES),
    "leader": (LEAD, LEAD_QUESTIONS, LEAD_PROMISES),
    "handler": (set(), set(), KEEP),
    "team_head": (set(), set(), set()),
    "treasurer": (set(), set(), set()),
    "editor": (set(), set(), set()),
    "administrator": (set(), set(), set()),
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_decide_what_the_table_says(role, session, unit_a):
    user = UserFactory(role=role, unit=unit_a)
    rows = (session, question_at(session), commitment_of(session, unit=unit_a))
    assert tuple({verb for verb in row.MOVES if row.allows(verb, user)} for row in rows) == ROLES[role]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_what_concerns_it(role, session, unit_a):
    user = UserFactory(role=role, unit=unit_a)
    question_at(session)
    commitment_of(session, unit=unit_a)
    hosts = role in ("reception", "mobilization", "leader")
    assert Question.objects.visible_to(user).exists() == hosts
    assert Commitment.objects.visible_to(user).exists() == (hosts or role == "handler")
    assert DialogueSession.objects.visible_to(user).exists()


def test_the_person_who_asked_and_the_portal_may_little(session, unit_a):
    rows = (session, question_at(session), commitment_of(session, unit=unit_a))
    allowed = [{verb for verb in row.MOVES if row.allows(verb, None)} for row in rows]
    assert allowed == [{"move"}, {"promote", "withdraw", "hide_name"}, {"confirm", "object"}]


def test_nobody_reads_a_sealed_question(ward):
    question = question_in(QuestionStatus.SEALED)
    for user in (UserFactory(is_superuser=True), UserFactory(role="leader"), UserFactory(role="reception")):
        assert not question.is_visible_to(user)


def test_a_locked_account_and_a_resident_with_one_read_nothing(session, unit_a):
    question_at(session)
    commitment_of(session, unit=unit_a)
    for change in ({"is_active": False}, {"is_staff": False}):
        user = UserFactory(role="leader", **change)
        sets = (Question.objects, Commitment.objects, DialogueSession.objects)
        assert not any(rows.visible_to(user).exists() for rows in sets)


def test_the_grid_knows_every_decision():
    known = [set().union(*(row[index] for row in ROLES.values())) for index in range(3)]
    assert known == [set(SESSION_MOVES), set(QUESTION_MOVES), set(COMMITMENT_MOVES)]
