from decimal import Decimal

import pytest

from wardportal.numbers import digit_words, number_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (99, "chín mươi chín"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1015, "một nghìn không trăm mười lăm"),
        (1100, "một nghìn một trăm"),
        (1380, "một nghìn ba trăm tám mươi"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (10000, "mười nghìn"),
        (21000, "hai mươi mốt nghìn"),
        (57988, "năm mươi bảy nghìn chín trăm tám mươi tám"),
        (1000000, "một triệu"),
        (1000005, "một triệu không trăm linh năm"),
        (1005000, "một triệu không trăm linh năm nghìn"),
        (1015000, "một triệu không trăm mười lăm nghìn"),
        (120000000, "một trăm hai mươi triệu"),
        (2500000000, "hai tỷ năm trăm triệu"),
        (1001000000, "một tỷ không trăm linh một triệu"),
        (1000000001, "một tỷ không trăm linh một"),
        (10**12, "một nghìn tỷ"),
        (10**18, "một tỷ tỷ"),
        (-15, "âm mười lăm"),
    ],
)
def test_a_whole_number_is_read(number, words):
    assert number_words(number) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("653.5", "sáu trăm năm mươi ba phẩy năm"),
        ("653.50", "sáu trăm năm mươi ba phẩy năm"),
        ("80.75", "tám mươi phẩy bảy mươi lăm"),
        ("22.31", "hai mươi hai phẩy ba mươi mốt"),
        ("0.05", "không phẩy không năm"),
        ("3.141", "ba phẩy một bốn một"),
        ("2.0", "hai"),
        ("-0.5", "âm không phẩy năm"),
        ("1E+3", "một nghìn"),
    ],
)
def test_decimals_are_read(number, words):
    assert number_words(Decimal(number)) == words


def test_digits_are_read_one_by_one():
    assert digit_words("0912") == "không chín một hai"
