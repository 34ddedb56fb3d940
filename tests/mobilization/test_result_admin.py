"""The staff's pages of results: recorded, corrected, found; errors beside the box, nothing typed lost."""

import pytest
from django.test import Client

from mobilization.models import Measure, Work, WorkResult
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.results import MeasureFactory, WorkFactory, result, unit
from tests.grid_portal import for_grids
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/mobilization/workresult/"
ADD = f"{LIST}add/"


@pytest.fixture(scope="module")
def lan(module_rows):
    return UserFactory(role="mobilization")


@pytest.fixture
def desk(lan, as_user):
    return as_user(lan)


@pytest.fixture(scope="module")
def measure(module_rows):
    return MeasureFactory(name="Đường mới")


def typed(measure, **changes):
    form = {
        "measure": measure.pk, "kind": "measured", "qualifier": "over", "word": "hơn", "value": "1.380,5",
        "unit": unit("m").pk, "scope": "ward", "year": "2024", "source": "Báo cáo số 5", "audience": "public",
    }  # fmt: skip
    return form | changes


def page_of(row, page="change"):
    return f"{LIST}{row.pk}/{page}/"


def test_a_result_is_recorded(desk, lan, measure):
    group, work = ResidentialGroupFactory(), WorkFactory()
    form = typed(measure, scope="groups", residential_groups=[group.pk], work=work.pk)
    response = desk.post(ADD, form, follow=True)
    row = WorkResult.objects.get()
    assert (row.claim, row.by, row.work, row.period_text) == ("hơn 1.380,5 m", lan, work, "năm 2024")
    assert list(row.residential_groups.all()) == [group]
    assert "Đã ghi: Đường mới: hơn 1.380,5 m." in response.content.decode()


def test_where_nothing_can_be_chosen_yet_a_link_leads_to_where_it_is_added(desk):
    links = [f'<a href="/quan-tri/mobilization/{name}/add/">Thêm ' for name in ("measure", "work")]
    Measure.objects.all().delete()
    bare = desk.get(ADD).text
    MeasureFactory()
    WorkFactory()
    filled = desk.get(ADD).text
    assert [(link in bare, link in filled) for link in links] == [(True, False)] * 2


# What is typed into a box and said beside it, the boxes of a line at once.
WRONG = [
    {
        "value": ("nhiều", "Nhập một số"), "qualifier": ("khac", "khac"), "measure": ("9" * 20, "chọn lại"),
        "year": ("20244", "2200"), "starts_on": ("31/02/2024", "ngày/tháng/năm"), "audience": ("", "bắt buộc"),
        "period_text": ("x" * 81, "80"),
    },
    {
        "value": ("-1", "Giá trị không được âm."), "source": (" ", "Ghi nguồn"), "measure": ("", "Chọn hạng mục."),
        "unit": ("", "Chọn đơn vị đo."),
    },
    {"value": ("9" * 80, "18 số")},
    {"value": ("", "Ghi giá trị.")},
    {"year": ("2199", "chưa đến")},
    {"starts_on": ("01/01/2025", "không thuộc năm 2024")},
    {"ends_on": ("31/12/2023", "không thuộc năm 2024")},
    {"word": ("khoảng", "từ đi kèm là “trên” hoặc “hơn”")},
]  # fmt: skip
WRONG_TOGETHER = [
    ({"qualifier": "range", "word": ""}, "Khoảng từ … đến … cần hai số"),
    ({"starts_on": "02/02/2024", "ends_on": "01/02/2024"}, "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
]


def test_what_is_wrong_is_said_beside_its_box_and_what_was_typed_stays(desk, measure):
    for boxes in WRONG:
        changes = {box: text for box, (text, _said) in boxes.items()}
        response = desk.post(ADD, typed(measure, period_text="quý I") | changes)
        page, errors = response.content.decode(), response.context["form"].errors
        assert response.status_code == 422 and set(errors) == set(boxes), changes
        for box, (_text, said) in boxes.items():
            assert said in str(errors[box]) and said in page, box
        assert 'value="Báo cáo số 5"' in page or "source" in changes, changes
    assert not WorkResult.objects.exists()


def test_what_is_wrong_together_is_said_on_top(desk, measure):
    for changes, said in WRONG_TOGETHER:
        response = desk.post(ADD, typed(measure, period_text="quý I") | changes)
        page = response.content.decode()
        assert response.status_code == 422 and said in page and 'value="Báo cáo số 5"' in page, changes
        assert set(response.context["form"].errors) == {"__all__"}, changes
    assert not WorkResult.objects.exists()


def test_a_measure_goes_on_in_units_of_its_kind(desk, lan, measure):
    first = result(22, "ngày", measure=measure, by=lan)  # a slip, put right below
    response = desk.post(ADD, typed(measure))
    assert response.status_code == 422 and "đã có số theo ngày" in str(response.context["form"].errors["unit"])
    assert desk.post(page_of(first, "dinh-chinh"), typed(measure, reason="Nhầm đơn vị")).status_code == 302
    assert desk.post(ADD, typed(measure, value="2", unit=unit("km").pk)).status_code == 302
    assert desk.post(ADD, typed(measure, unit=unit("ngày").pk)).status_code == 422
    # What is aimed at may be a year.
    aim = {"kind": "target", "value": "2025", "qualifier": "exact", "word": "", "unit": unit("năm").pk}
    assert desk.post(ADD, typed(measure, **aim)).status_code == 302


def test_groups_of_another_scope_are_refused_beside_their_box(desk, measure):
    response = desk.post(ADD, typed(measure, residential_groups=[ResidentialGroupFactory().pk]))
    assert response.status_code == 422
    assert "residential_groups" in response.context["form"].errors


def test_the_same_paper_typed_twice_is_refused(desk, measure):
    desk.post(ADD, typed(measure))
    response = desk.post(ADD, typed(measure))
    assert response.status_code == 422
    assert "Kết quả này đã ghi ngày" in response.content.decode()


def test_a_result_is_corrected_with_a_reason(desk, lan, measure):
    row = result(36, "đoạn", measure=measure, by=lan)
    shown = desk.get(page_of(row, "dinh-chinh"))
    assert 'value="36"' in shown.content.decode()
    form = typed(measure, value="37", unit=unit("đoạn").pk, qualifier="exact", word="", year="2022")
    assert desk.post(page_of(row, "dinh-chinh"), form).status_code == 422
    page = desk.post(page_of(row, "dinh-chinh"), form | {"reason": "Đếm lại"}, follow=True).content.decode()
    assert "37 đoạn" in page and "36 đoạn" in page and "Đính chính: Đếm lại" in page
    old = desk.get(page_of(row)).content.decode()
    assert "đã được đính chính" in old and "dinh-chinh/" not in old
    assert desk.post(page_of(row, "dinh-chinh"), form | {"reason": "Lần nữa"}).status_code == 422


def test_a_correction_keeps_groups_that_ended(desk, lan, measure):
    group = ResidentialGroupFactory()
    row = result(36, measure=measure, groups=[group], by=lan)
    group.valid_to = "2023-12-31"
    group.save()
    assert str(group) in desk.get(page_of(row, "dinh-chinh")).content.decode()


def test_the_list_is_searched_and_narrowed(desk, lan, measure):
    result(1, measure=measure, by=lan).correct(by=lan, reason="x", groups=[], value=2)
    result(3, measure=MeasureFactory(name="Cây xanh"), scope="special_area", audience="staff", by=lan)
    shown = {
        query: {row.claim for row in desk.get(f"{LIST}?{query}").context["cl"].result_list}
        for query in (
            "q=duong+moi",
            "q=2022",
            "ban=dang-dung",
            "ban=da-thay",
            "ai=staff",
            "pham-vi=special_area",
            "loai=plan",
            "ban=sai",
        )
    }
    assert shown == {
        "q=duong+moi": {"1 m", "2 m"}, "q=2022": {"1 m", "2 m", "3 m"}, "ban=dang-dung": {"2 m", "3 m"},
        "ban=da-thay": {"1 m"}, "ai=staff": {"3 m"}, "pham-vi=special_area": {"3 m"}, "loai=plan": set(),
        "ban=sai": {"1 m", "2 m", "3 m"},
    }  # fmt: skip
    assert "vùng đặc thù" in desk.get(LIST).content.decode()


@pytest.fixture
def as_grids_ask():
    with for_grids():
        yield


def test_who_may_open_which_page(as_grids_ask, lan, measure):
    row = result(1, measure=measure, audience="staff", by=lan)
    wrong = []
    for role in ROLES:
        client = Client()
        client.force_login(UserFactory(role=role.code))
        sees, reads, records = (
            role.code in codes
            for codes in (("mobilization", "leader", "editor"), ("mobilization", "leader"), ("mobilization",))
        )
        expected = {LIST: 200 if sees else 403, ADD: 200 if records else 403}
        expected[page_of(row)] = 200 if reads else 404
        expected[page_of(row, "dinh-chinh")] = 200 if records else 403
        wrong += [
            (role.code, path, got) for path, code in expected.items() if (got := client.get(path).status_code) != code
        ]
    assert wrong == []


def test_results_have_no_page_to_delete_or_edit(desk, lan, measure):
    row = result(1, measure=measure, by=lan)
    assert desk.get(page_of(row, "delete")).status_code in (403, 404)
    assert desk.post(page_of(row), {"value": "5"}).status_code == 405


# What results are told in and about


def test_a_unit_in_use_keeps_its_meaning(desk, lan, measure):
    result(1, measure=measure, by=lan)
    path = f"/quan-tri/mobilization/measureunit/{unit('m').pk}/change/"
    assert 'name="factor"' not in desk.get(path).content.decode()
    assert 'name="factor"' in desk.get(f"/quan-tri/mobilization/measureunit/{unit('ha').pk}/change/").content.decode()


def test_a_unit_needs_a_factor_above_nothing(desk):
    form = {"symbol": "dặm", "name": "dặm", "dimension": "length", "factor": "0"}
    response = desk.post("/quan-tri/mobilization/measureunit/add/", form)
    assert "factor" in response.context["adminform"].form.errors


def test_measures_and_works_are_kept(desk, measure):
    form = {"code": "ty-so", "name": "Tỷ số", "category": measure.category_id, "position": 5, "counts": measure.pk}
    response = desk.post("/quan-tri/mobilization/measure/add/", form)
    assert "Tỷ số cần cả hai" in response.content.decode()
    desk.post("/quan-tri/mobilization/measure/add/", form | {"per": MeasureFactory().pk})
    assert Measure.objects.get(code="ty-so").counts == measure
    work = {
        "code": "ke",
        "name": "Kè",
        "category": measure.category_id,
        "year": "2024",
        "state": "planned",
        "scope": "ward",
    }
    desk.post("/quan-tri/mobilization/work/add/", work)
    assert Work.objects.get(code="ke").get_state_display() == "Dự kiến"
