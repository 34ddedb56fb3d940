"""What became of a team's concerns elsewhere in the portal: apps above this one know, and say so when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from mobilization.models import Concern
from wardportal.models import User


@dataclass(frozen=True)
class Outcome:
    """A matter that was opened of a concern; `answer` is empty until there is one this reader may read."""

    what: str
    code: str
    state: str
    tone: str
    due_on: date | None = None
    answer: Sequence[str] = ()
    url: str = ""


Collect = Callable[[Sequence[Concern], User], dict[int, Outcome]]
_collectors: list[Collect] = []


def register(collect: Collect) -> None:
    """Add what an app knows: by the keys of the concerns, asked for all of a page at once."""
    _collectors.append(collect)


def outcomes_of(concerns: Sequence[Concern], user: User) -> dict[int, Outcome]:
    found: dict[int, Outcome] = {}
    for collect in _collectors:
        found |= collect(concerns, user) if concerns else {}
    return found
