"""Addresses and codes for new groups and teams that no other has or had."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from mobilization.models.organisation import ResidentialGroup
from mobilization.models.reorganising import FormerName
from wardportal.text import slugify_vi

SLUG_LENGTH = 50


def free_slug(name: str, former_ward: str, group: ResidentialGroup | None = None) -> str:
    """Return an address no group has or had, unless it was this group's own."""
    groups = ResidentialGroup.objects.all()
    past = FormerName.objects.all()
    if group is not None:
        groups, past = groups.exclude(pk=group.pk), past.exclude(group=group)
    wanted = slugify_vi(f"{name} {former_ward}")[: SLUG_LENGTH - 4].strip("-") or "to"
    return _free(wanted, {*groups.values_list("slug", flat=True), *past.values_list("slug", flat=True)})


def check_free(name: str, former_ward: str, besides: Iterable[ResidentialGroup]) -> None:
    """Raise ValidationError where another group of today bears the name: people could not tell them apart."""
    alike = ResidentialGroup.objects.valid().filter(name__iexact=name, former_ward__iexact=former_ward)
    if other := alike.exclude(pk__in=[group.pk for group in besides]).first():
        raise ValidationError(f"Đã có {other} đang hoạt động. Xin đặt tên khác, hoặc ghi phường, xã cũ để phân biệt.")


def free_code(wanted: str, model: type[models.Model] = ResidentialGroup) -> str:
    return _free(wanted[: SLUG_LENGTH - 4].strip("-"), set(model._base_manager.values_list("code", flat=True)))


def _free(wanted: str, taken: set[str]) -> str:
    return next(tried for tried in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if tried not in taken)
