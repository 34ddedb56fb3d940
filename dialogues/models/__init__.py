"""The dialogue: its sessions, what residents ask, what is spoken about and minuted, and what was promised."""

from wardportal.models.door import StaleRow

from .agenda import AgendaItem, Section
from .commitments import Commitment
from .corrections import MinutesCorrection
from .events import CommitmentEvent, CommitmentNote, QuestionEvent, QuestionNote, SessionEvent, SessionNote
from .evidence import Evidence, Milestone
from .minutes import Minutes, SessionPhoto
from .questions import Question
from .rules import DialogueRule
from .sessions import DialogueSession

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
