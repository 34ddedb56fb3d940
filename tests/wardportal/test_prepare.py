"""What a start does to a database that stands already."""

import pytest
from django.contrib.auth.models import Group, Permission

from wardportal.server.prepare import migrate


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_asked_three_things(django_assert_num_queries):
    with django_assert_num_queries(3):
        migrate()


@pytest.mark.django_db
def test_permissions_that_a_killed_start_did_not_come_to_are_entered_by_the_next():
    missing = Permission.objects.filter(codename="view_petition")
    Group.permissions.through.objects.filter(permission__in=missing).delete()
    missing.delete()

    migrate()
    assert missing.exists()
