"""Ranks of a round by number of criteria met; ties share a rank (1, 2, 2, 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mobilization.models import AssessmentRound

EXPLAINED = (
    "Xếp theo số tiêu chí đạt; tổ có số tiêu chí đạt bằng nhau thì đồng hạng, hạng kế tiếp bỏ qua số tổ đồng hạng "
    "(ví dụ 1, 2, 2, 4). Chỉ tính tổ đã có quyết định của phường."
)


@dataclass(frozen=True)
class Place:
    """Where a self-managed group stands in the ward and in its residential group, and by how many criteria met."""

    group: int
    residential_group: int
    met: int
    asked: int
    rank: int
    rank_at_home: int


def ranks(results: Iterable[int]) -> dict[int, int]:
    """Return the rank of each number met, the most first: {9: 1, 8: 2, 7: 5} of [9, 8, 8, 8, 7]."""
    found: dict[int, int] = {}
    for number, met in enumerate(sorted(results, reverse=True), 1):
        found.setdefault(met, number)
    return found


def places_of(ranked: AssessmentRound) -> dict[int, Place]:
    """Return the place of every self-managed group the ward has decided about, by its key. One statement."""
    columns = ("self_managed_group", "residential_group", "met_count", "criteria_count")
    rows = list(ranked.assessments.published().values_list(*columns))
    in_ward, at_home = ranks(met for _group, _home, met, _asked in rows), defaultdict(list)
    for _group, home, met, _asked in rows:
        at_home[home].append(met)
    home_ranks = {home: ranks(results) for home, results in at_home.items()}
    return {
        group: Place(group, home, met, asked, in_ward[met], home_ranks[home][met]) for group, home, met, asked in rows
    }


def departs_from_points(placed: Iterable[tuple[int, Decimal | None]]) -> bool:
    """Whether somebody with fewer points stands higher; places count from 0, None is no points at all."""
    points = [given or Decimal(0) for _place, given in sorted(placed, key=lambda one: (one[0], -(one[1] or 0)))]
    return points != sorted(points, reverse=True)


def departs_from_rank(chosen: Sequence[int], left_out: Sequence[int]) -> bool:
    """Whether somebody left out stands higher than somebody chosen."""
    return bool(chosen and left_out) and min(left_out) < max(chosen)
