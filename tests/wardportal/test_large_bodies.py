"""Large forms over real HTTP: the form answers in Vietnamese, and neither disk nor memory fills up meanwhile."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest
from django.db import connection

from petitions.models import Petition
from tests.waiting import wait_until
from tests.wardportal.uploading import image_bytes
from wardportal.server.lifeline import LIFELINE
from wardportal.server.web import LISTENER, keep_temporary_files_in, server_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

SUBMIT = "/kien-nghi/gui/"
MB = 1024 * 1024
TYPED = {"kind": "report", "body": "Đèn đường trước số nhà 12 tắt ba đêm nay.", "reply_by": "portal"}
PHOTO = image_bytes("JPEG")
TOO_LARGE = b"\xff\xd8\xff" + bytes(12 * MB)


class Portal:
    """Somebody at the form of the web server that listens here."""

    def __init__(self, folder):
        self.folder = folder
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.process = psutil.Process()

    def connect(self):
        return http.client.HTTPConnection(*self.listener.getsockname(), timeout=60)

    def ask(self, *request, **options):
        """Send one request and return its answer with the text of it."""
        with contextlib.closing(self.connect()) as sender:
            return exchange(sender, *request, **options)

    def page(self):
        """Open the form and return what a browser sends back with it: cookie, token and submission id."""
        response, html = self.ask("GET", SUBMIT)
        return re.search(r"csrftoken=[^;]+", response.headers["Set-Cookie"])[0], hidden(html)

    def send(self, *files):
        cookie, fields = self.page()
        return self.ask("POST", SUBMIT, multipart(fields | TYPED, files), headers(cookie))

    def spooled_bytes(self):
        """How much all temporary files that the server has open take up; they have no name any more."""
        return sum(size_of(link, self.folder) for link in Path(f"/proc/{self.process.pid}/fd").iterdir())


class StartedPortal(Portal):
    """The web server as the supervisor starts it, on the tests' database."""

    def __init__(self, folder):
        super().__init__(folder)
        self.lifeline, self.lifeline_end = os.pipe()
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        ours = {
            "DATABASE_URL": urlunsplit(url), "WARDPORTAL_DATA_DIR": str(folder), "WARDPORTAL_DEBUG": "1",
            LISTENER: str(self.listener.fileno()), LIFELINE: str(self.lifeline),
        }  # fmt: skip
        self.process = psutil.Popen(
            [sys.executable, "-m", "wardportal.server.web"], env=os.environ | ours,
            pass_fds=[self.listener.fileno(), self.lifeline],
        )  # fmt: skip

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for descriptor in (self.lifeline, self.lifeline_end):
            os.close(descriptor)
        self.listener.close()


class PortalHere(Portal):
    """The same web server in this process, where a test says with which settings."""

    def __init__(self, folder):
        super().__init__(folder)
        self.server = server_on(self.listener)
        self.thread = Thread(target=self.server.run)
        self.thread.start()

    def stop(self):
        # An answer just sent may have woken the thread already: then it has closed what would wake it once more.
        with contextlib.suppress(OSError):
            self.server.trigger.pull_trigger(lambda: self.server.asyncore.close_all(self.server._map))
        self.thread.join(10)
        self.server.task_dispatcher.shutdown()
        self.listener.close()
        assert not self.thread.is_alive()


@pytest.fixture(scope="module")
def started(django_db_setup, tmp_path_factory):
    """Between tests it stays, though the rows are put back."""
    portal = StartedPortal(tmp_path_factory.mktemp("portal"))
    yield portal
    portal.stop()


@pytest.fixture
def portal(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    keep_temporary_files_in(tmp_path / "receiving")
    portal = PortalHere(tmp_path)
    yield portal
    portal.stop()


def size_of(link, folder):
    """How large this open file is if it lies in the folder; it may just have been closed."""
    try:
        return link.stat().st_size if os.readlink(link).startswith(f"{folder}/receiving/") else 0
    except FileNotFoundError:
        return 0


def exchange(sender, *request, **options):
    sender.request(*request, **options)
    response = sender.getresponse()
    return response, response.read().decode()


def hidden(html):
    names = ("csrfmiddlewaretoken", "submission_id")
    inputs = re.findall(r"<input[^>]+>", html)
    found = {name: next(tag for tag in inputs if f'name="{name}"' in tag) for name in names}
    return {name: re.search(r'value="([^"]+)"', tag)[1] for name, tag in found.items()}


def headers(cookie):
    return {"Content-Type": "multipart/form-data; boundary=ranh-gioi", "Cookie": cookie}


def multipart(fields, files):
    lines = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    lines += [(f'name="attachments"; filename="{name}"\r\nContent-Type: image/jpeg', data) for name, data in files]
    begin = b"--ranh-gioi\r\nContent-Disposition: form-data; "
    parts = [(begin, head.encode(), b"\r\n\r\n", data, b"\r\n") for head, data in lines]
    return b"".join([*chain.from_iterable(parts), b"--ranh-gioi--\r\n"])


def test_six_photos_of_a_phone_are_answered_by_the_form_which_keeps_words_and_good_files(started):
    large = [(f"lon-{number}.jpg", TOO_LARGE) for number in range(4)]
    response, page = started.send(("tot.jpg", PHOTO), *large)
    assert response.status == 422
    assert TYPED["body"] in page
    for name, _content in large:
        assert f"Tệp “{name}” nặng 12,0 MB, mỗi tệp chỉ được tối đa 10,0 MB." in page.replace("\xa0", " ")
    assert "tot.jpg (" in page and "không cần chọn lại" in page
    assert not Petition.objects.exists()


def test_beyond_the_bound_a_page_in_vietnamese_shows_a_way_on_and_the_connection_goes_on(started, ward):
    before = started.send()[0].status  # so that everything is loaded before memory is measured
    memory = started.process.memory_info().rss
    cookie, fields = started.page()
    body = multipart(fields | TYPED, [(f"{number}.jpg", TOO_LARGE) for number in range(18)])
    with contextlib.closing(started.connect()) as sender:
        response, page = exchange(sender, "POST", SUBMIT, body, headers(cookie))
        assert exchange(sender, "GET", "/healthz")[1] == "ok"
    assert (before, response.status) == (302, 413)
    assert "chọn ít ảnh hơn" in page and ward.hotline in page
    assert "no-store" in response.headers["Cache-Control"]
    assert started.process.memory_info().rss - memory < 30 * MB
    assert started.spooled_bytes() < MB


def test_a_body_in_chunks_is_bounded_as_well_and_the_connection_goes_on(portal, settings):
    settings.LARGEST_REQUEST_BYTES = 8 * MB
    chunks = (bytes(MB) for _ in range(10))
    with contextlib.closing(portal.connect()) as sender:
        response, page = exchange(sender, "POST", SUBMIT, chunks, headers("a=b"), encode_chunked=True)
        assert exchange(sender, "GET", "/healthz")[1] == "ok"
    assert response.status == 413
    assert "chọn ít ảnh hơn" in page


def test_many_senders_at_once_do_not_fill_the_disk_and_words_are_taken_all_the_same(portal, settings):
    settings.RECEIVING_MAX_BYTES = 8 * MB
    cookie, fields = portal.page()
    body = multipart(fields | TYPED, [("a.jpg", bytes(6 * MB))])
    senders = [portal.connect() for _ in range(8)]
    for sender in senders:
        sender.putrequest("POST", SUBMIT)
        for name, value in (headers(cookie) | {"Content-Length": str(len(body))}).items():
            sender.putheader(name, value)
        sender.endheaders(body[: 5 * MB])
    wait_until(lambda: portal.spooled_bytes() > 8 * MB)
    time.sleep(0.5)
    assert portal.spooled_bytes() <= (8 + 8) * MB  # what they share, and the first one of each
    assert portal.send()[0].status == 302

    senders.pop(0).close()  # gone in the middle
    answers = [finish(sender, body[5 * MB :]) for sender in senders]
    assert (503, True) in answers
    wait_until(lambda: portal.spooled_bytes() == 0)
    assert portal.send(("a.jpg", bytes(6 * MB)))[0].status == 422  # there is room again: the form itself answers


def finish(sender, rest):
    sender.send(rest)
    response = sender.getresponse()
    told = "gửi trước phần chữ" in response.read().decode()
    sender.close()
    return response.status, told


def test_near_a_full_disk_words_are_taken_and_files_are_not(portal, settings):
    settings.UPLOAD_RESERVE_BYTES = 2 * psutil.disk_usage("/").free
    response, _page = portal.send(("tot.jpg", PHOTO), ("lon.jpg", bytes(5 * MB)))
    assert response.status == 302
    assert Petition.objects.get().attachments.count() == 0


def test_on_a_full_disk_words_without_files_are_still_taken(portal, settings):
    settings.UPLOAD_RESERVE_BYTES = 6 * psutil.disk_usage("/").free
    response, page = portal.send(("lon.jpg", bytes(5 * MB)))
    assert response.status == 503
    assert "gửi trước phần chữ" in page
    assert portal.send()[0].status == 302
