"""Which inspections a petition led to, or is about. The link says nothing of either end to who may not read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from mobilization.models import Inspection
from wardportal.models import User

if TYPE_CHECKING:
    from petitions.models.petition import Petition

CONFIDENTIAL = "Hồ sơ mật không gắn với cuộc kiểm tra: người ngoài sẽ biết có hồ sơ."


class InspectionLinkQuerySet(models.QuerySet["InspectionLink"]):
    def told(self) -> Self:
        """With what the page of a petition shows of the inspection."""
        return self.select_related(
            "inspection__field", "inspection__street", "inspection__residential_group", "linked_by"
        ).order_by("-pk")

    @transaction.atomic
    def ask(
        self,
        petition: Petition,
        *,
        by: User,
        reason: str,
        due_on: date,
        submission_id: UUID | None = None,
        **place: Any,
    ) -> Inspection:
        """Have the team look at what a petition is about. Raises ValidationError of a confidential one."""
        self._held(petition, by)
        inspection = Inspection.objects.plan(by=by, reason=reason, due_on=due_on, submission_id=submission_id, **place)
        self.create(petition=petition, inspection=inspection, linked_by=by, is_origin=True)
        return inspection

    @transaction.atomic
    def link(self, petition: Petition, inspection: Inspection, *, by: User) -> InspectionLink:
        """Say that an inspection this person may read is about this petition, too."""
        self._held(petition, by)
        if not Inspection.objects.visible_to(by).filter(pk=inspection.pk).exists():
            raise PermissionDenied
        link, is_new = self.get_or_create(petition=petition, inspection=inspection, defaults={"linked_by": by})
        if not is_new:
            raise ValidationError(f"Cuộc kiểm tra {inspection.code} đã gắn với đơn này.")
        return link

    def _held(self, petition: Petition, by: User) -> None:
        """Under the lock sealing takes, so that no link comes about while a petition is sealed."""
        if not by.has_perm("petitions.link_inspection"):
            raise PermissionDenied
        held = type(petition).objects.lock(petition.pk).get()
        if held.is_confidential:
            raise ValidationError(CONFIDENTIAL)
        if not held.is_readable_by(by):
            raise PermissionDenied


class InspectionLink(models.Model):
    """An inspection about a petition; `is_origin` where it was asked for from the petition."""

    petition = models.ForeignKey(
        "petitions.Petition", models.PROTECT, related_name="inspection_links", verbose_name="đơn"
    )
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="petition_links", verbose_name="cuộc kiểm tra"
    )
    is_origin = models.BooleanField("lập từ đơn này", default=False)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gắn")
    linked_at = models.DateTimeField("gắn lúc", auto_now_add=True)

    objects = InspectionLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc kiểm tra về đơn"
        verbose_name_plural = "cuộc kiểm tra về đơn"
        ordering = ["pk"]
        permissions = [("link_inspection", "Yêu cầu, gắn cuộc kiểm tra với đơn")]
        constraints = [models.UniqueConstraint(fields=["petition", "inspection"], name="inspection_linked_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


def forget_inspections(petition: Petition, by: User | None) -> None:
    """A petition that is sealed leaves no trace at inspections: no link, no words it was asked for with."""
    links: Iterable[InspectionLink] = InspectionLink.objects.filter(petition=petition).select_related("inspection")
    for link in links:
        link.delete()
        if link.is_origin:
            link.inspection.take_back(by=by)
