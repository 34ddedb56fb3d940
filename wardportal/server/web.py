"""The web server: waitress, which reads a request whole before a thread takes it, so slow senders block nobody."""

import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import waitress

from wardportal.server.lifeline import hold_lifeline

LISTENER = "WARDPORTAL_LISTENER"
THREADS = 12
CONNECTIONS = 2000


def main() -> None:
    signal.signal(signal.SIGTERM, leave)
    hold_lifeline()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
    from django.conf import settings

    keep_temporary_files_in(settings.DATA_DIR / "receiving")
    server_on(socket.socket(fileno=int(os.environ[LISTENER]))).run()


def server_on(listener: socket.socket) -> Any:
    """Return the server of the portal, which the settings have to be known for."""
    from wardportal.server.bodies import Channel
    from wardportal.wsgi import application

    server = waitress.create_server(
        application,
        sockets=[listener],
        threads=THREADS,
        connection_limit=connection_limit(),
        asyncore_use_poll=True,  # select() ends at 1024 connections
        channel_timeout=60,
        cleanup_interval=10,
        max_request_body_size=sys.maxsize,  # the channel bounds it and reads on, so that a page can say so
        max_request_header_size=32 * 1024,
        ident="",
        clear_untrusted_proxy_headers=True,
        **proxy(),
    )
    server.channel_class = Channel
    return server


def keep_temporary_files_in(folder: Path) -> None:
    """Use the disk whose room is watched, since the system's own folder may be memory; a killed server left rests."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tempfile.tempdir = str(folder)


def leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def connection_limit() -> int:
    """Ask for as many open files as connections and their spooled bodies need; take what the system gives."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * CONNECTIONS + 200
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return max(50, (allowed - 200) // 3)


def proxy() -> dict[str, object]:
    """Believe the X-Forwarded headers of one named proxy, and of nobody else."""
    trusted = os.environ.get("WARDPORTAL_PROXY")
    if not trusted:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": trusted, "trusted_proxy_count": 1, "trusted_proxy_headers": " ".join(headers)}


if __name__ == "__main__":
    main()
