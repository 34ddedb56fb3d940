"""What people of the ward do together, in three lines for the home page: campaigns, self-managed groups, results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from mobilization.assessments.heat import published_rounds
from mobilization.assessments.status import AssessmentStatus, RoundStatus
from mobilization.models import AssessmentRound, Campaign, WorkResult
from mobilization.models.results import IN_TABLES
from mobilization.results.words import ResultKind, Scope
from wardportal.numbers import percent

CAMPAIGNS_SHOWN = RESULTS_SHOWN = 3


@dataclass(frozen=True)
class Together:
    """The newest of each, empty where there is none; `percent` is the share of criteria met in the round."""

    campaigns: list[Campaign]
    round: AssessmentRound | None
    groups: int
    percent: int
    year: int | None
    results: list[WorkResult]

    @classmethod
    def now(cls) -> Together:
        recognised, closed, results = Campaign.objects.published().recognised(), last_closed(), newest_results()
        return cls(
            campaigns=list(recognised.order_by("-year", "-pk")[:CAMPAIGNS_SHOWN]),
            round=closed,
            groups=closed.groups if closed else 0,
            percent=percent(closed.met, closed.asked) if closed else 0,
            year=results[0].year if results else None,
            results=results,
        )

    def __bool__(self) -> bool:
        return bool(self.campaigns or self.round or self.results)


def last_closed() -> Any:
    """The latest round that is complete, with how many groups were decided about, what they met and were asked."""
    decided = Q(assessments__status=AssessmentStatus.DECIDED)
    sums = {name: Sum(f"assessments__{name}_count", filter=decided) for name in ("met", "criteria")}
    rows = published_rounds().filter(status=RoundStatus.CLOSED)
    return rows.annotate(groups=Count("assessments", filter=decided), met=sums["met"], asked=sums["criteria"]).first()


def newest_results() -> list[WorkResult]:
    """The first results of the whole ward in the tables of the last year that has any: what was done, no targets."""
    rows = WorkResult.objects.published().filter(scope=Scope.WARD, kind=ResultKind.MEASURED, year__isnull=False)
    year = rows.order_by("-year").values("year")[:1]
    told = rows.filter(year=year).select_related("measure__category", "unit").order_by(*IN_TABLES)
    return list(told[:RESULTS_SHOWN])
