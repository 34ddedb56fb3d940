"""The staff's pages: the organisation, reports, briefings, inspections, works and results."""

from . import (
    assessments,
    briefing_conclusions,
    briefings,
    campaigns,
    concerns,
    consolidations,
    contests,
    criteria,
    inspections,
    measures,
    organisation,
    plates,
    report_rules,
    reports,
    results,
)

__all__ = [
    "assessments",
    "briefing_conclusions",
    "briefings",
    "campaigns",
    "concerns",
    "consolidations",
    "inspections",
    "measures",
    "contests",
    "criteria",
    "organisation",
    "plates",
    "report_rules",
    "reports",
    "results",
]
