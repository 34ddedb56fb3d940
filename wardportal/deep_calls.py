"""Room for calls as deep as Django's, which Python else asks of the system and gives back all the time.

Python keeps what its functions hold in chunks of 16 KB. Where one is nearly full, as some may be at the depth of a
page's queries or fields, each call beyond it maps the next one and unmaps it on its way back: nine hundred times for
the form of petitions, a sixth of its time; other pages have more luck. Python's releases from 2026 on keep a chunk in
reserve (python/cpython#142183), Debian's have none.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# A chunk is as large as its first frame asks for: one of this many slots gets 256 KB, of which 96 are left to the calls
# that follow. Slots that nobody puts anything in take no memory.
SLOTS = 20_000


def with_room(call: Callable[P, R]) -> Callable[P, R]:
    """Return the same call, from which others can go deep without asking for memory."""

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return roomy
