"""Decisions as data: from which statuses each leads where, and with what event."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One decision: from which statuses, to which (None: it stays, or the method says), with what event.

    `by_anybody` marks what the person who asked, or the portal itself, may do without an account of the staff.
    """

    sources: frozenset[str]
    target: str | None
    event: str
    by_anybody: bool = False


def from_(*sources: str) -> frozenset[str]:
    return frozenset(sources)
