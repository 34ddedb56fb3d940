from datetime import date

import pytest
from django.core.exceptions import ValidationError

from mobilization.models import Unit
from tests.factories.mobilization import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_a_unit_holds_from_its_first_to_its_last_day(day, holds):
    unit = UnitFactory(valid_from=date(2024, 1, 1), valid_to=date(2025, 6, 30))
    assert unit.is_valid(day) is holds
    assert Unit.objects.valid(day).filter(pk=unit.pk).exists() is holds


def test_a_unit_without_dates_holds_on_any_day():
    unit = UnitFactory()
    assert unit in Unit.objects.valid(date(1990, 1, 1))
    assert unit in Unit.objects.valid()


def test_only_what_is_over_has_ended():
    going_on, over = UnitFactory(valid_to=date(2999, 1, 1)), UnitFactory(valid_to=date(2025, 6, 30))
    assert going_on not in Unit.objects.ended()
    assert over in Unit.objects.ended()
    assert over not in Unit.objects.ended(date(2025, 6, 30))


def test_a_unit_cannot_end_before_it_starts():
    unit = UnitFactory.build(valid_from=date(2025, 1, 1), valid_to=date(2024, 1, 1))
    with pytest.raises(ValidationError, match="Ngày kết thúc phải từ ngày bắt đầu trở đi"):
        unit.full_clean()
