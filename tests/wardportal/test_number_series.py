"""Numbers of one series and year follow each other without a gap, also over the move to one table for all."""

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests import databases
from wardportal.management.commands.migrate import making_few_classes
from wardportal.models import NumberSeries

BEFORE = [("petitions", "0001_initial"), ("wardportal", "0001_initial")]
AFTER = [("petitions", "0003_remove_number_series")]


def migrate(targets):
    """Go back to a state of these apps and return the models as they were then."""
    with making_few_classes():
        MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.mark.django_db
def test_each_series_and_each_year_begins_with_one():
    given = [NumberSeries.next_number(*key) for key in [("KN", 2026), ("KN", 2026), ("DT", 2026), ("KN", 2027)]]
    assert given == [1, 2, 1, 1]


@pytest.mark.django_db
def test_a_number_is_given_back_when_what_it_was_for_fails():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        NumberSeries.next_number("KN", 2026)
        1 / 0  # noqa: B018
    assert NumberSeries.next_number("KN", 2026) == 1


def test_numbers_go_on_after_the_move_and_after_going_back(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), databases.empty():
        old = migrate(BEFORE).get_model("petitions", "NumberSeries")
        old.objects.bulk_create([old(year=2025, last_number=77), old(year=2026, last_number=3)])

        moved = migrate(AFTER).get_model("wardportal", "NumberSeries")
        assert sorted(moved.objects.values_list("series", "year", "last_number")) == [("KN", 2025, 77), ("KN", 2026, 3)]
        moved.objects.filter(year=2026).update(last_number=4)

        old = migrate(BEFORE).get_model("petitions", "NumberSeries")
        assert dict(old.objects.values_list("year", "last_number")) == {2025: 77, 2026: 4}
