"""The register of house-number plates: no number twice in a street, many at once, in and out of files."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mobilization.models import HouseNumberPlate, Street
from mobilization.organisation.importing import plan_import
from mobilization.organisation.tables import TABLES
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.results import StreetFactory
from wardportal.sheets import SheetRow, read_sheet

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/mobilization/housenumberplate/"
ADD, BULK = f"{LIST}add/", f"{LIST}nhap-nhieu/"
EXPORT = "/quan-tri/mobilization/residentialgroup/xuat/bien-so-nha"


@pytest.fixture(scope="module")
def lan(module_rows):
    return UserFactory(role="mobilization")


@pytest.fixture
def desk(lan, as_user):
    return as_user(lan)


@pytest.fixture(scope="module")
def street(module_rows):
    return StreetFactory()


def test_streets_and_their_plates_are_listed_by_the_alphabet():
    names = ["Đường Lưu Kiệm", "Đường Nguyễn Huệ", "Quốc lộ 1A"]
    keys = [StreetFactory(name=name).pk for name in reversed(names)]
    assert [street.name for street in Street.objects.filter(pk__in=keys)] == names
    for key in keys:
        HouseNumberPlate.objects.create(street_id=key, number="1")
    plates = HouseNumberPlate.objects.filter(street__in=keys)
    assert [plate.street.name for plate in plates.select_related("street")] == names


def numbers(street):
    return list(street.plates.order_by("sort_key").values_list("number", flat=True))


def test_plates_stand_in_the_order_of_the_houses(lan, street):
    assert HouseNumberPlate.objects.enter(street, ["10", "12A", "2", "12/3", "12"], by=lan) == 5
    assert numbers(street) == ["2", "10", "12", "12/3", "12A"]


def test_what_the_street_has_is_not_entered_again(lan, street):
    HouseNumberPlate.objects.enter(street, ["1", "2"], by=lan)
    assert HouseNumberPlate.objects.enter(street, ["2", "3", "3"], by=lan) == 1
    assert HouseNumberPlate.objects.enter(StreetFactory(), ["1"], by=lan) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseNumberPlate.objects.create(street=street, number="1")
    with pytest.raises(PermissionDenied):
        HouseNumberPlate.objects.enter(street, ["9"], by=UserFactory(role="leader"))


def test_a_plate_is_entered_and_a_duplicate_refused_beside_its_box(desk, street):
    form = {"street": street.pk, "number": "12a", "state": "fixed", "fixed_on": "05/03/2026"}
    desk.post(ADD, form)
    assert numbers(street) == ["12A"]
    response = desk.post(ADD, form)
    assert response.context["adminform"].form.errors == {"number": ["Tuyến đường này đã có số nhà ấy."]}
    wrong = desk.post(ADD, form | {"number": "nhà cũ"})
    assert "không phải số nhà" in wrong.context["adminform"].form.errors["number"][0]
    assert 'value="nhà cũ"' in wrong.content.decode()
    ahead = desk.post(ADD, form | {"number": "14", "fixed_on": "01/01/2099"})
    assert "fixed_on" in ahead.context["adminform"].form.errors
    assert desk.post(ADD, form | {"number": "14", "fixed_on": "01/01/2099", "state": "planned"}).status_code == 302


# Many at once


def test_many_numbers_are_seen_before_they_are_entered(desk, lan, street):
    HouseNumberPlate.objects.enter(street, ["3"], by=lan)
    form = {"street": street.pk, "numbers": "1-9 lẻ; 12a", "state": "fixed", "group": ResidentialGroupFactory().pk}
    seen = desk.post(BULK, form)
    page = seen.content.decode()
    assert "Xem trước: 5 biển số nhà mới" in page and "Bỏ qua 1 số tuyến đường đã có: 3" in page
    assert numbers(street) == ["3"]
    done = desk.post(BULK, form | {"seen": seen.context["seen"]}, follow=True)
    assert "đã nhập 5 biển số nhà" in done.content.decode()
    assert numbers(street) == ["1", "3", "5", "7", "9", "12A"]


def test_what_changed_since_it_was_seen_is_shown_again(desk, lan, street):
    form = {"street": street.pk, "numbers": "1-3", "state": "fixed"}
    seen = desk.post(BULK, form).context["seen"]
    HouseNumberPlate.objects.enter(street, ["2"], by=lan)
    again = desk.post(BULK, form | {"seen": seen})
    assert "Xem trước: 2 biển số nhà mới" in again.content.decode()
    assert numbers(street) == ["2"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"numbers": "9-1"}, "số đầu phải từ 1"),
        ({"numbers": "1; nhà"}, "không phải số nhà"),
        ({"numbers": "1-99999"}, "không quá 1000"),
        ({"numbers": ""}, "Ghi các số nhà."),
        ({"numbers": "1"}, "đã có tất cả"),
        ({"street": ""}, "bắt buộc"),
        ({"fixed_on": "99/99/2026"}, "ngày/tháng/năm"),
        ({"fixed_on": "01/01/2099"}, "Ngày này chưa đến"),
    ],
)
def test_runs_that_cannot_be_are_refused(desk, lan, street, changes, said):
    HouseNumberPlate.objects.enter(street, ["1"], by=lan)
    response = desk.post(BULK, {"street": street.pk, "numbers": "2-5", "state": "fixed"} | changes)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_who_may_keep_the_register(as_user, ward):
    for role, code in (("mobilization", 200), ("leader", 403), ("editor", 403), ("administrator", 403)):
        client = as_user(UserFactory(role=role))
        assert {client.get(path).status_code for path in (LIST, ADD, BULK)} == {code}, role


# Files


def planned(*lines):
    return plan_import(
        TABLES["bien-so-nha"], [SheetRow(number, line.split(";")) for number, line in enumerate(lines, 1)]
    )


HEAD = "Mã tuyến đường;Số nhà;Tình trạng"


def test_plates_are_read_from_a_file(lan, street):
    HouseNumberPlate.objects.enter(street, ["1"], by=lan)
    plan = planned(HEAD, f"{street.code};1;đã gắn", f"{street.code};2a;", f"{street.code};3;Chua gan")
    assert [result.state.value for result in plan.results] == ["unchanged", "new", "new"]
    plan.apply()
    assert numbers(street) == ["1", "2A", "3"]
    assert street.plates.get(number="3").state == "planned"


@pytest.mark.parametrize(
    ("line", "heading", "said"),
    [
        ("{0};nhà;", "Số nhà", "không phải số nhà"),
        ("{0};5;lạ", "Tình trạng", "Ghi một trong"),
        ("khong-co;5;", "Mã tuyến đường", "khong-co"),
    ],
)
def test_an_error_of_a_file_names_row_and_column(street, line, heading, said):
    (error,) = planned(HEAD, line.format(street.code)).results[0].errors
    assert error[0] == heading and said in error[1]


def test_a_number_twice_in_a_file_is_an_error_of_the_second_line(street):
    plan = planned(HEAD, f"{street.code};7;", f"{street.code};7;")
    assert [result.errors for result in plan.results] == [[], [("Mã dòng", "Trùng với dòng 2 của tệp.")]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_register_written_out_changes_nothing_when_read_in(desk, lan, street, kind):
    HouseNumberPlate.objects.enter(street, ["1", "12/3", "12A"], by=lan, group=ResidentialGroupFactory())
    content = desk.get(f"{EXPORT}.{kind}").content
    plan = plan_import(TABLES["bien-so-nha"], read_sheet(content, f"a.{kind}"))
    assert [result.state.value for result in plan.results] == ["unchanged"] * 3


def test_a_long_register_costs_few_statements(desk, lan, django_assert_max_num_queries):
    for street in StreetFactory.create_batch(12):
        HouseNumberPlate.objects.enter(street, map(str, range(1, 60)), by=lan)
    for path in (LIST, f"{LIST}?q=12", BULK):
        with django_assert_max_num_queries(12):
            assert desk.get(path).status_code == 200
