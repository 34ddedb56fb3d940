"""Who is named in a petition never sees it: neither the people nor whoever ever sat in a unit that is named."""

from datetime import timedelta

import pytest
from django.utils import timezone

from petitions.models import Petition
from tests.factories.mobilization import MembershipFactory
from tests.factories.petitions import PetitionFactory, UserFactory, confidential_petition

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[(None, None), (-400, -30), (30, None)], ids=["now", "until last month", "from next month"])
def insider(request, unit_a):
    """Somebody of the reception who sits, sat or will sit in the unit."""
    first, last = (timezone.localdate() + timedelta(days=days) if days else None for days in request.param)
    user = UserFactory(role="reception")
    MembershipFactory(unit=unit_a, user=user, valid_from=first, valid_to=last)
    return user


def test_nobody_sees_a_petition_about_a_unit_they_ever_sat_in(insider, unit_a, lan):
    petition = PetitionFactory()
    assert Petition.objects.visible_to(insider).get() == petition
    petition.name_parties(users=[], units=[unit_a], by=lan)
    assert not Petition.objects.visible_to(insider).exists()
    assert not Petition.objects.listed_for(insider).exists()
    assert Petition.objects.visible_to(lan).get() == petition


def test_no_grant_opens_a_denunciation_of_a_unit_one_ever_sat_in(insider, unit_a, lan, grant):
    petition = confidential_petition()
    grant(insider)
    grant(lan)
    assert Petition.objects.opened_by(insider).get() == petition
    petition.name_parties(users=[], units=[unit_a], by=lan)
    assert not Petition.objects.opened_by(insider).exists()
    assert Petition.objects.opened_by(lan).get() == petition
