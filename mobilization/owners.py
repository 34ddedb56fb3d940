"""Who may be given something to do: a unit, and one of its people."""

from typing import Any

from django import forms

from mobilization.models import Membership, Unit
from wardportal.models import User


def unit_field(label: str = "Đơn vị chịu trách nhiệm") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Unit.objects.none(),
        empty_label="Chọn đơn vị",
        error_messages={"required": "Chọn đơn vị chịu trách nhiệm."},
    )


def owner_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Người phụ trách",
        queryset=User.objects.none(),
        required=False,
        help_text="Một người của đơn vị đã chọn; được nhắc trước và sau hạn. Để trống: cả đơn vị cùng thấy.",
        widget=forms.Select(attrs={"data-people-of": "unit"}),
    )


def offer_people(form: forms.Form) -> None:
    """Offer the units of today and, under each, its people; a script narrows them, the model checks them."""
    units = Unit.objects.valid().exclude(kind=Unit.Kind.UPPER)
    seats = (
        Membership.objects.valid()
        .filter(unit__in=units, user__in=User.objects.at_work())
        .select_related("unit", "user")
        .order_by("unit__rank", "unit__name", "sort_key")
    )
    offered: dict[str, list[tuple[Any, str]]] = {}
    for seat in seats:
        offered.setdefault(str(seat.unit), []).append((seat.user_id, str(seat.user)))
    form.fields["unit"].queryset = units  # type: ignore[attr-defined]
    form.fields["owner"].queryset = User.objects.filter(pk__in=[seat.user_id for seat in seats])  # type: ignore[attr-defined]
    form.fields["owner"].choices = [("", "Chưa cử người cụ thể"), *offered.items()]  # type: ignore[attr-defined]
