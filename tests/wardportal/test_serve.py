"""The portal as `make run` starts it: real processes, killed for real, on a data folder of their own."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.waiting import wait_until
from wardportal.database import embedded_url

pytestmark = pytest.mark.timeout(240)

READY = "đã sẵn sàng"
# As make starts it: the parent that the portal is told to end with.
MAKE = """
import os, subprocess, sys
sys.exit(subprocess.run([sys.executable, "-m", "wardportal.server", "--parent", str(os.getpid())]).returncode)
"""


class Portal:
    """A portal in its folder, `start`ed by `make` as often as it was stopped or killed."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.output = folder / "output"
        self.make = self.process = None

    @property
    def environment(self):
        ours = {"PORT": str(self.port), "WARDPORTAL_DATA_DIR": str(self.folder), "WARDPORTAL_DEMO": "0"}
        return os.environ | {"DATABASE_URL": ""} | ours

    def start(self):
        with self.output.open("wb") as output:
            self.make = psutil.Popen(
                [sys.executable, "-c", MAKE], env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        wait_until(lambda: READY in self.output.read_text() or self.make.poll() is not None, 120)
        assert READY in self.output.read_text(), self.output.read_text()
        [self.process] = self.make.children()

    def stop(self):
        for process in self.make.children():
            process.send_signal(signal.SIGTERM)
        return self.make.wait(30)

    def is_running(self):
        return self.process is not None and self.process.is_running()

    def part(self, module):
        """The living child that runs this; one that was just killed may still wait to be buried."""
        return next(child for child in self.process.children() if module in " ".join(command_of(child)))

    def has(self, module):
        return any(module in " ".join(command_of(child)) for child in self.process.children())

    def get(self, path="/healthz"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def answers(self):
        """Whether the database lets somebody in; after a kill it first reads its log again."""
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def execute(self, statement):
        with psycopg.connect(embedded_url(self.folder)) as connection:
            return connection.execute(statement)

    def write_note(self):
        self.execute("CREATE TABLE IF NOT EXISTS note (at timestamptz DEFAULT now())")
        self.execute("INSERT INTO note DEFAULT VALUES")
        return self.notes()

    def notes(self):
        with psycopg.connect(embedded_url(self.folder)) as connection:
            return connection.execute("SELECT count(*) FROM note").fetchone()[0]


@pytest.fixture(scope="module")
def portal():
    folder = Path(tempfile.mkdtemp(prefix="wps-")).resolve()
    folder.chmod(0o711)
    portal = Portal(folder)
    try:
        yield portal
    finally:
        if portal.make.is_running():
            portal.stop()
        shutil.rmtree(folder)


@pytest.fixture
def running(portal):
    if not portal.is_running():
        portal.start()
    wait_until(portal.answers, 30)
    return portal


def command_of(process):
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:  # also of a zombie
        return []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_folder_of_uploads_is_there_for_the_first_backup(running):
    assert (running.folder / "media").is_dir()


@pytest.mark.parametrize("modules", [("wardportal.server.web", "wardportal.server.worker"), ("postgres",)])
def test_killed_parts_are_started_again_with_nothing_lost(running, modules):
    notes = running.write_note()
    killed = [running.part(module) for module in modules]

    for part in killed:
        part.kill()
    for part, module in zip(killed, modules, strict=True):
        wait_until(lambda part=part: not part.is_running(), 10)
        wait_until(lambda module=module: running.has(module), 60)

    wait_until(lambda: running.get("/readyz") == 200 and running.answers(), 60)
    assert running.notes() == notes


def test_a_killed_process_group_leaves_no_orphan_and_loses_nothing(running):
    notes = running.write_note()
    parts = running.process.children()
    assert len(parts) >= 3

    os.killpg(running.make.pid, signal.SIGKILL)  # make and the supervisor at once
    running.make.wait(10)
    wait_until(lambda: not running.is_running(), 10)

    running.start()
    assert running.get() == 200
    assert running.notes() == notes
    assert not [part for part in parts if part.is_running()]


def test_a_killed_make_ends_the_portal_cleanly_and_the_next_start_prepares_nothing_anew_and_has_the_data(running):
    notes = running.write_note()

    running.make.kill()
    running.make.wait(10)
    wait_until(lambda: not running.is_running(), 20)
    assert "đã dừng" in running.output.read_text()

    running.start()
    assert "Đang" not in running.output.read_text()
    assert running.get() == 200
    assert running.notes() == notes


def test_half_sent_uploads_keep_nobody_from_reading(running):
    senders = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(64)]
    try:
        for sender in senders:
            sender.sendall(
                b"POST /kien-nghi/gui/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5242880\r\n"
                b"Content-Type: multipart/form-data; boundary=x\r\n\r\n" + b"x" * 100
            )
        begun = time.monotonic()
        assert running.get() == 200
        assert time.monotonic() - begun < 2
    finally:
        for sender in senders:
            sender.close()


def test_a_second_portal_in_the_same_folder_is_refused_with_the_address_of_the_first(running):
    second = subprocess.run(
        [sys.executable, "-m", "wardportal.server"], env=running.environment, capture_output=True, text=True, timeout=60
    )

    assert second.returncode == 1
    assert second.stdout.count("\n") == 1
    assert f"đang chạy rồi, ở http://127.0.0.1:{running.port}" in second.stdout
    assert running.get() == 200


def test_a_stop_ends_every_process(running):
    parts = running.process.children(recursive=True)
    assert len(parts) >= 3

    assert running.stop() == 0
    assert "đã dừng" in running.output.read_text()
    assert not [part for part in parts if part.is_running()]
