"""A sheet for the office's own use: one page A4, set smaller where there is more to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .paper import Block, Heading, printable
from .pdf import UNDATED, _block_data, _compile


@dataclass(frozen=True)
class Part:
    """A part of a sheet under its own title: paragraphs, items, tables and lines left free.

    `row_mm` is how high a row of its tables is at least, where people write into it by hand.
    """

    title: str
    blocks: tuple[Block, ...]
    row_mm: int = 0

    def __post_init__(self) -> None:
        if any(isinstance(block, Heading) for block in self.blocks):
            raise ValueError("The title of a part is its only heading")


@dataclass(frozen=True)
class Sheet:
    """What a sheet says. The parts of one row stand side by side."""

    issuer: str
    title: str
    subtitle: str = ""
    mark: str = ""
    rows: tuple[tuple[Part, ...], ...] = ()


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as one page A4; the same sheet gives the same bytes."""
    return sheets_pdf([sheet])


def sheets_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Return the sheets as one file, a page A4 for each; the title of the first is the title of the file."""
    return _compile("sheet.typ", {"sheets": [_sheet_data(printable(sheet)) for sheet in sheets]}, UNDATED)


def _sheet_data(sheet: Sheet) -> dict[str, Any]:
    rows = [
        [
            {"title": part.title, "row_mm": part.row_mm, "blocks": [_block_data(block) for block in part.blocks]}
            for part in row
        ]
        for row in sheet.rows
    ]
    return {
        "issuer": sheet.issuer,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "mark": sheet.mark,
        "rows": rows,
    }
