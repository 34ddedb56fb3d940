"""Waiting for what other processes do, which takes as long as the machine lets it."""

import time


def wait_until(condition, seconds=30):
    """Ask again and again until it is so; what was so once counts, though it may be over at the next look."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
