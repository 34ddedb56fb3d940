"""To whom a thing can be given: a unit, a team, or one person; chosen from one list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mobilization.models import BriefingConclusion, Membership, MobilizationTeam, Unit
from wardportal.models import User

Offered = list[tuple[str, list[tuple[str, str]]]]
COLUMNS = ("unit", "team", "owner")


def owners_offered() -> Offered:
    """The units, teams and people of today, under what they are; asked once for all the boxes of a page."""
    units = Unit.objects.valid().exclude(kind=Unit.Kind.UPPER)
    seats = Membership.objects.valid().filter(unit__in=units, user__in=User.objects.at_work())
    people = {
        f"owner:{seat.user_id}": f"{seat.user} ({seat.unit})"
        for seat in seats.select_related("unit", "user").order_by("sort_key")
    }
    return [
        ("Tổ dân vận", [(f"team:{team.pk}", str(team)) for team in MobilizationTeam.objects.valid()]),
        ("Cơ quan, đơn vị", [(f"unit:{unit.pk}", str(unit)) for unit in units]),
        ("Người", list(people.items())),
    ]


def owner_key(row: BriefingConclusion) -> str:
    """Whom the row names, as the box says it: unit:5; nothing where it names nobody."""
    return next((f"{name}:{key}" for name in COLUMNS if (key := getattr(row, f"{name}_id"))), "")


class OwnerField(forms.ChoiceField):
    """A box to choose one of `owners_offered`; it cleans to the columns of a conclusion."""

    def offer(self, offered: Offered, row: BriefingConclusion) -> None:
        """Offer these and, where it is none of them any more, whom the row names now."""
        self.initial = owner_key(row)
        known = {key for _group, choices in offered for key, _label in choices}
        now = [(self.initial, row.owners)] if self.initial and self.initial not in known else []
        self.choices = [("", "Chưa giao"), *now, *offered]

    def clean(self, value: Any) -> dict[str, int | None]:
        chosen = super().clean(value)
        columns: dict[str, int | None] = {f"{name}_id": None for name in COLUMNS}
        if chosen:
            name, _colon, key = chosen.partition(":")
            columns[f"{name}_id"] = int(key)
        return columns

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.partition(":")[0] not in COLUMNS:
            raise ValidationError("Chọn một trong danh sách.")
