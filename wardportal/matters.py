"""Where a matter came from and what came of it: every app knows its own links, the page of any end shows them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wardportal.models import User


@dataclass(frozen=True)
class Station:
    """One row a matter went through, that this reader may open."""

    what: str
    label: str
    state: str
    tone: str
    url: str
    is_here: bool = False
    detail: str = ""


Collect = Callable[[Any, User], list[Station]]
_collectors: list[Collect] = []


def register(collect: Collect) -> None:
    """Add what an app knows of matters, so that apps below it can show it without knowing that app."""
    _collectors.append(collect)


def stations_of(row: Any, user: User) -> list[Station]:
    """Return the matter this row belongs to, from its origin on; nothing where the row stands alone."""
    found = [station for collect in _collectors for station in collect(row, user)]
    return found if any(not station.is_here for station in found) else []
