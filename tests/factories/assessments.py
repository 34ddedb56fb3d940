"""Rounds of assessment with their people: a group with its head, the team with its head, the bloc."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from mobilization.assessments.status import AssessmentStatus
from mobilization.models import (
    Assessment,
    AssessmentRound,
    CriteriaSet,
    Criterion,
    CriterionResult,
    MobilizationTeam,
    Opinion,
    Post,
    SelfManagedGroup,
    Verdict,
)
from tests.factories.mobilization import MembershipFactory, SelfManagedGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, team_with_head
from wardportal.models import User
from wardportal.periods import Period, PeriodKind

S = AssessmentStatus


@dataclass
class Cast:
    """A self-managed group with its head, the head of the team that checks it, and the bloc that decides."""

    group: SelfManagedGroup
    head: User
    team: MobilizationTeam
    team_head: User
    bloc: User


def a_cast() -> Cast:
    team, team_head = team_with_head()
    group = SelfManagedGroupFactory(residential_group=team.residential_group)
    head = UserFactory(role="self_managed_head")
    seat: dict[str, Any] = {"unit": None, "self_managed_group": group, "user": head}
    MembershipFactory(post=Post.objects.get(code="self-managed-head"), **seat)
    return Cast(group, head, team, team_head, a_reader())


def quarter(back: int = 0) -> Period:
    """The running quarter, or one before it."""
    period = Period.of(timezone.localdate(), PeriodKind.QUARTER)
    for _ in range(back):
        period = period.previous()
    return period


def open_round(bloc: User, *, period: Period | None = None, criteria_set: CriteriaSet | None = None) -> AssessmentRound:
    """An open round of this quarter for every self-managed group there is."""
    today = timezone.localdate()
    dues: tuple[date, date, date] = (today, today + timedelta(days=7), today + timedelta(days=14))
    chosen = criteria_set or CriteriaSet.objects.order_by("pk").first()
    row: AssessmentRound = AssessmentRound.objects.open(period or quarter(), chosen, dues, by=bloc)
    return row


def verdicts(row: Assessment, *, unmet: int = 0, but: tuple[int, ...] = (), note: str = "") -> dict[int, Verdict]:
    """All met but the last `unmet` ones and those at the positions of `but`."""
    criteria = list(Criterion.objects.filter(criteria_set=row.round.criteria_set))
    lacking = {one.pk for one in criteria[len(criteria) - unmet :]} | {
        one.pk for one in criteria if one.position in but
    }
    return {one.pk: Verdict(one.pk not in lacking, note if one.pk in lacking else "") for one in criteria}


def bring(row: Assessment, status: str, cast: Cast, *, unmet: int = 0) -> Assessment:
    """Bring a draft to this status by the people of the cast; the team finds what the head said."""
    steps = {
        S.SELF_ASSESSED: 1, S.CROSS_CHECKED: 2, S.OBJECTED: 3, S.DECIDED: 4, S.DRAFT: 0
    }  # fmt: skip
    reached = steps[AssessmentStatus(status)]
    if reached >= 1:
        row.assess(verdicts(row, unmet=unmet), by=cast.head)
    if reached >= 2:
        row.cross_check(verdicts(row, unmet=unmet), by=cast.team_head, basis="Đi xem ngày 5.")
    if reached == 3:
        row.object("Tổ không đồng ý.", by=cast.head)
    if reached == 4:
        row.decide(verdicts(row, unmet=unmet), by=cast.bloc)
    return Assessment.objects.get(pk=row.pk)


def sheet_in(status: str, cast: Cast, *, opened: AssessmentRound | None = None, unmet: int = 0) -> Assessment:
    """The sheet of the cast's group in this status."""
    opened = opened or AssessmentRound.objects.filter(status="open").first() or open_round(cast.bloc)
    return bring(opened.assessments.get(self_managed_group=cast.group), status, cast, unmet=unmet)


def decided_row(row: Assessment, cast: Cast, unmet: int) -> None:
    """Decide about any group of a round, typed in by the bloc's superuser: for rankings of many."""
    said = verdicts(row, unmet=unmet)
    row.opinions.create(step="ward", by=cast.bloc).fill(said)
    Assessment.objects.filter(pk=row.pk).update(
        status=S.DECIDED, met_count=sum(one.is_met for one in said.values()), criteria_count=len(said),
        decided_at=timezone.now(),
    )  # fmt: skip


def decide_all(opened: AssessmentRound, cast: Cast) -> None:
    """Decide about every group of a round at once, with none to three criteria unmet.

    The database then counts the rows, as it does by itself once there are so many; unknown, they take long to join.
    """
    rows = list(opened.assessments.select_related("round__criteria_set"))
    for unmet in range(4):
        chosen = [row for row in rows if row.pk % 4 == unmet]
        said = verdicts(rows[0], unmet=unmet)
        opinions = Opinion.objects.bulk_create(Opinion(assessment=row, step="ward", by=cast.bloc) for row in chosen)
        CriterionResult.objects.bulk_create(
            CriterionResult(opinion=opinion, criterion_id=key, is_met=one.is_met, note=one.note)
            for opinion in opinions
            for key, one in said.items()
        )
        opened.assessments.filter(pk__in=[row.pk for row in chosen]).update(
            status=S.DECIDED, met_count=sum(one.is_met for one in said.values()), criteria_count=len(said),
            decided_at=timezone.now(),
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mobilization_assessment, mobilization_opinion, mobilization_criterionresult")
