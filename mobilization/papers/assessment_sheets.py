"""The paper sheet on which a self-managed group assesses itself: one page, with room to write and to sign."""

from __future__ import annotations

from collections.abc import Iterable

from mobilization.models import Assessment, AssessmentRound, Criterion, Membership
from wardportal.dates import date_vi
from wardportal.models import Ward
from wardportal.office import committee_of
from wardportal.papers import Align, Blank, Column, Paragraph, Part, Sheet, Table

COLUMNS = (
    Column("TT", 9, Align.CENTER),
    Column("Tiêu chí", 70),
    Column("Tự chấm\nĐạt", 19, Align.CENTER),
    Column("Tự chấm\nChưa đạt", 19, Align.CENTER),
    Column("Kiểm tra\nĐạt", 19, Align.CENTER),
    Column("Kiểm tra\nChưa đạt", 19, Align.CENTER),
    Column("Lý do, ghi chú", 40),
)
# Room to write by hand.
ROW_MM = 12


def assessment_sheets(ranked: AssessmentRound, rows: Iterable[Assessment]) -> list[Sheet]:
    """One sheet for each assessment; the head of a group is named where the portal knows who it is."""
    rows = list(rows)
    ward, criteria = Ward.objects.current(), list(ranked.criteria_set.criteria.all())
    heads = _heads(rows)
    issuer = committee_of(ward) if ward else "Ủy ban nhân dân phường"
    return [_sheet(row, criteria, heads.get(row.self_managed_group_id, ""), issuer) for row in rows]


def _heads(rows: list[Assessment]) -> dict[int, str]:
    groups = [row.self_managed_group_id for row in rows]
    seats = Membership.objects.valid().filter(self_managed_group__in=groups, post__is_self_managed_head=True)
    return dict(seats.values_list("self_managed_group", "full_name"))


def _sheet(row: Assessment, criteria: list[Criterion], head: str, issuer: str) -> Sheet:
    ranked = row.round
    lines = tuple((str(one.position), _named(one), "", "", "", "", "") for one in criteria)
    dues = (
        f"Tự đánh giá đến hết ngày {date_vi(ranked.self_due)}; kiểm tra chéo đến hết ngày {date_vi(ranked.cross_due)}."
    )
    return Sheet(
        issuer=issuer,
        title=f"PHIẾU ĐÁNH GIÁ TỔ TỰ QUẢN {str(ranked.period).upper()}",
        subtitle=f"{row.self_managed_group} – {row.residential_group}",
        mark=row.self_managed_group.code,
        rows=(
            (Part("Tiêu chí", (Paragraph(_set_line(ranked)), Paragraph(dues), Table(COLUMNS, lines)), ROW_MM),),
            (Part("Ý kiến của tổ tự quản", (Blank(3),)),),
            (_signature("Tổ trưởng tổ tự quản", head), _signature("Tổ trưởng tổ dân vận", "")),
        ),
    )


def _set_line(ranked: AssessmentRound) -> str:
    chosen = ranked.criteria_set
    basis = f"; căn cứ: {chosen.legal_basis}" if chosen.legal_basis else ""
    return f"Bộ tiêu chí: {chosen}{basis}. Đánh dấu X vào ô đạt hoặc chưa đạt."


def _named(one: Criterion) -> str:
    return f"{one.get_polarity_display()}: {one}"


def _signature(post: str, name: str) -> Part:
    return Part(post, (Paragraph("(Ngày, ký, ghi rõ họ tên)", italic=True), Blank(3, dotted=False), Paragraph(name)))
