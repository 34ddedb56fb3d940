"""Role by decision: who may act on what they may read, written out; a superuser has no reach into sealed questions."""

import pytest

from dialogues.models import Commitment, DialogueSession, Question
from dialogues.status import COMMITMENT_MOVES, QUESTION_MOVES, SESSION_MOVES, QuestionStatus
from tests.factories.dialogues import commitment_of, question_at, question_in
from tests.factories.petitions import UserFactory

pytestmark = pytest.mark.django_db

PREPARE = {"announce", "open", "end", "reopen", "submit_minutes"}
LEAD = {"announce", "move", "cancel", "restore", "open", "end", "reopen", "return_minutes", "conclude", "correct"}
HOST_QUESTIONS = set(QUESTION_MOVES)
LEAD_QUESTIONS = {"answer", "defer", "decline", "seal"}
KEEP = {"start", "report_progress", "mark_done"}
HOST_PROMISES = KEEP | {"amend", "assign", "confirm", "object"}
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


@pytest.fixture
def rows(session, unit_a):
    return session, question_at(session), commitment_of(session, unit=unit_a)


def test_each_role_may_decide_what_the_table_says(rows, unit_a):
    for role, allowed in ROLES.items():
        user = UserFactory(role=role, unit=unit_a)
        assert tuple({verb for verb in row.MOVES if row.allows(verb, user)} for row in rows) == allowed, role


def test_each_role_reads_what_concerns_it(rows, unit_a):
    for role in ROLES:
        user = UserFactory(role=role, unit=unit_a)
        hosts = role in ("reception", "mobilization", "leader")
        assert Question.objects.visible_to(user).exists() == hosts, role
        assert Commitment.objects.visible_to(user).exists() == (hosts or role == "handler"), role
        assert DialogueSession.objects.visible_to(user).exists(), role


def test_the_person_who_asked_and_the_portal_may_little(rows):
    allowed = [{verb for verb in row.MOVES if row.allows(verb, None)} for row in rows]
    assert allowed == [{"move"}, {"promote", "withdraw", "hide_name"}, {"confirm", "object"}]


def test_nobody_reads_a_sealed_question(ward):
    question = question_in(QuestionStatus.SEALED)
    for user in (UserFactory(is_superuser=True), UserFactory(role="leader"), UserFactory(role="reception")):
        assert not question.is_visible_to(user)


def test_a_locked_account_and_a_resident_with_one_read_nothing(rows):
    for change in ({"is_active": False}, {"is_staff": False}):
        user = UserFactory(role="leader", **change)
        assert not any(type(row).objects.visible_to(user).exists() for row in rows)


def test_the_grid_knows_every_decision():
    known = [set().union(*(row[index] for row in ROLES.values())) for index in range(3)]
    assert known == [set(SESSION_MOVES), set(QUESTION_MOVES), set(COMMITMENT_MOVES)]
