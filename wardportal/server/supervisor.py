"""One process that starts the others, restarts what dies, and takes all of them with it when it goes."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from wardportal.database import CannotStart, EmbeddedServer
from wardportal.server.alone import STOPPING, only_one_here
from wardportal.server.console import say
from wardportal.server.lifeline import LIFELINE
from wardportal.server.preflight import BASE_DIR, Place
from wardportal.server.web import LISTENER

PULSE = 0.2
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30
HEALTHY_AFTER = 60
STOP_PATIENCE = 10
READY_PATIENCE = 90


class Stopped(BaseException):
    """The operator, or the system, asked the portal to stop."""


@dataclass
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    start_again_at: float = 0
    failures: int = 0
    descriptors: list[int] = field(default_factory=list)


class Supervisor:
    def __init__(self, place: Place, *, dev: bool = False, parent: int | None = None) -> None:
        self.place = place
        self.dev = dev
        self.parent = parent
        self.server = None if place.database_url else EmbeddedServer(place.data_dir)
        self.children: list[Child] = []
        self.lifeline, self.lifeline_end = os.pipe()
        self.serving = self.stopping = False

    def run(self) -> int:
        os.umask(0o027)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup leaves it
                signal.signal(number, self._ask_to_stop)
        with only_one_here(self.place) as lock:
            try:
                self._start()
                self._watch()
            finally:
                self.stopping = True
                os.ftruncate(lock, 0)
                os.pwrite(lock, STOPPING.encode(), 0)
                self._stop()
        return 0

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping:
            self.stopping = True
            raise Stopped

    def _start(self) -> None:
        listener = self.place.listener()
        if self.server:
            if not self.server.cluster.exists():
                say("Đang tạo cơ sở dữ liệu…")
            self.server.start()
        self._prepare()
        if self.dev:
            listener.close()
            web = Child("Máy chủ web", ["wardportal.server.dev", f"{self.place.host}:{self.place.port}"])
        else:
            os.environ[LISTENER] = str(listener.fileno())
            web = Child("Máy chủ web", ["wardportal.server.web"], descriptors=[listener.detach()])
        self.children = [web, Child("Trình chạy việc nền", ["wardportal.server.worker"])]
        for child in self.children:
            self._spawn(child)
        self._wait_until_answering(web)
        say(f"Cổng thông tin đã sẵn sàng: {self.place.url}/")
        say("Nhấn Ctrl-C để dừng.")
        self.serving = True

    def _prepare(self) -> None:
        preparation = Child("Chuẩn bị", ["wardportal.server.prepare"])
        self.children = [preparation]
        if self._spawn(preparation).wait() != 0:
            raise CannotStart("Chưa chuẩn bị xong nên cổng thông tin không khởi động. Lý do ở ngay phía trên.")

    def _wait_until_answering(self, web: Child) -> None:
        deadline = time.monotonic() + READY_PATIENCE
        address = self.place.reachable_host, self.place.port
        while web.process and web.process.poll() is None and time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(address, timeout=5):
                return
            time.sleep(0.05)
        raise CannotStart("Máy chủ web không khởi động được. Lý do ở ngay phía trên.")

    def _watch(self) -> None:
        while not self.stopping:
            if self.parent is not None and (os.getppid() != self.parent or interrupted(self.parent)):
                return
            if self.server and not self.server.is_running():
                say("PostgreSQL đã dừng đột ngột, đang khởi động lại.")
                self.server.start()
            for child in self.children:
                self._keep_alive(child)
            time.sleep(PULSE)

    def _keep_alive(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_again_at:
                self._spawn(child)
        elif child.process.poll() is not None:
            say(f"{child.name} đã dừng đột ngột (mã {child.process.returncode}), đang khởi động lại.")
            child.failures = 0 if now - child.started_at > HEALTHY_AFTER else child.failures + 1
            child.start_again_at = now + min(LONGEST_PAUSE, SHORTEST_PAUSE * 2**child.failures)
            child.process = None

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        """Start a child as a fresh program in a group of its own: Ctrl-C reaches us alone, and we end it in order."""
        child.started_at = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *child.command],
            cwd=BASE_DIR,
            env=os.environ | {LIFELINE: str(self.lifeline)} | ({"WARDPORTAL_DEBUG": "1"} if self.dev else {}),
            pass_fds=[self.lifeline, *child.descriptors],
            process_group=0,
        )
        return child.process

    def _stop(self) -> None:
        """End the children first and the database last, so that what they are at can still be written."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_PATIENCE
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
            signal_group(process, signal.SIGKILL)
            process.wait()
        if self.server:
            self.server.stop()
        if self.serving:
            say("Cổng thông tin đã dừng.")


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def interrupted(parent: int) -> bool:
    """Say whether make alone got a SIGINT: it does not pass it on but waits for us, with that signal blocked."""
    try:
        status = Path(f"/proc/{parent}/status").read_text()
    except OSError:  # gone, or a system without /proc
        return False
    blocked = re.search(r"^SigBlk:\s*(\w+)$", status, re.M)
    return blocked is not None and bool(int(blocked[1], 16) & 1 << signal.SIGINT - 1)
