"""What everybody reads of inspections: counts, and of a group only where there are enough to hide in."""

from copy import copy
from datetime import date, timedelta

import pytest
from django.utils import timezone

from mobilization.counts import inspections, inspections_each, removals, removals_each
from mobilization.inspections.figures import FieldFigures, YearFigures, named_groups
from mobilization.inspections.status import InspectionDecisionKind, InspectionEnding
from mobilization.models import Indicator, Inspection, InspectionField
from tests.factories.dialogues import photo_file
from tests.factories.inspections import an_inspector, asked_inspection, decided, inspection_of, seat_of
from tests.factories.mobilization import ResidentialGroupFactory
from wardportal import figures
from wardportal.models import Ward

pytestmark = pytest.mark.django_db

PAGE, CSV = "/ket-qua/kiem-tra/", "/ket-qua/kiem-tra/so-lieu.csv"
CANARY = "Chimhoàngyến"


@pytest.fixture(scope="module")
def hai(module_rows):
    assert Ward.objects.exists()
    return an_inspector()


@pytest.fixture
def in_november(time_machine):
    time_machine.move_to("2026-11-10 09:00+07:00")


def on(day, hai, **fields):
    return inspection_of(hai, inspected_on=day, members=[seat_of()], **fields)


def test_counts_by_field_and_quarter(hai, in_november):
    land = InspectionField.objects.get(code="lan-chiem-dat-dai")
    for day in (date(2026, 1, 5), date(2026, 3, 31), date(2026, 10, 1)):
        on(day, hai, field=land)
    on(date(2026, 4, 1), hai, field=land, has_violation=False)
    on(date(2025, 12, 31), hai, field=land)
    asked_inspection(field=land)
    (row,) = [one for one in YearFigures.of(2026, timezone.localdate()).fields if one.name == land.name]
    assert (row.quarters, row.total, row.violations, row.before) == ((2, 1, 0, 1), 4, 3, 1)
    assert YearFigures.of(2026, timezone.localdate()).years == [2026, 2025]


def test_the_chart_begins_with_the_field_of_most_inspections():
    fields = [FieldFigures(name, (number,), 1, 0, 0) for name, number in (("Ít", 2), ("Nhiều", 5), ("Vừa", 3))]
    bars = YearFigures(2026, [2026], fields, [], has_others=False).bars()
    assert [bar.name for bar in bars] == ["Nhiều", "Vừa", "Ít"]


def test_a_removal_counts_when_it_was_seen_done(hai, in_november):
    row = decided(InspectionDecisionKind.REMOVAL, by=hai)
    assert YearFigures.of(2026, timezone.localdate()).sums.removed == 0
    row.close(InspectionEnding.COMPLIED, "Đã tháo dỡ.", by=hai, photos=[photo_file()])
    assert YearFigures.of(2026, timezone.localdate()).sums.removed == 1


def with_counts(hai, *numbers):
    """Groups with so many inspections each: the first of a group is written down, the others are like it."""
    groups = [ResidentialGroupFactory() for _ in numbers]
    for group, number in zip(groups, numbers, strict=True):
        first = inspection_of(hai, residential_group=group)
        Inspection.objects.bulk_create(another(first, turn) for turn in range(1, number))
    return groups


def another(inspection, turn):
    row = copy(inspection)
    row.pk, row.code = None, f"{inspection.code}-{turn}"
    return row


@pytest.mark.parametrize(
    ("numbers", "named"),
    [((3, 4), {3, 4}), ((1, 2, 5), {5}), ((2, 3, 5), {5}), ((1,), set()), ((2, 3), set()), ((), set())],
)
def test_a_group_with_few_inspections_is_not_named_nor_to_be_worked_out(numbers, named, hai):
    with_counts(hai, *numbers)
    told, has_others = named_groups(timezone.localdate().year)
    assert {number for _name, number in told} == named
    assert has_others == (len(named) < len(numbers))


def test_the_page_and_the_table_tell_counts_and_nothing_else(hai, client):
    group = with_counts(hai, 3)[0]
    row = inspection_of(hai, place=f"{CANARY} số 8", found=f"{CANARY} đã thấy", residential_group=group)
    row.decide(
        "removal",
        by=hai,
        requirement=CANARY,
        minutes_number=CANARY,
        working_days=3,
        photos=[photo_file(f"{CANARY}.jpg")],
    )
    row.name(CANARY, CANARY, by=hai)
    for address in (PAGE, CSV):
        body = client.get(address).content.decode()
        assert CANARY not in body and row.code not in body and str(row.photos.get().file.name) not in body
    assert str(group) in client.get(PAGE).content.decode()
    assert "số cuộc kiểm tra" in client.get(CSV).content.decode().lower()


@pytest.mark.parametrize("asked", ["", "2025", "1999", "9999", "abcd", "-1", "²⁰²⁶", "0" * 400])
def test_any_year_that_is_asked_for_is_answered(asked, client, ward):
    assert client.get(PAGE, {"nam": asked}).status_code == 200
    assert client.get(CSV, {"nam": asked}).status_code == 200


def test_what_the_monthly_report_counts_of_a_group(hai):
    group, today = ResidentialGroupFactory(), timezone.localdate()
    row = decided(InspectionDecisionKind.REMOVAL, by=hai, residential_group=group)
    inspection_of(hai)
    month = (today.replace(day=1), today)
    assert (inspections(group.pk, *month).count(), removals(group.pk, *month).count()) == (1, 0)
    row.close(InspectionEnding.ENFORCED, "Đã tháo dỡ.", by=hai, photos=[photo_file()])
    assert removals(group.pk, *month).count() == 1
    before = (today - timedelta(days=60), today - timedelta(days=32))
    assert inspections(group.pk, *before).count() == 0
    assert inspections_each(*month)[group.pk] == removals_each(*month)[group.pk] == 1
    for code in ("kiem-tra-tai-cho", "vi-pham-thao-do"):
        assert figures.count(Indicator.objects.get(code=code).source, group.pk, *month) == 1


def test_open_inspections_follow_their_group(hai):
    from mobilization import moving

    (work,) = [one for one in moving.registered() if one.label == "Cuộc kiểm tra chưa khép lại"]
    row = decided(by=hai, residential_group=ResidentialGroupFactory())
    assert row in work.open_rows() and work.field == "residential_group"
    assert Inspection.objects.count() == 1
