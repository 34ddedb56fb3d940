"""The notice of a session: the letter to the groups, the sheet for the board, the text for the loudspeaker."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.utils import timezone

from dialogues.models import DialogueSession, SessionEvent
from dialogues.papers import said
from dialogues.status import SessionEventKind, SessionKind, SessionStatus
from wardportal import office
from wardportal.dates import date_vi, day_date, letter_date
from wardportal.models import Ward
from wardportal.papers import Block, Notice, Paper, Paragraph, QRCode
from wardportal.spoken import announcement, spoken_text

TOLD = (
    SessionEventKind.ANNOUNCED,
    SessionEventKind.MOVED,
    SessionEventKind.CANCELLED,
    SessionEventKind.RESTORED,
)
INVITED = {
    SessionKind.CITIZENS: "người dân trên địa bàn phường.",
    SessionKind.GROUP_HEADS: "tổ trưởng, tổ phó các tổ tự quản trên địa bàn phường.",
    SessionKind.AD_HOC: "người dân trên địa bàn phường có quan tâm.",
}
SCAN = "Quét mã để đăng ký, gửi câu hỏi"


def last_told(session: DialogueSession) -> SessionEvent | None:
    """Return what was last made known of the session; the notice is of that day."""
    return session.events.filter(kind__in=TOLD).select_related("note").last()


def notice(session: DialogueSession, ward: Ward, told: SessionEvent | None = None) -> Paper:
    """Return the notice; without an event it is a draft, whose day is left to fill by hand."""
    day = timezone.localdate(told.at) if told else None
    cancelled = session.status == SessionStatus.CANCELLED
    words = _cancelled(session, ward, told) if cancelled else _invitation(session, ward, told)
    return Paper(
        **office.state_head(ward),
        kind="Thông báo",
        subject=said.subject(_purpose(session, told), session),
        symbol="TB-UBND",
        place=office.place_of(ward),
        dated_on=day,
        blocks=tuple(words),
        ending=f"Đề nghị các {ward.group_label.lower()} thông báo rộng rãi để Nhân dân biết./.",
        recipients=(
            "Thường trực Đảng ủy",
            f"Các {ward.group_label.lower()}",
            "Cổng thông tin",
            "Lưu: VT",
        ),
        signatures=(office.chair_signature(ward, day or session.held_on, session.chairs()),),
    )


def _purpose(session: DialogueSession, told: SessionEvent | None) -> str:
    if session.status == SessionStatus.CANCELLED:
        return "Về việc không tổ chức"
    if told and told.kind == SessionEventKind.MOVED:
        return "Về việc thay đổi thời gian, địa điểm"
    return "Về việc tổ chức"


def _cancelled(session: DialogueSession, ward: Ward, told: SessionEvent | None) -> list[Block]:
    reason = f" Lý do: {told.public_note}" if told and told.public_note else ""
    call = f"liên hệ điện thoại số {ward.hotline} hoặc xem" if ward.hotline else "xem"
    return [
        Paragraph(
            f"{office.committee_of(ward)} thông báo: {said.meeting(session)} dự kiến tổ chức "
            f"{said.hours_of(session)}, tại {session.place}, không tổ chức.{reason}"
        ),
        Paragraph(
            f"Người đã đăng ký phát biểu hoặc gửi câu hỏi vẫn được trả lời; {call} tại {said.address_of(session)}."
        ),
    ]


def _invitation(session: DialogueSession, ward: Ward, told: SessionEvent | None) -> list[Block]:
    lines = [
        ("Thời gian:", said.hours_of(session)),
        ("Địa điểm:", session.place),
        ("Chủ trì:", said.chairs_of(session)),
        ("Thành phần tham dự:", INVITED[SessionKind(session.kind)]),
        ("Nội dung:", session.subject),
        ("Đăng ký phát biểu, gửi câu hỏi:", _how_to_register(session, ward)),
        ("Điện thoại liên hệ:", ward.hotline),
    ]
    known = [(label, text) for label, text in lines if text]
    numbered = [
        Paragraph(office.ended(text), lead=f"{number}. {label}") for number, (label, text) in enumerate(known, 1)
    ]
    opening = f"{office.committee_of(ward)} thông báo tổ chức {said.meeting(session)}, cụ thể như sau:"
    code = QRCode(said.address_of(session), caption=SCAN, side_mm=28)
    return [*_change(session, told), Paragraph(opening), *numbered, code]


def _change(session: DialogueSession, told: SessionEvent | None) -> list[Block]:
    """Say of a session that was moved when it would have been, of one called off that it is held after all, and why."""
    if told and told.kind == SessionEventKind.RESTORED:
        before = f"đã thông báo không tổ chức, nay vẫn tổ chức như dưới đây.{_moved_before(session)}"
    elif told and told.kind == SessionEventKind.MOVED and told.old_date:
        before = f"đã thông báo tổ chức ngày {date_vi(told.old_date)}, nay thay đổi như dưới đây."
    else:
        return []
    reason = f" Lý do: {told.public_note}" if told.public_note else ""
    return [Paragraph(f"Buổi đối thoại {before}{reason}")]


def _moved_before(session: DialogueSession) -> str:
    """For whoever knows the first notice only: the day it had before it was moved, called off and held after all."""
    move = session.last_move()
    return f" Buổi này đã dời từ ngày {date_vi(move.old_date)}." if move and move.old_date else ""


def _how_to_register(session: DialogueSession, ward: Ward) -> str:
    call = f"; hoặc gọi điện thoại số {ward.hotline}" if ward.hotline else ""
    return (
        f"từ {_short(session.intake_opens_on)} đến hết {_short(session.intake_closes_on)}, trên Cổng thông tin tại "
        f"{said.address_of(session)} (hoặc quét mã dưới đây); trực tiếp tại {ward.reception_place}{call}. "
        f"Tối đa {session.speaker_limit} người phát biểu, mỗi người không quá "
        f"{session.minutes_each} phút; người đăng ký sau được xếp vào danh sách chờ hoặc gửi câu hỏi để được trả lời."
    )


def _short(day: date) -> str:
    return f"ngày {date_vi(day)}"


def board_notice(session: DialogueSession, ward: Ward, told: SessionEvent | None = None) -> Notice:
    """Return the sheet for the notice boards, one page A4 with the address to scan."""
    cancelled = session.status == SessionStatus.CANCELLED
    reason = f" Lý do: {told.public_note}" if told and told.public_note else ""
    return Notice(
        issuer=office.state_head(ward)["body"],
        kind="Không tổ chức" if cancelled else "Thông báo",
        title=_capital(said.meeting(session)),
        lead=f"Buổi dự kiến như dưới đây không tổ chức.{reason}" if cancelled else _changed_lead(session, told),
        starts_at=timezone.localtime(session.starts_at),
        where=session.place,
        facts=() if cancelled else _facts(session),
        register="" if cancelled else _in_short(session, ward),
        phone=ward.hotline,
        qr_text=said.address_of(session),
        qr_caption=f"{'Xem thông tin mới' if cancelled else SCAN}\n{urlsplit(said.address_of(session)).netloc}",
    )


def _in_short(session: DialogueSession, ward: Ward) -> str:
    until = day_date(session.intake_closes_on)
    call = "qua điện thoại, " if ward.hotline else ""
    return f"đến hết {until}, {call}tại {ward.reception_place} hoặc trên Cổng thông tin"


def _facts(session: DialogueSession) -> tuple[tuple[str, str], ...]:
    facts = (("Nội dung", session.subject), ("Chủ trì", said.chairs_of(session)))
    return tuple((label, _capital(text)) for label, text in facts if text)


def _changed_lead(session: DialogueSession, told: SessionEvent | None) -> str:
    if told and told.kind == SessionEventKind.RESTORED:
        return f"Thay cho thông báo không tổ chức: nay vẫn tổ chức.{_moved_before(session)} {told.public_note}".strip()
    if told is None or told.kind != SessionEventKind.MOVED or told.old_date is None:
        return ""
    return f"Thay cho thông báo trước (ngày {date_vi(told.old_date)}). {told.public_note}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def loudspeaker_text(session: DialogueSession, ward: Ward, told: SessionEvent | None = None) -> str:
    """Return what is read over the loudspeakers."""
    if session.status != SessionStatus.CANCELLED:
        return announcement(board_notice(session, ward, told))
    planned = f"{said.meeting(session)} dự kiến {letter_date(session.held_on)}, tại {session.place}"
    sentence = f"Thông báo của {office.committee_of(ward)}: {planned}, không tổ chức."
    reason = f"Lý do: {told.public_note}" if told and told.public_note else ""
    again = f"Xin nhắc lại: {planned}, không tổ chức."
    asked = f"Muốn biết thêm, xin gọi điện thoại số {ward.hotline}." if ward.hotline else ""
    return "\n".join(spoken_text(line) for line in (sentence, reason, asked, again) if line)
