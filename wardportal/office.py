"""In whose name papers of the ward go out: names, place, number and who signs, as they are on the paper's day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from django.db.models import QuerySet
from django.utils import timezone

from wardportal.dates import letter_date, weekday
from wardportal.models import Signatory, Ward
from wardportal.papers import Layout, Signature, letter_time
from wardportal.text import fold

# On what does not leave the office.
INTERNAL = "Lưu hành nội bộ"
# Cities under the central government; every other province is a "tỉnh". All names are folded.
CITIES = {"ha noi", "hai phong", "hue", "da nang", "can tho", "ho chi minh"}
CALLED = ("tinh ", "thanh pho ", "tp")
# How the posts begin that may sign, folded: as the ward writes them among its signatories or posts.
CHAIR = ("chu tich ubnd", "chu tich uy ban nhan dan")
SECRETARY = ("bi thu dang uy",)
NO_NAME = "………………………………"
NO_TIME = "…… giờ …… phút, ngày …… tháng …… năm ………"
NUMBERED = re.compile(r"(\d+[a-z]?)\s*[/-]\s*(\D.*)", re.IGNORECASE)
# Post and name of whoever may sign besides the ward's signatories.
People = Iterable[tuple[str, str]]


class Head(TypedDict):
    """What a paper takes from the body that issues it."""

    layout: Layout
    superior: str
    body: str


def state_head(ward: Ward) -> Head:
    """A People's Committee names no body above itself."""
    return {"layout": Layout.STATE, "superior": "", "body": f"Ủy ban nhân dân\nphường {ward.name}"}


def party_head(ward: Ward) -> Head:
    superior = f"Đảng bộ {province_of(ward)}" if ward.province else ""
    return {"layout": Layout.PARTY, "superior": superior, "body": f"Đảng ủy\nphường {ward.name}"}


def party_body_head(ward: Ward, body: str) -> Head:
    """A body that advises the Party committee names the committee above itself."""
    return {"layout": Layout.PARTY, "superior": f"Đảng ủy\nphường {ward.name}", "body": body}


def province_of(ward: Ward) -> str:
    """tỉnh Nghệ An, thành phố Huế: with what it is, whichever way the ward wrote it."""
    folded = fold(ward.province)
    if folded.startswith(CALLED):
        return ward.province
    return f"{'thành phố' if folded in CITIES else 'tỉnh'} {ward.province}"


def committee_of(ward: Ward) -> str:
    return f"Ủy ban nhân dân phường {ward.name}"


def place_of(ward: Ward) -> str:
    """The name alone stands before the day, but a number is called by what it numbers."""
    return f"Phường {ward.name}" if ward.name.isdecimal() else ward.name


def chair_signature(ward: Ward, day: date, others: People = ()) -> Signature:
    name = signs(ward, day, CHAIR, others)
    return Signature("Chủ tịch", name or NO_NAME, authority="TM. Ủy ban nhân dân")


def secretary_signature(ward: Ward, day: date, others: People = ()) -> Signature:
    name = signs(ward, day, SECRETARY, others)
    return Signature("Bí thư", name or NO_NAME, authority="T/M Đảng ủy")


def signs(ward: Ward, day: date, posts: tuple[str, ...], others: People = ()) -> str:
    """Return who signs in this post on the day, by the ward's signatories, else by the others; empty where nobody."""
    rows = signatories_of(ward, day).order_by("-valid_from")
    signing = [*((row.post, row.full_name) for row in rows), *others]
    return next((name for post, name in signing if name and fold(post).startswith(posts)), "")


def signatories_of(ward: Ward, day: date) -> QuerySet[Signatory]:
    return Signatory.objects.filter(ward=ward, valid_from__lte=day).exclude(valid_to__lt=day)


def number_and_symbol(written: str, symbol: str) -> tuple[str, str]:
    """Return what staff wrote as number and symbol; a number alone takes the symbol such papers have.

    So does one with a symbol of the other layout: the Party's have a stroke ("TB/ĐU"), the State's none ("TB-UBND").
    """
    match = NUMBERED.fullmatch(written.strip())
    if match is None:
        return written.strip(), symbol
    return match[1], match[2] if ("/" in match[2]) == ("/" in symbol) else symbol


def ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(' ,;')}."


def long_date(day: date) -> str:
    return f"{weekday(day).lower()}, {letter_date(day)}"


def moment_words(at: datetime | None) -> str:
    """07 giờ 32 phút, ngày 15 tháng 12 năm 2026; dots to fill by hand while it is not known."""
    if at is None:
        return NO_TIME
    local = timezone.localtime(at)
    return f"{letter_time(local)}, {letter_date(local.date())}"
