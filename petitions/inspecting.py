"""Petitions and inspections: what each page tells of the other end, always by the reader's own gate."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from mobilization.models import Inspection, InspectionField
from petitions.desk import tone_of
from petitions.models import Petition
from petitions.models.inspections import InspectionLink
from wardportal.matters import Station
from wardportal.models import User


def petitions_of(row: Any, user: User) -> list[Station]:
    """The petitions an inspection is about that this person may read, the one it was asked for from first."""
    if not isinstance(row, Inspection):
        return []
    readable = Petition.objects.visible_to(user)
    links = InspectionLink.objects.filter(inspection=row, petition__in=readable).select_related("petition")
    return [_station(link) for link in links.order_by("-is_origin", "pk")]


def _station(link: InspectionLink) -> Station:
    petition = link.petition
    url = reverse("admin:petitions_petition_change", args=[petition.pk])
    what = "Đơn yêu cầu kiểm tra" if link.is_origin else "Đơn liên quan"
    return Station(what, petition.code, petition.staff_status, tone_of(petition), url)


def field_of(petition: Petition) -> InspectionField | None:
    """The field of inspection that mostly goes with the petition's category; None where none is set."""
    if petition.category is None:
        return None
    return InspectionField.objects.filter(is_active=True, petition_category=petition.category.slug).first()
