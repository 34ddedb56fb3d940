"""What a petition that has ended, or goes along with another, can still become; what is refused of one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from petitions.figures import PetitionFigures
from petitions.models import Petition
from petitions.status import Outcome, Status, Visibility
from tests.factories.petitions import ANSWER
from tests.petitions.test_deadlines import in_progress, sent
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db


def test_nobody_reopens_after_the_time_the_ward_gives(on, lan, minh, chu_tich, ward):
    petition = in_progress(sent(), lan, minh)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    on(30, 6)
    with pytest.raises(ValidationError):
        petition.reopen("Muộn", by=chu_tich)


def test_a_denunciation_found_late_is_sealed_even_when_it_is_closed(on, lan, minh, chu_tich):
    petition = in_progress(sent(), lan, minh)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    petition.close(Outcome.RESOLVED, by=lan)
    petition.seal(by=lan)
    assert petition.visibility == Visibility.CONFIDENTIAL and petition.body == ""


def test_only_a_living_petition_takes_in_another_and_chains_are_followed_to_the_last(on, lan):
    first, second, third, dead = sent(), sent(), sent(), sent()
    dead.withdraw("Thôi")
    with pytest.raises(ValidationError):
        first.merge(dead, by=lan)
    first.merge(second, by=lan)
    second.merge(third, by=lan)
    first = Petition.objects.get(pk=first.pk)
    assert (first.duplicate_of, first.told_original()) == (second, third)
    assert set(third.followers()) == {first, second}
    with pytest.raises(ValidationError):
        third.merge(first, by=lan)


def test_what_is_withdrawn_is_no_longer_public(on, lan):
    petition = sent(consent_publish=True)
    petition.publish(title="Cống", text="Cống nghẹt.", by=lan)
    petition.withdraw("Thôi", by=lan)
    assert petition not in Petition.objects.published()
    assert petition.status == Status.CLOSED
    with pytest.raises(ValidationError):
        petition.publish(title="Cống", text="Cống nghẹt.", by=lan)


def test_a_case_is_not_left_with_those_it_names(on, lan, minh):
    petition = in_progress(sent(), lan, minh)
    with pytest.raises(ValidationError):
        petition.name_parties(users=[], units=[petition.unit], by=lan)


def test_the_mail_that_suspicion_held_back_leaves_with_the_release(on, lan):
    petition = sent(email="hoa@thu.example", is_suspect=True)
    assert not OutgoingMessage.objects.exists()
    petition.release(by=lan)
    assert OutgoingMessage.objects.get().kind == "submitted"


def test_taking_a_matter_up_again_does_not_change_the_figures_of_a_past_month(on, lan, minh, chu_tich):
    petition = in_progress(sent(), lan, minh)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    march = (date(2026, 3, 1), date(2026, 3, 31))
    before = PetitionFigures.of(*march)
    on(20, 3)
    petition.reopen("Lại nghẹt")
    assert PetitionFigures.of(*march) == before
    assert (before.answered, before.on_time) == (1, 1)
