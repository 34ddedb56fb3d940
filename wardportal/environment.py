"""What the environment says, read alike before the portal starts and in its settings."""

import os

from wardportal.database import CannotStart


def whole_number(name: str, default: int, allowed: range = range(2**50)) -> int:
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isascii() or not given.isdigit() or int(given) not in allowed:
        raise CannotStart(f"{name} phải là một số từ {allowed[0]} đến {allowed[-1]}, không phải “{given}”.")
    return int(given)
