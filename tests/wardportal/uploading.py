"""Files as residents send them, made on the spot."""

import io
import struct
import zipfile
import zlib

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wardportal.uploads import Limits, clean_upload

LIMITS = Limits(max_files=3, max_bytes=1024 * 1024, max_side=200)
WORD_TYPES = b"<Types>application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml</Types>"


def sent(name, content):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def clean(name, content, **options):
    return clean_upload(sent(name, content), limits=LIMITS, **options)


def refusal(name, content, **options):
    with pytest.raises(ValidationError) as refused:
        clean(name, content, **options)
    (message,) = refused.value.messages
    return message


def picture(size=(300, 150), mode="RGB", color="red"):
    """A picture whose left half has the colour and whose right half is blue."""
    made = Image.new(mode, size, color)
    made.paste(Image.new("RGB", (size[0] // 2, size[1]), "blue").convert(mode), (size[0] // 2, 0))
    return made


def image_bytes(kind="JPEG", *, of=None, **options):
    out = io.BytesIO()
    (of or picture()).save(out, kind, **options)
    return out.getvalue()


def heic_bytes(of=None, **options):
    out = io.BytesIO()
    pillow_heif.from_pillow(of or picture()).save(out, quality=80, **options)
    return out.getvalue()


def docx_bytes(extra=(), *, types=WORD_TYPES, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", b"<w:document/>")
        for name, content in extra:
            archive.writestr(name, content)
    return out.getvalue()


def png_declaring(width, height):
    """A well-formed PNG of a few bytes that declares a huge size."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def webp_declaring(width, height):
    body = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 100) + b"WEBPVP8X" + struct.pack("<I", 10) + body + b"\0" * 80


def opened(clean):
    return Image.open(io.BytesIO(clean.content))
