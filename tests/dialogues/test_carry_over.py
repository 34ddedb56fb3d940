"""Every promise stands on the next agenda until it is kept or openly given up."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from dialogues.models import AgendaItem, Commitment, DialogueSession
from dialogues.status import CommitmentStatus, SessionStatus
from tests.factories.dialogues import (
    an_officer,
    at,
    commitment_in,
    commitment_of,
    raised_commitment,
    session_in,
    session_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_session(ward) -> DialogueSession:
    return DialogueSession.objects.planned().order_by("held_on").first()


def test_a_promise_made_today_stands_on_the_next_agenda(next_session):
    commitment = commitment_of(session_in(SessionStatus.IN_SESSION))
    assert next_session.agenda.get().commitment == commitment


def test_a_promise_kept_keeps_its_place_on_the_agenda_it_came_onto(next_session):
    commitment = commitment_in(CommitmentStatus.CONFIRMED, session_in(SessionStatus.IN_SESSION))
    assert next_session.agenda.get(commitment=commitment).commitment.status == CommitmentStatus.CONFIRMED


def test_a_session_that_is_called_off_hands_on_what_is_open_and_what_was_not_yet_told(next_session, ward):
    unfinished = commitment_of(session_in(SessionStatus.IN_SESSION))
    kept = commitment_in(CommitmentStatus.CONFIRMED, session_in(SessionStatus.IN_SESSION))
    next_session.cancel("Bão.", by=an_officer("leader"))
    after = DialogueSession.objects.ahead().planned().first()
    assert {item.commitment for item in after.agenda.all()} == {unfinished, kept}


def test_an_objection_brings_the_promise_back(next_session):
    commitment = commitment_in(CommitmentStatus.CONFIRMED, session_in(SessionStatus.IN_SESSION))
    AgendaItem.objects.filter(commitment=commitment).delete()
    commitment.object("Cống vẫn tắc.")
    assert commitment.status == CommitmentStatus.IN_PROGRESS
    assert next_session.agenda.get().commitment == commitment


def test_a_session_added_before_the_next_one_takes_the_promises(next_session):
    commitment = commitment_of(session_in(SessionStatus.IN_SESSION))
    sooner = session_on(timezone.localdate() + timedelta(days=1))
    assert sooner.agenda.get().commitment == commitment


def test_what_was_kept_is_told_once_and_then_leaves_the_agenda(next_session, lan):
    commitment = commitment_in(CommitmentStatus.CONFIRMED, session_in(SessionStatus.IN_SESSION))
    with at(timezone.localdate() + timedelta(days=1)):
        between = session_on()
        assert [item.commitment for item in between.agenda.all()] == [commitment]
        between.open(by=lan)
        assert next_session.agenda.get().commitment == commitment
        between.end(by=lan)
    assert not next_session.agenda.exists()


def test_a_forgotten_session_does_not_hold_promises_back(next_session):
    commitment = commitment_of(session_in(SessionStatus.IN_SESSION))
    with at(next_session.held_on + timedelta(days=2)):
        assert AgendaItem.objects.carry_over() == 1
        following = DialogueSession.objects.ahead().planned().first()
        assert following.agenda.get().commitment == commitment


def test_the_session_that_opens_has_every_promise_even_if_another_was_to_come_first(next_session, lan):
    commitment = commitment_of(session_in(SessionStatus.IN_SESSION))
    with at(timezone.localdate() + timedelta(days=1)):
        session_on()
        second = session_on()
        second.open(by=lan)
        assert second.agenda.get().commitment == commitment


def test_a_promise_stands_behind_those_made_before_it_and_running_it_again_changes_nothing(next_session):
    session = session_in(SessionStatus.IN_SESSION)
    made = [commitment_of(session).pk for _ in range(2)]
    assert AgendaItem.objects.carry_over() == 0
    assert list(next_session.agenda.in_order().values_list("commitment", "position")) == [(made[0], 1), (made[1], 2)]


def test_nobody_deletes_a_promise(ward):
    commitment = raised_commitment(session_on())
    with pytest.raises(DatabaseError), transaction.atomic():
        commitment.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk)._raw_delete("default")
    assert Commitment.objects.filter(pk=commitment.pk).exists()
