"""The staff's workplace for dialogues."""

from . import commitments as commitments
from . import questions as questions
from . import rules as rules
