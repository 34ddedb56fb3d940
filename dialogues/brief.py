"""The leader's brief before a session: what is asked, what is late, what was promised, who speaks. One page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields.array import SliceTransform  # type: ignore[attr-defined]
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.text import Truncator

from dialogues.figures import CommitmentFigures, board
from dialogues.models import Commitment, DialogueSession
from dialogues.papers import Row, Seats, question_rows
from dialogues.papers.said import chairs_of, hours_of, meeting
from dialogues.status import WORKED_ON
from dialogues.topics import NO_TOPIC
from petitions.models import Petition, PetitionEvent
from petitions.models.queries import PetitionQuerySet
from petitions.status import RUNNING, EventKind
from wardportal.dates import date_vi
from wardportal.models import User, Ward
from wardportal.office import INTERNAL, committee_of
from wardportal.papers import Align, Block, Column, Paragraph, Part, Sheet, Table

# What a page has room for; the rest is counted.
MOST_ROWS, MOST_CODES, MOST_PROMISES, MOST_SPEAKERS = 6, 6, 6, 20
WORDS = 14
NO_GROUP, NO_UNIT = "Không ghi tổ dân phố", "Chưa giao đơn vị"
MAY_SEE_PETITIONS = ("petitions.view_all_petitions", "petitions.view_unit_petitions")

Counted = list[tuple[str, int]]


@dataclass(frozen=True)
class Late:
    """Petitions of a kind: how many of each unit, and the codes of the oldest."""

    by_unit: Counted
    codes: list[str]

    @classmethod
    def of(cls, counted: list[dict[str, Any]], kind: str) -> Late:
        """Take from rows of units what is of this kind; the units with most first, the rest as one."""
        rows = [(row["unit__name"] or NO_UNIT, row[f"{kind}_number"]) for row in counted if row[f"{kind}_number"]]
        by_unit = sorted(rows, key=lambda row: (-row[1], row[0]))
        rest = sum(number for _name, number in by_unit[MOST_ROWS:])
        oldest = [named for row in counted for named in row[f"{kind}_oldest"] or []]
        oldest.sort(key=lambda named: (named["day"], named["pk"]))
        codes = [named["code"] for named in oldest[:MOST_CODES]]
        return cls(by_unit[:MOST_ROWS] + ([("Đơn vị khác", rest)] if rest else []), codes)

    @property
    def total(self) -> int:
        return sum(number for _name, number in self.by_unit)


@dataclass(frozen=True)
class Brief:
    """What a leader reads before the session; everything of it through the gate of whoever asks for it."""

    session: DialogueSession
    today: date
    topics: Counted
    groups: Counted
    asked: int
    speaking: list[Row]
    waiting: int
    sees_petitions: bool
    overdue: Late
    reopened: Late
    units: list[tuple[str, CommitmentFigures]]
    residents: list[tuple[str, CommitmentFigures]]
    promises: list[Commitment]
    figures: CommitmentFigures

    @classmethod
    def of(cls, session: DialogueSession, user: User, at: date | None = None) -> Brief:
        today = at or timezone.localdate()
        rows = question_rows(session, user)
        seats = Seats.among(row.question for row in rows)
        overdue, reopened = _pressing(Petition.objects.visible_to(user).counted(), today)
        open_promises = Commitment.objects.visible_to(user).unfinished()
        units, residents = CommitmentFigures.by_each(open_promises, "unit__name", "residential_group__name", at=today)
        worked_on = open_promises.filter(status__in=WORKED_ON).select_related("unit")
        return cls(
            session=session,
            today=today,
            topics=_most((row.topic or NO_TOPIC for row in rows), "lĩnh vực"),
            groups=_most((row.group or NO_GROUP for row in rows), "tổ dân phố"),
            asked=len(rows),
            speaking=seats.speaking,
            waiting=len(seats.waiting),
            sees_petitions=any(user.has_perm(name) for name in MAY_SEE_PETITIONS),
            overdue=overdue,
            reopened=reopened,
            units=_latest_first(units),
            residents=_latest_first(residents),
            promises=list(worked_on.order_by("due_on", "pk")[:MOST_PROMISES]),
            figures=board(today),
        )

    @property
    def chairs(self) -> str:
        return chairs_of(self.session)

    @property
    def figures_line(self) -> str:
        figures = self.figures
        percent = figures.on_time_percent
        shown = f"; đúng hẹn {percent}% số việc đã đến hạn" if percent is not None else ""
        return (
            f"Đã hứa {figures.promised}; làm xong đúng hẹn {figures.on_time}; làm xong muộn {figures.late}; đang quá "
            f"hạn {figures.overdue}; đang thực hiện trong hạn {figures.running}; không thực hiện được "
            f"{figures.not_done}; lùi hạn {figures.postponed}{shown}."
        )

    @property
    def speakers(self) -> list[str]:
        """Who speaks, a line each: "Lê Thị Hoa, Tổ dân phố 3: Môi trường"."""
        return [_speaker(row) for row in self.speaking[:MOST_SPEAKERS]]

    @property
    def more_speakers(self) -> str:
        """How many do not fit."""
        more = len(self.speaking) - MOST_SPEAKERS
        return f"và {more} người khác" if more > 0 else ""

    @property
    def promise_rows(self) -> list[tuple[str, str, str, str, bool]]:
        """The promises that come due first, and whether each is overdue."""
        return [
            (
                row.code,
                Truncator(row.text).words(WORDS, truncate="…"),
                row.unit.name,
                date_vi(row.due_on),
                row.is_overdue(self.today),
            )
            for row in self.promises
        ]

    @property
    def unit_rows(self) -> list[tuple[str, int, int]]:
        return _open_rows(self.units, NO_UNIT, "đơn vị")

    @property
    def resident_rows(self) -> list[tuple[str, int, int]]:
        return _open_rows(self.residents, "Chung", "tổ dân phố")


def _pressing(rows: PetitionQuerySet, today: date) -> tuple[Late, Late]:
    """What is overdue and what was taken up again, of each unit, in one query: numbers and the oldest codes."""
    reopenings = PetitionEvent.objects.filter(petition=OuterRef("pk"), kind=EventKind.REOPENED)
    is_late, is_back = Q(status__in=RUNNING, due_on__lt=today), Q(Exists(reopenings))
    pressing = rows.open().filter(is_late | is_back).order_by()
    of_units: Any = pressing.values("unit__name").annotate(**_of_kind("late", is_late), **_of_kind("back", is_back))
    counted = list(of_units)
    return Late.of(counted, "late"), Late.of(counted, "back")


def _of_kind(kind: str, condition: Q) -> dict[str, Any]:
    named = JSONObject(day="received_on", pk="pk", code="code")
    codes = ArrayAgg(named, filter=condition, order_by=("received_on", "pk"))
    return {f"{kind}_number": Count("pk", filter=condition), f"{kind}_oldest": SliceTransform(1, MOST_CODES, codes)}


def _speaker(row: Row) -> str:
    who = ", ".join(part for part in (row.name, row.group) if part)
    return f"{who}: {row.topic}" if row.topic else who


def _most(names: Iterable[str], noun: str) -> Counted:
    """Count the names, the most frequent first; what does not fit is one line, which no name can be taken for."""
    counted = Counter(names).most_common()
    others = counted[MOST_ROWS:]
    rest = [(f"{len(others)} {noun} khác", sum(number for _name, number in others))] if others else []
    return counted[:MOST_ROWS] + rest


def _open_rows(counted: list[tuple[str, CommitmentFigures]], unnamed: str, noun: str) -> list[tuple[str, int, int]]:
    """Open promises and late ones of each name; what does not fit is one line."""
    rows = [(name or unnamed, figures.promised, figures.overdue) for name, figures in counted]
    others = rows[MOST_ROWS:]
    if not others:
        return rows
    promised, overdue = sum(row[1] for row in others), sum(row[2] for row in others)
    return [*rows[:MOST_ROWS], (f"{len(others)} {noun} khác", promised, overdue)]


def _latest_first(figures: list[tuple[str, CommitmentFigures]]) -> list[tuple[str, CommitmentFigures]]:
    return sorted(figures, key=lambda pair: (-pair[1].overdue, -pair[1].promised, pair[0] or ""))


def brief_sheet(brief: Brief, ward: Ward) -> Sheet:
    """Return the brief as a sheet to print."""
    session = brief.session
    rows: list[tuple[Part, ...]] = [
        (Part("Ai chủ trì, ai phát biểu", tuple(_people(brief))),),
        *_speakers(brief),
        (
            Part("Lĩnh vực được hỏi nhiều", (_counted(brief.topics, "Lĩnh vực", "Câu hỏi"),)),
            Part("Tổ dân phố hỏi nhiều", (_counted(brief.groups, "Tổ dân phố", "Câu hỏi"),)),
        ),
    ]
    if brief.sees_petitions:
        rows.append(
            (
                Part(f"Đơn quá hạn: {brief.overdue.total}", tuple(_late_blocks(brief.overdue))),
                Part(f"Đơn giải quyết lại: {brief.reopened.total}", tuple(_late_blocks(brief.reopened))),
            )
        )
    rows += [
        (
            Part("Cam kết chưa xong theo đơn vị", (_open_table(brief.unit_rows, "Đơn vị"),)),
            Part("Cam kết chưa xong theo tổ dân phố", (_open_table(brief.resident_rows, "Tổ dân phố"),)),
        ),
        (Part("Cam kết đến hạn trước", (_promise_table(brief),)),),
        (Part("Bảng cam kết công khai", (Paragraph(brief.figures_line, indent=False),)),),
    ]
    return Sheet(
        issuer=committee_of(ward),
        title=f"Tóm tắt cho lãnh đạo trước {meeting(session)}",
        subtitle=f"{hours_of(session)[:1].upper()}{hours_of(session)[1:]}. Số liệu đến ngày {date_vi(brief.today)}",
        mark=INTERNAL,
        rows=tuple(rows),
    )


def _people(brief: Brief) -> list[Block]:
    asked = f"{brief.asked} câu hỏi; {len(brief.speaking)} người phát biểu, {brief.waiting} người trong danh sách chờ."
    return [Paragraph(brief.chairs or "(chưa ghi)", lead="Chủ trì:"), Paragraph(asked, lead="Đăng ký:")]


def _speakers(brief: Brief) -> list[tuple[Part, ...]]:
    """A line each, in two columns; nothing where nobody speaks."""
    lines = [Paragraph(line, lead=f"{number}.") for number, line in enumerate(brief.speakers, 1)]
    lines += [Paragraph(brief.more_speakers, indent=False)] if brief.more_speakers else []
    if not lines:
        return []
    half = (len(lines) + 1) // 2
    return [(Part("Người phát biểu", tuple(lines[:half])), Part("Người phát biểu (tiếp)", tuple(lines[half:])))]


def _counted(rows: Counted, name: str, number: str) -> Block:
    if not rows:
        return Paragraph("Chưa có câu hỏi.", italic=True)
    cells = tuple((label, str(count)) for label, count in rows)
    return Table((Column(name, 5), Column(number, 1.6, Align.RIGHT)), cells)


def _late_blocks(late: Late) -> list[Block]:
    if not late.by_unit:
        return [Paragraph("Không có.", italic=True)]
    return [_counted(late.by_unit, "Đơn vị", "Số đơn"), Paragraph(", ".join(late.codes), lead="Lâu nhất:")]


def _open_table(rows: list[tuple[str, int, int]], name: str) -> Block:
    if not rows:
        return Paragraph("Không có.", italic=True)
    columns = (Column(name, 5), Column("Chưa xong", 1.8, Align.RIGHT), Column("Quá hạn", 1.6, Align.RIGHT))
    return Table(columns, tuple((label, str(promised), str(overdue)) for label, promised, overdue in rows))


def _promise_table(brief: Brief) -> Block:
    if not brief.promises:
        return Paragraph("Không có.", italic=True)
    columns = (Column("Mã", 3.2), Column("Việc", 7), Column("Đơn vị", 4), Column("Hạn", 3.2))
    cells = tuple(
        (code, text, unit, f"{day}, quá hạn" if is_late else day)
        for code, text, unit, day, is_late in brief.promise_rows
    )
    return Table(columns, cells)
