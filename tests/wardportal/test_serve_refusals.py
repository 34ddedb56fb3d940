"""What keeps the portal from starting is said in one sentence, without a traceback."""

import os
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.waiting import wait_until
from wardportal.database import CannotStart
from wardportal.server import preflight
from wardportal.server.__main__ import main
from wardportal.server.preflight import Place, check_database


@pytest.fixture
def variables(tmp_path):
    return {"DATABASE_URL": "", "WARDPORTAL_DATA_DIR": str(tmp_path), "WARDPORTAL_DEMO": "0"}


@pytest.fixture
def refusal(variables, monkeypatch, capfd):
    """Start the portal with these variables and return the one sentence it ends with before it does anything."""

    def start(**changed):
        for name, value in (variables | changed).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["wardportal.server"])
        assert main() == 1
        return the_sentence(*capfd.readouterr())

    return start


def the_sentence(said, complaints):
    assert complaints == ""
    assert said.count("\n") == 1
    return said


@pytest.fixture
def database_url():
    return os.environ["DATABASE_URL"]


def with_changes(url, **changes):
    return urlunsplit(urlsplit(url)._replace(**changes))


def test_a_port_in_use(monkeypatch):
    monkeypatch.setattr(preflight, "BUSY_PATIENCE", 0.1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(CannotStart, match=f"^Cổng {port} đang có chương trình khác dùng."):
            Place.from_environment().listener()


def test_a_port_that_is_none(refusal, monkeypatch):
    assert "PORT phải là một số từ 1 đến 65535" in refusal(PORT="tám nghìn")
    for port in ("0", "70000", "-1"):
        monkeypatch.setenv("PORT", port)
        with pytest.raises(CannotStart, match="PORT phải là một số từ 1 đến 65535"):
            Place.from_environment()


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("WARDPORTAL_UPLOAD_RESERVE_BYTES", "300MB", "phải là một số"),
        ("WARDPORTAL_HTTPS", "vielleicht", "phải là 1 (có) hoặc 0 (không)"),
        ("WARDPORTAL_DEMO", "khong", "phải là 1 (có) hoặc 0 (không)"),
        ("EMAIL_URL", "smpt://mail.example.vn", "Dạng đúng: smtp+tls://"),
        ("EMAIL_URL", "smtp://mail.example.vn:hai", "Dạng đúng: smtp+tls://"),
    ],
)
def test_a_variable_that_is_none_of_what_it_may_be(refusal, name, given, told):
    said = refusal(**{name: given})

    assert name in said and told in said


def test_a_variable_left_empty_is_as_if_it_were_not_there(monkeypatch):
    for name in ("WARDPORTAL_UPLOAD_RESERVE_BYTES", "WARDPORTAL_HTTPS", "EMAIL_URL", "PORT"):
        monkeypatch.setenv(name, "")

    assert Place.from_environment().port == 8000


def test_an_address_of_another_machine(variables):
    started = subprocess.run(
        [sys.executable, "-m", "wardportal.server"], env=os.environ | variables | {"WARDPORTAL_BIND": "192.0.2.1"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert started.returncode == 1
    assert the_sentence(started.stdout, started.stderr).startswith("WARDPORTAL_BIND không phải là địa chỉ của máy này")


def test_a_full_disk(refusal):
    assert "Hãy giải phóng dung lượng" in refusal(WARDPORTAL_LEAST_FREE_MB=str(10**8))


def test_a_data_folder_too_deep_for_the_socket(refusal, tmp_path):
    assert "quá dài" in refusal(WARDPORTAL_DATA_DIR=str(tmp_path / ("x" * 100)))


def test_a_data_folder_that_is_a_file(refusal, tmp_path):
    (tmp_path / "file").touch()

    assert "Không khởi động được" in refusal(WARDPORTAL_DATA_DIR=str(tmp_path / "file"))


def test_a_database_url_nobody_can_read(refusal):
    assert refusal(DATABASE_URL="nonsense").startswith("Không đọc được DATABASE_URL.")
    for url in ("mysql://a@b/c", "postgresql://a@b:port/c", "postgresql://a:b@host"):
        with pytest.raises(CannotStart, match="^Không đọc được DATABASE_URL."):
            check_database(url)


def test_a_database_server_that_does_not_answer(refusal):
    sentence = refusal(DATABASE_URL="postgresql://ward:secret-word@127.0.0.1:1/ward")

    assert sentence.startswith("Không kết nối được PostgreSQL ở 127.0.0.1 (Connection refused).")
    assert "secret-word" not in sentence


def test_a_database_that_does_not_exist(database_url):
    with pytest.raises(CannotStart, match="chưa có"):
        check_database(with_changes(database_url, path="/no_such_database"))


def test_a_database_user_that_does_not_exist(database_url):
    parts = urlsplit(database_url)
    stranger = f"no_such_user@{parts.netloc.rpartition('@')[2]}"

    with pytest.raises(CannotStart, match="Người dùng nêu trong DATABASE_URL"):
        check_database(with_changes(database_url, netloc=stranger))


def test_a_wrong_password_is_told_apart():
    said = 'connection failed: FATAL:  password authentication failed for user "ward"'

    assert "mật khẩu" in preflight.explain_refusal(said, "host")


@pytest.mark.parametrize(
    "url", ["postgresql://ward:secr%et@127.0.0.1:1/ward", "postgresql://ward:se@cret@127.0.0.1:1/w"]
)
def test_a_password_written_wrongly_is_told_to_nobody(refusal, url):
    said = refusal(DATABASE_URL=url)

    assert "phải viết dạng %40" in said and "secr%et" not in said and "cret" not in said


def test_a_server_that_answers_and_lets_nobody_in_is_quoted():
    said = 'connection failed: connection to server at "10.0.0.5", port 5432 failed: FATAL:  too many connections'

    told = preflight.explain_refusal(said, "10.0.0.5")

    assert told == "PostgreSQL ở 10.0.0.5 trả lời nhưng không cho vào: too many connections."


def test_a_database_user_who_may_make_no_tables(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("SET ROLE pg_monitor")

        with pytest.raises(CannotStart, match="không được tạo bảng"):
            preflight.check_server(connection)


def test_a_database_that_knows_no_vietnamese_letters(database_url):
    name = f"no_letters_{os.getpid()}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'")
    try:
        with pytest.raises(CannotStart, match="không hiểu chữ Việt"):
            check_database(with_changes(database_url, path=f"/{name}"))
    finally:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name}")


def test_a_database_server_that_is_too_old(database_url, monkeypatch):
    monkeypatch.setattr(preflight, "OLDEST_SERVER", 99)

    with pytest.raises(CannotStart, match="cần PostgreSQL 99 trở lên"):
        check_database(database_url)


def test_a_good_database_is_taken(database_url):
    check_database(database_url)


def heed_interrupts():
    """What runs in the background of a script inherits that they are ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_installation_that_is_broken_off_says_so_and_nothing_else(tmp_path):
    """Ctrl-C reaches make, its shell and the installer at once."""
    started, python = tmp_path / "started", tmp_path / "python"
    python.write_text(
        f"#!{sys.executable}\nimport sys, time\nif '-c' not in sys.argv:\n"
        f"    open({str(started)!r}, 'w').close()\n    time.sleep(60)\n"
    )
    python.chmod(0o755)
    command = ["make", "--silent", "installed", f"VENV={tmp_path / 'venv'}", f"PYTHON={python}"]
    variables = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=variables,
        start_new_session=True,
        preexec_fn=heed_interrupts,
        stdout=-1,
        stderr=-2,
        text=True,
    ) as make:
        wait_until(started.exists)
        os.killpg(make.pid, signal.SIGINT)
        said = make.communicate(timeout=30)[0]
    assert "Đã dừng khi đang cài thư viện." in said
    assert "Traceback" not in said and "Không cài được" not in said
    assert {path.name for path in tmp_path.iterdir()} <= {"started", "python", "venv.lock"}
