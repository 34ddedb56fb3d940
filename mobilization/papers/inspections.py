"""The papers of the rapid-response team: minutes of an inspection, and the list of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mobilization.inspections.status import InspectionDecisionKind, InspectionStatus
from mobilization.models import FollowUp, Inspection, InspectionDecision, InspectionSubject
from mobilization.models.inspections import InspectionQuerySet
from wardportal import office
from wardportal.dates import date_vi, day_date
from wardportal.models import Ward
from wardportal.papers import (
    Align,
    Blank,
    Block,
    Column,
    Item,
    Paper,
    Paragraph,
    Signature,
    Table,
    letter_time,
    numbered_sections,
    paragraphs,
)  # fmt: skip

TEAM_NAME = "Tổ phản ứng nhanh"
SYMBOL = "BB-TPƯN"
NOT_NAMED = "…" * 28
GO = (
    Column("TT", 11, Align.CENTER),
    Column("Mã", 34),
    Column("Địa điểm", 58),
    Column("Việc", 38),
    Column("Hạn", 26, Align.CENTER),
)
SEEN = (
    Column("TT", 11, Align.CENTER),
    Column("Mã", 34),
    Column("Địa điểm", 52),
    Column("Lĩnh vực", 36),
    Column("Kết quả", 34),
)


def minutes_paper(inspection: Inspection, ward: Ward, subject: InspectionSubject | None) -> Paper:
    """Return the minutes; without a subject there is a line to write by hand, and so for whoever signs."""
    decision = inspection.decisions.last()
    number, symbol = office.number_and_symbol(decision.minutes_number if decision else "", SYMBOL)
    day = inspection.inspected_on
    return Paper(
        **office.state_head(ward),
        kind="Biên bản",
        subject=f"Kiểm tra {_lower(str(inspection.field))}",
        number=number,
        symbol=symbol,
        place=office.place_of(ward),
        dated_on=day,
        blocks=(
            *_beginning(inspection, subject),
            *_people(inspection),
            *numbered_sections(
                [
                    ("Hiện trạng, điều phát hiện", paragraphs(inspection.found)),
                    ("Xử lý tại chỗ", _decided(decision)),
                    ("Ý kiến của người có liên quan", [Blank(2)]),
                ]
            ),
        ),
        ending="Biên bản được lập thành hai bản, đã đọc lại cho những người có mặt cùng nghe và ký tên./.",
        recipients=("Người có liên quan", "Lưu: Hồ sơ kiểm tra"),
        signatures=(
            Signature("Người có liên quan", subject.name if subject else office.NO_NAME),
            Signature("Đại diện tổ", office.NO_NAME),
        ),
    )


def _beginning(inspection: Inspection, subject: InspectionSubject | None) -> list[Block]:
    day = day_date(inspection.inspected_on) if inspection.inspected_on else ""
    hour = f"{letter_time(inspection.start_time)}, " if inspection.start_time else ""
    about = ", ".join(part for part in (subject.name, subject.address) if part) if subject else NOT_NAMED
    facts = [
        ("Thời gian:", f"{hour}{day}"),
        ("Địa điểm:", inspection.where),
        ("Người, tổ chức có liên quan:", about),
        ("Mã cuộc kiểm tra:", inspection.code),
    ]
    return [Paragraph(text if text == NOT_NAMED else office.ended(text), lead=label) for label, text in facts if text]


def _people(inspection: Inspection) -> list[Block]:
    seats = list(inspection.members.select_related("post"))
    return [
        Paragraph(f"{len(seats)} người của {TEAM_NAME}.", lead="Thành phần:"),
        *(Item(f"{seat.full_name}, {seat.post}") for seat in seats),
    ]


def _decided(decision: InspectionDecision | None) -> list[Block]:
    if decision is None:
        return [Paragraph("Chưa quyết định.")]
    lines: list[Block] = [Paragraph(office.ended(decision.get_kind_display()), lead="Hình thức:")]
    lines += paragraphs(decision.requirement)
    if decision.due_on:
        deadline = f"{decision.working_days} ngày làm việc, chậm nhất {day_date(decision.due_on)}."
        lines.append(Paragraph(deadline, lead="Thời hạn:"))
    if decision.kind == InspectionDecisionKind.HANDED_OVER:
        lines.append(Paragraph(f"{decision.agency}, văn bản số {decision.letter_number}.", lead="Nơi nhận:"))
    return lines


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


@dataclass(frozen=True)
class DayList:
    """What the team has to go to by a day, and where it was on that day."""

    day: date
    to_go: list[Inspection]
    held: list[Inspection]
    visited: list[FollowUp]

    @classmethod
    def of(cls, rows: InspectionQuerySet, day: date) -> DayList:
        """Among the rows somebody may read; of a day that has passed, where the team was."""
        told = rows.select_related("field", "street", "residential_group")
        waiting = told.filter(status__in=[InspectionStatus.PLANNED, InspectionStatus.FOLLOWING], due_on__lte=day)
        visits = FollowUp.objects.filter(visited_on=day, inspection__in=rows).order_by("pk")
        related = ("inspection__field", "inspection__street", "inspection__residential_group")
        return cls(
            day,
            list(waiting.order_by("due_on", "pk")) if day >= timezone.localdate() else [],
            list(told.held_between(day, day).order_by("start_time", "pk")),
            list(visits.select_related(*related)),
        )


def day_paper(listed: DayList, ward: Ward) -> Paper:
    return Paper(
        **office.state_head(ward),
        kind="Danh sách",
        subject=f"Kiểm tra tại chỗ {day_date(listed.day)}",
        blocks=(
            Paragraph(office.INTERNAL, bold=True, italic=True, align=Align.CENTER),
            *numbered_sections(
                [
                    ("Cần đến", _to_go(listed.to_go)),
                    ("Đã kiểm tra trong ngày", _held(listed.held)),
                    ("Đã kiểm tra lại trong ngày", _visited(listed.visited)),
                ]
            ),
        ),
    )


def _to_go(rows: list[Inspection]) -> list[Block]:
    if not rows:
        return [Paragraph("Không có.")]
    cells = [
        (
            str(number),
            row.code,
            row.where,
            str(row.field) if row.status == InspectionStatus.PLANNED else f"Kiểm tra lại: {row.get_decision_display()}",
            date_vi(row.due_on) if row.due_on else "",
        )
        for number, row in enumerate(rows, 1)
    ]
    return [Table(GO, tuple(cells))]


def _held(rows: list[Inspection]) -> list[Block]:
    cells = [
        (str(number), row.code, row.where, str(row.field), row.get_decision_display() or row.get_status_display())
        for number, row in enumerate(rows, 1)
    ]
    return [Table(SEEN, tuple(cells))] if cells else []


def _visited(rows: list[FollowUp]) -> list[Block]:
    cells = [
        (
            str(number),
            row.inspection.code,
            row.inspection.where,
            str(row.inspection.field),
            "Đã chấp hành" if row.is_done else "Chưa chấp hành",
        )
        for number, row in enumerate(rows, 1)
    ]
    return [Table(SEEN, tuple(cells))] if cells else []
