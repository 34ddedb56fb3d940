"""A team, who heads it, their phone, and a report with something in it."""

import pytest

from tests.factories.reports import report_of, team_with_head


@pytest.fixture
def team_and_head(ward):
    return team_with_head()


@pytest.fixture
def team(team_and_head):
    return team_and_head[0]


@pytest.fixture
def head(team_and_head):
    return team_and_head[1]


@pytest.fixture
def phone(head, as_user):
    return as_user(head)


@pytest.fixture
def report(team, head):
    return report_of(team, head)
