"""The key of confidential petitions and of residents' secrets: a start with another one is refused."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from wardportal.server.prepare import check_case_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def begun(settings):
    """A portal that was started once."""
    settings.CASE_KEYS = ["first"]
    check_case_key()


def test_the_same_key_starts_again_also_behind_a_newer_one(settings):
    check_case_key()
    settings.CASE_KEYS = ["newer", "first"]
    check_case_key()


@pytest.mark.parametrize("keys", [["other"], ["first", "other"]])
def test_another_key_or_an_order_that_kills_secrets_is_refused_with_what_to_do(settings, keys):
    settings.CASE_KEYS = keys
    with pytest.raises(CommandError, match="case_key từ nơi cất giữ"):
        check_case_key()


def test_where_the_key_is_lost_the_portal_goes_on_with_a_new_one_on_demand(settings):
    settings.CASE_KEYS = ["other"]
    call_command("accept_case_key", stdout=StringIO())
    check_case_key()
    settings.CASE_KEYS = ["first"]
    with pytest.raises(CommandError):
        check_case_key()
