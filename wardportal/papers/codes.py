"""QR codes as pictures: sharp lines for PDF, points for Word."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return the code as SVG, with the quiet zone scanners need."""
    return segno.make(text, micro=False, error="m").svg_inline(border=4, unit="mm", omitsize=False)


def qr_png(text: str) -> bytes:
    """Return the code as PNG; the same text gives the same bytes."""
    picture = BytesIO()
    segno.make(text, micro=False, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
