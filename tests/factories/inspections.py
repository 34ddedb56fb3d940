"""Inspections with legal histories: each status is reached by the decisions that lead there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from mobilization.inspections.status import InspectionDecisionKind, InspectionEnding, InspectionStatus
from mobilization.models import Inspection, InspectionField, Membership, Unit
from mobilization.models.inspections import TEAM
from tests.factories.dialogues import photo_file
from tests.factories.mobilization import MembershipFactory
from tests.factories.petitions import UserFactory
from wardportal.models import User

S, D = InspectionStatus, InspectionDecisionKind
EVIDENCE_SAID: dict[str, Any] = {
    "requirement": "Thu dọn bàn ghế vào trong nhà.",
    "minutes_number": "12/BB",
    "working_days": 5,
    "agency": "Sở Xây dựng",
    "letter_number": "45/UBND",
}


def an_inspector(**fields: Any) -> User:
    """Somebody of the rapid-response team with an account."""
    user = UserFactory(role="inspector", **fields)
    seat_of(user)
    return user


def seat_of(user: User | None = None, **fields: Any) -> Membership:
    return MembershipFactory(unit=Unit.objects.get(code=TEAM), user=user, **fields)


def a_field() -> InspectionField:
    return InspectionField.objects.get(code="lan-chiem-via-he")


def inspection_of(by: User | None = None, **fields: Any) -> Inspection:
    """One that was written down today and not decided about yet."""
    by = by or an_inspector()
    said = {
        "field": fields.pop("field", None) or a_field(),
        "place": "số 12",
        "inspected_on": timezone.localdate(),
        "found": "Bàn ghế kê kín vỉa hè.",
        "has_violation": True,
    }
    members = fields.pop("members", None) or [seat_of()]
    return Inspection.objects.take_down(by=by, members=members, **said | fields)


def asked_inspection(by: User | None = None, **fields: Any) -> Inspection:
    said = {"field": a_field(), "place": "trước cổng chợ", "reason": "Hàng quán bày ra vỉa hè."}
    return Inspection.objects.plan(
        by=by or UserFactory(role="leader"), due_on=fields.pop("due_on", tomorrow()), **said | fields
    )


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def decided(kind: str = D.REMINDED, by: User | None = None, **fields: Any) -> Inspection:
    by = by or an_inspector()
    inspection = inspection_of(by, has_violation=kind != D.NOTHING, **fields)
    again = tomorrow() if kind == D.STOP_WORK else None
    inspection.decide(kind, by=by, follow_up_on=again, **EVIDENCE_SAID)
    return inspection


def inspection_in(status: str, by: User | None = None, **fields: Any) -> Inspection:
    """An inspection brought to this status."""
    by = by or an_inspector()
    if status in (S.PLANNED, S.CANCELLED):
        inspection = asked_inspection(**fields)
        if status == S.CANCELLED:
            inspection.cancel("Đã tự dọn.", by=by)
    elif status == S.RECORDED:
        inspection = inspection_of(by, **fields)
    elif status == S.DECIDED:
        inspection = decided(by=by, **fields)
    else:
        inspection = decided(D.STOP_WORK, by=by, **fields)
    if status == S.CLOSED:
        inspection.close(InspectionEnding.COMPLIED, "Đã dọn xong.", by=by, photos=[photo_file()])
    return Inspection.objects.get(pk=inspection.pk)
