"""Waiting for what other processes and threads do, which takes as long as the machine lets it."""

import time
from threading import Thread


def wait_until(condition, seconds=30):
    """Ask again and again until it is so; what was so once counts, though it may be over at the next look."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def at_once(act, number):
    """Let so many threads do this at the same time, until all have done it."""
    threads = [Thread(target=act) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
