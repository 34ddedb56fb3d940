"""Papers as PDF. Typst gets what a paper says as data and never as markup, so that no text can become a command."""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from .codes import qr_svg
from .look import LOOKS, MARGINS, TABLE_TEXT
from .notice import Notice
from .paper import Blank, Block, Heading, Item, Paper, Paragraph, QRCode, Table, printable

TEMPLATES = Path(__file__).parent
STANDARDS: list[Any] = ["a-2a", "ua-1"]
# The same paper is the same file whenever it is printed: the file is dated by the paper.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
LONG_WORD = re.compile(r"\S{30,}")
BREAK = "\u200b"


def to_pdf(paper: Paper) -> bytes:
    """Return the paper as tagged PDF (PDF/A-2a, PDF/UA-1)."""
    paper = printable(paper)
    dated = paper.dated_on
    day = datetime(dated.year, dated.month, dated.day, tzinfo=UTC) if dated else UNDATED
    return _compile("paper.typ", _paper_data(paper), day)


def notice_pdf(notice: Notice) -> bytes:
    """Return the notice as one page A4 for the board, in letters readable at two metres."""
    notice = printable(notice)
    data = {
        "issuer": notice.issuer,
        "kind": notice.kind,
        "title": notice.title,
        "lead": notice.lead,
        "lines": [list(line) for line in notice.lines],
        "qr": qr_svg(notice.qr_text) if notice.qr_text else "",
        "qr_caption": notice.qr_caption,
        "footer": notice.footer,
    }
    return _compile("notice.typ", data, UNDATED)


def _compile(template: str, data: dict[str, Any], day: datetime) -> bytes:
    """Return the PDF. A character no font has (some emoji) rules the standards out; then it is a plain tagged PDF."""
    options: dict[str, Any] = {
        "input": TEMPLATES / template,
        "root": TEMPLATES,
        "font_paths": _fonts(),
        "format": "pdf",
        "sys_inputs": {
            "data": json.dumps(_breakable(data), ensure_ascii=False),
            # Only addresses of the portal lead anywhere: what somebody typed becomes no link.
            "address": rf"{re.escape(settings.SITE_URL)}/\S*[^\s.,;:)]",
        },
        "timestamp": day,
    }
    try:
        return typst.compile(**options, pdf_standards=STANDARDS)
    except typst.TypstError:
        return typst.compile(**options)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _breakable(value: Any) -> Any:
    """Return the data with places to break in words too long for a line."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else LONG_WORD.sub(_with_breaks, value)
    if isinstance(value, dict):
        return {key: _breakable(member) for key, member in value.items()}
    return [_breakable(member) for member in value] if isinstance(value, list) else value


def _with_breaks(word: re.Match[str]) -> str:
    # Typst breaks addresses itself; those of the portal are copied out of papers and have to stay whole.
    if settings.SITE_URL in word[0]:
        return word[0]
    return BREAK.join(re.findall(".{1,10}", word[0]))


def _paper_data(paper: Paper) -> dict[str, Any]:
    return {
        "layout": paper.layout.value,
        "landscape": paper.landscape,
        "margin": {side: getattr(MARGINS, side) for side in ("top", "bottom", "left", "right")},
        "look": {name: size for name, size in vars(LOOKS[paper.layout]).items() if not isinstance(size, dict)}
        | {"table": TABLE_TEXT},
        "title": paper.title,
        "issuer": paper.issuer,
        "superior": paper.superior,
        "body": paper.body,
        "number": paper.number_line,
        "place": paper.place_line,
        "kind": paper.kind,
        "subject": paper.subject,
        "addressees": list(paper.addressees),
        "blocks": _blocks_data(paper),
        "ending": paper.ending,
        "recipients": list(paper.recipient_lines),
        "signatures": [vars(signature) for signature in paper.signatures],
    }


def _blocks_data(paper: Paper) -> list[dict[str, Any]]:
    """Return the blocks, with levels of headings that nowhere skip one, as PDF/UA asks."""
    blocks = [_block_data(block) for block in paper.blocks]
    top = 2 if paper.kind else 1
    used = sorted({block.level for block in paper.blocks if isinstance(block, Heading)})
    before = top - 1
    for block in blocks:
        if block["type"] == "heading":
            before = block["level"] = min(top + used.index(block["level"]), before + 1)
    return blocks


def _block_data(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"type": "paragraph", **vars(block)}
        case Heading():
            return {"type": "heading", **vars(block)}
        case Item():
            return {"type": "item", **vars(block)}
        case Table():
            columns = [vars(column) for column in block.columns]
            rows = [list(row) for row in block.rows]
            return {"type": "table", "columns": columns, "rows": rows, "title": block.title}
        case QRCode():
            picture = {"png": list(block.png)} if block.png else {"svg": qr_svg(block.text)}
            return {"type": "qr", **picture, "caption": block.caption, "side": block.side_mm}
        case Blank():
            return {"type": "blank", **vars(block)}
