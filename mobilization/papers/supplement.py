"""What came after the ward's report was issued: reports approved later, corrections, what they change."""

from __future__ import annotations

from django.utils import timezone

from mobilization.models import Consolidation, Unit
from mobilization.papers.consolidation import BLOC, ENDING, FIGURES, RECIPIENTS, name_of, signature_of, told_of
from mobilization.reports.sums import Line, Numbers
from wardportal import office
from wardportal.dates import date_vi
from wardportal.models import Ward
from wardportal.papers import Align, Block, Column, Heading, Item, Paper, Paragraph, Table

CHANGED = (
    *FIGURES[:2],
    Column("Đã ban hành", 29, Align.RIGHT),
    Column("Đến nay", 29, Align.RIGHT),
    FIGURES[4],
)


def supplement_paper(consolidation: Consolidation, ward: Ward) -> Paper:
    """What came after the report was issued: reports approved later, corrections, and the numbers as they are now."""
    today = timezone.localdate()
    bloc = Unit.objects.valid(today).filter(code=BLOC).first()
    _number, symbol = office.number_and_symbol("", "BC/KDV" if bloc else "BC/ĐU")
    blocks = (
        Paragraph(_about(consolidation, bloc)),
        *_late_reports(consolidation),
        *_corrections(consolidation),
        *_changed_figures(consolidation),
    )
    return Paper(
        **(office.party_body_head(ward, name_of(bloc)) if bloc else office.party_head(ward)),
        kind="Báo cáo",
        subject=f"Bổ sung, đính chính báo cáo công tác dân vận {consolidation.period}",
        number="",
        symbol=symbol,
        place=office.place_of(ward),
        dated_on=None,
        blocks=blocks,
        ending=f"Trên đây là nội dung bổ sung, đính chính, kính báo cáo Ban Thường vụ Đảng ủy{ENDING}",
        recipients=(*RECIPIENTS, f"Lưu: {name_of(bloc)}" if bloc else "Lưu: Văn phòng Đảng ủy"),
        signatures=(signature_of(ward, bloc, today),),
    )


def _about(consolidation: Consolidation, bloc: Unit | None) -> str:
    number, symbol = office.number_and_symbol(consolidation.number, "BC/KDV" if bloc else "BC/ĐU")
    issued = date_vi(consolidation.issued_on) if consolidation.issued_on else ""
    return (
        f"Báo cáo số {number.zfill(2)}-{symbol} ngày {issued} về công tác dân vận {consolidation.period} được bổ sung, "
        f"đính chính như sau, tính đến ngày {date_vi(timezone.localdate())}:"
    )


def _late_reports(consolidation: Consolidation) -> list[Block]:
    reports = list(consolidation.reports_since().select_related("team").order_by("period_start", "pk"))
    if not reports:
        return []
    lines: list[Block] = [Heading("Báo cáo được duyệt sau khi ban hành", "", 1)]
    for report in reports:
        approved = date_vi(timezone.localdate(report.approved_at))
        lines.append(Item(f"duyệt ngày {approved}.", lead=f"{consolidation.teller_of(report)}:"))
    concerns = list(consolidation.concerns_since())
    if concerns:
        lines.append(Heading("Ý kiến, đề xuất trong các báo cáo ấy", "", 1))
    for concern in concerns:
        lines += told_of(concern, consolidation, at=None)
    return lines


def _changed_figures(consolidation: Consolidation) -> list[Block]:
    changed = Numbers.of(
        consolidation,
        [
            *consolidation.reports().select_related("team__residential_group"),
            *consolidation.reports_since().select_related("team__residential_group"),
        ],
    ).changed()
    if not changed:
        return [Paragraph("Số liệu của phường không thay đổi.")]
    rows = tuple(_row(number, line) for number, line in enumerate(changed, 1))
    return [Heading("Số liệu của phường thay đổi", "", 1), Table(CHANGED, rows)]


def _row(number: int, line: Line) -> tuple[str, ...]:
    one = line.indicator
    return str(number), str(one), one.shown(line.before), one.shown(line.total), line.difference_shown


def _corrections(consolidation: Consolidation) -> list[Block]:
    slips = consolidation.slips_since()
    if not slips:
        return []
    lines: list[Block] = [Heading("Đính chính số liệu", "", 1)]
    for slip in slips:
        before, after = slip.indicator.shown(slip.before) or "trống", slip.indicator.shown(slip.after)
        words = f"{slip.indicator}: {before} → {after}. Lý do: {slip.reason} ({date_vi(timezone.localdate(slip.at))})"
        lines.append(Item(words, lead=f"{consolidation.teller_of(slip.report)}:"))
    return lines
