"""Documents are not opened, only checked to be what they say; a .docx also for bombs, macros and what it would load."""

import re
import zipfile
import zlib
from typing import BinaryIO
from xml.parsers import expat

from .kinds import Refusal

MAX_ENTRIES = 2000
MAX_DIRECTORY = 512 * 1024
MAX_TOTAL = 100 * 1024 * 1024
MAX_RATIO = 150
RATIO_COUNTS_FROM = 1024 * 1024
MAX_CONTENT_TYPES = 1024 * 1024
MAX_RELATIONSHIPS = 1024 * 1024
STEP = 64 * 1024
END = b"PK\x05\x06"
END64_LOCATOR = b"PK\x06\x07"
# The format of office files knows no other.
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
REQUIRED = frozenset({"[Content_Types].xml", "word/document.xml"})
MACROS = ("vbaproject.bin", "vbadata.xml")
OBJECTS = frozenset({"oleobject", "control", "afchunk"})
# The table of a chart is a whole file inside, and the only one let in.
TABLE = ".xlsx"
# Word keeps here from which template of their own disk somebody wrote; on another machine there is none.
LOCAL_FILE = re.compile(r"(file:/{2,3})?[a-z]:[\\/]", re.IGNORECASE)
# An .xml may name an encoding that nobody knows: a LookupError.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)

NOT_WORD = "không phải tệp Word (.docx) dùng được. Xin mở bằng Word, lưu lại thành .docx hoặc PDF rồi chọn lại."
BOMB = "là tệp Word phình ra quá lớn khi mở. Xin lưu lại thành PDF rồi chọn lại."
LOCKED = "có đặt mật khẩu. Xin bỏ mật khẩu hoặc lưu thành PDF rồi chọn lại."
HAS_MACROS = "có chứa macro nên không nhận được. Xin lưu lại thành PDF rồi chọn lại."
HAS_OBJECTS = "có nhúng tệp khác ở bên trong nên không nhận được. Xin lưu lại thành PDF rồi chọn lại."
LOADS_MORE = "tự tải nội dung từ nơi khác khi mở nên không nhận được. Xin lưu lại thành PDF rồi chọn lại."


def check_docx(file: BinaryIO, size: int) -> None:
    """Refuse what is not a Word document, has macros or files inside, loads more, or would not fit when unpacked.

    Files inside are known by their names and by the lists of what is used; whatever is called .xlsx is taken for the
    table of a chart and not opened.
    """
    _check_directory(file, size)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive.infolist())
            _check_real_sizes(archive)
            _check_content_types(archive)
            _check_relationships(archive)
    except UNREADABLE as error:
        raise Refusal(NOT_WORD) from error


def _check_directory(file: BinaryIO, size: int) -> None:
    """Bound the list of entries before it is read. Word processors end a file with its plain end record."""
    file.seek(max(size - 42, 0))
    tail = file.read(42)
    end = tail[-22:]
    if not end.startswith(END) or end[-2:] != b"\0\0" or tail.startswith(END64_LOCATOR):
        raise Refusal(NOT_WORD)
    if int.from_bytes(end[12:16], "little") > MAX_DIRECTORY:
        raise Refusal(BOMB)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal(LOCKED)
    if not REQUIRED.issubset(names) or len(set(names)) != len(names) or any(map(_leaves_its_folder, names)):
        raise Refusal(NOT_WORD)
    if any(entry.compress_type not in METHODS for entry in entries):
        raise Refusal(NOT_WORD)
    if any(name.lower().endswith(MACROS) for name in names):
        raise Refusal(HAS_MACROS)
    if any(map(_is_object, names)):
        raise Refusal(HAS_OBJECTS)
    if (
        len(entries) > MAX_ENTRIES
        or sum(entry.file_size for entry in entries) > MAX_TOTAL
        or any(map(_swells, entries))
    ):
        raise Refusal(BOMB)


def _is_object(name: str) -> bool:
    return "/embeddings/" in f"/{name}".lower() and not name.lower().endswith(TABLE)


def _leaves_its_folder(name: str) -> bool:
    return name.startswith("/") or ":" in name or ".." in name.replace("\\", "/").split("/")


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _check_real_sizes(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, keeping nothing: the declared sizes may lie, and a torn file shows here."""
    total = 0
    for entry in archive.infolist():
        with archive.open(entry) as unpacked:
            while step := unpacked.read(STEP):
                total += len(step)
                if total > MAX_TOTAL:
                    raise Refusal(BOMB)


def _check_content_types(archive: zipfile.ZipFile) -> None:
    if archive.getinfo("[Content_Types].xml").file_size > MAX_CONTENT_TYPES:
        raise Refusal(BOMB)
    listed = archive.read("[Content_Types].xml").lower()
    if b"macroenabled" in listed or b"vbaproject" in listed:
        raise Refusal(HAS_MACROS)
    if b"wordprocessingml" not in listed:
        raise Refusal(NOT_WORD)


def _check_relationships(archive: zipfile.ZipFile) -> None:
    """Look through the lists of what each part of the document uses."""
    lists = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".rels")]
    if sum(entry.file_size for entry in lists) > MAX_RELATIONSHIPS:
        raise Refusal(BOMB)
    for entry in lists:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = _check_relationship
        parser.Parse(archive.read(entry), True)


def _refuse_doctype(*declared: object) -> None:
    raise Refusal(NOT_WORD)


def _check_relationship(_tag: str, attributes: dict[str, str]) -> None:
    kind = attributes.get("Type", "").rpartition("/")[2].lower()
    target = attributes.get("Target", "")
    if kind == "vbaproject":  # whatever the part is called, and however the list of types is written
        raise Refusal(HAS_MACROS)
    if kind in OBJECTS or (kind == "package" and not target.lower().endswith(TABLE)):
        raise Refusal(HAS_OBJECTS)
    is_outside = attributes.get("TargetMode", "").lower() == "external"
    if is_outside and kind != "hyperlink" and not LOCAL_FILE.match(target):
        raise Refusal(LOADS_MORE)
