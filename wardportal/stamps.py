"""Short marks of what somebody saw, by which it is noticed that another wrote meanwhile."""

from enum import Enum, auto
from hashlib import blake2b


class Change(Enum):
    """What a save would do to a text: nothing, edit it, or overwrite somebody's newer version."""

    NONE = auto()
    MINE = auto()
    DISPUTED = auto()


def stamp_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def change_of(typed: str, *, stored: str, seen: str) -> Change:
    """Compare what was typed with what is stored by now; `seen` is the stamp of what stood there before typing."""
    now = stamp_of(stored)
    if stamp_of(typed) in (seen, now):
        return Change.NONE
    return Change.MINE if seen == now else Change.DISPUTED
