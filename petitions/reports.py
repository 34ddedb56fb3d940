"""Petitions and the reports of teams: which concern one came from, and what the team reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from mobilization.due import tone_of as report_tone
from mobilization.models import Concern, TeamReport
from mobilization.outcomes import Outcome
from petitions.desk import tone_of
from petitions.models import Petition
from petitions.status import RUNNING
from wardportal.matters import Station
from wardportal.models import User


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


def outcomes_of(concerns: Sequence[Concern], user: User) -> dict[int, Outcome]:
    """Where the petitions opened from these stand; the answer for who may read the petition."""
    rows = Petition.objects.filter(raised_in_report__in=concerns)
    readable = set(Petition.objects.visible_to(user).filter(raised_in_report__in=concerns).values_list("pk", flat=True))
    return {row.raised_in_report_id: _outcome(row, row.pk in readable) for row in rows}  # type: ignore[misc]


def _outcome(petition: Petition, is_readable: bool) -> Outcome:
    answer = petition.approved_answer() if is_readable else None
    return Outcome(
        "Đơn",
        petition.code,
        str(petition.get_outcome_display() or petition.get_status_display()),
        tone_of(petition),
        petition.due_on if petition.status in RUNNING else None,
        [part for part in (answer.conclusion, answer.reason, answer.next_step) if part] if answer else (),
        reverse("admin:petitions_petition_change", args=[petition.pk]) if is_readable else "",
    )
