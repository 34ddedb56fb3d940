"""Sizes of letters and margins: Annex I of Decree 30/2020/NĐ-CP, Annex 3 of Guidance 36-HD/VPTW."""

from dataclasses import dataclass, field

from .paper import Layout

PAGE = (210, 297)


@dataclass(frozen=True)
class Margins:
    """Millimetres; the last two are the space at both sides inside a cell, without lines and with lines."""

    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    cell: float = 1
    ruled_cell: float = 1.7


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
    letter_subject_style: dict[str, bool] = field(default_factory=dict)


MARGINS = Margins()
TABLE_TEXT = 12
LOOKS = {
    Layout.STATE: Look(
        nation=12,
        motto=13,
        office=12.5,
        number=13,
        place=13,
        kind=14,
        subject=14,
        text=14,
        sign=13.5,
        recipients_word=12,
        recipients=11,
        nation_rule=54.5,
        recipients_style={"bold": True, "italic": True},
    ),
    Layout.PARTY: Look(
        nation=15,
        motto=15,
        office=14,
        number=14,
        place=14,
        kind=16,
        subject=14,
        text=14,
        sign=14,
        recipients_word=14,
        recipients=12,
        nation_rule=72,
        recipients_style={"underline": True},
        letter_subject_style={"italic": True},
    ),
}
