"""Who and where, what the teams report month by month, and what is concluded about it."""

from .briefing_parts import BriefingAttendance, BriefingConclusion
from .briefings import Briefing, BriefingEvent, BriefingNote
from .concerns import Concern, Direction
from .consolidations import Consolidation, ConsolidationText, team_totals, ward_totals
from .organisation import (
    Membership,
    MembershipQuerySet,
    MobilizationTeam,
    MobilizationTeamQuerySet,
    Post,
    ResidentialGroup,
    ResidentialGroupQuerySet,
    Searchable,
    SelfManagedGroup,
    Unit,
    UnitQuerySet,
    Validity,
    ValidityQuerySet,
    phone_validator,
)
from .regrouping import Part, Regrouping, Terms
from .reorganising import FormerName, MovedRow, Reorganisation
from .report_parts import CorrectionSlip, ReportFigure, ReportPhoto, ReportText
from .reports import ReportEvent, ReportNote, TeamReport
from .rules import Indicator, ReportHeading, ReportRule

__all__ = [
    "Briefing",
    "BriefingAttendance",
    "BriefingConclusion",
    "BriefingEvent",
    "BriefingNote",
    "Concern",
    "Consolidation",
    "ConsolidationText",
    "CorrectionSlip",
    "Direction",
    "FormerName",
    "Indicator",
    "Membership",
    "MembershipQuerySet",
    "MobilizationTeam",
    "MobilizationTeamQuerySet",
    "MovedRow",
    "Part",
    "Post",
    "Regrouping",
    "Reorganisation",
    "ReportEvent",
    "ReportFigure",
    "ReportHeading",
    "ReportNote",
    "ReportPhoto",
    "ReportRule",
    "ReportText",
    "ResidentialGroup",
    "ResidentialGroupQuerySet",
    "Searchable",
    "SelfManagedGroup",
    "TeamReport",
    "Terms",
    "Unit",
    "UnitQuerySet",
    "Validity",
    "ValidityQuerySet",
    "phone_validator",
    "team_totals",
    "ward_totals",
]
