"""What the operator reads in the terminal."""

import sys
from contextlib import suppress


def say(text: str = "") -> None:
    """Write a line, in UTF-8 whatever the terminal claims; a closed terminal is no reason to stop serving."""
    with suppress(OSError, ValueError):
        sys.stdout.buffer.write(f"{text}\n".encode())
        sys.stdout.flush()
