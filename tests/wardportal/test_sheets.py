"""Tables in files read back as they were written; what would run or swell is refused or made harmless."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from wardportal.sheets import MAX_BYTES, MAX_ROWS, read_sheet, write_csv, write_xlsx
from wardportal.text import normalize_line

HEADINGS = ["Mã", "Số", "Ngày"]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40).map(normalize_line)
FORMULAS = ["=1+1", "+84912345678", "-5", "@SUM(A1)", "'=1", "''=1", "'thường"]


def written(kind, rows):
    content = write_xlsx("Danh sách", HEADINGS, rows) if kind == "xlsx" else write_csv(HEADINGS, rows)
    return content, f"tep.{kind}"


def cells(content, name):
    return [row.cells for row in read_sheet(content, name)]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refused(content, name="tep.xlsx"):
    with pytest.raises(ValidationError) as refusal:
        read_sheet(content, name)
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_written_reads_back_the_same(kind):
    rows = [["tdp-1", 5, date(2026, 3, 5)], ['Tổ ở; giữa, "nháy"', 0, None]]
    read = cells(*written(kind, rows))
    assert read == [HEADINGS, ["tdp-1", "5", "05/03/2026"], ['Tổ ở; giữa, "nháy"', "0", ""]]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_any_text_reads_back_the_same(kind, texts):
    assert cells(*written(kind, [["a", 1, text] for text in texts]))[1:] == [["a", "1", text] for text in texts]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text):
    rows = [[text, 1, None]]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", rows)[0]))
    assert book.active["A2"].data_type == "s"
    line = written("csv", rows)[0].decode("utf-8-sig").splitlines()[1]
    assert line[0] not in "=+-@"
    for kind in ("xlsx", "csv"):
        assert cells(*written(kind, rows))[1][0] == text


def test_excel_opens_the_csv_as_utf_8_with_its_own_separator():
    content = written("csv", [])[0]
    assert content == b"\xef\xbb\xbf" + "Mã;Số;Ngày\r\n".encode()


def test_a_formula_counts_as_the_value_stored_with_it_or_none():
    assert cells(workbook(["Mã"], ["=1+1"], ["sau"]), "a.xlsx") == [["Mã"], ["sau"]]


def test_numbers_and_truths_read_as_staff_would_type_them():
    assert cells(workbook(["a"], [5.0], [True], [2.5]), "a.xlsx") == [["a"], ["5"], ["có"], ["2.5"]]


@pytest.mark.parametrize(
    "content",
    [
        "Mã,Tên\ntdp-1,Tổ dân phố".encode(),
        "Mã;Tên\r\ntdp-1;Tổ dân phố\r\n".encode("utf-8-sig"),
        "Mã\tTên\ntdp-1\tTổ dân phố".encode("utf-16"),
    ],
)
def test_csv_of_every_usual_kind_is_read(content):
    assert cells(content, "a.csv") == [["Mã", "Tên"], ["tdp-1", "Tổ dân phố"]]


def test_csv_of_older_windows_is_read():
    content = "Tên;Sô\u0301\nTô\u0309 dân phô\u0301;1".encode("cp1258")
    assert cells(content, "a.csv")[1] == ["Tổ dân phố", "1"]


def test_rows_keep_the_number_spreadsheets_show():
    assert [row.number for row in read_sheet(b"a;b\n1;2\n\n;\n3;4\n", "a.csv")] == [1, 2, 5]


def test_too_many_rows_are_refused_and_not_cut():
    most = ["a"] + [str(n) for n in range(MAX_ROWS)]
    assert len(read_sheet("\n".join(most).encode(), "a.csv")) == MAX_ROWS + 1
    assert "quá lớn" in refused("\n".join([*most, "x"]).encode(), "a.csv")
    assert "quá lớn" in refused(workbook(*([cell] for cell in [*most, "x"])))


def test_a_bomb_is_refused_before_it_is_opened():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(stream.getvalue()) < MAX_BYTES
    assert "quá lớn" in refused(stream.getvalue())


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"a\0b", b"", b"\n\n;;\n"])
def test_what_is_no_table_is_refused_in_words(content):
    assert refused(content)


def test_a_workbook_without_a_sheet_inside_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", b"<a/>")
    assert "Không đọc được tệp" in refused(stream.getvalue())


def test_a_file_past_the_size_is_refused():
    assert "quá lớn" in refused(b"a" * (MAX_BYTES + 1), "a.csv")
