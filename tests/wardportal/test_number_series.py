"""Numbers of one series and year follow each other without a gap, also over the move to one table for all."""

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from petitions.models import Petition
from wardportal.models import NumberSeries

BEFORE = [("petitions", "0001_initial"), ("wardportal", "0001_initial")]


def migrate(targets):
    """Go back to a state of these apps and return the models as they were then."""
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def next_number(*key):
    with transaction.atomic():
        return NumberSeries.next_number(*key)


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


@pytest.mark.django_db(transaction=True)
def test_numbers_go_on_after_going_back_and_after_the_move(time_machine):
    time_machine.move_to("2026-05-04 09:00+07:00")
    assert [next_number("KN", 2026) for _ in range(3)] == [1, 2, 3]
    try:
        old = migrate(BEFORE).get_model("petitions", "NumberSeries")
        assert dict(old.objects.values_list("year", "last_number")) == {2026: 3}
        old.objects.create(year=2025, last_number=77)
    finally:
        # Everything, since what was built on these apps went back with them.
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert Petition.objects.submit(declared_kind="report", body="Cống nghẹt").code == "KN-2026-000004"
    assert next_number("KN", 2025) == 78
