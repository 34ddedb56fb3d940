"""Tables in files: reads XLSX and CSV as rows of text, and writes both, so that what was written reads back the same.

Nothing in a file is ever computed: a formula counts as the value that was stored with it, or as none. openpyxl takes
a fifth of a second to load, so only who meets an XLSX loads it.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from wardportal.dates import date_vi
from wardportal.text import normalize_line

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5000
MAX_COLUMNS = 40
MAX_CELL = 5000
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ENTRIES = 200
STEP = 64 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
# What spreadsheets take for a formula at the beginning of a cell.
RISKY = re.compile(r"'*[=+\-@\t\r]")
QUOTED = re.compile(r"'+[=+\-@\t\r]")

NOT_READABLE = "Không đọc được tệp. Xin mở bằng Excel, lưu lại thành .xlsx hoặc CSV UTF-8 rồi chọn lại."
TOO_LARGE = "Tệp quá lớn. Xin chia nhỏ: mỗi tệp không quá 5 MB và 5.000 dòng."

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class SheetRow:
    """A line of a file: its number as spreadsheets show it, and its cells as text."""

    number: int
    cells: list[str]


def read_sheet(content: bytes, name: str) -> list[SheetRow]:
    """Return the rows of the first sheet that are not empty, the headings first; each as wide as these, or wider.

    Raises ValidationError, in words for staff, where the file cannot be read or is too large.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    read = _read_xlsx if content.startswith(b"PK") else _read_csv
    if name.lower().endswith(".xls") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError("Tệp .xls cũ không đọc được. Xin mở bằng Excel và lưu lại thành .xlsx.")
    rows = [SheetRow(number, _trimmed(cells)) for number, cells in enumerate(read(content), start=1) if any(cells)]
    if len(rows) > MAX_ROWS + 1:
        raise ValidationError(TOO_LARGE)
    if not rows:
        raise ValidationError("Tệp không có dòng nào.")
    width = len(rows[0].cells)
    return [SheetRow(row.number, row.cells + [""] * (width - len(row.cells))) for row in rows]


def _trimmed(cells: list[str]) -> list[str]:
    """The cells up to the last one with something in it."""
    filled = max(place for place, cell in enumerate(cells, start=1) if cell)
    return cells[:filled]


# XLSX


def _read_xlsx(content: bytes) -> list[list[str]]:
    import openpyxl

    _check_unpacked(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            # One row past what is taken, so that a longer file is refused and not cut.
            lines = book.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
            return [[_text_of(value) for value in line] for line in lines]
        finally:
            book.close()
    except Exception as error:  # openpyxl lets any error of a broken file through
        raise ValidationError(NOT_READABLE) from error


def _check_unpacked(content: bytes) -> None:
    """Unpack once, keeping nothing: what a file says of its sizes may be a lie."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                raise ValidationError(TOO_LARGE)
            for entry in archive.infolist():
                with archive.open(entry) as unpacked:
                    while step := unpacked.read(STEP):
                        total += len(step)
                        if total > MAX_UNPACKED:
                            raise ValidationError(TOO_LARGE)
    except ValidationError:
        raise
    except Exception as error:  # a broken or locked zip fails in many ways
        raise ValidationError(NOT_READABLE) from error


def _text_of(value: Any) -> str:
    """A cell as staff would type it: whole numbers without a point, days day first."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date | datetime):
        return date_vi(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return normalize_line(str(value)[:MAX_CELL])


# CSV


def _read_csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise ValidationError(NOT_READABLE)
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            lines.append([_unquoted(normalize_line(cell[:MAX_CELL])) for cell in line[:MAX_COLUMNS]])
            if len(lines) > MAX_ROWS + 2:
                raise ValidationError(TOO_LARGE)
    except csv.Error as error:
        raise ValidationError(NOT_READABLE) from error
    return lines


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else what older Vietnamese Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1258", errors="replace")


def _unquoted(text: str) -> str:
    return text[1:] if QUOTED.match(text) else text


# Writing


def write_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a workbook of one sheet; text that looks like a formula stays text."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xlsx_cell(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = bool(RISKY.match(value))
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a file that Excel opens by a double click: marked as UTF-8, with semicolons, formulas made harmless."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _csv_cell(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if RISKY.match(value) else value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return _text_of(value)
