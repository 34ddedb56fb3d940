"""The staff's pages: the organisation, reports, consolidations, briefings."""

from . import (
    briefing_conclusions,
    briefings,
    concerns,
    consolidations,
    organisation,
    report_rules,
    reports,
)

__all__ = [
    "briefing_conclusions",
    "briefings",
    "concerns",
    "consolidations",
    "organisation",
    "report_rules",
    "reports",
]
