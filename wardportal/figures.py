"""Figures that apps know of a residential group within a period; the monthly report asks for them by name.

Each app registers its own in `AppConfig.ready`, so that the report needs no app above it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

# The rows to count, of the residential group with this key, from one day to another, both included. The key is an
# expression where many groups are counted at once.
Rows = Callable[[Any, date, date], QuerySet[Any, Any]]
# How many of every group at once, by its key; groups of which there is nothing to count may be left out.
CountEach = Callable[[date, date], Mapping[int, int]]


@dataclass(frozen=True)
class Figure:
    """A number the portal counts by itself; `code` is what an indicator names, `label` what staff choose it by.

    `count_each` counts all groups with one query, where a page shows them side by side. What is `on_briefings` stands
    on the sheet of a briefing too.
    """

    code: str
    label: str
    rows: Rows
    count_each: CountEach | None = None
    on_briefings: bool = False


_figures: dict[str, Figure] = {}


def register(
    code: str, label: str, rows: Rows, count_each: CountEach | None = None, *, on_briefings: bool = False
) -> None:
    _figures[code] = Figure(code, label, rows, count_each, on_briefings)


def known() -> list[Figure]:
    return list(_figures.values())


def of_briefings() -> list[Figure]:
    return [figure for figure in known() if figure.on_briefings]


def count(code: str, group: int, first: date, last: date) -> int | None:
    """Count the figure; None where no installed app knows it, which is shown as nothing rather than as zero."""
    return count_groups([code], [group], first, last)[group].get(code)


def count_groups(codes: Iterable[str], groups: Sequence[int], first: date, last: date) -> dict[int, dict[str, int]]:
    """As `count`, of all these figures and groups with one statement, by the key of the group.

    What no installed app knows is left out.
    """
    asked = [code for code in dict.fromkeys(codes) if code in _figures]
    counted: list[str] = []
    values: list[Any] = []
    for code in asked:
        rows = _figures[code].rows(RawSQL("one.key", ()), first, last).order_by()
        counted_by = rows.query if rows.query.distinct else rows.values("pk").query
        try:
            sql, more = counted_by.sql_with_params()
        except EmptyResultSet:
            sql, more = "SELECT 1 WHERE false", ()
        counted.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - a queryset's own, its values apart
        values += more
    if not asked:
        return {group: {} for group in groups}
    with connection.cursor() as cursor:
        asked_of = "FROM unnest(%s::bigint[]) AS one(key)"
        cursor.execute(f"SELECT key, {', '.join(counted)} {asked_of}", [*values, list(groups)])
        return {key: dict(zip(asked, numbers, strict=True)) for key, *numbers in cursor.fetchall()}


def count_each(code: str, first: date, last: date) -> dict[int, int] | None:
    """Count the figure of every group, by its key; None where no installed app counts them at once."""
    figure = _figures.get(code)
    return dict(figure.count_each(first, last)) if figure and figure.count_each else None
