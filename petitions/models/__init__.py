"""Petitions: the matter, its history, its deadlines, its papers, and what is kept confidential."""

from .confidential import ConcernedParty, ConfidentialGrant, ConfidentialIdentity, ConfidentialView
from .deadline_rules import DeadlineRule
from .deadlines import Deadline, DeadlineChange
from .events import EventNote, PetitionEvent
from .inspections import InspectionLink
from .papers import Answer, Attachment, PublicSummary, Transfer
from .petition import Petition
from .reference import Category, ReplyTemplate

__all__ = [
    "Answer",
    "Attachment",
    "Category",
    "ConcernedParty",
    "ConfidentialGrant",
    "ConfidentialIdentity",
    "ConfidentialView",
    "Deadline",
    "DeadlineChange",
    "DeadlineRule",
    "EventNote",
    "InspectionLink",
    "Petition",
    "PetitionEvent",
    "PublicSummary",
    "ReplyTemplate",
    "Transfer",
]
