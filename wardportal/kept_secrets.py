"""Secrets nobody chose: made at random the first time, kept in the data folder, shared by all processes."""

import os
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret(data_dir: Path, name: str) -> str:
    """Return the secret of this name from the data folder, made at random the first time."""
    path = data_dir / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(get_random_secret_key())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # where another process was first, all share its secret
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()
