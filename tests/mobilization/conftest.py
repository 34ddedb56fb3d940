"""A team, its head, their phone and a report with something in it; who reorganises groups, and two of them."""

from copy import deepcopy

import pytest

from mobilization.models import Campaign
from tests.factories.campaigns import in_every_status
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_of, team_with_head
from tests.mobilization.neighbourhood import Dialogues, Neighbourhood


@pytest.fixture(scope="module")
def team_and_head_of_all(module_rows):
    """For files whose tests commit nothing: made once, and copied for each test."""
    return team_with_head()


@pytest.fixture
def team_and_head(ward):
    return team_with_head()


@pytest.fixture
def team(team_and_head):
    return team_and_head[0]


@pytest.fixture
def head(team_and_head):
    return team_and_head[1]


@pytest.fixture(scope="module")
def danvan(module_rows):
    """The office that prepares briefings; nothing about it is changed."""
    return a_reader()


@pytest.fixture(scope="module")
def campaigns_of_all(module_rows):
    return [campaign.pk for campaign in in_every_status().values()]


@pytest.fixture
def campaigns(campaigns_of_all):
    """A campaign of another team in each status."""
    return {campaign.status: campaign for campaign in Campaign.objects.filter(pk__in=campaigns_of_all)}


@pytest.fixture
def phone(head, as_user):
    return as_user(head)


@pytest.fixture
def report(team, head):
    return report_of(team, head)


@pytest.fixture
def anna(ward):
    """Of the mobilization bloc: reorganises groups."""
    return UserFactory(role="mobilization")


@pytest.fixture(scope="module")
def two_of_all(module_rows):
    dialogues = Dialogues()
    return Neighbourhood(dialogues), Neighbourhood(dialogues)


@pytest.fixture
def two(two_of_all, anna):
    return deepcopy(two_of_all)
