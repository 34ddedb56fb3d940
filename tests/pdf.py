"""What a PDF says, as its reader sees it."""

from collections.abc import Iterator
from ctypes import byref, c_int, create_string_buffer

from pypdfium2 import PdfDocument, PdfPage, raw


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


def links(pdf: bytes) -> set[str]:
    """The addresses a tap opens."""
    with PdfDocument(pdf) as document:
        return {address for page in document for address in _links_of(document, page)}


def _links_of(document: PdfDocument, page: PdfPage) -> Iterator[str]:
    place, link = c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, byref(place), byref(link)):
        action, address = raw.FPDFLink_GetAction(link), create_string_buffer(2000)
        raw.FPDFAction_GetURIPath(document, action, address, 2000)
        yield address.value.decode()
