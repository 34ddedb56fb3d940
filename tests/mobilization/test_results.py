"""A result is written down as it was claimed, printed so, and corrected by another that says why."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from mobilization.models import WorkResult
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.results import MeasureFactory, result, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lan(module_rows):
    return UserFactory(role="mobilization")


@pytest.mark.parametrize(
    ("value", "symbol", "told", "claim"),
    [
        ("653.5", "m³", {}, "653,5 m³"),
        ("1380", "m³", {}, "1.380 m³"),
        ("2000", "m", {"qualifier": "over"}, "trên 2.000 m"),
        ("2.5", "tỷ đồng", {"qualifier": "over", "word": "hơn"}, "hơn 2,5 tỷ đồng"),
        ("90", "triệu đồng", {"qualifier": "about"}, "khoảng 90 triệu đồng"),
        ("20", "triệu đồng/hộ", {"qualifier": "up_to"}, "đến 20 triệu đồng/hộ"),
        ("3", "triệu đồng/hộ", {"qualifier": "range", "value_max": 5}, "từ 3 – 5 triệu đồng/hộ"),
        ("80.7", "%", {}, "80,7 %"),
        ("2025", "năm", {}, "năm 2025"),
        ("15", "ngày", {}, "ngày 15"),
        ("0", "điểm", {}, "0 điểm"),
    ],
)
def test_a_result_is_printed_as_it_was_claimed(lan, value, symbol, told, claim):
    row = result(Decimal(value), symbol, by=lan, **told)
    assert row.claim == claim
    assert WorkResult.objects.get(pk=row.pk).claim == claim


def test_the_database_keeps_the_value_in_the_base_unit(lan):
    assert result(Decimal("22.3"), "km", by=lan).base_value == 22_300
    money = result(3, "triệu đồng/hộ", qualifier="range", value_max=5, by=lan)
    assert (money.base_value, money.base_max) == (3_000_000, 5_000_000)
    assert list(WorkResult.objects.order_by("base_value").values_list("base_value", flat=True)) == [22_300, 3_000_000]


def test_a_unit_that_is_changed_changes_no_old_result(lan):
    row = result(5, "km", by=lan)
    length = unit("km")
    length.factor = 1
    length.save()
    assert WorkResult.objects.get(pk=row.pk).base_value == 5_000


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"value": -1}, "value"),
        ({"qualifier": "range"}, "__all__"),
        ({"qualifier": "range", "value_max": 1}, "__all__"),
        ({"value_max": 9}, "__all__"),
        ({"qualifier": "over", "word": "khoảng"}, "word"),
        ({"word": "trên"}, "word"),
        ({"qualifier": "bad"}, "qualifier"),
        ({"year": 202}, "year"),
        ({"source": ""}, "source"),
        ({"starts_on": date(2022, 2, 1), "ends_on": date(2022, 1, 1)}, "__all__"),
    ],
)
def test_what_cannot_be_is_refused_by_field(lan, told, field):
    with pytest.raises(ValidationError) as refusal:
        result(told.pop("value", 2), by=lan, **told)
    assert field in refusal.value.message_dict


def test_groups_are_named_only_where_the_scope_is_of_groups(lan):
    group = ResidentialGroupFactory()
    with pytest.raises(ValidationError) as refusal:
        result(2, by=lan, groups=[group], scope="ward")
    assert "residential_groups" in refusal.value.message_dict


def test_the_same_result_is_not_recorded_twice(lan, on_day):
    on_day(date(2026, 3, 5), 6)  # when it is still the day before in UTC
    measure, groups = MeasureFactory(), [ResidentialGroupFactory(), ResidentialGroupFactory()]
    result(2, measure=measure, groups=groups[:1], by=lan)
    with pytest.raises(ValidationError, match="đã ghi ngày 05/03/2026"):
        result(2, measure=measure, groups=groups[:1], by=lan)
    result(2, measure=measure, groups=groups[1:], by=lan)


def test_the_period_is_told_in_words_where_the_paper_has_none(lan):
    days = {"starts_on": date(2024, 2, 1), "ends_on": date(2024, 2, 29)}
    assert result(1, by=lan).period_text == "năm 2022"
    assert result(1, year=None, by=lan).period_text == ""
    assert result(1, by=lan, year=2024, **days).period_text == "tháng 2/2024"
    assert result(1, by=lan, starts_on=date(2022, 10, 1)).period_text == "từ 01/10/2022"
    assert result(1, by=lan, period_text="từ tháng 10/2022").starts_on is None


# Corrections


def test_a_correction_takes_the_place_of_a_result_and_keeps_it(lan):
    row = result(36, "đoạn", by=lan)
    better = row.correct(by=lan, reason="Đếm lại", groups=[], value=37)
    assert (better.claim, better.measure, better.supersedes) == ("37 đoạn", row.measure, row)
    again = better.correct(by=lan, reason="Đếm lại lần nữa", groups=[], value=38)
    assert list(WorkResult.objects.published().filter(measure=row.measure)) == [again]
    assert list(row.versions()) == list(again.versions()) == [again, better, row]


def test_a_correction_needs_a_reason_and_counts_once(lan):
    row = result(36, "đoạn", by=lan)
    with pytest.raises(ValidationError) as refusal:
        row.correct(by=lan, reason=" ", groups=[], value=37)
    assert "reason" in refusal.value.message_dict
    row.correct(by=lan, reason="Đếm lại", groups=[], value=37)
    with pytest.raises(ValidationError, match="vừa được đính chính"):
        row.correct(by=lan, reason="Đếm lại", groups=[], value=38)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_nobody_changes_or_deletes_a_result(lan, change):
    row = result(36, "đoạn", by=lan)
    rows = WorkResult.objects.filter(pk=row.pk)
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        rows.update(reason="x") if change == "update" else rows.delete()


def test_who_records_and_who_reads(lan, ward):
    public, hidden = result(1, by=lan), result(2, by=lan, audience="staff")
    seen = {
        role: set(WorkResult.objects.visible_to(UserFactory(role=role)))
        for role in ("mobilization", "leader", "editor", "handler")
    }
    assert seen["mobilization"] == seen["leader"] == {public, hidden}
    assert seen["editor"] == {public}
    assert seen["handler"] == set()
    assert list(WorkResult.objects.published()) == [public]
    for role in ("leader", "editor", "handler", "team_head"):
        with pytest.raises(PermissionDenied):
            result(3, by=UserFactory(role=role))
        with pytest.raises(PermissionDenied):
            public.correct(by=UserFactory(role=role), reason="x", groups=[], value=3)


# What the public reads of places


def test_the_special_area_is_never_named(lan):
    row = result(3, "người", scope="special_area", by=lan)
    assert row.scope_shown("thị xã Cũ") == "một số tổ dân phố"
    assert row.scope_for_staff() == "vùng đặc thù"


def test_scopes_in_words(lan):
    group = ResidentialGroupFactory(name="Tổ dân phố 905", number=905)
    assert result(3, groups=[group], by=lan).scope_shown() == "Tổ dân phố 905"
    assert result(3, scope="groups", by=lan).scope_shown() == "một số tổ dân phố"
    assert result(3, scope="former_town", by=lan).scope_shown("thị xã Cũ") == "thị xã Cũ (cũ)"
    assert result(3, by=lan).scope_shown() == "toàn phường"
