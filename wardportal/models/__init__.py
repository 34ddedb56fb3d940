"""Foundation: who signs in, which ward this is, its calendar, what is sent and uploaded."""

from .calendar import CalendarDay
from .case_key import CaseKeyMark
from .coded import Coded, NumberSeries
from .door import Door, Event, Note, StaleRow
from .message import OutgoingMessage
from .reference_mark import ReferenceMark
from .throttle import AttemptCount, forget_expired_tries
from .upload import WaitingUpload
from .user import User
from .ward import Signatory, Ward

__all__ = [
    "AttemptCount",
    "CalendarDay",
    "CaseKeyMark",
    "Coded",
    "Door",
    "Event",
    "Note",
    "NumberSeries",
    "OutgoingMessage",
    "ReferenceMark",
    "Signatory",
    "StaleRow",
    "User",
    "WaitingUpload",
    "Ward",
    "forget_expired_tries",
]
