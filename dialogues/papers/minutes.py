"""The minutes of a session: what was asked, answered, concluded and promised."""

from __future__ import annotations

from itertools import groupby

from django.utils import timezone

from dialogues.models import AgendaItem, Minutes
from dialogues.models.agenda import Section
from dialogues.papers import said
from dialogues.papers.record import Record
from dialogues.topics import NO_TOPIC
from wardportal import office
from wardportal.dates import local_date
from wardportal.papers import (
    Align,
    Block,
    Heading,
    Item,
    Layout,
    Paper,
    Paragraph,
    Signature,
    led,
    letter_time,
    lines_of,
    number_as_printed,
    numbered_sections,
    paragraphs,
)  # fmt: skip

SYMBOL = "BB-UBND"
DRAFT = "DỰ THẢO"
NO_ANSWER = "(chưa ghi trả lời)"


def minutes_paper(record: Record) -> Paper:
    """Return the minutes; before the chair has approved them they are marked as a draft."""
    session, minutes = record.session, record.minutes
    number, symbol = office.number_and_symbol(minutes.number, SYMBOL)
    secretary = Signature("Thư ký", minutes.secretary_name or office.NO_NAME)
    chair = Signature("Chủ trì", first_chair(minutes.chaired_by) or office.NO_NAME)
    return Paper(
        **office.state_head(record.ward),
        kind="Biên bản",
        subject=_capital(said.subject("", session)),
        number=number,
        symbol=symbol,
        blocks=tuple([*draft_mark(record), *_beginning(record), *_course(record)]),
        ending=_ending(record),
        recipients=("Thường trực Đảng ủy", "Lãnh đạo Ủy ban nhân dân phường", "Lưu: VT, hồ sơ đối thoại"),
        signatures=(secretary, chair),
    )


def minutes_number(minutes: Minutes) -> str:
    """Return the number as the paper carries it; nothing where the minutes have none."""
    if not minutes.number:
        return ""
    return number_as_printed(*office.number_and_symbol(minutes.number, SYMBOL), Layout.STATE)


def draft_mark(record: Record) -> list[Block]:
    if not record.is_draft:
        return []
    return [
        Paragraph(DRAFT, bold=True, align=Align.CENTER),
        Paragraph("Lưu hành nội bộ, chưa được chủ trì duyệt", italic=True, align=Align.CENTER),
    ]


def first_chair(chaired_by: str) -> str:
    """Return who presided, of "đồng chí Nguyễn Văn A, Bí thư …; …"; empty where no name can be told from a post."""
    name, comma, _post = chaired_by.partition(";")[0].partition(",")
    return name.strip().removeprefix("đồng chí").removeprefix("Đồng chí").strip() if comma else ""


def _beginning(record: Record) -> list[Block]:
    session, minutes = record.session, record.minutes
    facts = [
        ("Thời gian bắt đầu:", office.moment_words(session.opened_at)),
        ("Địa điểm:", session.place),
        ("Chủ trì:", minutes.chaired_by),
        ("Thư ký:", minutes.secretary_name),
        ("Nội dung:", session.subject),
        (f"Số {session.who_comes} dự:", f"{minutes.attendance} người" if minutes.attendance else ""),
    ]
    officials: list[Block] = [Item(line) for line in lines_of(minutes.officials)]
    lead: list[Block] = [Paragraph("", lead="Đại biểu, lãnh đạo dự:")] if officials else []
    return [Paragraph(office.ended(text), lead=label) for label, text in facts if text] + lead + officials


def _course(record: Record) -> list[Block]:
    corrections = record.correction_blocks(record.corrections)
    promises: list[Block] = [record.promise_table()] if record.promises else []
    return numbered_sections(
        [
            ("Phát biểu mở đầu", paragraphs(record.minutes.opening)),
            ("Kết quả thực hiện việc đã hứa", _points(record, Section.COMMITMENTS)),
            (f"Câu hỏi, kiến nghị của {record.session.who_comes} và trả lời", _questions(record)),
            ("Đơn được xem xét thêm", _points(record, Section.PETITIONS)),
            ("Nội dung khác", _points(record, Section.OTHER)),
            ("Kết luận chung", paragraphs(record.minutes.conclusion)),
            ("Việc hứa thực hiện", promises),
            ("Đính chính", corrections),
        ]
    )


def _questions(record: Record) -> list[Block]:
    """The questions under their subjects, numbered through."""
    by_subject = groupby(record.spoken_of(Section.QUESTIONS), key=lambda point: point[0].topic)
    blocks: list[Block] = []
    for place, (topic, points) in enumerate(by_subject, 1):
        blocks.append(Heading(topic.name if topic else NO_TOPIC, f"{place}."))
        for item, number in points:
            blocks += _question(record, item, number)
    return blocks


def _question(record: Record, item: AgendaItem, number: str) -> list[Block]:
    return [
        *led(f"{number} ({item.asked_by}):", record.subject_of(item)),
        *led("Trả lời:", item.answer_told or NO_ANSWER),
        *led("Kết luận:", item.conclusion),
    ]


def _points(record: Record, section: int) -> list[Block]:
    """Anything else than a question, each text under the name it was written down by."""
    blocks: list[Block] = []
    for item, number in record.spoken_of(section):
        blocks += led(f"{number}:", record.subject_of(item))
        blocks += led(f"{item.label_of('summary')}:", record.summary_of(item))
        blocks += led(f"{item.label_of('answer')}:", item.answer)
        blocks += led(f"{item.label_of('conclusion')}:", item.conclusion)
    return blocks


def _ending(record: Record) -> str:
    ended, opened = record.session.ended_at, record.session.opened_at
    if ended is None:
        return f"Buổi đối thoại kết thúc vào {office.NO_TIME}./."
    same_day = opened and local_date(opened) == local_date(ended)
    when = f"{letter_time(timezone.localtime(ended))} cùng ngày" if same_day else office.moment_words(ended)
    return f"Buổi đối thoại kết thúc vào {when}./."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
