"""In whose name the dialogue's papers go out: names, place, number and who signs, as they are on the paper's day."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TypedDict

from django.conf import settings
from django.utils import timezone

from dialogues.models import DialogueSession
from dialogues.status import Issuer, SessionKind
from wardportal.dates import date_vi, letter_date, weekday
from wardportal.models import Signatory, Ward
from wardportal.papers import Layout, Signature, letter_time
from wardportal.text import fold

MEETINGS = {
    SessionKind.CITIZENS: "buổi đối thoại với người dân",
    SessionKind.GROUP_HEADS: "buổi gặp gỡ, đối thoại với tổ trưởng, tổ phó tổ tự quản",
    SessionKind.AD_HOC: "buổi đối thoại đột xuất với người dân",
}
# Cities under the central government; every other province is a "tỉnh". All names are folded.
CITIES = {"ha noi", "hai phong", "hue", "da nang", "can tho", "ho chi minh"}
CALLED = ("tinh ", "thanh pho ", "tp")
# How the posts begin that may sign, folded: as the ward writes them among its signatories or posts.
CHAIR = ("chu tich ubnd", "chu tich uy ban nhan dan")
SECRETARY = ("bi thu dang uy",)
ONE_LINE, LINE_END = 58, "\n"
NO_NAME = "………………………………"
NO_TIME = "…… giờ …… phút, ngày …… tháng …… năm ………"
NUMBERED = re.compile(r"(\d+[a-z]?)\s*[/-]\s*(\D.*)", re.IGNORECASE)


class Head(TypedDict):
    """What a paper takes from the body that issues it."""

    layout: Layout
    superior: str
    body: str


def state_head(ward: Ward) -> Head:
    """A People's Committee names no body above itself."""
    return {"layout": Layout.STATE, "superior": "", "body": f"Ủy ban nhân dân\nphường {ward.name}"}


def party_head(ward: Ward) -> Head:
    superior = f"Đảng bộ {province_of(ward)}"
    return {"layout": Layout.PARTY, "superior": superior, "body": f"Đảng ủy\nphường {ward.name}"}


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


def chair_signature(session: DialogueSession, ward: Ward, day: date) -> Signature:
    name = _signs(session, ward, day, CHAIR)
    return Signature("Chủ tịch", name or NO_NAME, authority="TM. Ủy ban nhân dân")


def secretary_signature(session: DialogueSession, ward: Ward, day: date) -> Signature:
    name = _signs(session, ward, day, SECRETARY)
    return Signature("Bí thư", name or NO_NAME, authority="T/M Đảng ủy")


def issuer_signature(issuer: str, session: DialogueSession, ward: Ward, day: date) -> Signature:
    sign = secretary_signature if issuer == Issuer.PARTY else chair_signature
    return sign(session, ward, day)


def _signs(session: DialogueSession, ward: Ward, day: date, posts: tuple[str, ...]) -> str:
    """Return who signs in this post on the day, by the ward's signatories, else by who chairs; empty where nobody."""
    rows = Signatory.objects.filter(ward=ward, valid_from__lte=day).exclude(valid_to__lt=day).order_by("-valid_from")
    signing = [(row.post, row.full_name) for row in rows] + session.chairs()
    return next((name for post, name in signing if name and fold(post).startswith(posts)), "")


def number_and_symbol(written: str, symbol: str) -> tuple[str, str]:
    """Return what staff wrote as number and symbol; a number alone takes the symbol such papers have.

    So does one with a symbol of the other layout: the Party's have a stroke ("TB/ĐU"), the State's none ("TB-UBND").
    """
    match = NUMBERED.fullmatch(written.strip())
    if match is None:
        return written.strip(), symbol
    return match[1], match[2] if ("/" in match[2]) == ("/" in symbol) else symbol


def meeting(session: DialogueSession) -> str:
    return MEETINGS[SessionKind(session.kind)]


def subject(words: str, session: DialogueSession) -> str:
    """Return a subject that ends with the day; where it takes two lines the day is not torn apart."""
    line = f"{words} {meeting(session)}".strip()
    day = f"ngày {date_vi(session.held_on)}"
    return f"{line}{' ' if len(line) < ONE_LINE else LINE_END}{day}"


def ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(' ,;')}."


def address_of(session: DialogueSession) -> str:
    """The page of the session, as it is printed and scanned."""
    return f"{settings.SITE_URL}{session.get_absolute_url()}"


def hours_of(session: DialogueSession) -> str:
    """từ 07 giờ 30 phút đến 11 giờ 30 phút, thứ ba, ngày 15 tháng 12 năm 2026"""
    begins, ends = letter_time(session.start_time), letter_time(session.end_time)
    return f"từ {begins} đến {ends}, {long_date(session.held_on)}"


def long_date(day: date) -> str:
    return f"{weekday(day).lower()}, {letter_date(day)}"


def moment_words(at: datetime | None) -> str:
    """07 giờ 32 phút, ngày 15 tháng 12 năm 2026; dots to fill by hand while it is not known."""
    if at is None:
        return NO_TIME
    local = timezone.localtime(at)
    return f"{letter_time(local)}, {letter_date(local.date())}"


def chairs_of(session: DialogueSession) -> str:
    """đồng chí Nguyễn Văn A, Bí thư Đảng ủy phường; Chủ tịch UBND phường"""
    return "; ".join(f"đồng chí {name}, {post}" if name else post for post, name in session.chairs())


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
