from dataclasses import replace
from datetime import date, datetime, time

import pytest

from tests.wardportal.paper_samples import LETTER, MINUTES, NOTICE, PARTY, STATE
from wardportal.papers import Column, QRCode, Table, letter_time
from wardportal.papers.paper import printable


def test_a_state_number_has_a_slash_and_a_leading_zero():
    assert STATE.number_line == "Số: 05/TB-UBND"


def test_a_party_number_has_a_hyphen_and_no_colon():
    assert PARTY.number_line == "Số 12-TB/ĐU"


def test_without_a_number_there_are_dots_to_fill_by_hand():
    assert MINUTES.number_line == "Số: ……/BB-UBND"
    assert replace(PARTY, number="").number_line == "Số ……-TB/ĐU"


def test_without_number_and_symbol_there_is_no_such_line():
    assert replace(STATE, number="", symbol="").number_line == ""


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 3, 5), "Bình Minh, ngày 05 tháng 3 năm 2026"),
        (date(2026, 2, 15), "Bình Minh, ngày 15 tháng 02 năm 2026"),
        (None, "Bình Minh, ngày … tháng … năm 20…"),
    ],
)
def test_the_day_is_written_as_the_decree_has_it(day, line):
    assert replace(STATE, dated_on=day).place_line == line


def test_minutes_have_no_line_for_place_and_day():
    assert MINUTES.place_line == ""


def test_recipients_get_their_marks_once():
    assert STATE.recipient_lines == ("- Như trên;", "- Lưu: VT.")


def test_a_paper_has_a_title_among_other_files():
    assert STATE.title == "Thông báo về việc tổ chức đối thoại với Nhân dân tháng 3 năm 2026"
    assert LETTER.title == "V/v trả lời kiến nghị"


def test_a_table_needs_as_many_cells_as_columns():
    with pytest.raises(ValueError, match="as many cells"):
        Table((Column("A"), Column("B")), (("một",),))


@pytest.mark.parametrize("code", [{}, {"text": "x", "png": b"x"}])
def test_a_code_is_made_of_a_text_or_is_a_picture(code):
    with pytest.raises(ValueError, match="text or is a picture"):
        QRCode(**code)


def test_printing_makes_every_text_harmless_and_changes_nothing_else():
    dirty = replace(STATE, subject="về\x00 việc\ufffe\u202e A", blocks=(Table((Column("T\x07", 2),), (("ô\x00",),)),))
    clean = replace(
        STATE, subject="về việc A", blocks=(Table((Column("T", 2),), (("ô",),)),), recipients=("Như trên", "- Lưu: VT.")
    )
    assert printable(dirty) == clean


@pytest.mark.parametrize("at", [time(11, 30), datetime(2026, 3, 17, 11, 30)])
def test_minutes_tell_the_time_in_hours_and_minutes(at):
    assert letter_time(at) == "11 giờ 30 phút"


def test_a_notice_tells_what_it_knows_in_order():
    assert [label for label, _ in NOTICE.lines] == ["Thời gian", "Địa điểm", "Nội dung", "Cách đăng ký", "Điện thoại"]
    assert NOTICE.lines[0][1] == "8 giờ 00, thứ ba, ngày 15 tháng 12 năm 2026"


def test_a_notice_leaves_out_what_it_does_not_know():
    assert [label for label, _ in replace(NOTICE, facts=(), register="", phone="").lines] == ["Thời gian", "Địa điểm"]
