"""The office's own lists of a session, with names and phones: questions and seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogues.models import DialogueSession, Question
from dialogues.papers import said
from dialogues.status import Channel, QuestionStatus, Slot
from wardportal import office
from wardportal.models import User, Ward
from wardportal.papers import Align, Block, Column, Paper, Paragraph, Table
from wardportal.phones import phone_vi

QUESTIONS = (
    Column("TT", 11, Align.CENTER),
    Column("Người hỏi", 44),
    Column("Điện thoại", 30),
    Column("Lĩnh vực", 32),
    Column("Câu hỏi", 112),
    Column("Phát biểu", 23, Align.CENTER),
)
SEATS = (
    Column("TT", 11, Align.CENTER),
    Column("Họ và tên", 52),
    Column("Tổ dân phố", 30),
    Column("Điện thoại", 30),
    Column("Số thứ tự", 15, Align.CENTER),
    Column("Ký tên", 27),
)
SLOTS = {Slot.SPEAKING: "Có", Slot.WAITING: "Chờ", Slot.NONE: "Không"}
FREE_ROWS = 5


@dataclass(frozen=True)
class Row:
    """One line of a list, as the screen and the print show it."""

    number: int
    question: Question

    @property
    def name(self) -> str:
        return self.question.full_name or "(không ghi tên)"

    @property
    def group(self) -> str:
        return str(self.question.residential_group or "")

    @property
    def phone(self) -> str:
        return phone_vi(str(self.question.phone)) if self.question.phone else ""

    @property
    def topic(self) -> str:
        return self.question.topic.name if self.question.topic else ""

    @property
    def slot(self) -> str:
        return SLOTS[Slot(self.question.slot)]

    @property
    def words(self) -> str:
        """What was asked, and what whoever prepares the answer has to know besides."""
        question = self.question
        lines = [question.text, f"Đơn đã gửi: {question.petition_code}" if question.petition_code else ""]
        if question.channel != Channel.WEB:
            lines.append(f"Nhận qua: {question.get_channel_display()}")
        if question.status != QuestionStatus.REGISTERED:
            lines.append(f"({question.get_status_display()})")
        return "\n".join(line for line in lines if line)

    @property
    def queue_number(self) -> str:
        return str(self.question.queue_number or "")


def question_rows(session: DialogueSession, user: User) -> list[Row]:
    """The questions this person may read, in the order of the agenda."""
    readable = Question.objects.visible_to(user).listed().filter(session=session)
    items = session.agenda.printed().in_order().filter(question__in=readable)
    items = items.select_related("question__residential_group", "question__topic")
    questions = [item.question for item in items if item.question]
    return [Row(number, question) for number, question in enumerate(questions, 1)]


@dataclass(frozen=True)
class Seats:
    """Who speaks and who waits for a place, in the order they are called."""

    speaking: list[Row]
    waiting: list[Row]

    @classmethod
    def of(cls, session: DialogueSession, user: User) -> Seats:
        rows = Question.objects.visible_to(user).listed().filter(session=session)
        return cls.among(rows.select_related("residential_group", "topic"))

    @classmethod
    def among(cls, questions: Iterable[Question]) -> Seats:
        known = sorted(questions, key=lambda row: row.pk)
        speaking = [row for row in known if row.slot == Slot.SPEAKING]
        waiting = [row for row in known if row.slot == Slot.WAITING]
        return cls(_numbered(_called_first(speaking)), _numbered(waiting))


def _called_first(questions: list[Question]) -> list[Question]:
    """Those who are here come first, by their queue numbers; the others as they registered."""
    return sorted(questions, key=lambda row: (row.queue_number is None, row.queue_number or 0))


def _numbered(questions: Sequence[Question]) -> list[Row]:
    return [Row(number, question) for number, question in enumerate(questions, 1)]


def questions_paper(session: DialogueSession, ward: Ward, rows: Sequence[Row]) -> Paper:
    cells = tuple((str(row.number), _with_group(row), row.phone, row.topic, row.words, row.slot) for row in rows)
    return Paper(
        **office.state_head(ward),
        kind="Danh sách",
        subject=said.subject("Câu hỏi gửi đến", session),
        blocks=(*_mark(f"Tổng số: {len(rows)} câu hỏi."), Table(QUESTIONS, cells)),
        landscape=True,
    )


def _with_group(row: Row) -> str:
    return f"{row.name}\n{row.group}".strip()


def seats_paper(session: DialogueSession, ward: Ward, seats: Seats) -> Paper:
    """Return the check-in list, with room for those who come unannounced."""
    blocks: list[Block] = [*_mark(f"{session.place}\n{said.hours_of(session)}")]
    blocks.append(Table(SEATS, _seat_cells(seats.speaking), title="Người được xếp phát biểu"))
    if seats.waiting:
        blocks.append(Table(SEATS, _seat_cells(seats.waiting), title="Danh sách chờ"))
    blocks.append(Table(SEATS, (("", "", "", "", "", ""),) * FREE_ROWS, title="Đến thẳng buổi đối thoại"))
    return Paper(
        **office.state_head(ward),
        kind="Danh sách",
        subject=said.subject("Người đăng ký phát biểu tại", session),
        blocks=tuple(blocks),
    )


def _seat_cells(rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(row.number), row.name, row.group, row.phone, row.queue_number, "") for row in rows)


def _mark(line: str) -> tuple[Block, ...]:
    return (
        Paragraph(office.INTERNAL, bold=True, italic=True, align=Align.CENTER),
        Paragraph(line, align=Align.CENTER),
    )
