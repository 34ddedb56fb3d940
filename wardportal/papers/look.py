"""Sizes of letters and margins: Annex I of Decree 30/2020/NĐ-CP, Annex 3 of Guidance 36-HD/VPTW."""

from dataclasses import dataclass

from .paper import Layout

PAGE = (210, 297)


@dataclass(frozen=True)
class Margins:
    """Millimetres; cell is the space at both sides inside a cell."""

    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    cell: float = 1


@dataclass(frozen=True)
class Look:
    """Points; the rule below the nation's or the Party's name is as long as that line, in millimetres."""

    nation: float
    motto: float
    office: float
    number: float
    place: float
    kind: float
    subject: float
    text: float
    sign: float
    recipients_word: float
    recipients: float
    nation_rule: float
    recipients_style: dict[str, bool]


MARGINS = Margins()
TABLE_TEXT = 12
LOOKS = {
    Layout.STATE: Look(12, 13, 12.5, 13, 13, 14, 14, 14, 13.5, 12, 11, 54.5, {"bold": True, "italic": True}),
    Layout.PARTY: Look(15, 15, 14, 14, 14, 16, 14, 14, 14, 14, 12, 72, {"underline": True}),
}
