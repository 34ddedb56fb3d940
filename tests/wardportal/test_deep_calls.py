from concurrent.futures import ThreadPoolExecutor
from resource import RUSAGE_SELF, getrusage

from wardportal.deep_calls import with_room


def pages_taken(depth):
    """How often a hundred calls from this deep made the system give memory."""
    if depth:
        return pages_taken(depth - 1)
    before = getrusage(RUSAGE_SELF).ru_minflt
    for _ in range(100):
        nothing()
    return getrusage(RUSAGE_SELF).ru_minflt - before


def nothing(a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8):
    """Hold as much as the functions of a program do, so that some depth has no room for it."""


def most_taken():
    return max(pages_taken(depth) for depth in range(400))


def test_however_deep_they_are_calls_take_no_memory_anew():
    with ThreadPoolExecutor(1) as fresh_thread:
        assert fresh_thread.submit(with_room(most_taken)).result() < 50
