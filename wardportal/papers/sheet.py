"""A sheet for the office's own use: one page A4, set smaller where there is more to say."""

from dataclasses import dataclass

from .paper import Block, Heading, printable
from .pdf import UNDATED, _block_data, _compile


@dataclass(frozen=True)
class Part:
    """A part of a sheet under its own title: paragraphs, items and tables."""

    title: str
    blocks: tuple[Block, ...]

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
    sheet = printable(sheet)
    rows = [
        [{"title": part.title, "blocks": [_block_data(block) for block in part.blocks]} for part in row]
        for row in sheet.rows
    ]
    data = {
        "issuer": sheet.issuer,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "mark": sheet.mark,
        "rows": rows,
    }
    return _compile("sheet.typ", data, UNDATED)
