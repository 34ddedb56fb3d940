"""A year's list of campaigns as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from mobilization.models import CampaignQuerySet, CampaignUpdate
from wardportal.sheets import Value

HEADINGS = (
    "Tên mô hình", "Năm", "Tổ dân vận, đơn vị", "Loại", "Lĩnh vực", "Nơi thực hiện", "Tình trạng", "Người theo dõi",
    "Ngày duyệt", "Tiền huy động (đồng)", "Ngày công", "Lượt người", "Điểm hội đồng", "Xếp loại", "Số quyết định",
    "Ngày công nhận", "Ngày kết thúc",
)  # fmt: skip
SUMS = ("money", "workdays", "people")


def with_sums(rows: CampaignQuerySet) -> Any:
    """Give each campaign what was mobilised over its months, in the same statement."""
    current = CampaignUpdate.objects.current().filter(campaign=OuterRef("pk")).order_by().values("campaign")
    sums = {f"sum_{name}": Coalesce(Subquery(current.annotate(sum=Sum(name)).values("sum")), 0) for name in SUMS}
    return rows.annotate(**sums)


def lines_of(rows: CampaignQuerySet) -> Iterator[list[Value]]:
    for row in with_sums(rows.with_bodies().select_related("follower")).order_by("pk"):
        yield [
            row.name, row.year, str(row.body), row.get_subject_display(), str(row.field), row.places,
            row.get_status_display(), str(row.follower or ""), row.approved_on, row.sum_money, row.sum_workdays,
            row.sum_people, row.council_score, row.grade,
            row.decision_no, row.recognised_on, row.ended_on,
        ]  # fmt: skip
