"""What a PDF says, as its reader sees it."""

from pypdfium2 import PdfDocument, raw


def pages(pdf: bytes) -> list[str]:
    """The words of each page, a line where the page ends one."""
    with PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def pdf_text(pdf: bytes) -> str:
    """Every word, lines joined."""
    return " ".join(" ".join(pages(pdf)).split())


def tallest_letters(pdf: bytes) -> float:
    """The size of the largest letters, in points."""
    with PdfDocument(pdf) as document:
        texts = [page.get_textpage() for page in document]
        return max(raw.FPDFText_GetFontSize(text, place) for text in texts for place in range(text.count_chars()))
