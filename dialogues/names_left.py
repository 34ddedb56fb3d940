"""Whose name still stands in minutes, though they took back their consent to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogues.models import AgendaItem
from dialogues.models.agenda import AgendaItemQuerySet
from petitions.leaks import has_name

# More than are put right at one sitting; what is left shows once these are.
MOST = 200


@dataclass(frozen=True)
class NameLeft:
    """A text of a point, or an earlier wording of it that is still shown beside its correction."""

    item: AgendaItem
    field: str
    is_old: bool

    @property
    def part(self) -> str:
        """The part of the minutes, by the name the form of a correction gives it."""
        return f"{self.item.pk}-{self.field}"

    def __str__(self) -> str:
        label = str(AgendaItem._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]
        return f"Nội dung “{self.item.title}”: {label}{', lời cũ còn hiện ở phần đính chính' if self.is_old else ''}"


def names_left(items: AgendaItemQuerySet) -> list[NameLeft]:
    """Where among the points the name stands, one for each text; the latest session first."""
    rows = items.open_to_all().written().of_hidden_names().select_related("question", "session")
    rows = rows.prefetch_related("corrections").order_by("-session__held_on", "section", "position", "pk")[:MOST]
    return [left for item in rows for left in _left_in(item)]


def _left_in(item: AgendaItem) -> Iterator[NameLeft]:
    name = item.question.full_name if item.question else ""
    for field in AgendaItem.MINUTED:
        old = [f"{change.before} {change.after}" for change in item.corrections.all() if change.field == field]
        if has_name(name, getattr(item, field)):
            yield NameLeft(item, field, is_old=False)
        elif any(has_name(name, words) for words in old):
            yield NameLeft(item, field, is_old=True)
