"""What the dialogue counts for the monthly report of a team."""

import pytest
from django.utils import timezone

from dialogues.models import Commitment
from tests.factories.dialogues import commitment_of, conclude, question_at, session_on
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from wardportal import figures

pytestmark = pytest.mark.django_db


def counted(code, group):
    today = timezone.localdate()
    return figures.count(code, group.pk, today, today)


def test_questions_of_a_group_are_counted_but_not_what_was_withdrawn_or_sealed(ward, lan):
    group, session = ResidentialGroupFactory(), session_on()
    question_at(session, residential_group=group)
    question_at(session)
    question_at(session, residential_group=group).withdraw()
    assert counted("dialogues.asked", group) == 1
    question_at(session, residential_group=group).seal(by=lan)
    assert counted("dialogues.asked", group) == 1


def test_promises_are_counted_once_everybody_reads_them_until_they_are_finished(ward):
    group, session = ResidentialGroupFactory(), session_on()
    question = question_at(session, residential_group=group)
    reception = UserFactory(role="reception")
    session.open(by=reception)
    commitment_of(session, item=session.agenda.get(question=question))
    session.end(by=reception)
    assert counted("dialogues.unfinished", group) == 0
    conclude(session)
    assert counted("dialogues.unfinished", group) == 1
    Commitment.objects.get().fail("Không đủ kinh phí.", by=UserFactory(role="leader"))
    assert counted("dialogues.unfinished", group) == 0
