"""The staff's workplace for dialogues."""

from . import commitments, questions, rules, sessions

__all__ = ["commitments", "questions", "rules", "sessions"]
