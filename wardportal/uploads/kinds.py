"""Which kinds of file are let in, known by how they begin and not by what they are called."""

import re
from dataclasses import dataclass

HEAD = 64
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
EXTENSION = re.compile(r"[0-9]?[A-Za-z][A-Za-z0-9]{0,7}")


class Refusal(Exception):
    """Why a file is not taken, as the end of a sentence that begins with its name."""


@dataclass(frozen=True)
class Kind:
    """A kind of file; `opens_as` is Pillow's name for a kind of picture."""

    extensions: frozenset[str]
    content_type: str
    opens_as: str = ""

    @property
    def is_picture(self) -> bool:
        return bool(self.opens_as)


JPEG = Kind(frozenset({"jpg", "jpeg", "jpe", "jfif"}), "image/jpeg", "JPEG")
PNG = Kind(frozenset({"png"}), "image/png", "PNG")
WEBP = Kind(frozenset({"webp"}), "image/webp", "WEBP")
HEIF = Kind(frozenset({"heic", "heif", "hif"}), "image/heic", "HEIF")
PDF = Kind(frozenset({"pdf"}), "application/pdf")
DOCX = Kind(frozenset({"docx"}), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
PICTURES = (JPEG, PNG, WEBP, HEIF)
KINDS = (*PICTURES, PDF, DOCX)

# For the file input: `image/*` makes phones offer the camera.
ACCEPT_PICTURES = "image/*,.heic,.heif"
ACCEPT = f"{ACCEPT_PICTURES},.pdf,.docx"


def kind_by_content(head: bytes) -> Kind | None:
    """Return the kind that the first bytes show; a .docx is only known to be a zip here."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return HEIF
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        return PDF
    return DOCX if head.startswith(b"PK\x03\x04") else None


def may_be_picture(head: bytes, extension: str) -> bool:
    """Whether it is called a picture, or has no ending and begins as one; what it is, `kind_of` sees."""
    if not extension:
        return kind_by_content(head) in PICTURES
    return any(extension in kind.extensions for kind in PICTURES)


def kind_of(head: bytes, extension: str) -> Kind:
    """Return the kind on which the content and the extension agree.

    Phones call pictures by each other's endings or by none at all, and every picture is made anew anyway.
    """
    kind = kind_by_content(head)
    named = next((kind for kind in KINDS if extension in kind.extensions), None)
    if named is None and (extension or kind not in PICTURES):
        raise Refusal("không thuộc loại nhận được. Xin gửi ảnh (JPG, PNG, HEIC, WebP), tệp PDF hoặc Word (.docx).")
    if kind is None:
        raise Refusal("bị hỏng hoặc có nội dung không đúng với đuôi tên tệp. Xin mở thử trên máy rồi chọn lại.")
    if named is not None and kind != named and not (kind.is_picture and named.is_picture):
        raise Refusal("có nội dung không đúng với đuôi tên tệp. Xin lưu lại đúng loại rồi chọn lại.")
    return kind
