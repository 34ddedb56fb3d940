"""What a report of the ward that was issued calls teams, headings and numbers: what they were called on that day."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from mobilization.models import (
    Consolidation,
    Indicator,
    MobilizationTeam,
    MovedRow,
    ReportHeading,
    ResidentialGroup,
    Submission,
)
from mobilization.models.owing import OwingQuerySet
from wardportal.periods import Period


class Names:
    """Names of headings and indicators: today's for a draft, those at submission for an issued report.

    What no submission names has today's name.
    """

    def __init__(self, whole: Consolidation) -> None:
        self.headings: dict[str, str] = {}
        self.indicators: dict[str, tuple[str, str]] = {}
        if whole.issued_at:
            handed_in = Submission.objects.filter(report__in=whole.reports(), at__lte=whole.issued_at)
            for headings, indicators in handed_in.order_by("pk").values_list(
                "content__headings", "content__indicators"
            ):
                self.headings |= {key: row[1] for key, row in headings.items()}
                self.indicators |= {key: (row[1], row[2]) for key, row in indicators.items()}

    def of_heading(self, heading: ReportHeading) -> str:
        return self.headings.get(str(heading.pk), heading.title)

    def of_indicator(self, indicator: Indicator) -> str:
        """With its unit."""
        name, unit = self.indicators.get(str(indicator.pk), (indicator.name, indicator.unit))
        return str(Indicator(name=name, unit=unit))


def missing_then(whole: Consolidation) -> list[tuple[MobilizationTeam, Period]]:
    """Which team's report of which month was not there as it was issued, each under its name of that moment.

    Teams made since by a merge are left out, those ended since stay; of a draft they are the teams of today.
    """
    if whole.issued_at is None:
        return whole.missing()
    months = whole.period.months()
    rows = MobilizationTeam.objects.select_related("residential_group").with_rules(months)
    there = set(whole.reports().values_list("team", "period_start"))
    asked = OwingQuerySet.owing(_as_they_were(rows, whole.issued_at), months, at=timezone.localdate(whole.issued_at))
    return [(team, month) for team, month in asked if (team.pk, month.start) not in there]


def _as_they_were(teams: Iterable[MobilizationTeam], at: datetime) -> list[MobilizationTeam]:
    """These teams and their groups before whatever reorganisations did to them after the moment, in their order."""
    found = {team.pk: copy(team) for team in teams}
    groups = {team.residential_group_id: copy(team.residential_group) for team in found.values()}
    _rewind(found, MobilizationTeam, at)
    _rewind(groups, ResidentialGroup, at)
    kept = [team for team in found.values() if team.residential_group_id in groups]
    for team in kept:
        team.residential_group = groups[team.residential_group_id]
    return sorted(kept, key=lambda team: team.sort_key)


def _rewind(rows: dict[int, Any], model: type[Model], at: datetime) -> None:
    later = MovedRow.objects.filter(label=model._meta.label_lower, reorganisation__at__gt=at)
    for moved in later.filter(reorganisation__undone_at=None).order_by("-pk"):  # what was first is what stays
        if not moved.field:
            rows.pop(moved.key, None)
        elif row := rows.get(moved.key):
            field: Any = model._meta.get_field(moved.field)
            setattr(row, moved.field, field.to_python(moved.before))
