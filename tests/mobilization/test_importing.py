"""The organisation from a file: dry run, errors by row and column, all or nothing, and the same file back."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mobilization.models import HouseNumberPlate, ResidentialGroup, SelfManagedGroup, Street
from mobilization.organisation.importing import plan_import
from mobilization.organisation.tables import TABLES
from tests.factories.mobilization import (
    MembershipFactory,
    MobilizationTeamFactory,
    ResidentialGroupFactory,
    SelfManagedGroupFactory,
)
from tests.factories.petitions import UserFactory
from wardportal.forms import new_submission_id
from wardportal.models import WaitingUpload
from wardportal.sheets import SheetRow, write_csv, write_xlsx

pytestmark = pytest.mark.django_db

IMPORT = "/quan-tri/mobilization/residentialgroup/nhap/"
EXPORT = "/quan-tri/mobilization/residentialgroup/xuat/"
HEAD = "Mã;Số;Tên"


def planned(slug, *lines):
    rows = [SheetRow(number, line.split(";")) for number, line in enumerate(lines, start=1)]
    return plan_import(TABLES[slug], rows)


def states(plan):
    return [result.state.value for result in plan.results]


def errors(plan):
    return [(result.number, *error) for result in plan.results for error in result.errors]


@pytest.fixture
def desk(anna, as_user):
    return as_user(anna)


def send(desk, content, *, name="tep.csv", table="to-dan-pho"):
    data = {"submission_id": new_submission_id(), "table": table, "file": SimpleUploadedFile(name, content)}
    return desk.post(IMPORT, data)


def confirm(desk, response, **changes):
    form, plan = response.context["form"], response.context["plan"]
    data = {"submission_id": form.data["submission_id"], "table": plan.table.slug, "seen": plan.digest, "confirm": "1"}
    return desk.post(IMPORT, data | changes, follow=True)


# The same file back


@pytest.fixture(scope="module")
def people(module_rows):
    """A row of every kind and of every body, with days, accounts, formulas and other awkward words."""
    team = MobilizationTeamFactory(name='=Tổ; dân "vận"', valid_from=date(2020, 1, 1))
    group = team.residential_group
    ResidentialGroupFactory(former_ward="Quỳnh Liên", is_special_area=True, valid_to=date(2025, 6, 30), successor=group)
    small = SelfManagedGroupFactory(residential_group=group, household_count=0)
    MembershipFactory(user=UserFactory(full_name="Có Tài Khoản"), full_name="", phone="+84 912 345 678")
    for body in ({"team": team}, {"residential_group": group}, {"self_managed_group": small}):
        MembershipFactory(unit=None, **body, valid_from=date(2024, 2, 29))
    MembershipFactory(full_name="")
    HouseNumberPlate.objects.create(street=Street.objects.first(), number="12A", fixed_on=date(2022, 5, 1))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("slug", TABLES)
def test_what_was_written_out_changes_nothing_when_read_in(desk, people, slug, kind):
    content = desk.get(f"{EXPORT}{slug}.{kind}").content
    response = send(desk, content, name=f"a.{kind}", table=slug)
    plan = response.context["plan"]
    assert len(plan.results) == TABLES[slug].model.objects.count() > 0
    assert set(states(plan)) == {"unchanged"}
    assert "0 thay đổi" in response.content.decode()
    assert "Ghi " not in response.content.decode().split("<form")[-1]


# Dry run


def test_new_changed_and_unchanged_lines_are_told_apart():
    ResidentialGroupFactory(code="a", number=601, name="Tổ dân phố 601")
    ResidentialGroupFactory(code="b", number=602, name="Tổ dân phố 602")
    plan = planned("to-dan-pho", HEAD, "a;601;Tổ dân phố 601", "b;603;Tổ dân phố 603", "c;604;Tổ dân phố 604")
    assert states(plan) == ["unchanged", "changed", "new"]
    assert plan.results[1].changes == [("Số", "602", "603"), ("Tên", "Tổ dân phố 602", "Tổ dân phố 603")]
    assert plan.apply() == 2
    assert ResidentialGroup.objects.get(code="c").slug == "to-dan-pho-604"


def test_a_column_left_out_stays_and_an_empty_cell_is_emptied():
    group = ResidentialGroupFactory(code="a", number=601, alias="Khối 1", former_ward="Quỳnh Liên")
    planned("to-dan-pho", f"{HEAD};Tên gọi khác", f"a;601;{group.name};").apply()
    group.refresh_from_db()
    assert (group.alias, group.former_ward) == ("", "Quỳnh Liên")


def test_headings_are_known_without_marks_and_in_any_order():
    plan = planned("to-dan-pho", "TEN;so;ma", "Tổ 605;605;moi")
    assert states(plan) == ["new"]


def test_a_member_without_key_is_found_by_seat_and_name():
    seat = MembershipFactory(of_team=True, valid_from=date(2024, 1, 1))
    head = "Họ và tên;Mã chức danh;Mã tổ dân vận;Từ ngày"
    line = f"{seat.full_name};{seat.post.code};{seat.team.code};01/01/2024"
    plan = planned("thanh-vien", head, line, line.replace(seat.full_name, "Người Mới"))
    assert states(plan) == ["unchanged", "new"]


@pytest.mark.parametrize(
    "slug, head, line, error",
    [
        ("to-dan-pho", HEAD, "moi;năm;Tổ", (2, "Số", "Nhập số nguyên")),
        ("to-dan-pho", HEAD, "moi;5;", (2, "Tên", "không được để trống")),
        ("to-dan-pho", HEAD, f"moi;5;{'a' * 81}", (2, "Tên", "80")),
        ("to-dan-pho", f"{HEAD};Từ ngày", "moi;5;Tổ;31/02/2026", (2, "Từ ngày", "ngày/tháng/năm")),
        ("to-dan-pho", f"{HEAD};Vùng đặc thù", "moi;5;Tổ;có lẽ", (2, "Vùng đặc thù", "có")),
        ("to-dan-pho", f"{HEAD};Từ ngày;Đến hết ngày", "moi;5;Tổ;02/01/2026;01/01/2026", (2, "", "Ngày kết thúc")),
        ("to-dan-pho", HEAD, "moi;5;Tổ;thừa", (2, "", "không nằm dưới tiêu đề")),
        ("to-tu-quan", f"{HEAD};Mã tổ dân phố", "moi;5;Tổ;khong-co", (2, "Mã tổ dân phố", "khong-co")),
        ("thanh-vien", "Mã dòng;Họ và tên;Mã chức danh", "99999999;Ai;team-head", (2, "Mã dòng", "99999999")),
        ("thanh-vien", "Họ và tên;Mã chức danh", "Ai;team-head", (2, "", "đúng một")),
    ],
)
def test_an_error_names_row_and_column(slug, head, line, error):
    plan = planned(slug, head, line)
    number, heading, words = errors(plan)[0]
    assert (number, heading) == error[:2]
    assert error[2] in words


def test_a_key_twice_in_the_file_is_an_error_of_the_second_line():
    plan = planned("to-dan-pho", HEAD, "moi;5;Tổ Một", "moi;6;Tổ Hai")
    assert errors(plan) == [(3, "Mã", "Mã này đã có ở dòng 2 của tệp.")]


@pytest.mark.parametrize(
    "head, said", [("Mã;Số", "Thiếu cột: Tên"), (f"{HEAD};Lạ", "Không có cột “Lạ”"), (f"{HEAD};Tên", "hai lần")]
)
def test_headings_that_are_not_those_of_the_table_are_refused(desk, head, said):
    response = send(desk, f"{head}\na;1;b;c".encode())
    assert response.status_code == 422
    assert said in response.content.decode()


def test_whoever_has_an_account_keeps_the_name():
    seat = MembershipFactory(user=UserFactory())
    plan = planned("thanh-vien", "Mã dòng;Họ và tên;Mã chức danh", f"{seat.pk};Người Khác;{seat.post.code}")
    assert errors(plan)[0][1] == "Họ và tên"


def test_one_error_keeps_every_line_out():
    plan = planned("to-dan-pho", HEAD, "moi;5;Tổ Một", "khac;năm;Tổ Hai")
    with pytest.raises(Exception, match="chưa ghi dòng nào"):
        plan.apply()
    assert not ResidentialGroup.objects.filter(code="moi").exists()


def test_many_lines_cost_few_queries(django_assert_max_num_queries):
    group = ResidentialGroupFactory()
    SelfManagedGroupFactory.create_batch(30, residential_group=group)
    lines = [f"{small.code};{small.number};{small.name};{group.code}" for small in group.self_managed_groups.all()]
    with django_assert_max_num_queries(3):
        plan = planned("to-tu-quan", f"{HEAD};Mã tổ dân phố", *lines)
    assert set(states(plan)) == {"unchanged"}


# The pages


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_waits_between_seeing_and_doing(desk, kind):
    rows = [["moi-1", 5, "Tổ Mới"]]
    head = HEAD.split(";")
    content = write_xlsx("a", head, rows) if kind == "xlsx" else write_csv(head, rows)
    seen = send(desk, content, name=f"danh sách.{kind}")
    assert "Mới: <strong>1</strong>" in seen.content.decode()
    assert not ResidentialGroup.objects.filter(code="moi-1").exists()
    assert WaitingUpload.objects.count() == 1
    done = confirm(desk, seen)
    assert "đã ghi 1 dòng" in done.content.decode()
    assert ResidentialGroup.objects.get(code="moi-1").number == 5
    assert not WaitingUpload.objects.exists()


def test_a_file_with_errors_is_checked_again_without_being_chosen_again(desk):
    seen = send(desk, f"{HEAD};Mã tổ dân phố\nmoi;1;Tổ tự quản 1;sau-nay".encode(), table="to-tu-quan")
    assert seen.status_code == 422
    assert "Cột Mã tổ dân phố: " in seen.content.decode()
    ResidentialGroupFactory(code="sau-nay")
    again = desk.post(IMPORT, {"submission_id": seen.context["form"].data["submission_id"], "table": "to-tu-quan"})
    assert again.status_code == 200
    confirm(desk, again)
    assert SelfManagedGroup.objects.get(code="moi").residential_group.code == "sau-nay"


def test_what_changed_since_it_was_seen_is_shown_again(desk):
    seen = send(desk, f"{HEAD}\nmoi;5;Tổ Mới".encode())
    ResidentialGroupFactory(code="moi", number=7, name="Của Người Khác")
    again = confirm(desk, seen)
    assert "Dữ liệu vừa thay đổi" in again.content.decode()
    assert ResidentialGroup.objects.get(code="moi").name == "Của Người Khác"


def test_without_a_file_it_says_so(desk):
    page = desk.get(IMPORT)
    data = {"submission_id": page.context["form"]["submission_id"].value(), "table": "to-dan-pho"}
    assert "Chọn một tệp." in desk.post(IMPORT, data).content.decode()


def test_what_is_no_table_is_refused(desk):
    response = send(desk, b"PK\x03\x04 hong", name="a.xlsx")
    assert response.status_code == 422
    assert "Không đọc được tệp" in response.content.decode()
    assert not WaitingUpload.objects.exists()


def test_markup_in_a_file_is_shown_as_text(desk):
    response = send(desk, f"{HEAD}\nmoi;5;<script>x</script>".encode())
    assert "<script>x" not in response.content.decode()


def test_the_list_of_groups_leads_to_both(desk):
    page = desk.get(reverse("admin:mobilization_residentialgroup_changelist")).content.decode()
    assert f'href="{IMPORT}"' in page
    assert f'href="{EXPORT}"' in page


def test_unknown_tables_and_kinds_are_not_found(desk):
    assert desk.get(f"{EXPORT}khac.csv").status_code == 404
    assert desk.get(f"{EXPORT}to-dan-pho.pdf").status_code == 404
