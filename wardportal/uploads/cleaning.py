import secrets
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat

from wardportal.storage import TOKEN_BYTES

from .documents import check_docx
from .kinds import DOCX, HEAD, Kind, Refusal, kind_of, may_be_picture
from .names import display_name, split_name
from .pictures import remake


@dataclass(frozen=True)
class Limits:
    """How many files, how large, and how large their pictures stay; the ward's own numbers."""

    max_files: int
    max_bytes: int
    max_side: int


@dataclass(frozen=True)
class CleanFile:
    """A file that may be kept: `name` is for people, `extension` (without dot) is that of the true kind."""

    source: File
    name: str
    content_type: str
    extension: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def content(self) -> bytes:
        """The whole file; read when asked for, so that several large ones need not be in memory together."""
        if isinstance(self.source, FieldFile):
            with self.source.storage.open(str(self.source.name)) as opened:
                return opened.read()
        self.source.seek(0)
        return self.source.read()

    def to_store(self) -> ContentFile:
        """The file as a FileField takes it, under a name that says nothing but its kind."""
        return ContentFile(self.content, name=f"{secrets.token_hex(TOKEN_BYTES)}.{self.extension}")


def clean_upload(file: UploadedFile, *, limits: Limits, pictures_only: bool = False) -> CleanFile:
    """Return what may be kept of an uploaded file; raise a ValidationError that names it where nothing may."""
    stem, extension = split_name(file.name or "")
    try:
        return _clean(file, stem, extension, limits, pictures_only)
    except Refusal as refusal:
        called = display_name(stem, extension) if extension else stem[:100] or "không tên"
        raise ValidationError(f"Tệp “{called}” {refusal}", code="refused") from refusal


def _clean(file: UploadedFile, stem: str, extension: str, limits: Limits, pictures_only: bool) -> CleanFile:
    size = file.size or 0
    if size == 0:
        raise Refusal("không có nội dung. Xin chọn lại.")
    if size > limits.max_bytes:
        raise Refusal(f"nặng {filesizeformat(size)}, mỗi tệp chỉ được tối đa {filesizeformat(limits.max_bytes)}.")
    file.seek(0)
    head = file.read(HEAD)
    if pictures_only and not may_be_picture(head, extension):
        raise Refusal("không phải là ảnh. Xin chọn ảnh JPG, PNG, HEIC hoặc WebP.")
    kind = kind_of(head, extension)
    if kind.is_picture:
        return _picture(file, stem, kind, limits)
    return _document(file, stem, kind, size)


def _picture(file: UploadedFile, stem: str, kind: Kind, limits: Limits) -> CleanFile:
    content, (width, height) = remake(cast(BinaryIO, file), kind, max_side=limits.max_side)
    name = display_name(stem, "jpg")
    return CleanFile(ContentFile(content), name, "image/jpeg", "jpg", len(content), width, height)


def _document(file: UploadedFile, stem: str, kind: Kind, size: int) -> CleanFile:
    if kind == DOCX:
        check_docx(cast(BinaryIO, file), size)
    (extension,) = kind.extensions
    return CleanFile(file, display_name(stem, extension), kind.content_type, extension, size)
