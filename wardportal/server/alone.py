"""One portal per data folder, and the commands run in that folder while no portal is."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from wardportal.database import CannotStart, EmbeddedServer
from wardportal.server.preflight import BASE_DIR, Place

STOPPING = "stopping"
STOP_PATIENCE, START_PATIENCE = 60, 3


@contextmanager
def only_one_here(place: Place) -> Iterator[int]:
    """Hold the data folder; wait for one that is just stopping, refuse beside one that runs."""
    lock = open_lock(place)
    asked_at = time.monotonic()
    try:
        while not taken(lock):
            holder = os.pread(lock, 200, 0).decode()
            if time.monotonic() - asked_at > (STOP_PATIENCE if holder == STOPPING else START_PATIENCE):
                raise CannotStart(f"Cổng thông tin này đang chạy rồi, ở {holder}. Không cần chạy thêm.")
            time.sleep(0.2)
        os.ftruncate(lock, 0)
        os.pwrite(lock, place.url.encode(), 0)
        yield lock
    finally:
        os.close(lock)


def manage(place: Place, arguments: list[str]) -> int:
    """Run one manage.py command; the embedded database is started for it, unless a running portal has it up."""
    lock = open_lock(place)
    server = EmbeddedServer(place.data_dir) if not place.database_url and taken(lock) else None
    try:
        if server:
            os.ftruncate(lock, 0)
            os.pwrite(lock, STOPPING.encode(), 0)
            server.start()
        return subprocess.run([sys.executable, "manage.py", *arguments], cwd=BASE_DIR, check=False).returncode  # noqa: S603
    finally:
        if server:
            server.stop()
        os.close(lock)


def open_lock(place: Place) -> int:
    return os.open(place.data_dir / "serve.lock", os.O_RDWR | os.O_CREAT, 0o640)


def taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
