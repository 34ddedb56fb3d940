"""Tables as files that spreadsheets open."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from wardportal.downloads import download
from wardportal.sheets import CSV_TYPE

# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Return the text so that no spreadsheet computes it."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def csv_response(name: str, headings: Sequence[str], lines: Iterable[Sequence[str]]) -> HttpResponse:
    """Return a table as CSV, with the mark by which spreadsheets know the encoding. The cells are safe already."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(headings)
    writer.writerows(lines)
    return download(table.getvalue().encode("utf-8-sig"), name, CSV_TYPE)
