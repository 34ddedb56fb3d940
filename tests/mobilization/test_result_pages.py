"""Results as everybody reads them: every figure of the ward as claimed, years, comparison, streets, open data."""

import re
from html import unescape

import pytest
from django.utils import timezone

from mobilization.models import ResidentialGroup, Work, WorkResult
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.results import MeasureFactory, result

pytestmark = pytest.mark.django_db


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def table_rows(page):
    """The cells of every row of every table, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


# Years


def test_a_new_ward_has_empty_pages(client, ward):
    for path in ("", "nhiem-ky/", "so-sanh/", "bien-so-nha/"):
        read(client, f"/ket-qua/{path}")
    assert "Chưa có kết quả nào được công bố" in read(client, "/ket-qua/")


def test_a_year_without_results_has_no_page(client, ward):
    result(36, by=UserFactory(role="mobilization"))
    assert client.get("/ket-qua/2022/").status_code == 200
    assert [client.get(f"/ket-qua/{year}/").status_code for year in (0, 2021, 10000)] == [404] * 3


def test_sums_are_told_only_where_they_may_be_made(client, ward):
    measure, lan = MeasureFactory(name="Đường mới"), UserFactory(role="mobilization")
    for number, told in enumerate(({}, {"qualifier": "over"}), start=1):
        result(100 * number, measure=measure, groups=[ResidentialGroupFactory()], by=lan, **told)
    assert "Đường mới, cộng 2 số liệu đã thực hiện năm 2022: trên 300 m." in read(client, "/ket-qua/2022/")
    result(900, measure=measure, scope="special_area", by=lan)
    page = read(client, "/ket-qua/2022/")
    assert "cộng 2 số liệu" not in page
    assert "Đường mới: không cộng các số liệu trên, vì phạm vi có thể trùng nhau." in page


def test_a_corrected_result_shows_the_new_number_and_why(client, ward):
    lan = UserFactory(role="mobilization")
    result(36, "đoạn", by=lan).correct(by=lan, reason="Đếm lại", groups=[], value=37)
    page = read(client, "/ket-qua/2022/")
    assert "37 đoạn" in page and "36 đoạn" not in page and "Đã đính chính: Đếm lại" in page


# Comparing


def test_two_years_stand_side_by_side(client, ward):
    measure, lan = MeasureFactory(name="Nạo vét"), UserFactory(role="mobilization")
    result(1380, "m³", measure=measure, by=lan)
    result(1500, "m³", measure=measure, year=2023, by=lan)
    assert [
        "Nạo vét",
        "1.380 m³ đã thực hiện, toàn phường",
        "1.500 m³ đã thực hiện, toàn phường",
        "+120 m³",
    ] in table_rows(read(client, "/ket-qua/so-sanh/?nam=2022&voi=2023"))
    assert "−120 m³" in read(client, "/ket-qua/so-sanh/?nam=2023&voi=2022")
    assert "+120 m³" in read(client, "/ket-qua/so-sanh/")
    same = client.get("/ket-qua/so-sanh/?nam=2023&voi=2023")
    assert same.status_code == 422 and "Năm 2023 được chọn hai lần." in same.content.decode()
    assert "+120 m³" in read(client, "/ket-qua/so-sanh/?voi=2023")
    unknown = client.get("/ket-qua/so-sanh/?nam=1999&voi=2023")
    assert unknown.status_code == 422 and "Không có kết quả của năm 1999." in unknown.content.decode()


# Many rows


@pytest.fixture
def twenty_years(ward):
    """Of twenty years results of groups and of the ward, targets; of one of them two hundred, and works."""
    lan, measures = UserFactory(role="mobilization"), MeasureFactory.create_batch(20)
    groups = list(ResidentialGroup.objects.all()[:14])
    sample = result(1, measure=measures[0], by=lan)
    told = {"unit": sample.unit, "factor": 1, "source": "x", "audience": "public", "by": lan, "folded": "x"}
    made = WorkResult.objects.bulk_create(
        WorkResult(
            measure=measure, value=number + 2, year=year, period_text=f"năm {year}",
            scope="groups" if number else "ward", kind="target" if number == 1 else "measured", **told,
        )
        for year in range(2004, 2024) for measure in measures[: 20 if year == 2022 else 1] for number in range(10)
    )  # fmt: skip
    through = WorkResult.residential_groups.through
    through.objects.bulk_create(
        through(workresult_id=row.pk, residentialgroup_id=groups[place % 14].pk)
        for place, row in enumerate(made)
        if row.scope == "groups"
    )
    category = measures[0].category
    Work.objects.bulk_create(
        Work(code=f"viec-{number}", name="Kè bờ sông", category=category, year=2022) for number in range(30)
    )


def test_twenty_years_of_results_cost_twelve_statements(client, as_user, twenty_years, django_assert_max_num_queries):
    paths = ["", "2022/", "nhiem-ky/", "so-sanh/", "bien-so-nha/", "so-lieu.json", "so-lieu.csv"]
    older = re.search(r'href="(\?truoc=\d+)"', read(client, "/ket-qua/2022/"))[1]
    for path in [*(f"/ket-qua/{path}" for path in paths), f"/ket-qua/2022/{older}", "/to-dan-pho/to-dan-pho-1/"]:
        with django_assert_max_num_queries(12):
            read(client, path)
    desk = as_user(UserFactory(role="mobilization"))
    newest = WorkResult.objects.latest("pk")
    admin = "/quan-tri/mobilization/workresult/"
    for path in ("", "?linh-vuc=cong-trinh", f"{newest.pk}/change/"):
        with django_assert_max_num_queries(12):
            read(desk, admin + path)


def test_the_table_is_made_anew_only_after_a_result(client, ward, django_assert_num_queries):
    lan, path = UserFactory(role="mobilization"), "/ket-qua/so-lieu.csv"
    result(36, by=lan)
    before = read(client, path)
    with django_assert_num_queries(1):
        assert read(client, path) == before
    result(40, by=lan)
    assert read(client, path) != before


def test_paging_shows_each_result_once(client, twenty_years):
    path, seen = "/ket-qua/2022/", []
    while path:
        page = read(client, path)
        seen += [
            row[0]
            for row in table_rows(page.partition('id="linh-vuc-')[2].partition('id="cong-trinh"')[0])
            if row[0] != "Hạng mục"
        ]
        older = re.search(r'href="(\?truoc=\d+)"', page)
        path = f"/ket-qua/2022/{older[1]}" if older else ""
    assert len(seen) == 201
    for asked in ("abc", "9" * 30, "0"):
        assert client.get("/ket-qua/2022/", {"truoc": asked}).status_code == 404


def test_the_way_on_from_a_result_that_was_corrected_meanwhile_still_leads_on(client):
    lan = UserFactory(role="mobilization")
    row = result(5, by=lan)
    row.correct(by=lan, reason="Đếm lại", groups=[], value=71)
    hidden = result(6, by=lan, audience="staff")
    assert "71" in read(client, f"/ket-qua/2022/?truoc={row.pk}")
    assert client.get("/ket-qua/2022/", {"truoc": hidden.pk}).status_code == 404


def test_the_report_of_a_group_counts_what_was_recorded_of_it(ward):
    from wardportal import figures

    lan, group, today = UserFactory(role="mobilization"), ResidentialGroupFactory(), timezone.localdate()
    row = result(3, groups=[group], by=lan)
    row.correct(by=lan, reason="Đếm lại", groups=[group], value=4)
    result(5, by=lan)
    assert figures.count("mobilization.results_recorded", group.pk, today, today) == 1
    assert figures.count_each("mobilization.results_recorded", today, today) == {group.pk: 1}


def test_works_without_numbers_are_told_too(client, ward):
    work = Work.objects.create(code="moi", name="Kè bờ sông", category=MeasureFactory().category, year=2021)
    result(1, year=2021)
    assert [work.name, str(work.category), "toàn phường", "Dự kiến"] in table_rows(read(client, "/ket-qua/2021/"))
