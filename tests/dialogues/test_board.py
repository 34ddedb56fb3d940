"""The public board of promises."""

import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from dialogues.figures import CommitmentFigures, board, conditions
from dialogues.models import Commitment, DialogueSession
from dialogues.standing import STATES, standing_of
from dialogues.status import SessionStatus
from mobilization.models import Unit
from tests.factories.dialogues import (
    an_officer,
    at,
    commitment_of,
    conclude,
    more_like,
    photo_file,
    raised_commitment,
    session_in,
)
from tests.factories.mobilization import UnitFactory
from tests.forms import unbroken

pytestmark = pytest.mark.django_db

BOARD = "/doi-thoai/cam-ket/"
MAY, DAY = date(2026, 5, 15), date(2026, 6, 15)


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


@pytest.fixture(scope="module")
def made(module_rows):
    """A promise under each figure: one of May, kept; four of June, which are due on the 29th."""
    host, leader = an_officer("reception"), an_officer("leader")
    [on_time] = published(MAY, unit=UnitFactory(name="Bộ phận văn hóa"))
    late, overdue, running, given_up = published(number=4, unit=UnitFactory(name="Bộ phận địa chính"))
    finish(on_time, MAY + timedelta(days=5), host)
    finish(late, DAY + timedelta(days=18), host)
    with at(DAY + timedelta(days=10)):
        running.postpone(date(2026, 7, 20), "Chờ vật tư.", by=leader)
        given_up.fail("Không có vốn.", by=leader)
    keys = [row.pk for row in (on_time, late, overdue, running, given_up)]
    return dict(zip(("on_time", "late", "overdue", "running", "not_done"), keys, strict=True))


@pytest.fixture
def one_of_each(made, db):
    """The promises as they stand on 9 July."""
    rows = Commitment.objects.in_bulk(made.values())
    with at(date(2026, 7, 9)):
        yield {name: rows[key] for name, key in made.items()}


@pytest.fixture(scope="module")
def whole(made):
    """The board as everybody reads it on that day."""
    with at(date(2026, 7, 9)):
        return read(Client())


def read(client, query=""):
    response = client.get(BOARD + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_figures_stand_in_words_on_top(whole):
    page = unbroken(whole)
    for label in ("đã hứa", "xong đúng hẹn", "xong muộn", "đang quá hạn"):
        number = 5 if label == "đã hứa" else 1
        assert f'<strong class="figure-value">{number}</strong> <span class="figure-label">{label}' in page
    assert "<strong>20 %</strong> xong đúng hẹn" in whole


def test_each_promise_says_where_it_stands(whole):
    for words in ("Xong đúng hẹn", "Xong muộn 4 ngày", "Quá hạn 10 ngày", "còn 11 ngày", "Không thực hiện được"):
        assert words in whole
    assert "Hạn ban đầu 29/06/2026, đã lùi 1 lần đến 20/07/2026." in whole


def test_what_is_said_of_a_promise_is_the_figure_it_counts_under(one_of_each):
    for figure, condition in conditions().items():
        assert [standing_of(row).figure for row in Commitment.objects.filter(condition)] == [figure]
        assert Commitment.objects.get(condition) == one_of_each[figure]


def test_the_list_can_be_narrowed_by_how_it_ended(client, one_of_each):
    for word, state in STATES.items():
        listed = read(client, f"?trang_thai={word}").partition("board-filter")[2]
        wanted = [one_of_each[figure] for figure in state.figures]
        shown = [row for row in one_of_each.values() if f'href="{row.get_absolute_url()}"' in listed]
        assert shown == wanted, word


def test_the_promises_stand_before_chart_and_tables(whole):
    places = ["board-figures", "Từng cam kết", "Đang quá hạn (1)", "promise-list", "board-chart", "Theo đơn vị"]
    assert sorted(places, key=whole.index) == places


def test_what_most_people_look_for_is_one_press_away(client, one_of_each, whole):
    for word, told in (("qua-han", "Đang quá hạn (1)"), ("dang-lam", "Đang làm (1)"), ("da-xong", "Đã xong (2)")):
        assert f'<a href="?trang_thai={word}#danh-sach">{told}</a>' in whole
    assert f'<a href="{BOARD}#danh-sach" aria-current="page">Tất cả (5)</a>' in whole
    here = read(client, "?trang_thai=da-xong")
    assert '<a href="?trang_thai=da-xong#danh-sach" aria-current="page">Đã xong (2)</a>' in here


def test_the_filter_stands_open_only_where_it_narrows(client, one_of_each, whole):
    closed, opened = '<details class="no-print"><summary>Lọc', '<details class="no-print" open><summary>Lọc'
    assert closed in unbroken(whole) and closed in unbroken(read(client, "?trang_thai=qua-han"))
    for query in ("?trang_thai=muon", "?thang=2026-06", "?trang_thai=qua-han&thang=2026-06"):
        assert opened in unbroken(read(client, query))


def test_chart_and_table_name_the_months_alike_and_in_one_order(whole):
    chart, _end, table = whole.partition('"board-chart"')[2].partition("board-table")
    assert chart.index(">06/2026<") < chart.index(">05/2026<") and table.index(">06/2026<") < table.index(">05/2026<")


def test_the_list_can_be_narrowed_by_unit_and_month(client, one_of_each):
    of_may, *of_june = one_of_each.values()
    culture, land = of_may.unit.code, of_june[0].unit.code
    for query, wanted, others in (
        (f"?don_vi={land}", of_june, [of_may]),
        ("?thang=2026-05", [of_may], of_june),
        (f"?don_vi={culture}&thang=", [of_may], of_june),
    ):
        page = read(client, query)
        assert all(row.get_absolute_url() in page for row in wanted), query
        assert not any(row.get_absolute_url() in page for row in others), query
    assert "Không có cam kết nào như vậy." in read(client, f"?don_vi={land}&thang=2026-05")


@pytest.mark.parametrize("query", ["?trang_thai=x", "?thang=2026-13", "?thang=x", "?don_vi=", "?thang=0000-01"])
def test_words_nobody_made_narrow_nothing(client, one_of_each, query):
    page = read(client, query)
    assert all(row.get_absolute_url() in page for row in one_of_each.values())


def test_tables_by_unit_and_month_add_up_to_the_figures(one_of_each, whole):
    rows = Commitment.objects.published()
    for part in (CommitmentFigures.by_month(rows), CommitmentFigures.by(rows, "unit__name")):
        assert [figures.promised for _key, figures in part] in ([4, 1], [1, 4])
        assert sum(figures.promised for _key, figures in part) == board().promised == 5
    for heading in ("05/2026", "06/2026", "Bộ phận địa chính", "Bộ phận văn hóa"):
        assert f">{heading}</a></th>" in unbroken(whole)


def test_the_chart_starts_at_zero_and_carries_its_numbers(whole):
    chart = whole.partition('"board-chart"')[2].partition("board-table")[0]
    assert "1 đã hứa" in chart and "4 đã hứa" in chart and "1 đúng hẹn" in chart and "0 đúng hẹn" in chart
    widths = re.findall(r'class="chart-(promised|kept)" width="(\d+)%"', chart)
    assert widths == [("promised", "100"), ("kept", "0"), ("promised", "25"), ("kept", "25")]  # four to one
    assert "style=" not in chart and "<text" not in chart  # letters of the page, which grow with its own


def test_promises_of_minutes_nobody_approved_are_not_on_the_board(client, one_of_each):
    DialogueSession.objects.filter(status=SessionStatus.CONCLUDED).update(status=SessionStatus.HELD)
    page = read(client)
    assert "Chưa có cam kết nào được công bố." in page
    for row in one_of_each.values():
        assert row.get_absolute_url() not in page and client.get(row.get_absolute_url()).status_code == 404


def test_a_long_list_continues_below_the_one_last_seen_and_stays_narrowed(client, one_of_each):
    _of_may, *of_june = one_of_each.values()
    made = of_june + more_like(one_of_each["overdue"], [{}] * 18)
    page = read(client, "?thang=2026-06")
    last = made[2]
    older = f"?truoc={last.code.lower()}&amp;thang=2026-06#danh-sach"
    assert f'href="{older}"' in page and made[1].get_absolute_url() not in page
    rest = read(client, f"?truoc={last.code.lower()}&thang=2026-06")
    assert made[1].get_absolute_url() in rest and made[2].get_absolute_url() not in rest
    assert 'href="?thang=2026-06#danh-sach"' in rest
    assert "<title>Bảng cam kết: hứa tháng 06/2026 –" in page
    assert "<title>Bảng cam kết: hứa tháng 06/2026 (cũ hơn) –" in rest


def test_an_unknown_promise_to_continue_from_is_not_found(client, ward):
    assert client.get(f"{BOARD}?truoc=ck-2026-000999").status_code == 404


def test_home_page_and_board_count_alike(client, one_of_each):
    home = client.get("/").content.decode()
    assert "đã hứa <strong>5</strong> việc: <strong>1</strong> xong đúng hẹn" in unbroken(home)


def test_the_board_asks_a_fixed_number_of_questions(client, one_of_each, django_assert_max_num_queries):
    more_like(one_of_each["overdue"], [{"promised_on": date(2026, month, 15)} for month in (1, 2, 3, 4)] * 3)
    with django_assert_max_num_queries(9):
        client.get(BOARD)


def test_the_list_says_in_words_what_it_shows_and_how_much(client, one_of_each):
    row = one_of_each["overdue"]
    assert "<p>5 cam kết.</p>" in unbroken(client.get(BOARD).text)
    told = client.get(f"{BOARD}?trang_thai=qua-han&don_vi={row.unit.code}&thang=2026-06").text
    assert "<p>1 cam kết đang quá hạn, của Bộ phận địa chính, hứa tháng 06/2026.</p>" in unbroken(told)
    more_like(row, [{"promised_on": date(2026, 6, 15)}] * 20)
    assert "<p>20 trong 25 cam kết, xếp từ mới đến cũ" in unbroken(client.get(BOARD).text)


@pytest.mark.parametrize("address", [BOARD, "/doi-thoai/"])
def test_each_figure_leads_to_the_promises_it_counts(client, one_of_each, address):
    page = client.get(address).content.decode()
    figures = re.findall(r'figure-card">\s*<a href="([^"]+)">\s*<strong class="figure-value">(\d+)<', page)
    assert len(figures) == 4
    for url, number in figures:
        assert len(client.get(html.unescape(url)).context["object_list"]) == int(number)


def test_each_row_of_the_tables_leads_to_its_promises(client, one_of_each, whole):
    tables = unbroken(whole).partition("board-table")[2]
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">[^<]+</a></th><td data-label="Đã hứa">(\d+)<', tables)
    assert sorted(number for _query, number in rows) == ["1", "1", "4", "4"]
    for query, number in rows:
        assert len(client.get(BOARD + query).context["object_list"]) == int(number)


def test_two_units_of_one_name_stand_in_one_row_that_leads_nowhere(client, one_of_each):
    Unit.objects.filter(commitments__isnull=False).update(name="Tổ công tác")
    assert '<th scope="row">Tổ công tác</th>' in unbroken(read(client))


def test_the_list_says_what_the_asker_said_and_when(client, ward):
    host = an_officer("reception")
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
