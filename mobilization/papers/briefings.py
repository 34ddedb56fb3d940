"""The papers of a briefing: notice of its conclusions, minutes, and the sheet the portal puts together for it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mobilization.briefings.material import MOST_SHOWN, GroupFigure, Material
from mobilization.briefings.status import BriefingStatus, TaskStatus
from mobilization.models import Briefing, BriefingAttendance, BriefingConclusion
from mobilization.papers.briefing_parts import head_of, signature_of
from wardportal import office
from wardportal.dates import date_vi, day_date, letter_date
from wardportal.models import Ward
from wardportal.papers import (
    Align,
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

DRAFT = "DỰ THẢO"
NOBODY = "Chưa giao"
TASKS = (
    Column("TT", 12, Align.CENTER),
    Column("Việc", 75),
    Column("Thực hiện", 50),
    Column("Hạn", 28, Align.CENTER),
)
OUTCOMES = (
    Column("Việc", 58),
    Column("Thực hiện", 38),
    Column("Hạn", 26, Align.CENTER),
    Column("Kết quả", 43),
)
REPORTS = (Column("Tổ dân vận", 70), Column("Kỳ", 40), Column("Tình trạng", 55))
NUMBERS = (
    Column("Chỉ tiêu", 85),
    Column("Kỳ trước", 26, Align.RIGHT),
    Column("Kỳ này", 26, Align.RIGHT),
    Column("Tăng, giảm", 28, Align.RIGHT),
)
DIRECTIONS = (
    Column("Ý kiến chỉ đạo", 65),
    Column("Tổ dân vận", 38),
    Column("Đơn vị thực hiện", 36),
    Column("Hạn", 26, Align.CENTER),
)


# Notice of the conclusions


def notice_paper(briefing: Briefing, ward: Ward) -> Paper:
    """Return the notice; before the conclusions are issued it is marked as a draft."""
    number, symbol = office.number_and_symbol(briefing.number, "TB/ĐU" if briefing.is_of_ward else "TB/CB")
    conclusions = list(briefing.conclusions.with_owners())
    return Paper(
        **head_of(briefing, ward),
        kind="Thông báo",
        subject=f"Kết luận {meeting(briefing)}",
        number=number,
        symbol=symbol,
        place=office.place_of(ward),
        dated_on=briefing.concluded_on,
        blocks=(*_draft_mark(briefing), Paragraph(_opening(briefing)), *_concluded(briefing, conclusions)),
        ending="Các đơn vị, tổ dân vận được giao việc báo cáo kết quả trước hạn./.",
        recipients=_recipients(briefing, conclusions),
        signatures=(signature_of(briefing, ward),),
    )


def meeting(briefing: Briefing) -> str:
    """giao ban công tác dân vận tháng 11/2026"""
    return f"giao ban công tác dân vận {briefing.period}"


def _draft_mark(briefing: Briefing) -> list[Block]:
    if briefing.status == BriefingStatus.CONCLUDED:
        return []
    return [
        Paragraph(DRAFT, bold=True, align=Align.CENTER),
        Paragraph(office.INTERNAL, italic=True, align=Align.CENTER),
    ]


def _opening(briefing: Briefing) -> str:
    between = "với các tổ dân vận" if briefing.team is None else f"giữa Chi ủy và {briefing.team}"
    present = briefing.attendances.filter(is_present=True).count()
    chair = briefing.chaired_by or ("Đảng ủy phường" if briefing.is_of_ward else "Chi ủy")
    attended = f" Dự giao ban có {present} người." if present else ""
    return (
        f"Ngày {letter_date(briefing.held_on).removeprefix('ngày ')}, tại {briefing.place}, {chair} chủ trì "
        f"{meeting(briefing)} {between}.{attended} Sau khi nghe báo cáo và ý kiến của các đại biểu, chủ trì kết luận "
        "như sau:"
    )


def _concluded(briefing: Briefing, conclusions: list[BriefingConclusion]) -> list[Block]:
    return numbered_sections(
        [
            ("Kết quả thực hiện kết luận trước", outcomes(briefing)),
            ("Kết luận chung", paragraphs(briefing.conclusion)),
            ("Việc giao thực hiện", _tasks(conclusions)),
        ]
    )


def _tasks(conclusions: list[BriefingConclusion]) -> list[Block]:
    rows = [
        (str(number), row.text, row.owners or NOBODY, date_vi(row.due_on) if row.due_on else "")
        for number, row in enumerate(conclusions, 1)
    ]
    return [Table(TASKS, tuple(rows))] if rows else []


def outcomes(briefing: Briefing, rows: list[BriefingConclusion] | None = None) -> list[Block]:
    """What became of earlier conclusions by the day this briefing was concluded, or by today."""
    day = briefing.concluded_on or timezone.localdate()
    asked = list(briefing.told_first()) if rows is None else rows
    cells = [
        (row.text, row.owners or NOBODY, date_vi(row.due_on) if row.due_on else "", outcome_at(row, day))
        for row in asked
    ]
    return [Table(OUTCOMES, tuple(cells))] if cells else []


def outcome_at(row: BriefingConclusion, day: date) -> str:
    """How it stood on this day: what was told later stands in no paper of that day."""
    if row.ended_at is None or timezone.localdate(row.ended_at) > day:
        late = row.due_on is not None and row.due_on < day
        return "Chưa xong, quá hạn" if late else TaskStatus.OPEN.label
    return f"{TaskStatus(row.status).label}: {row.result}"


def _recipients(briefing: Briefing, conclusions: list[BriefingConclusion]) -> tuple[str, ...]:
    given = dict.fromkeys(str(who) for row in conclusions for who in (row.unit, row.team) if who)
    if briefing.team is None:
        return ("Thường trực Đảng ủy", "Các tổ dân vận", *given, "Lưu: Văn phòng Đảng ủy")
    given.setdefault(str(briefing.team))
    return ("Đảng ủy phường", *given, "Lưu: Chi bộ")


# Minutes


def minutes_paper(briefing: Briefing, ward: Ward) -> Paper:
    """Return the minutes; before the conclusions are issued they are marked as a draft."""
    conclusions = list(briefing.conclusions.with_owners())
    people = list(briefing.attendances.all())
    return Paper(
        **head_of(briefing, ward),
        kind="Biên bản",
        subject=_capital(meeting(briefing)),
        blocks=(
            *_draft_mark(briefing),
            *_beginning(briefing),
            *_people(people),
            *numbered_sections(
                [
                    ("Kết quả thực hiện kết luận trước", outcomes(briefing)),
                    ("Nội dung, ý kiến", paragraphs(briefing.discussion)),
                    ("Kết luận chung", paragraphs(briefing.conclusion)),
                    ("Việc giao thực hiện", _tasks(conclusions)),
                ]
            ),
        ),
        ending="Biên bản đã được thông qua tại buổi giao ban./.",
        recipients=("Như thành phần giao ban", "Lưu: Hồ sơ giao ban"),
        signatures=(
            Signature("Thư ký", briefing.secretary_name or office.NO_NAME),
            Signature("Chủ trì", _person(briefing.chaired_by) or office.NO_NAME),
        ),
    )


def _beginning(briefing: Briefing) -> list[Block]:
    facts = [
        ("Thời gian:", f"{letter_time(briefing.start_time)}, {day_date(briefing.held_on)}"),
        ("Địa điểm:", briefing.place),
        ("Chủ trì:", briefing.chaired_by),
        ("Thư ký:", briefing.secretary_name),
    ]
    return [Paragraph(office.ended(text), lead=label) for label, text in facts if text]


def _people(people: list[BriefingAttendance]) -> list[Block]:
    came = [_named(row) for row in people if row.is_present]
    absent = [f"{_named(row)} ({row.excuse or 'không rõ lý do'})" for row in people if not row.is_present]
    blocks: list[Block] = []
    for label, names in (("Có mặt", came), ("Vắng mặt", absent)):
        if names:
            blocks += [Paragraph(f"{len(names)} người.", lead=f"{label}:"), *(Item(name) for name in names)]
    return blocks


def _named(row: BriefingAttendance) -> str:
    return f"{row.full_name}, {row.post}" if row.post else row.full_name


def _person(chaired_by: str) -> str:
    """Nguyễn Văn A, of "đồng chí Nguyễn Văn A, Bí thư Đảng ủy"."""
    return chaired_by.partition(",")[0].strip().removeprefix("đồng chí").removeprefix("Đồng chí").strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# What the portal puts together


def material_paper(material: Material, ward: Ward) -> Paper:
    briefing = material.briefing
    when = f"{letter_time(briefing.start_time)}, {day_date(briefing.held_on)}, {briefing.place}"
    return Paper(
        **head_of(briefing, ward),
        kind="Tài liệu",
        subject=_capital(meeting(briefing)),
        blocks=(
            Paragraph(office.INTERNAL, bold=True, italic=True, align=Align.CENTER),
            Paragraph(f"{_capital(briefing.body_name)}. {when}", align=Align.CENTER),
            Paragraph(f"Số liệu đến ngày {date_vi(timezone.localdate())}.", italic=True, align=Align.CENTER),
            *numbered_sections(_material_sections(material)),
        ),
    )


def _material_sections(material: Material) -> list[tuple[str, list[Block]]]:
    briefing = material.briefing
    told = outcomes(briefing, material.told_first) or [Paragraph("Chưa có kết luận nào trước đó.")]
    return [
        ("Kết luận lần trước và kết quả", told),
        ("Báo cáo tháng của các tổ dân vận" if briefing.is_of_ward else "Báo cáo tháng của tổ", _reports(material)),
        (f"Số liệu {briefing.period} so với {briefing.period.previous()}", _numbers(material)),
        ("Ý kiến chỉ đạo quá hạn", _directions(material)),
        ("Đơn, kiến nghị và cam kết ở địa bàn", [_figure(figure) for figure in material.figures]),
    ]


def _reports(material: Material) -> list[Block]:
    missing = [row for row in material.reports if not row.state.startswith("Nộp muộn")]
    line = Paragraph(f"Đã nộp {material.asked - len(missing)} trên {material.asked} báo cáo.")
    rows = tuple((row.team, row.month, row.state) for row in material.reports)
    return [line, Table(REPORTS, rows)] if rows else [line]


def _numbers(material: Material) -> list[Block]:
    if not material.numbers:
        return [Paragraph("Chưa có báo cáo nào được duyệt.")]
    return [
        Paragraph(f"Số của các báo cáo đã duyệt. {material.compared.words}", italic=True),
        Table(NUMBERS, tuple(row.cells for row in material.numbers)),
    ]


def _directions(material: Material) -> list[Block]:
    rows = [
        (row.text, str(row.concern.report.team), str(row.unit), date_vi(row.due_on))
        for row in material.directions[:MOST_SHOWN]
    ]
    if not rows:
        return [Paragraph("Không có.")]
    more: list[Block] = [Paragraph(f"Chỉ in {MOST_SHOWN} việc quá hạn lâu nhất.")] if material.more_directions else []
    return [Table(DIRECTIONS, tuple(rows)), *more]


def _figure(figure: GroupFigure) -> Block:
    where = "; ".join(f"{name}: {number}" for name, number in figure.groups)
    return Paragraph(f"{figure.shown}{f' ({where})' if where else ''}.", lead=f"{figure.label}:")
