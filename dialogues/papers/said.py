"""What the papers of a dialogue say of its session: what it is called, when it is, who chairs and signs."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from dialogues.models import DialogueSession
from dialogues.status import Issuer, SessionKind
from wardportal.dates import date_vi
from wardportal.models import Ward
from wardportal.office import chair_signature, long_date, secretary_signature
from wardportal.papers import Signature, letter_time

MEETINGS = {
    SessionKind.CITIZENS: "buổi đối thoại với người dân",
    SessionKind.GROUP_HEADS: "buổi gặp gỡ, đối thoại với tổ trưởng, tổ phó tổ tự quản",
    SessionKind.AD_HOC: "buổi đối thoại đột xuất với người dân",
}
ONE_LINE, LINE_END = 58, "\n"


def issuer_signature(issuer: str, session: DialogueSession, ward: Ward, day: date) -> Signature:
    sign = secretary_signature if issuer == Issuer.PARTY else chair_signature
    return sign(ward, day, session.chairs())


def meeting(session: DialogueSession) -> str:
    return MEETINGS[SessionKind(session.kind)]


def subject(words: str, session: DialogueSession) -> str:
    """Return a subject that ends with the day; where it takes two lines the day is not torn apart."""
    line = f"{words} {meeting(session)}".strip()
    day = f"ngày {date_vi(session.held_on)}"
    return f"{line}{' ' if len(line) < ONE_LINE else LINE_END}{day}"


def address_of(session: DialogueSession) -> str:
    """The page of the session, as it is printed and scanned."""
    return f"{settings.SITE_URL}{session.get_absolute_url()}"


def hours_of(session: DialogueSession) -> str:
    """từ 07 giờ 30 phút đến 11 giờ 30 phút, thứ ba, ngày 15 tháng 12 năm 2026"""
    begins, ends = letter_time(session.start_time), letter_time(session.end_time)
    return f"từ {begins} đến {ends}, {long_date(session.held_on)}"


def chairs_of(session: DialogueSession) -> str:
    """đồng chí Nguyễn Văn A, Bí thư Đảng ủy phường; Chủ tịch UBND phường"""
    return "; ".join(f"đồng chí {name}, {post}" if name else post for post, name in session.chairs())
