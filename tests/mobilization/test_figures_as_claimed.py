"""The 46 figures of the ward's article, each shown to its audience exactly as it was claimed."""

import csv
import io
import json
from functools import cache

import pytest
from django.test import Client

from mobilization.demo.results import ResultLoader
from mobilization.models import HouseNumberPlate, Street
from mobilization.organisation.house_numbers import read_house_numbers
from mobilization.results.reference import result_data
from tests.factories.petitions import UserFactory
from tests.factories.results import MeasureFactory, result
from tests.mobilization.test_result_pages import read, table_rows
from wardportal.reference import demo_ward

pytestmark = pytest.mark.django_db

FACTS = demo_ward()["facts"]
PUBLIC = [fact for fact in FACTS if fact["audience"] == "public"]
HIDDEN = [fact for fact in FACTS if fact["audience"] == "staff"]


@pytest.fixture(scope="module")
def figures(module_rows):
    """What the article of the ward reported, recorded by the usual methods."""
    loader, rows = ResultLoader(UserFactory(role="mobilization")), result_data()
    loader.make_measures([*FACTS, *rows["measures"]], rows["ratios"], rows["of_plates"])
    loader.make_works(rows["works"])
    return {fact["id"]: loader.record(fact, rows["source"]) for fact in FACTS}


@pytest.fixture(scope="module")
def shown(figures):
    """The public pages of results, each opened once."""
    return cache(lambda path: read(Client(), f"/ket-qua/{path}"))


def scope_told(fact):
    scopes = demo_ward()["scopes"]
    return scopes[fact["scope"]]


def what_of(fact, kinds):
    return ", ".join(part for part in (scope_told(fact), fact["period"], kinds[fact["kind"]]) if part)


def test_each_of_the_46_figures_is_shown_exactly_as_claimed(shown):
    assert (len(FACTS), len(HIDDEN)) == (46, 6)
    texts = {year: shown(f"{year or 'nhiem-ky'}/") for year in (2022, 2023, None)}
    rows, kinds = {year: table_rows(text) for year, text in texts.items()}, demo_ward()["kinds"]
    missing = [
        fact["id"] for fact in PUBLIC if [fact["label"], fact["claim"], what_of(fact, kinds)] not in rows[fact["year"]]
    ]
    # All come from one paper, which each table names below it.
    source = f"Nguồn: {result_data()['source']}."
    assert all(text.count(source) == text.count('id="linh-vuc-') for text in texts.values())
    assert missing == []


def test_what_is_for_staff_stands_on_no_public_page(shown):
    text = "".join(
        shown(path)
        for path in (
            "",
            "2022/",
            "2023/",
            "nhiem-ky/",
            "so-sanh/?nam=2022&voi=2023",
            "bien-so-nha/",
            "so-lieu.csv",
            "so-lieu.json",
        )
    )
    for fact in HIDDEN:
        assert fact["label"] not in text and fact["claim"] not in text, fact["id"]
    for word in ("đặc thù", "special", "nhập ngũ"):
        assert word not in text


def test_staff_who_may_read_every_figure_as_claimed(as_user, figures):
    desk, other = as_user(UserFactory(role="mobilization")), as_user(UserFactory(role="editor"))
    path = "/quan-tri/mobilization/workresult/"
    all_rows, public_rows = table_rows(read(desk, path)), table_rows(read(other, path))
    for fact in FACTS:
        assert any(row[:2] == [fact["label"], fact["claim"]] for row in all_rows), fact["id"]
        is_public = fact["audience"] == "public"
        assert any(row[:1] == [fact["label"]] for row in public_rows) == is_public, fact["id"]
    for fact in HIDDEN:
        page = f"{path}{figures[fact['id']].pk}/change/"
        assert fact["claim"] in read(desk, page)
        assert other.get(page).status_code == 404
    assert as_user(UserFactory(role="handler")).get(path).status_code == 403


def test_the_works_are_listed_with_their_state(shown):
    text = shown("2022/") + shown("2023/") + shown("nhiem-ky/")
    rows = [row for row in table_rows(text) if len(row) == 4]
    told = {row[0]: row[3] for row in rows}
    works = result_data()["works"]
    assert len(works) == 15
    assert {
        work["name"]: {"done": "Đã làm", "planned": "Dự kiến"}[work["state"]] for work in works
    }.items() <= told.items()


def test_a_group_shows_its_own_results(client, figures):
    page = read(client, "/to-dan-pho/to-dan-pho-14/")
    mine = [fact for fact in PUBLIC if fact["scope"] == "tdp-14"]
    assert len(mine) == 3
    assert all(fact["claim"] in page for fact in mine)
    assert "Chưa có kết quả nào được công bố của tổ dân phố." in read(client, "/to-dan-pho/to-dan-pho-1/")


def test_without_a_year_the_latest_is_shown(client, shown):
    assert "<h1>Kết quả năm 2023</h1>" in shown("")
    assert client.get("/ket-qua/1999/").status_code == 404
    assert client.get("/ket-qua/999999999999/").status_code == 404


def test_the_target_of_bins_lacks_the_households(shown):
    page = shown("nhiem-ky/")
    assert "chưa có số hộ" in page and "hơn 500 thùng" in page
    assert "đã qua năm phấn đấu, chưa ghi nhận kết quả" in page


@pytest.mark.parametrize("typed", ["1999", "abc", "2022'", "", "٢٠٢٢", "9" * 400])
def test_a_year_that_is_none_is_refused_in_words(client, figures, typed):
    response = client.get("/ket-qua/so-sanh/", {"nam": typed, "voi": "2022"})
    assert response.status_code == 422
    assert "Xin chọn trong các năm" in response.content.decode()
    assert '<option value="2022" selected>' in response.content.decode()


def test_streets_show_counts_and_never_a_number(client, figures):
    lan, street = UserFactory(role="mobilization"), Street.objects.get(code="mai-thuc-loan")
    HouseNumberPlate.objects.enter(street, read_house_numbers("701-741 lẻ; 777/7"), by=lan)
    HouseNumberPlate.objects.enter(street, ["888"], by=lan, state="planned")
    page = read(client, "/ket-qua/bien-so-nha/")
    assert "đã nhập 22 trong 943" in page
    assert ["Đường Mai Thúc Loan", "gắn biển số nhà", "22"] in table_rows(page)
    assert "777/7" not in page and "701" not in page
    assert ["Quốc lộ 1A", "quốc lộ", "không gắn"] in table_rows(page)


def test_open_data_has_every_public_result_and_no_formula(client, figures):
    lan = UserFactory(role="mobilization")
    result(7, measure=MeasureFactory(name='=HYPERLINK("x")'), source="+1+1", by=lan)
    lines = list(csv.reader(io.StringIO(client.get("/ket-qua/so-lieu.csv").content.decode("utf-8-sig"))))
    assert len(lines) == 1 + len(PUBLIC) + 1
    assert {fact["claim"] for fact in PUBLIC} <= {line[2] for line in lines}
    assert [line for line in lines[1:] if any(cell[:1] in ("=", "+", "@", "-") for cell in line)] == []
    content = json.loads(client.get("/ket-qua/so-lieu.json").content)
    assert len(content["results"]) == len(PUBLIC) + 1
    (soil,) = [row for row in content["results"] if row["measure"] == "dat-dao-cap-phoi"]
    assert (soil["claim"], soil["value"], soil["base_value"]) == ("653,5 m³", "653.5", "653.5")
    (money,) = [row for row in content["results"] if row["measure"] == "gia-tri-dong-gop-cua-nhan-dan"]
    assert (money["value"], money["base_value"], money["scope"]) == ("2.5", "2500000000", "toàn phường")
