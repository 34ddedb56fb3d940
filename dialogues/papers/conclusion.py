"""The notice of the conclusion, in the layout of the body that the ward's rule lets issue it."""

from __future__ import annotations

from django.utils import timezone

from dialogues.models import AgendaItem, DialogueRule, DialogueSession, Minutes
from dialogues.models.agenda import Section
from dialogues.papers import said
from dialogues.papers.minutes import draft_mark
from dialogues.papers.record import Record, unit_at
from dialogues.status import Issuer
from wardportal import office
from wardportal.dates import letter_date
from wardportal.papers import Block, Layout, Paper, Paragraph, led, number_as_printed, numbered_sections, paragraphs

SYMBOLS = {Issuer.PARTY: "TB/ĐU", Issuer.STATE: "TB-UBND"}
LAYOUTS = {Issuer.PARTY: Layout.PARTY, Issuer.STATE: Layout.STATE}
KEPT_IN = {Issuer.PARTY: "Lưu: Văn phòng Đảng ủy", Issuer.STATE: "Lưu: VT"}
NO_PROMISES = "Không có việc nào được giao tại buổi này."


def conclusion_paper(record: Record) -> Paper:
    session, minutes, ward = record.session, record.minutes, record.ward
    issuer = issuer_of(session)
    day = timezone.localdate(minutes.approved_at) if minutes.approved_at else None
    number, symbol = _number_and_symbol(minutes, issuer)
    head = office.party_head(ward) if issuer == Issuer.PARTY else office.state_head(ward)
    return Paper(
        **head,
        kind="Thông báo",
        subject=said.subject("Kết luận", session),
        number=number,
        symbol=symbol,
        place=office.place_of(ward),
        dated_on=day,
        blocks=(*draft_mark(record), Paragraph(_opening(record)), *_sections(record)),
        ending=_ending(record),
        recipients=_recipients(record, issuer),
        signatures=(said.issuer_signature(issuer, session, ward, day or session.held_on),),
    )


def conclusion_number(minutes: Minutes) -> str:
    """Return the number as the paper carries it, for whoever names the paper elsewhere."""
    issuer = issuer_of(minutes.session)
    return number_as_printed(*_number_and_symbol(minutes, issuer), LAYOUTS[issuer])


def _number_and_symbol(minutes: Minutes, issuer: Issuer) -> tuple[str, str]:
    return office.number_and_symbol(minutes.conclusion_number, SYMBOLS[issuer])


def issuer_of(session: DialogueSession) -> Issuer:
    """Who issues the conclusion, by the rule of the session's day."""
    rule = DialogueRule.objects.current(session.held_on)
    return Issuer(rule.issued_by) if rule else Issuer.PARTY


def _opening(record: Record) -> str:
    session, minutes = record.session, record.minutes
    chairs = f", {minutes.chaired_by} chủ trì" if minutes.chaired_by else ", phường tổ chức"
    attended = f" Dự buổi đối thoại có {minutes.attendance} {session.who_comes}." if minutes.attendance else ""
    return (
        f"Ngày {letter_date(session.held_on).removeprefix('ngày ')}, tại {session.place}{chairs} "
        f"{said.meeting(session)}.{attended} Sau khi nghe ý kiến của {session.who_comes} và giải trình của các đơn vị, "
        "chủ trì kết luận như sau:"
    )


def _sections(record: Record) -> list[Block]:
    promises: list[Block] = [record.promise_table()] if record.promises else [Paragraph(NO_PROMISES)]
    corrected = [row for row in record.corrections if row.field in ("conclusion", "chaired_by")]
    return numbered_sections(
        [
            ("Kết luận chung", paragraphs(record.minutes.conclusion)),
            ("Kết luận từng nội dung", _points(record)),
            ("Việc giao thực hiện", promises),
            ("Đính chính", record.correction_blocks(corrected)),
        ]
    )


def _points(record: Record) -> list[Block]:
    points = [item for section in Section.values for item, _number in record.spoken_of(section) if item.conclusion]
    return [block for number, item in enumerate(points, 1) for block in _point(record, item, number)]


def _point(record: Record, item: AgendaItem, number: int) -> list[Block]:
    return [*led(f"{number}.", record.subject_of(item)), *led("Kết luận:", item.conclusion)]


def _ending(record: Record) -> str:
    if not record.promises:
        return "Thông báo để các đơn vị và Nhân dân biết./."
    return (
        "Các đơn vị được giao việc báo cáo kết quả trước hạn; kết quả được công khai trên Cổng thông tin của phường./."
    )


def _recipients(record: Record, issuer: Issuer) -> tuple[str, ...]:
    moment = record.minutes.approved_at or timezone.now()
    units = dict.fromkeys(str(unit_at(row, moment)) for row in record.promises)
    return (
        "Thường trực Đảng ủy",
        "Lãnh đạo Ủy ban nhân dân phường",
        *units,
        f"Các {record.ward.group_label.lower()}",
        "Cổng thông tin",
        KEPT_IN[issuer],
    )
