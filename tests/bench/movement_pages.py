"""The pages of campaigns, assessments, inspections and results that are measured."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from mobilization.assessments.status import RoundStatus
from mobilization.models import AssessmentRound, Campaign, Contest, Inspection, WorkResult
from tests.bench.limits import MOVEMENT

DESK = "admin:mobilization"


def movement_visits(
    read: Callable[[str], Callable[[], object]], work: Callable[..., Callable[[], object]]
) -> dict[str, Callable[[], object]]:
    """Return the visits by the name they are printed under. A new page is a line here."""
    campaign = Campaign.objects.published().latest("pk")
    closed = AssessmentRound.objects.filter(status=RoundStatus.CLOSED).latest("period_start")
    group = closed.assessments.published()[0].self_managed_group
    result = WorkResult.objects.published().latest("pk")
    public: list[tuple[str, str, list[Any], str]] = [
        ("results of the year", "results:latest", [], ""),
        ("results of a former year", "results:year", [result.year], ""),
        ("results of the term", "results:lasting", [], ""),
        ("two years compared", "results:compare", [], ""),
        ("streets", "results:streets", [], ""),
        ("results as CSV", "results:csv", [], ""),
        ("results as JSON", "results:json", [], ""),
        ("inspections", "inspections:figures", [], ""),
        ("heat map", "emulation:home", [], ""),
        ("heat map as CSV", "emulation:csv", [], ""),
        ("self-managed group", "emulation:group", [group.code], ""),
        ("campaigns", "campaigns:list", [], ""),
        ("campaigns, words", "campaigns:list", [], "?q=van"),
        ("one campaign", "campaigns:detail", [campaign.slug], ""),
    ]
    staff: list[tuple[str, str, str, list[Any]]] = [
        ("campaigns of a head", "totruong01", "own_campaigns:list", []),
        ("assessments of a head", "totruong01", "assessments:start", []),
        ("staff: campaigns", "danvan", f"{DESK}_campaign_changelist", []),
        ("staff: one campaign", "danvan", f"{DESK}_campaign_change", [campaign.pk]),
        ("staff: results", "danvan", f"{DESK}_workresult_changelist", []),
        ("staff: one result", "danvan", f"{DESK}_workresult_change", [result.pk]),
        ("staff: inspections", "danvan", f"{DESK}_inspection_changelist", []),
        ("staff: one inspection", "danvan", f"{DESK}_inspection_change", [Inspection.objects.latest("pk").pk]),
        ("staff: rounds", "danvan", f"{DESK}_assessmentround_changelist", []),
        ("staff: one round", "danvan", f"{DESK}_assessmentround_change", [closed.pk]),
        ("staff: contests", "danvan", f"{DESK}_contest_changelist", []),
        ("staff: one contest", "danvan", f"{DESK}_contest_change", [Contest.objects.latest("pk").pk]),
        ("staff: plates", "danvan", f"{DESK}_housenumberplate_changelist", []),
    ]
    return {
        f"{MOVEMENT}{name}": read(reverse(address, args=arguments) + query)
        for name, address, arguments, query in public
    } | {f"{MOVEMENT}{name}": work(who, reverse(address, args=arguments)) for name, who, address, arguments in staff}
