"""Which criteria the self-managed groups meet, as everybody reads it: groups × criteria of a period, shares by period.

Only what the ward has decided stands here, and neither reasons nor notes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Sum

from mobilization.assessments.ranking import Place, places_of
from mobilization.assessments.status import Step
from mobilization.models import Assessment, AssessmentRound, CriterionResult, ResidentialGroup, SelfManagedGroup
from wardportal.numbers import percent

PERIODS_SHOWN = 8
SPARK_HEIGHT = 24
# The position of a criterion, and whether it is met; None where nothing is known.
Cell = tuple[int, bool | None]


@dataclass(frozen=True)
class HeatRow:
    """One self-managed group in a period."""

    group: SelfManagedGroup
    cells: list[Cell]
    met: int
    asked: int
    rank: int

    @property
    def percent(self) -> int:
        return percent(self.met, self.asked)


@dataclass
class HeatBlock:
    """A residential group with its self-managed groups."""

    residential_group: ResidentialGroup
    rows: list[HeatRow] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    @property
    def met(self) -> int:
        return sum(row.met for row in self.rows)

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.rows)

    @property
    def percent(self) -> int:
        return percent(self.met, self.asked)

    @property
    def all_met(self) -> int:
        """How many of its groups meet every criterion."""
        return sum(row.met == row.asked for row in self.rows)


@dataclass(frozen=True)
class Bar:
    """The share met in one period, in hundredths; x, y and height place it in a small picture."""

    label: str
    met: int
    asked: int
    x: int = 0

    @property
    def percent(self) -> int:
        return percent(self.met, self.asked)

    @property
    def height(self) -> int:
        return max(round(self.percent * SPARK_HEIGHT / 100), 1)

    @property
    def y(self) -> int:
        return SPARK_HEIGHT - self.height


def published_rounds() -> Any:
    """The rounds of which something was decided, the latest first."""
    decided = Assessment.objects.published().filter(round=OuterRef("pk"))
    return AssessmentRound.objects.filter(Exists(decided)).order_by("-period_start", "period_kind")


def heat_of(ranked: AssessmentRound, positions: list[int], slug: str = "") -> list[HeatBlock]:
    """The blocks of a round in the order of the residential groups; of one of them where `slug` names it."""
    rows = ranked.assessments.published().select_related("self_managed_group", "residential_group").in_order()
    places, cells = places_of(ranked), cells_of(Assessment.objects.filter(round=ranked))
    blocks: dict[int, HeatBlock] = {}
    for row in rows.filter(residential_group__slug=slug) if slug else rows:
        block = blocks.setdefault(row.residential_group_id, HeatBlock(row.residential_group))
        block.rows.append(_heat_row(row, positions, places, cells[row.pk]))
    return list(blocks.values())


def _heat_row(row: Assessment, positions: list[int], places: dict[int, Place], known: dict[int, bool]) -> HeatRow:
    rank = places[row.self_managed_group_id].rank if row.self_managed_group_id in places else 0
    cells = [(position, known.get(position)) for position in positions]
    return HeatRow(row.self_managed_group, cells, row.met_count or 0, row.criteria_count or 0, rank)


def cells_of(assessments: Any) -> dict[int, dict[int, bool]]:
    """What the ward decided in these assessments: by their key, then by the position of the criterion."""
    rows = CriterionResult.objects.filter(
        opinion__step=Step.WARD, opinion__is_current=True, opinion__assessment__in=assessments.published().values("pk")
    ).order_by()
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for pk, position, is_met in rows.values_list("opinion__assessment", "criterion__position", "is_met"):
        found[pk][position] = is_met
    return found


def history_of(rounds: list[AssessmentRound], rows: Any) -> dict[int, list[Bar]]:
    """The share met in each of these rounds by residential group, oldest first; under 0 that of all together."""
    asked = rows.published().filter(round__in=[one.pk for one in rounds]).order_by()
    sums = asked.values_list("round", "residential_group").annotate(met=Sum("met_count"), asked=Sum("criteria_count"))
    by_round: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for one, home, met, all_asked in sums:
        by_round[one][home] = (met, all_asked)
    bars: dict[int, list[Bar]] = defaultdict(list)
    for number, one in enumerate(sorted(rounds, key=lambda row: row.period_start)):
        label, homes = str(one.period), by_round[one.pk]
        for home, (met, all_asked) in homes.items():
            bars[home].append(Bar(label, met, all_asked, number * 10))
        total = [sum(numbers) for numbers in zip(*homes.values(), strict=True)] or [0, 0]
        bars[0].append(Bar(label, total[0], total[1], number * 10))
    return bars


def latest_of_kind(rounds: list[AssessmentRound], chosen: AssessmentRound) -> list[AssessmentRound]:
    """The chosen round and those before it of the same kind, as many as a chart shows."""
    same = [one for one in rounds if one.period_kind == chosen.period_kind and one.period_start <= chosen.period_start]
    return same[:PERIODS_SHOWN]
