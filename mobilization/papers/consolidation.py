"""The ward's report of a period for the standing committee, in the layout of the Party."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from mobilization.models import Consolidation, Membership, ReportHeading, Unit
from mobilization.models.concerns import Concern
from mobilization.reports.as_issued import Names, missing_then
from mobilization.reports.status import ConcernKind
from mobilization.reports.sums import Line, Numbers, Sums
from wardportal import office
from wardportal.dates import date_vi
from wardportal.models import Ward
from wardportal.papers import (
    Align,
    Block,
    Column,
    Heading,
    Item,
    Paper,
    Paragraph,
    Signature,
    Table,
    paragraphs,
)  # fmt: skip
from wardportal.papers.sections import ROMAN

# The body that gathers the reports, by the code of its row.
BLOC = "khoi-dan-van"
BLOC_HEAD = ("truong khoi",)
FIGURES = (
    Column("TT", 10, Align.CENTER),
    Column("Chỉ tiêu", 65),
    # Wide enough for thousands of millions of đồng.
    Column("Kỳ này", 29, Align.RIGHT),
    Column("Kỳ trước", 29, Align.RIGHT),
    Column("Tăng, giảm", 32, Align.RIGHT),
)
RECIPIENTS = (
    "Ban Thường vụ Đảng ủy (báo cáo)",
    "Lãnh đạo Hội đồng nhân dân, Ủy ban nhân dân phường",
    "Mặt trận Tổ quốc và các đoàn thể phường",
    "Các tổ dân vận",
)
ENDING = "./."


def consolidation_paper(consolidation: Consolidation, ward: Ward) -> Paper:
    """The report as its rows say it now, or, once it was issued, as they said it then: what came later is left out."""
    day = consolidation.issued_on or timezone.localdate()
    bloc = Unit.objects.valid(day).filter(code=BLOC).first()
    number, symbol = office.number_and_symbol(consolidation.number, "BC/KDV" if bloc else "BC/ĐU")
    reports = consolidation.reports().select_related("team__residential_group").order_by("period_start", "pk")
    sums = Numbers.of(consolidation, list(reports)).issued
    names = Names(consolidation)
    blocks = [*_draft_mark(consolidation), *_opening(consolidation, sums), *_sections(consolidation, names)]
    return Paper(
        **(office.party_body_head(ward, name_of(bloc)) if bloc else office.party_head(ward)),
        kind="Báo cáo",
        subject=f"Công tác dân vận {consolidation.period}",
        number=number,
        symbol=symbol,
        place=office.place_of(ward),
        dated_on=consolidation.issued_on,
        blocks=(*blocks, *_figures(sums, names)),
        ending=ending_of(consolidation, bloc),
        recipients=(*RECIPIENTS, f"Lưu: {name_of(bloc)}" if bloc else "Lưu: Văn phòng Đảng ủy"),
        signatures=(signature_of(ward, bloc, day),),
    )


def name_of(bloc: Unit) -> str:
    """The committee stands above it already."""
    return bloc.name.removesuffix(" Đảng ủy").removesuffix(" Đảng ủy phường")


def signature_of(ward: Ward, bloc: Unit | None, day: date) -> Signature:
    if bloc is None:
        return office.secretary_signature(ward, day)
    people = Membership.objects.valid(day).filter(unit=bloc).select_related("post")
    name = office.signs(ward, day, BLOC_HEAD, [(one.post.name, one.full_name) for one in people])
    return Signature("Trưởng khối", name or office.NO_NAME, authority=f"T/M {name_of(bloc)}")


def _draft_mark(consolidation: Consolidation) -> list[Block]:
    return [] if consolidation.is_issued else [Paragraph("(Dự thảo)", italic=True, align=Align.CENTER, indent=False)]


def _opening(consolidation: Consolidation, sums: Sums) -> list[Block]:
    """From whose reports it is made, and whose are not there."""
    words = (
        f"Trên cơ sở báo cáo của {len(sums.teams)} tổ dân vận, tình hình Nhân dân và kết quả công tác dân vận "
        f"{consolidation.period} trên địa bàn phường như sau:"
    )
    missing: dict[str, list[str]] = {}
    for team, month in missing_then(consolidation):
        missing.setdefault(str(month), []).append(str(team))
    lines = [f"{month}: {', '.join(teams)}" for month, teams in missing.items()]
    lacking = [Paragraph(f"{'; '.join(lines)}.", lead="Chưa có báo cáo được duyệt:")] if lines else []
    return [Paragraph(words), *lacking]


def _sections(consolidation: Consolidation, names: Names) -> list[Block]:
    """The headings with something under them, and those that only hold such headings together."""
    texts = {row.heading_id: row.text for row in consolidation.texts.all()}
    concerns = list(consolidation.concerns())
    told = [(heading, _told(heading, texts, concerns, consolidation)) for heading in consolidation.headings()]
    filled = {heading.number for heading, blocks in told if blocks}
    printed = [
        (heading, blocks)
        for heading, blocks in told
        if blocks or any(number.startswith(f"{heading.number}.") for number in filled if heading.number)
    ]
    headings = _headings([heading for heading, _blocks in printed], names)
    return [block for head, (_row, blocks) in zip(headings, printed, strict=True) for block in (head, *blocks)]


def _headings(rows: list[ReportHeading], names: Names) -> Iterator[Heading]:
    """I., 1., 2., II.: counted anew, so that what is left out leaves no gap; a heading without a number keeps none."""
    upper = lower = 0
    for row in rows:
        if not row.number:
            yield Heading(names.of_heading(row), "", 1)
        elif "." in row.number:
            lower += 1
            yield Heading(names.of_heading(row), f"{lower}.", 2)
        else:
            upper, lower = upper + 1, 0
            yield Heading(names.of_heading(row), f"{ROMAN[upper - 1]}.", 1)


def _told(heading: ReportHeading, texts: dict[int, str], concerns: list[Concern], whole: Consolidation) -> list[Block]:
    blocks = paragraphs(texts.get(heading.pk, ""))
    kinds = [ConcernKind.CONCERN] * heading.takes_concerns + [ConcernKind.PROPOSAL] * heading.takes_proposals
    for kind in kinds:
        for concern in (one for one in concerns if one.kind == kind.value):
            blocks += told_of(concern, whole, whole.issued_at)
    return blocks


def told_of(concern: Any, whole: Consolidation, at: datetime | None) -> list[Block]:
    """Who said it, what was directed about it and holds, what had come of that by the moment, or by now."""
    blocks: list[Block] = [Item(" ".join(concern.text.split()), lead=f"{whole.teller_of(concern.report)}:")]
    for direction in concern.directions.all():
        if direction.is_replaced(at):
            continue
        words = f"{office.ended(' '.join(direction.text.split()))} {direction.unit}, hạn {date_vi(direction.due_on)}."
        blocks.append(Paragraph(words, lead="Ý kiến chỉ đạo:"))
        if direction.result and (at is None or direction.done_at <= at):
            blocks.append(Paragraph(" ".join(direction.result.split()), lead="Kết quả:"))
    return blocks


def _figures(sums: Sums, names: Names) -> list[Block]:
    lines = [line for line in sums.lines() if line.total is not None or line.before is not None]
    rows = tuple(_row(number, line, names) for number, line in enumerate(lines, 1))
    if not rows:
        return []
    return [Heading("Biểu số liệu", "", 1), Paragraph(sums.compared.words), Table(FIGURES, rows)]


def _row(number: int, line: Line, names: Names) -> tuple[str, ...]:
    one = line.indicator
    return str(number), names.of_indicator(one), one.shown(line.total), one.shown(line.before), line.difference_shown


def ending_of(consolidation: Consolidation, bloc: Unit | None) -> str:
    who = f"{name_of(bloc)} trân trọng" if bloc else "Trân trọng"
    return f"Trên đây là kết quả công tác dân vận {consolidation.period}, {who} báo cáo Ban Thường vụ Đảng ủy{ENDING}"
