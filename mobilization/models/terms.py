"""What a reorganisation of groups is told: from which day, by which decision, and what comes out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mobilization.models.organisation import Membership, ResidentialGroup

NAMED = ("number", "name", "alias", "former_ward")


@dataclass(frozen=True)
class Terms:
    """From which day, why, by which decision."""

    effective_on: date
    reason: str
    decision_number: str

    @property
    def day_before(self) -> date:
        return self.effective_on - timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """What comes out: a group that goes on, or else what a new one is called; who heads its team.

    `self_managed_groups` are keys, and say for a split what goes here.
    """

    group: ResidentialGroup | None = None
    number: int = 0
    name: str = ""
    alias: str = ""
    former_ward: str = ""
    team_name: str = ""
    head: Membership | None = None
    self_managed_groups: Collection[int] = ()

    def named(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in NAMED}
