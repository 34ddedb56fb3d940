"""Petitions and the reports of teams: which concern one came from, and what the team reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from mobilization.models import Concern, TeamReport
from mobilization.outcomes import Outcome
from mobilization.reports.due import tone_of as report_tone
from petitions.desk import tone_of
from petitions.models import Answer, Petition
from petitions.status import RUNNING
from wardportal.matters import Station
from wardportal.models import User

# What of an answer the team reads, in its order.
TOLD = ("conclusion", "reason", "next_step")


def matter_of(row: Any, user: User) -> list[Station]:
    """The report a petition was opened from, for who may read it."""
    if not isinstance(row, Petition) or row.raised_in_report is None:
        return []
    concern = row.raised_in_report
    report = TeamReport.objects.visible_to(user).filter(pk=concern.report_id).select_related("team").first()
    if report is None:
        return []
    url = f"{reverse('reports:report', args=[report.pk])}#y-kien-{concern.pk}"
    return [Station("Ý kiến trong báo cáo", str(report), report.get_status_display(), report_tone(report), url)]


def outcomes_of(concerns: Sequence[Concern] | QuerySet[Concern], user: User) -> dict[int, Outcome]:
    """Where the petitions opened from these stand; the answer for who may read the petition.

    Asks one statement however many there are, and those `visible_to` asks to know the person's units and teams.
    """
    readable = Petition.objects.visible_to(user).filter(pk=OuterRef("pk"))
    answers = Answer.objects.filter(petition=OuterRef("pk"), approved_at__isnull=False).order_by("-pk")
    rows = Petition.objects.filter(raised_in_report__in=concerns).select_related("raised_in_report__report").annotate(
        is_readable=Exists(readable), told=answers.values(told=JSONObject(**{name: name for name in TOLD}))[:1]
    )  # fmt: skip
    return {row.raised_in_report_id: _outcome(row) for row in rows}  # type: ignore[misc]


def _outcome(petition: Any) -> Outcome:
    answer = petition.told if petition.is_readable else None
    return Outcome(
        petition.raised_in_report,
        "Đơn",
        petition.code,
        str(petition.get_outcome_display() or petition.staff_status),
        tone_of(petition),
        petition.due_on if petition.status in RUNNING else None,
        [answer[name] for name in TOLD if answer[name]] if answer else (),
        reverse("admin:petitions_petition_change", args=[petition.pk]) if petition.is_readable else "",
    )
