"""Figures that apps know of a residential group within a period; the monthly report asks for them by name.

Each app registers its own in `AppConfig.ready`, so that the report needs no app above it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

# Of the residential group with this key, from one day to another, both included.
Count = Callable[[int, date, date], int]
# The same of every group at once, by its key; groups of which there is nothing to count may be left out.
CountEach = Callable[[date, date], Mapping[int, int]]


@dataclass(frozen=True)
class Figure:
    """A number the portal counts by itself; `code` is what an indicator names, `label` what staff choose it by.

    `count_each` counts all groups with one query, where a page shows them side by side.
    """

    code: str
    label: str
    count: Count
    count_each: CountEach | None = None


_figures: dict[str, Figure] = {}


def register(code: str, label: str, count: Count, count_each: CountEach | None = None) -> None:
    _figures[code] = Figure(code, label, count, count_each)


def known() -> list[Figure]:
    return list(_figures.values())


def count(code: str, group: int, first: date, last: date) -> int | None:
    """Count the figure; None where no installed app knows it, which is shown as nothing rather than as zero."""
    figure = _figures.get(code)
    return figure.count(group, first, last) if figure else None


def count_each(code: str, first: date, last: date) -> dict[int, int] | None:
    """Count the figure of every group, by its key; None where no installed app counts them at once."""
    figure = _figures.get(code)
    return dict(figure.count_each(first, last)) if figure and figure.count_each else None
