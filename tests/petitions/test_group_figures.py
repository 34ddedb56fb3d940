"""What reports and briefings are told of the petitions of a residential group."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from petitions.models import Petition
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import PetitionFactory, petition_in
from wardportal import figures

pytestmark = pytest.mark.django_db


def late(status="in_progress", **fields):
    petition = petition_in(status, **fields)
    Petition.objects.filter(pk=petition.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    return petition


def test_overdue_petitions_are_counted_by_group_without_confidential_ones(ward):
    group, other = ResidentialGroupFactory(), ResidentialGroupFactory()
    late(residential_group=group)
    late("accepted", residential_group=other)
    late()
    petition_in("in_progress", residential_group=group)
    sealed = PetitionFactory(declared_kind="denunciation", residential_group=group)
    Petition.objects.filter(pk=sealed.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    period = (date(2026, 1, 1), date(2026, 1, 31))
    assert figures.count("petitions.overdue", group.pk, *period) == 1
    assert figures.count_each("petitions.overdue", *period) == {group.pk: 1, other.pk: 1}
