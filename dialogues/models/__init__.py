"""The dialogue: its sessions, what residents ask, what is spoken about and minuted, and what was promised."""

from .agenda import AgendaItem, Section
from .commitments import Commitment, CommitmentEvent, CommitmentNote, Evidence, Milestone
from .door import StaleRow
from .minutes import Minutes, MinutesCorrection, SessionPhoto
from .questions import Question, QuestionEvent, QuestionNote
from .rules import DialogueRule
from .sessions import DialogueSession, SessionEvent, SessionNote

__all__ = [
    "AgendaItem",
    "Commitment",
    "CommitmentEvent",
    "CommitmentNote",
    "DialogueRule",
    "DialogueSession",
    "Evidence",
    "Milestone",
    "Minutes",
    "MinutesCorrection",
    "Question",
    "QuestionEvent",
    "QuestionNote",
    "Section",
    "SessionEvent",
    "SessionNote",
    "SessionPhoto",
    "StaleRow",
]
