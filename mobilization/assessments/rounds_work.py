"""What a person has still to do in the open rounds of assessment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from mobilization.assessments.status import AssessmentStatus, RoundStatus
from mobilization.models import Assessment, AssessmentRound

TONES = {
    AssessmentStatus.DRAFT: "waiting",
    AssessmentStatus.SELF_ASSESSED: "progress",
    AssessmentStatus.CROSS_CHECKED: "progress",
    AssessmentStatus.OBJECTED: "overdue",
    AssessmentStatus.DECIDED: "done",
}


@dataclass
class RoundWork:
    """One open round with the sheets somebody has to do with."""

    round: AssessmentRound
    rows: list[Assessment] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.status for row in self.rows)

    @property
    def to_assess(self) -> int:
        return self.counts[AssessmentStatus.DRAFT]

    @property
    def to_check(self) -> int:
        return self.counts[AssessmentStatus.SELF_ASSESSED]

    @property
    def checked(self) -> int:
        return len(self.rows) - self.to_assess - self.to_check

    @property
    def next_to_check(self) -> Assessment | None:
        return next((row for row in self.rows if row.status == AssessmentStatus.SELF_ASSESSED), None)

    @property
    def due_on(self) -> date:
        """The day of the step that is still to do."""
        return self.round.self_due if self.to_assess else self.round.cross_due

    @property
    def is_late(self) -> bool:
        return bool(self.to_assess or self.to_check) and self.due_on < timezone.localdate()

    def told(self) -> list[tuple[Assessment, str]]:
        """Each sheet with the colour of its state."""
        return [(row, TONES[AssessmentStatus(row.status)]) for row in self.rows]


def rounds_of(rows: Any) -> list[RoundWork]:
    """The open rounds among these assessments, the latest first, the sheets by group. One statement."""
    found: dict[int, RoundWork] = {}
    opened = rows.filter(round__status=RoundStatus.OPEN).select_related(
        "self_managed_group", "residential_group", "round"
    )
    for row in opened.order_by("-round__period_start", "residential_group__number", "self_managed_group__number"):
        found.setdefault(row.round_id, RoundWork(row.round)).rows.append(row)
    return list(found.values())
