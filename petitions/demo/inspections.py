"""Which of the invented petitions the rapid-response team looked at, or is asked to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TextIO

from django.db.models import QuerySet
from django.utils import timezone

from mobilization.models import Inspection
from petitions.inspecting import field_of
from petitions.models import Petition
from petitions.models.inspections import InspectionLink
from petitions.status import OPEN, Visibility
from wardportal.calendar import WorkingCalendar
from wardportal.demo import Staff
from wardportal.models import User

SOON = timedelta(days=30)
MOST_LINKED, MOST_ASKED = 8, 2
REASON = "Đến xem tại chỗ, ghi hiện trạng, chụp ảnh; nhắc nhở nếu có vi phạm."


def foreign_rows() -> QuerySet[InspectionLink]:
    return InspectionLink.objects.all()


def load_demo(out: TextIO, staff: Staff) -> None:
    """Link inspections that were made in the group of a petition soon after it; ask for two more."""
    leader = staff["lanhdao"]
    rows = Petition.objects.exclude(visibility=Visibility.CONFIDENTIAL).exclude(residential_group=None)
    placed = list(rows.select_related("category", "residential_group").order_by("pk"))
    fields = {key: field_of(row) for key, row in {row.category_id: row for row in placed}.items()}
    petitions = [row for row in placed if fields[row.category_id]]
    linked = sum(_link(row, leader) for row in petitions)
    asked = [row for row in reversed(petitions) if row.status in OPEN][:MOST_ASKED]
    due = WorkingCalendar.load(timezone.localdate()).add_working_days(timezone.localdate(), 2).due
    for row in asked:
        place: dict[str, Any] = {
            "field": fields[row.category_id],
            "place": row.place or "theo chỉ dẫn của tổ dân phố",
        }
        InspectionLink.objects.ask(
            row, by=leader, reason=REASON, due_on=due, residential_group=row.residential_group, **place
        )
    out.write(f"Đơn có kiểm tra tại chỗ: {linked + len(asked)}\n")


def _link(petition: Petition, leader: User) -> bool:
    if InspectionLink.objects.count() >= MOST_LINKED:
        return False
    since = petition.received_on
    held = Inspection.objects.held_between(since, since + SOON).filter(
        residential_group=petition.residential_group, petition_links=None
    )
    found = held.order_by("inspected_on").first()
    if found:
        InspectionLink.objects.link(petition, found, by=leader)
    return found is not None
