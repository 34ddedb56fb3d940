"""Who and where, what the teams report month by month, and what is concluded about it."""

from .assessments import Assessment, AssessmentEvent, AssessmentNote
from .awards import Award
from .briefing_parts import BriefingAttendance, BriefingConclusion
from .briefings import Briefing, BriefingEvent, BriefingNote
from .campaign_parts import (
    CampaignMeasure,
    CampaignPhoto,
    CampaignReview,
    CampaignTarget,
    CampaignUpdate,
    NewPhoto,
)
from .campaign_queries import CampaignQuerySet, bodies_of, may_begin
from .campaigns import Campaign, CampaignEvent, CampaignField, CampaignNote
from .concerns import Concern, Direction
from .consolidations import Consolidation, ConsolidationText, team_totals, ward_totals
from .contests import Contest, ContestEvent, Entrant, Prize, Score
from .criteria import CriteriaSet, Criterion
from .inspection_parts import FollowUp, InspectionDecision, InspectionField, InspectionPhoto, InspectionSubject
from .inspections import Inspection, InspectionEvent, InspectionNote, team_of
from .measures import Measure, MeasureUnit, ResultCategory
from .opinions import CriterionResult, Opinion, OpinionFile, Verdict
from .organisation import (
    Membership,
    MembershipQuerySet,
    MobilizationTeam,
    MobilizationTeamQuerySet,
    Post,
    ResidentialGroup,
    ResidentialGroupQuerySet,
    SelfManagedGroup,
    Unit,
    UnitQuerySet,
    phone_validator,
)
from .places import Street
from .plates import HouseNumberPlate
from .regrouping import Regrouping
from .reorganising import FormerName, MovedRow, Reorganisation
from .report_parts import CorrectionSlip, ReportFigure, ReportPhoto, ReportText
from .reports import ReportEvent, ReportNote, TeamReport
from .results import Work, WorkResult
from .rounds import AssessmentRound, RoundEvent
from .rules import Indicator, ReportHeading, ReportRule
from .scoring import (
    CampaignRule,
    CouncilSeat,
    ScoringCriterion,
    ScoringGrade,
    ScoringPoint,
    ScoringSheet,
    ScoringTemplate,
)
from .submissions import Submission
from .terms import Part, Terms
from .validity import Searchable, Validity, ValidityQuerySet

__all__ = [
    "Assessment",
    "AssessmentEvent",
    "AssessmentNote",
    "AssessmentRound",
    "ContestEvent",
    "CriteriaSet",
    "Criterion",
    "CriterionResult",
    "Entrant",
    "Opinion",
    "OpinionFile",
    "Prize",
    "RoundEvent",
    "Score",
    "Verdict",
    "Award",
    "Campaign",
    "CampaignEvent",
    "CampaignField",
    "CampaignMeasure",
    "CampaignNote",
    "CampaignPhoto",
    "CampaignQuerySet",
    "CampaignReview",
    "CampaignRule",
    "CampaignTarget",
    "CampaignUpdate",
    "CouncilSeat",
    "NewPhoto",
    "ScoringCriterion",
    "ScoringGrade",
    "ScoringPoint",
    "ScoringSheet",
    "ScoringTemplate",
    "bodies_of",
    "may_begin",
    "Contest",
    "Street",
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
    "FollowUp",
    "FormerName",
    "HouseNumberPlate",
    "Indicator",
    "Inspection",
    "InspectionDecision",
    "InspectionEvent",
    "InspectionField",
    "InspectionNote",
    "InspectionPhoto",
    "InspectionSubject",
    "Measure",
    "MeasureUnit",
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
    "ResultCategory",
    "Searchable",
    "SelfManagedGroup",
    "Submission",
    "TeamReport",
    "Terms",
    "Unit",
    "UnitQuerySet",
    "Validity",
    "ValidityQuerySet",
    "Work",
    "WorkResult",
    "phone_validator",
    "team_of",
    "team_totals",
    "ward_totals",
]
