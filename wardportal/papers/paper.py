"""What a paper says, apart from how it is printed. Texts are taken as typed; printing makes them harmless."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar

from wardportal.dates import letter_date
from wardportal.text import normalize

Thing = TypeVar("Thing")

DOTS = "……"
# No characters by definition, and forbidden in XML.
NONCHARACTERS = dict.fromkeys(range(0xFFFE, 0x110000, 0x10000)) | dict.fromkeys(range(0xFFFF, 0x110000, 0x10000))


class Layout(StrEnum):
    """STATE is Decree 30/2020/NĐ-CP, Annex I; PARTY is Guidance 36-HD/VPTW of 2018. They differ on purpose."""

    STATE = "state"
    PARTY = "party"


class Align(StrEnum):
    JUSTIFY = "justify"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its lead stands bold before it: "Thời gian:" """

    text: str
    lead: str = ""
    bold: bool = False
    italic: bool = False
    align: Align = Align.JUSTIFY
    indent: bool = True


@dataclass(frozen=True)
class Heading:
    """ "I. NỘI DUNG" is level 1, "1. Kết luận" is level 2."""

    text: str
    number: str = ""
    level: int = 2


@dataclass(frozen=True)
class Item:
    """An item of a list under its mark: "-", "a)", "1." """

    text: str
    mark: str = "-"
    lead: str = ""


@dataclass(frozen=True)
class Column:
    """A column; widths are shares of the 165 mm of a page, so that any numbers will do. A date needs 24 mm."""

    title: str
    width: float = 1
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """A table whose header row repeats on each page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("A table has columns, and as many cells in each row")


@dataclass(frozen=True)
class QRCode:
    """A code to scan: of a text, usually an address, or a ready picture (PNG)."""

    text: str = ""
    png: bytes = b""
    caption: str = ""
    side_mm: int = 30

    def __post_init__(self) -> None:
        if bool(self.text) == bool(self.png):
            raise ValueError("A code is made of a text or is a picture")


@dataclass(frozen=True)
class Blank:
    """Lines left free to write or sign by hand."""

    lines: int = 1
    dotted: bool = True


Block = Paragraph | Heading | Item | Table | QRCode | Blank


@dataclass(frozen=True)
class Signature:
    """Who signs: "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", name; the hint stands where to sign."""

    post: str
    name: str = ""
    authority: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper of the ward.

    Without a number, dots are left before the symbol to fill by hand; without number and symbol the paper has no
    such line. Without a day there are dots for it; without a place the line is left out, as minutes have it.
    Without a kind it is an official letter (công văn), and its subject stands below the number.
    """

    layout: Layout
    body: str
    kind: str
    subject: str
    superior: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    dated_on: date | None = None
    addressees: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    ending: str = ""
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    landscape: bool = False

    @property
    def shown_blocks(self) -> list[tuple[str, Block, str]]:
        """Each block with its kind and the heading it stands under, as a page shows them."""
        heading, found = "", []
        for block in self.blocks:
            heading = block.text if isinstance(block, Heading) else heading
            found.append((type(block).__name__, block, heading))
        return found

    @property
    def nation(self) -> tuple[str, ...]:
        """What stands beside the office that issues it."""
        if self.layout == Layout.PARTY:
            return ("ĐẢNG CỘNG SẢN VIỆT NAM",)
        return ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")

    @property
    def number_line(self) -> str:
        """Số: 05/TB-UBND, or Số 05-TB/ĐU"""
        if not (self.number or self.symbol):
            return ""
        written = number_as_printed(self.number, self.symbol, self.layout)
        return f"Số {written}" if self.layout == Layout.PARTY else f"Số: {written}"

    @property
    def place_line(self) -> str:
        """Bình Minh, ngày 05 tháng 3 năm 2026"""
        if not self.place:
            return ""
        day = letter_date(self.dated_on) if self.dated_on else "ngày … tháng … năm 20…"
        return f"{self.place}, {day}"

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        """- Như trên; - Lưu: VT."""
        names = [name.strip().removeprefix("-").strip(" ;.") for name in self.recipients]
        return tuple(f"- {name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, 1))

    @property
    def title(self) -> str:
        """Thông báo về việc …: the name of the document among others."""
        kind = self.kind[:1] + self.kind[1:].lower()
        return " ".join(f"{kind} {self.subject}".split()) or "Văn bản"

    @property
    def issuer(self) -> str:
        return " ".join(self.body.split())


def printable(value: Thing) -> Thing:
    """Return a paper, block or text in NFC, without control characters, marks of direction and the like."""
    return _printable(value)


def _printable(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return normalize(value.translate(NONCHARACTERS))
    if isinstance(value, tuple):
        return tuple(_printable(member) for member in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _printable(getattr(value, field.name)) for field in fields(value)})
    return value


def number_as_printed(number: str, symbol: str, layout: Layout) -> str:
    """05/TB-UBND, or 05-TB/ĐU; dots where the number is filled in by hand."""
    number = number.zfill(2) if number else DOTS
    between = "-" if layout == Layout.PARTY else "/"
    return f"{number}{between}{symbol}" if symbol else number


def letter_time(at: time | datetime) -> str:
    """11 giờ 30 phút; 08 giờ 00 phút: as minutes have it."""
    return f"{at:%H} giờ {at:%M} phút"
