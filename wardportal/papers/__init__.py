"""Official papers of the ward: one description, printed for Word and as PDF. Knows no app and no database."""

from .notice import Notice
from .paper import (
    Align,
    Blank,
    Block,
    Column,
    Heading,
    Item,
    Layout,
    Paper,
    Paragraph,
    QRCode,
    Signature,
    Table,
    letter_time,
    number_as_printed,
)
from .pdf import notice_pdf, to_pdf
from .sections import led, lines_of, numbered_sections, paragraphs
from .sheet import Part, Sheet, sheet_pdf, sheets_pdf


def to_docx(paper: Paper) -> bytes:
    """Return the paper as .docx. What writes it is slow to load, and most processes never do."""
    from .word import to_docx

    return to_docx(paper)


__all__ = [
    "Align",
    "Blank",
    "Block",
    "Column",
    "Heading",
    "Item",
    "Layout",
    "Notice",
    "Paper",
    "Paragraph",
    "Part",
    "QRCode",
    "Sheet",
    "Signature",
    "Table",
    "led",
    "letter_time",
    "lines_of",
    "notice_pdf",
    "number_as_printed",
    "numbered_sections",
    "paragraphs",
    "sheet_pdf",
    "sheets_pdf",
    "to_docx",
    "to_pdf",
]
