"""Open work that goes along when residential groups are merged or split. Apps above fill the registry in `ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class OpenWork:
    """A kind of work that belongs to a group or a team by a foreign key called `field`."""

    label: str
    open_rows: Callable[[], QuerySet[Any]]
    field: str
    ended_since: Callable[[date], QuerySet[Any]] | None = None

    def rows(self, day: date) -> QuerySet[Any]:
        """What is open, and what was on this day and ended since: it is in no number of who ended the day before."""
        rows = self.open_rows()
        return rows | self.ended_since(day) if self.ended_since else rows

    @property
    def belongs_to(self) -> type[Any]:
        """The model the foreign key points at."""
        return self.open_rows().model._meta.get_field(self.field).related_model


_registered: dict[str, OpenWork] = {}


def register(
    label: str,
    open_rows: Callable[[], QuerySet[Any]],
    field: str = "residential_group",
    ended_since: Callable[[date], QuerySet[Any]] | None = None,
) -> None:
    """Let these rows follow their group, or their team where `field` points at one; `label` is what staff read.

    `ended_since` tells what ended on a day or later, for work that numbers of reports count by its days.
    """
    _registered[label] = OpenWork(label, open_rows, field, ended_since)


def registered() -> tuple[OpenWork, ...]:
    return tuple(_registered.values())
