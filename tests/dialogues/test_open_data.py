"""The board for spreadsheets and programs."""

import csv
import io
import json
import re

import pytest

from dialogues.figures import board
from dialogues.models import Commitment
from dialogues.status import SessionStatus
from tests.factories.dialogues import an_officer, commitment_of, conclude, session_in
from tests.factories.mobilization import UnitFactory

pytestmark = pytest.mark.django_db

CSV, JSON = "/doi-thoai/cam-ket/so-lieu.csv", "/doi-thoai/cam-ket/so-lieu.json"


TEXTS = ("Việc một.", "Việc hai.", "Nạo vét cống, ngõ 5.")
FORMULAS = ("=1+1", "+84", "-5", "@SUM(A1)", "  =1+1", "\t=1", '=HYPERLINK("http://x")')


@pytest.fixture(scope="module")
def made(module_rows):
    session = session_in(SessionStatus.IN_SESSION)
    rows = [commitment_of(session, text=text, unit=UnitFactory(name="Bộ phận địa chính")) for text in TEXTS]
    session.end(by=an_officer("reception"))
    conclude(session)
    return rows


@pytest.fixture
def published(made, ward):
    """Three promises of approved minutes."""
    return list(Commitment.objects.order_by("pk"))


def lines(client):
    response = client.get(CSV)
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_table_has_vietnamese_headings_and_days(client, published):
    heading, *_rows, row = lines(client)
    commitment = published[-1]
    assert heading[:3] == ["Mã", "Nội dung cam kết", "Đơn vị chịu trách nhiệm"]
    assert row[:2] == [commitment.code, "Nạo vét cống, ngõ 5."]
    assert row[3:6] == [f"{day:%d/%m/%Y}" for day in (commitment.promised_on, commitment.due_on, commitment.due_on)]
    assert len(heading) == len(row)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(client, published, text):
    Commitment.objects.update(text=text)
    table = lines(client)
    assert len(table) == 1 + len(published)
    assert not [cell for row in table for cell in row if re.match(r"\s*[=+\-@]", cell)]


def test_the_data_for_programs_has_the_figures_of_the_board(client, published):
    content = json.loads(client.get(JSON).content)
    assert content["figures"] == board().as_dict()
    assert [row["promised"] for row in content["by_month"]] == [3]
    assert sum(row["promised"] for row in content["by_unit"]) == 3
    first = content["commitments"][0]
    assert (
        re.fullmatch(r"\d{4}-\d\d-\d\d", first["due_on"]) and first["text"] == "Việc một." and first["done_on"] is None
    )


def test_each_line_has_the_unit_and_the_whole_address_of_its_page(client, published, settings):
    told = [(row[2], row[-1]) for row in lines(client)[1:]]
    assert told == [(row.unit.name, f"{settings.SITE_URL}{row.get_absolute_url()}") for row in published]
    rows = json.loads(client.get(JSON).content)["commitments"]
    assert [(row["unit"], row["url"]) for row in rows] == told


def test_only_promises_of_approved_minutes_are_given_out(client, published):
    hidden = commitment_of(session_in(SessionStatus.IN_SESSION))
    known = [row.code for row in published]
    assert hidden.code not in known
    assert [row[0] for row in lines(client)[1:]] == known
    assert [row["code"] for row in json.loads(client.get(JSON).content)["commitments"]] == known


def test_the_data_ask_a_fixed_number_of_questions(client, published, django_assert_max_num_queries):
    for address, most in ((CSV, 2), (JSON, 5)):
        with django_assert_max_num_queries(most):
            client.get(address)


def test_the_table_is_made_anew_only_after_something_happened(client, published, django_assert_num_queries):
    before = lines(client)
    with django_assert_num_queries(1):
        assert lines(client) == before
    published[0].fail("Không có vốn.", by=an_officer("leader"))
    assert lines(client) != before
