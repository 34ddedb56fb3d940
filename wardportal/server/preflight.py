"""Everything that would keep the portal from starting, found before it starts and said in one sentence."""

import errno
import os
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured

from wardportal.database import CannotStart, EmbeddedServer
from wardportal.environment import whole_number

BASE_DIR = Path(__file__).resolve().parents[2]
OLDEST_SERVER = 15
BUSY_PATIENCE = 2
SCHEMES = {"postgres", "postgresql", "psql", "pgsql"}
SIZES = ("UPLOAD_RESERVE", "RECEIVING_MAX", "WAITING_UPLOADS_MAX", "SUSPECT_FILES_MAX")
SWITCHES = ("WARDPORTAL_HTTPS", "WARDPORTAL_DEBUG", "WARDPORTAL_DEMO")
YES_OR_NO = {"", "1", "yes", "on", "true", "0", "no", "off", "false"}


@dataclass(frozen=True)
class Place:
    """Where this copy of the portal lives: its data, its address, its database (empty: the embedded one)."""

    data_dir: Path
    host: str
    port: int
    database_url: str
    least_free_mb: int

    @classmethod
    def from_environment(cls) -> "Place":
        environ.Env.read_env(BASE_DIR / ".env")
        check_variables()
        return cls(
            data_dir=Path(os.environ.get("WARDPORTAL_DATA_DIR") or BASE_DIR / "var").resolve(),
            host=os.environ.get("WARDPORTAL_BIND") or "127.0.0.1",
            port=whole_number("PORT", 8000, range(1, 65536)),
            database_url=os.environ.get("DATABASE_URL", ""),
            least_free_mb=whole_number("WARDPORTAL_LEAST_FREE_MB", 300, range(10**9)),
        )

    @property
    def reachable_host(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def url(self) -> str:
        host = self.reachable_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def listener(self) -> socket.socket:
        """Return the socket of the web server. The supervisor keeps it, so visitors wait while the server restarts."""
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            listener = socket.socket(family, kind, protocol)
        except OSError as error:
            raise CannotStart(f"WARDPORTAL_BIND không phải là địa chỉ của máy này: {self.host}.") from error
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deadline = time.monotonic() + BUSY_PATIENCE
        while True:
            try:
                listener.bind(address)
            except OSError as error:
                if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                    time.sleep(0.1)  # the last moment of a server that was killed
                    continue
                listener.close()
                raise CannotStart(self._explain_bind(error)) from error
            return listener

    def _explain_bind(self, error: OSError) -> str:
        match error.errno:
            case errno.EADDRINUSE:
                other = self.port + 1 if self.port < 65535 else 8000
                return f"Cổng {self.port} đang có chương trình khác dùng. Hãy chọn cổng khác: make run PORT={other}."
            case errno.EACCES:
                return f"Cổng {self.port} cần quyền quản trị. Hãy chọn cổng khác: make run PORT=8080."
        return f"WARDPORTAL_BIND không phải là địa chỉ của máy này: {self.host}."


def check_variables() -> None:
    """Refuse values that would be taken for another one in silence, or end in an error of Python's own."""
    for size in SIZES:
        whole_number(f"WARDPORTAL_{size}_BYTES", 0)
    for name in SWITCHES:
        given = os.environ.get(name, "").strip()
        if given.lower() not in YES_OR_NO:
            raise CannotStart(f"{name} phải là 1 (có) hoặc 0 (không), không phải “{given}”.")
    try:
        environ.Env.email_url_config(os.environ.get("EMAIL_URL", "").strip() or "filemail:")
    except (ImproperlyConfigured, ValueError) as error:
        raise CannotStart(
            "Không đọc được EMAIL_URL. Dạng đúng: smtp+tls://người_dùng:mật_khẩu@máy_chủ:587. "
            "Ký tự đặc biệt trong mật khẩu phải viết dạng %40."
        ) from error


def check_place(place: Place) -> None:
    place.data_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place.data_dir).free // 2**20
    if free < place.least_free_mb:
        raise CannotStart(
            f"Ổ đĩa chứa {place.data_dir} chỉ còn {free} MB, cần ít nhất {place.least_free_mb} MB. "
            "Hãy giải phóng dung lượng rồi chạy lại."
        )
    if place.database_url:
        check_database(place.database_url)
    else:
        EmbeddedServer(place.data_dir).refuse_long_path()


def check_database(url: str) -> None:
    try:
        parts = urlsplit(url)
        readable = parts.scheme in SCHEMES and (parts.port or True) and bool(parts.path.strip("/"))
    except ValueError:
        readable = False
    if not readable:
        raise CannotStart(
            "Không đọc được DATABASE_URL. Dạng đúng: postgresql://người_dùng:mật_khẩu@máy_chủ:5432/tên_cơ_sở_dữ_liệu."
        )
    try:
        connection = psycopg.connect(url.replace(parts.scheme, "postgresql", 1), connect_timeout=5)
    except psycopg.Error as error:
        raise CannotStart(explain_refusal(str(error), parts.hostname)) from error
    with connection:
        check_server(connection)


def explain_refusal(message: str, host: str | None) -> str:
    if "password" in message:
        return "PostgreSQL từ chối tên người dùng hoặc mật khẩu trong DATABASE_URL."
    if "does not exist" in message and "database" in message:
        return "Cơ sở dữ liệu nêu trong DATABASE_URL chưa có. Hãy tạo trước bằng lệnh createdb."
    if "role" in message:
        return "Người dùng nêu trong DATABASE_URL không có trên máy chủ PostgreSQL."
    # Only what the network or the server said: elsewhere the library quotes the address, which has the password in it.
    where, (_, answered, reason) = host or "máy này", message.splitlines()[0].rpartition(" failed: ")
    refused = reason.removeprefix("FATAL:").strip()
    if refused != reason:
        return f"PostgreSQL ở {where} trả lời nhưng không cho vào: {refused}."
    told = f" ({reason})" if answered else ""
    return (
        f"Không kết nối được PostgreSQL ở {where}{told}. Hãy kiểm tra máy chủ đó và DATABASE_URL; "
        "ký tự đặc biệt trong mật khẩu phải viết dạng %40."
    )


def check_server(connection: psycopg.Connection) -> None:
    version = connection.info.server_version // 10000
    if version < OLDEST_SERVER:
        raise CannotStart(f"Máy chủ là PostgreSQL {version}. Cổng thông tin cần PostgreSQL {OLDEST_SERVER} trở lên.")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8" or connection.execute("SELECT lower('Đ') = 'đ'").fetchone() != (True,):
        raise CannotStart(
            "Cơ sở dữ liệu nêu trong DATABASE_URL không hiểu chữ Việt có dấu. "
            "Hãy tạo lại: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 <tên>."
        )
    if connection.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')").fetchone() != (True,):
        raise CannotStart(
            "Người dùng nêu trong DATABASE_URL không được tạo bảng trong cơ sở dữ liệu đó. "
            "Hãy giao cơ sở dữ liệu cho người dùng ấy: ALTER DATABASE <tên> OWNER TO <người dùng>."
        )
