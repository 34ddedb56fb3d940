from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wardportal.paper_samples import HOSTILE, NOTICE, notice_with
from wardportal.spoken import announcement, reading_time, spoken_date, spoken_phone, spoken_text, spoken_time


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 15), "ngày mười lăm tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
        (date(2026, 4, 4), "ngày mùng bốn tháng tư năm hai nghìn không trăm hai mươi sáu"),
        (date(2030, 1, 21), "ngày hai mươi mốt tháng một năm hai nghìn không trăm ba mươi"),
    ],
)
def test_a_day_is_read(day, words):
    assert spoken_date(day) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(8), "tám giờ"),
        (time(14, 30), "mười bốn giờ ba mươi phút"),
        (datetime(2026, 3, 5, 21, 5), "hai mươi mốt giờ năm phút"),
        (time(0), "không giờ"),
    ],
)
def test_a_time_is_read(at, words):
    assert spoken_time(at) == words


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("0912 345 678", "không chín một hai, ba bốn năm, sáu bảy tám"),
        ("+84912345678", "không chín một hai, ba bốn năm, sáu bảy tám"),
        ("1900 1234", "một chín không không, một hai ba bốn"),
        ("không có", ""),
    ],
)
def test_a_telephone_is_read_digit_by_digit_in_groups(phone, words):
    assert spoken_phone(phone) == words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("UBND, HĐND và MTTQ phường", "Ủy ban nhân dân, Hội đồng nhân dân và Mặt trận Tổ quốc phường"),
        ("TDP 7 giải tỏa hành lang ATGT", "tổ dân phố bảy giải tỏa hành lang an toàn giao thông"),
        ("ngày 05/3/2026", "ngày mùng năm tháng ba năm hai nghìn không trăm hai mươi sáu"),
        ("ngày 2/9", "ngày mùng hai tháng chín"),
        ("Lúc 8h30 hoặc 14:00, 7 giờ 15 phút", "Lúc tám giờ ba mươi phút hoặc mười bốn giờ, bảy giờ mười lăm phút"),
        ("653,5 m³ đất", "sáu trăm năm mươi ba phẩy năm mét khối đất"),
        ("1.380 m; 80,7%", "một nghìn ba trăm tám mươi mét; tám mươi phẩy bảy phần trăm"),
        ("3.000.000 đồng/hộ", "ba triệu đồng mỗi hộ"),
        ("từ 3-5 triệu", "từ ba đến năm triệu"),
        ("1.5 triệu", "một phẩy năm triệu"),
        ("SĐT (0238) 3866 123", "số điện thoại (không hai ba tám) ba nghìn tám trăm sáu mươi sáu một trăm hai mươi ba"),
        ("Gọi 0912.345.678.", "Gọi không chín một hai, ba bốn năm, sáu bảy tám."),
        ("Số 12/TB-UBND", "Số mười hai, thông báo, Ủy ban nhân dân"),
        ("14/14 tổ", "mười bốn trên mười bốn tổ"),
        ("QL1A", "quốc lộ một A"),
        ("COVID, ABC", "COVID, ABC"),
        (
            "lúc 99h99, 45/13/2026",
            "lúc chín mươi chín h chín mươi chín, bốn mươi lăm trên mười ba trên hai nghìn không trăm hai mươi sáu",
        ),
        ("  hai \n dòng ", "hai dòng"),
        ("", ""),
    ],
)
def test_a_written_text_is_read(written, spoken):
    assert spoken_text(written) == spoken


@given(st.text(max_size=60) | st.text("0123456789/-.,:h UBNDđm%+()", max_size=40))
def test_no_text_keeps_the_loudspeaker_silent_and_no_figure_is_left(written):
    assert not any(sign.isdecimal() for sign in spoken_text(written))


def test_an_announcement_says_all_and_repeats_when_and_where():
    when = "tám giờ, thứ ba, ngày mười lăm tháng mười hai năm hai nghìn không trăm hai mươi sáu"
    where = "Hội trường Ủy ban nhân dân phường, số mười hai đường Nguyễn Tất Thành"
    assert announcement(NOTICE).split("\n") == [
        "Thông báo của Ủy ban nhân dân phường Bình Minh.",
        "Đối thoại với Nhân dân tháng mười hai.",
        f"Thời gian: {when}.",
        f"Địa điểm: {where}.",
        "Nội dung: Vệ sinh môi trường.",
        "Cách đăng ký: Tại bộ phận tiếp công dân hoặc quét mã. Hạn: ngày mười một tháng mười hai năm hai nghìn "
        "không trăm hai mươi sáu.",
        "Điện thoại: không hai ba tám, ba tám sáu sáu, một hai ba.",
        "Mọi người dân đều được mời.",
        f"Xin nhắc lại, thời gian: {when}; địa điểm: {where}.",
    ]


def test_an_announcement_leaves_out_what_the_notice_does_not_know():
    brief = announcement(replace(NOTICE, facts=(), register="", phone="", footer=""))
    assert "Cách đăng ký" not in brief
    assert "Điện thoại" not in brief


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_people_type_can_be_announced(text):
    assert announcement(notice_with(text))


def test_reading_time_goes_by_words():
    assert reading_time("một hai ba " * 50) == timedelta(minutes=1)
    assert reading_time("một hai ba " * 50, words_per_minute=75) == timedelta(minutes=2)
    assert reading_time("") == timedelta(0)
