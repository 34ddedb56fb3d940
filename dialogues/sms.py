"""What is told of a registration in one short message: without marks, so that it fits into 160 characters."""

from __future__ import annotations

from dialogues.models import Question
from dialogues.status import Slot
from wardportal.dates import day_date
from wardportal.models import Ward
from wardportal.text import normalize_line, strip_marks

SMS_LENGTH = 160
SLOTS = {Slot.SPEAKING: "Da xep phat bieu.", Slot.WAITING: "Trong danh sach cho phat bieu."}
FULL = "Da het cho phat bieu."


def registration_sms(question: Question) -> str:
    """Return whose it is, code, secret, day and hour, then as much of the rest as one message holds."""
    session = question.session
    ward = Ward.objects.current()
    text = _plain(f"{ward or 'Phường'}, đối thoại: mã {question.code}, mã bí mật {question.secret}.")
    when = f"Buoi {session.start_time:%H:%M} {day_date(session.held_on)}"
    hotline = ward.hotline if ward else ""
    for part in (
        f"{when}.",
        SLOTS.get(Slot(question.slot), FULL if question.found_no_place else ""),
        f"Tai {session.place}.",
        f"Hoi: {hotline}." if hotline else "",
    ):
        longer = _plain(f"{text} {part}")
        text = longer if len(longer) <= SMS_LENGTH else text
    return text


def _plain(text: str) -> str:
    """Letters without marks, and nothing that makes a telephone split the message."""
    bare = strip_marks(normalize_line(text)).replace("–", "-").replace("“", '"').replace("”", '"')
    return bare.encode("ascii", "ignore").decode()
