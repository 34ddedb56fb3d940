"""The staff's workplace for dialogues."""

from . import sessions

__all__ = ["sessions"]
