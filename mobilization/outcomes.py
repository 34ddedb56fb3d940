"""What became of a team's concerns elsewhere in the portal: apps above this one know, and say so when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mobilization.models import Concern
from wardportal.models import User


@dataclass(frozen=True)
class Outcome:
    """A matter that was opened of a concern; `answer` is empty until there is one this reader may read."""

    concern: Concern
    what: str
    code: str
    state: str
    tone: str
    due_on: date | None = None
    answer: Sequence[str] = ()
    url: str = ""


# Of these concerns, rows or a queryset of them.
Collect = Callable[[Any, User], dict[int, Outcome]]
_collectors: list[Collect] = []


def register(collect: Collect) -> None:
    """Add what an app knows: by the keys of the concerns, asked for all of a page at once."""
    _collectors.append(collect)


def outcomes_of(concerns: Sequence[Concern], user: User) -> dict[int, Outcome]:
    found: dict[int, Outcome] = {}
    for collect in _collectors:
        found |= collect(concerns, user) if concerns else {}
    return found


def latest_outcomes(concerns: Any, user: User, most: int) -> list[Outcome]:
    """What came of the latest of these concerns, a queryset, without reading those that nothing came of."""
    found = [outcome for collect in _collectors for outcome in collect(concerns, user).values()]
    return sorted(found, key=lambda outcome: -outcome.concern.pk)[:most]
