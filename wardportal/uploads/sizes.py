"""Smaller sizes of the pictures that pages show: made when first asked for, kept beside the picture, gone with it."""

from contextlib import suppress
from io import BytesIO

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from PIL import Image

from .disk import has_room
from .pictures import BROKEN, DECODING
from .serving import REMADE, serve_file

WIDTHS = (480, 960, 1600)
QUALITY = 82
# Making one takes a part of a second; whoever waits longer for the turn is given the picture as it is.
SECONDS_TO_WAIT = 2


def serve_picture(file: FieldFile, asked: str, *, name: str, content_type: str = REMADE) -> FileResponse:
    """Return the picture in the width that was asked for, where it is an offered one and the picture is wider."""
    small = None
    if content_type == REMADE and asked in map(str, WIDTHS):
        with suppress(*BROKEN):
            small = _smaller(file, int(asked))
    return serve_file(small or file, name=name, content_type=content_type, inline=True)


def srcset(address: str) -> str:
    return ", ".join(f"{address}?rong={width} {width}w" for width in WIDTHS)


def with_sizes(name: str) -> list[str]:
    """The names of a picture and of all that may have been made of it."""
    return [name, *(_sized(name, width) for width in WIDTHS)]


def resized(picture: Image.Image, width: int) -> bytes:
    height = max(1, round(picture.height * width / picture.width))
    smaller = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    out = BytesIO()
    smaller.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _sized(name: str, width: int) -> str:
    stem, _dot, extension = name.rpartition(".")
    return f"{stem}-{width}.{extension}"


def _smaller(file: FieldFile, width: int) -> bytes | None:
    storage, name = file.storage, _sized(str(file.name), width)
    if storage.exists(name):
        with storage.open(name) as kept:
            return kept.read()
    with storage.open(str(file.name)) as whole, Image.open(whole, formats=["JPEG"]) as picture:
        if picture.width <= width or not DECODING.acquire(timeout=SECONDS_TO_WAIT):
            return None
        try:
            made = resized(picture, width)
        finally:
            DECODING.release()
    if has_room() and (saved := storage.save(name, ContentFile(made))) != name:
        storage.delete(saved)  # two made it at once
    return made
