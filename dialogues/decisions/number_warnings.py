"""Minutes and the notice of their conclusion are numbered by the year: the mixin of the forms that give a number."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import forms
from django.utils import timezone

from dialogues.models import DialogueSession, Minutes
from dialogues.papers import conclusion_number, minutes_number
from wardportal.decisions import SHARED
from wardportal.office import number_and_symbol

PRINTED = {"conclusion_number": conclusion_number, "number": minutes_number}


class WarnsOfNumbers(forms.Form):
    """Mixin before a form of a session: a number that stands on another's paper has to be meant."""

    row: DialogueSession
    # Asked only once the number turns out to be another session's.
    same_number = forms.BooleanField(label="Vẫn dùng số này", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["same_number"]
        self.order_fields([*(name for name in self.fields if name not in ("same_number", *SHARED)), "same_number"])

    def numbers(self, cleaned: dict[str, Any]) -> dict[str, str]:
        """The numbers that were typed, by their columns."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        used, is_meant = numbers_used(self.row, self.numbers(cleaned)), cleaned.pop("same_number", False)
        if not used:
            del self.fields["same_number"]
        elif not is_meant:
            self.add_error("same_number", used)
        return cleaned


def numbers_used(session: DialogueSession, numbers: Mapping[str, str]) -> list[str]:
    """Which of the numbers stand on paper for another session of the year, however they were typed."""
    approved_at = Minutes.objects.filter(session=session).values_list("approved_at", flat=True).first()
    year = timezone.localtime(approved_at).year
    rows = Minutes.objects.filter(approved_at__year=year).exclude(session=session).select_related("session")
    # Of a copy: the session keeps the minutes it has.
    given, used = Minutes(session=copy(session), **numbers), []
    for name, number in numbers.items():
        bare = number_and_symbol(number, "")[0].lstrip("0")
        near = rows.filter(**{f"{name}__icontains": bare}) if number else []
        if other := next((row for row in near if _printed(name, row) == _printed(name, given)), None):
            label = str(Minutes._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
            used.append(f"{label} {number} đã dùng cho buổi {other.session.title}. Xin xem lại.")
    return used


def _printed(name: str, minutes: Minutes) -> str:
    return PRINTED[name](minutes).lstrip("0").casefold()
