"""The public board of promises."""

import html
import re
from datetime import date, timedelta

import pytest

from dialogues.figures import CommitmentFigures, board, conditions
from dialogues.models import Commitment
from dialogues.standing import STATES, standing_of
from dialogues.status import SessionStatus
from tests.factories.dialogues import (
    an_officer,
    at,
    commitment_of,
    conclude,
    photo_file,
    raised_commitment,
    session_in,
)
from tests.factories.mobilization import UnitFactory

pytestmark = pytest.mark.django_db

BOARD = "/doi-thoai/cam-ket/"
DAY = date(2026, 6, 15)


@pytest.fixture
def host(ward):
    return an_officer("reception")


@pytest.fixture
def leader(ward):
    return an_officer("leader")


def published(day=DAY, number=1, **fields):
    """Promises of a session of that day whose minutes are approved; due after ten working days."""
    with at(day):
        session = session_in(SessionStatus.IN_SESSION)
        made = [commitment_of(session, **fields) for _ in range(number)]
        session.end(by=an_officer("reception"))
        conclude(session)
    return made


def finish(commitment, day, by):
    with at(day):
        commitment.refresh_from_db()
        commitment.mark_done("Xong.", by=by, files=[photo_file()])
        commitment.sign_off(by=an_officer("leader"))


@pytest.fixture
def one_of_each(host, leader):
    """A promise under each figure; they are due on 29 June, and it is 9 July."""
    on_time, late, overdue, running, given_up = published(number=5)
    finish(on_time, DAY + timedelta(days=5), host)
    finish(late, DAY + timedelta(days=18), host)
    with at(DAY + timedelta(days=10)):
        running.postpone(date(2026, 7, 20), "Chờ vật tư.", by=leader)
        given_up.fail("Không có vốn.", by=leader)
    with at(date(2026, 7, 9)):
        names = ("on_time", "late", "overdue", "running", "not_done")
        yield dict(zip(names, Commitment.objects.order_by("pk"), strict=True))


def read(client, query=""):
    response = client.get(BOARD + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_figures_stand_in_words_on_top(client, one_of_each):
    page = read(client)
    for label in ("đã hứa", "xong đúng hẹn", "xong muộn", "đang quá hạn"):
        number = 5 if label == "đã hứa" else 1
        assert f'<strong class="figure-value">{number}</strong> <span class="figure-label">{label}' in page
    assert "<strong>25 %</strong> xong đúng hẹn" in page


def test_each_promise_says_where_it_stands(client, one_of_each):
    page = read(client)
    for words in ("Xong đúng hẹn", "Xong muộn 4 ngày", "Quá hạn 10 ngày", "còn 11 ngày", "Không thực hiện được"):
        assert words in page
    assert "Hạn ban đầu 29/06/2026, đã lùi 1 lần đến 20/07/2026." in page


def test_what_is_said_of_a_promise_is_the_figure_it_counts_under(one_of_each):
    for figure, condition in conditions().items():
        assert [standing_of(row).figure for row in Commitment.objects.filter(condition)] == [figure]
        assert Commitment.objects.get(condition) == one_of_each[figure]


@pytest.mark.parametrize("word", STATES)
def test_the_list_can_be_narrowed_by_how_it_ended(client, one_of_each, word):
    page = read(client, f"?trang_thai={word}")
    wanted = [one_of_each[figure] for figure in STATES[word].figures]
    listed = page.partition("board-filter")[2]
    assert [row for row in one_of_each.values() if f'href="{row.get_absolute_url()}"' in listed] == wanted


def test_the_promises_stand_before_chart_and_tables(client, one_of_each):
    page = read(client)
    places = ["board-figures", "Từng cam kết", "Đang quá hạn (1)", "promise-list", "board-chart", "Theo đơn vị"]
    assert sorted(places, key=page.index) == places


def test_what_most_people_look_for_is_one_press_away(client, one_of_each):
    page = read(client)
    for word, told in (("qua-han", "Đang quá hạn (1)"), ("dang-lam", "Đang làm (1)"), ("da-xong", "Đã xong (2)")):
        assert f'<a href="?trang_thai={word}#danh-sach">{told}</a>' in page
    assert f'<a href="{BOARD}#danh-sach" aria-current="page">Tất cả (5)</a>' in page
    here = read(client, "?trang_thai=da-xong")
    assert '<a href="?trang_thai=da-xong#danh-sach" aria-current="page">Đã xong (2)</a>' in here


def test_the_filter_stands_open_only_where_it_narrows(client, one_of_each):
    closed, opened = '<details class="no-print"><summary>Lọc', '<details class="no-print" open><summary>Lọc'
    for query in ("", "?trang_thai=qua-han"):
        assert closed in read(client, query)
    for query in ("?trang_thai=muon", "?thang=2026-06", "?trang_thai=qua-han&thang=2026-06"):
        assert opened in read(client, query)


def test_chart_and_table_name_the_months_alike_and_in_one_order(client, host):
    published(date(2026, 6, 15))
    published(date(2026, 7, 15))
    chart, _end, table = read(client).partition('"board-chart"')[2].partition("board-table")
    assert chart.index(">07/2026<") < chart.index(">06/2026<") and table.index(">07/2026<") < table.index(">06/2026<")


def test_the_list_can_be_narrowed_by_unit_and_month(client, host):
    road, school = UnitFactory(name="Địa chính"), UnitFactory(name="Văn hóa")
    [june] = published(date(2026, 6, 15), unit=road)
    [july] = published(date(2026, 7, 15), unit=school)
    for query, wanted, other in (
        (f"?don_vi={road.code}", june, july),
        ("?thang=2026-07", july, june),
        (f"?don_vi={school.code}&thang=", july, june),
    ):
        page = read(client, query)
        assert wanted.get_absolute_url() in page and other.get_absolute_url() not in page
    assert "Không có cam kết nào như vậy." in read(client, f"?don_vi={road.code}&thang=2026-07")


@pytest.mark.parametrize("query", ["?trang_thai=x", "?thang=2026-13", "?thang=x", "?don_vi=", "?thang=0000-01"])
def test_words_nobody_made_narrow_nothing(client, one_of_each, query):
    assert all(row.get_absolute_url() in read(client, query) for row in one_of_each.values())


def test_tables_by_unit_and_month_add_up_to_the_figures(client, host):
    published(date(2026, 6, 15), number=2, unit=UnitFactory(name="Bộ phận địa chính"))
    published(date(2026, 7, 15), number=3, unit=UnitFactory(name="Bộ phận văn hóa"))
    rows = Commitment.objects.published()
    for part in (CommitmentFigures.by_month(rows), CommitmentFigures.by(rows, "unit__name")):
        assert sum(figures.promised for _key, figures in part) == board().promised == 5
    page = read(client)
    for heading in ("06/2026", "07/2026", "Bộ phận địa chính", "Bộ phận văn hóa"):
        assert f">{heading}</a></th>" in page


def test_the_chart_starts_at_zero_and_carries_its_numbers(client, host):
    published(date(2026, 6, 15), number=1)
    published(date(2026, 7, 15), number=4)
    chart = read(client).partition('"board-chart"')[2].partition("board-table")[0]
    assert "1 đã hứa" in chart and "4 đã hứa" in chart and "0 đúng hẹn" in chart
    assert 'width="100%"' in chart and 'width="25%"' in chart  # four to one
    assert "style=" not in chart and "<text" not in chart  # letters of the page, which grow with its own


def test_promises_of_minutes_nobody_approved_are_not_on_the_board(client, host):
    session = session_in(SessionStatus.IN_SESSION)
    commitment = commitment_of(session, text="Chưa công bố.")
    page = read(client)
    assert "Chưa công bố." not in page and "Chưa có cam kết nào được công bố." in page
    assert client.get(commitment.get_absolute_url()).status_code == 404


def test_a_long_list_continues_below_the_one_last_seen_and_stays_narrowed(client, host):
    made = published(number=22)
    page = read(client, "?thang=2026-06")
    last = made[2]
    older = f"?truoc={last.code.lower()}&amp;thang=2026-06#danh-sach"
    assert f'href="{older}"' in page and made[1].get_absolute_url() not in page
    rest = read(client, f"?truoc={last.code.lower()}&thang=2026-06")
    assert made[1].get_absolute_url() in rest and made[2].get_absolute_url() not in rest
    assert 'href="?thang=2026-06#danh-sach"' in rest


def test_an_unknown_promise_to_continue_from_is_not_found(client, ward):
    assert client.get(f"{BOARD}?truoc=ck-2026-000999").status_code == 404


def test_home_page_and_board_count_alike(client, one_of_each):
    home = client.get("/").content.decode()
    assert "đã hứa <strong>5</strong> việc: <strong>1</strong> xong đúng hẹn" in home


def test_the_board_asks_a_fixed_number_of_questions(client, host, django_assert_max_num_queries):
    for month in range(1, 8):
        published(date(2026, month, 15), number=3)
    with django_assert_max_num_queries(9):
        client.get(BOARD)


@pytest.mark.parametrize("address", [BOARD, "/doi-thoai/"])
def test_each_figure_leads_to_the_promises_it_counts(client, one_of_each, address):
    page = client.get(address).content.decode()
    figures = re.findall(r'figure-card"><a href="([^"]+)"><strong class="figure-value">(\d+)<', page)
    assert len(figures) == 4
    for url, number in figures:
        assert len(client.get(html.unescape(url)).context["object_list"]) == int(number)


def test_each_row_of_the_tables_leads_to_its_promises(client, host):
    published(date(2026, 6, 15), number=2, unit=UnitFactory(name="Bộ phận địa chính"))
    published(date(2026, 7, 15), number=3, unit=UnitFactory(name="Bộ phận văn hóa"))
    tables = read(client).partition("board-table")[2]
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">[^<]+</a></th><td data-label="Đã hứa">(\d+)<', tables)
    assert len(rows) == 4
    for query, number in rows:
        assert len(client.get(BOARD + query).context["object_list"]) == int(number)


def test_two_units_of_one_name_stand_in_one_row_that_leads_nowhere(client, host):
    published(date(2026, 6, 15), unit=UnitFactory(name="Tổ công tác"))
    published(date(2026, 7, 15), unit=UnitFactory(name="Tổ công tác"))
    assert '<th scope="row">Tổ công tác</th>' in read(client)


def test_the_list_says_what_the_asker_said_and_when(client, host, leader):
    with at(DAY):
        session = session_in(SessionStatus.IN_SESSION)
        promise = raised_commitment(session)
        session.end(by=host)
        conclude(session)
    finish(promise, DAY + timedelta(days=5), host)
    with at(DAY + timedelta(days=7)):
        promise.object("Ông Nam ở số 5 vẫn đổ đất ra cống.")
    with at(DAY + timedelta(days=9)):
        page = read(client)
        assert "Người hỏi cho biết chưa được như đã hứa, ngày 22/06/2026" in page and "Ông Nam" not in page
    finish(promise, DAY + timedelta(days=10), host)
    assert "chưa được như đã hứa, ngày 22/06/2026" in read(client)  # until they say something else
    with at(DAY + timedelta(days=11)):
        promise.confirm(text="Cảm ơn bà Lan.")
    page = read(client)
    assert "Người hỏi xác nhận đã làm xong, ngày 26/06/2026" in page
    assert "chưa được như đã hứa" not in page and "bà Lan" not in page
