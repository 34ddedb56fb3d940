"""Requests no honest browser sends."""

import contextlib
import socket
from threading import BoundedSemaphore, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import reverse

from tests.waiting import wait_until
from tests.wardportal.uploading import image_bytes, sent
from wardportal import accounts
from wardportal.addresses import origin_of
from wardportal.encodings import OTHER_ENCODING, in_utf8_only
from wardportal.models import User
from wardportal.server.web import server_on
from wardportal.uploads import Limits, clean_upload, pictures
from wardportal.wsgi import application


@pytest.mark.parametrize(
    "address", ["/kien-nghi/%00/", "/kien-nghi/KN-2026-000001%00/han/", "/tin-tuc/?truoc=a%00", "/quan-tri/?q=%00"]
)
def test_a_nul_in_an_address_is_a_bad_request(db, address):
    assert Client().get(address).status_code == 400


@pytest.mark.parametrize("address", ["/kien-nghi/gui/", "/quan-tri/", "/dang-nhap/"])
def test_a_nul_in_a_session_cookie_is_a_bad_request(db, address):
    assert Client(headers={"cookie": 'sessionid="\\000aaaaaaaaaaaa"'}).get(address).status_code == 400


TOKEN = "a" * 32
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n41\r\n--x--\r\n'


@pytest.fixture(scope="module")
def server():
    """Where the web server of the portal listens in this process; no request to it may ask the database."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = server_on(listener)
        running = Thread(target=server.run)
        running.start()
        yield listener.getsockname()
        with contextlib.suppress(OSError):  # the last answer may have woken the thread, which has closed all then
            server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        running.join(10)
        server.task_dispatcher.shutdown()


def say(server, *lines):
    """Send a request of these very lines and return all that is answered."""
    with socket.create_connection(server, timeout=5) as sender:
        sender.sendall("\r\n".join([*lines, "", ""]).encode())
        return b"".join(iter(lambda: sender.recv(4096), b"")).decode()


def post(address, content_type, body):
    """Send a form with a cookie and token that fit each other."""
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": TOKEN})
    client.cookies["csrftoken"] = TOKEN
    handler = client.handler
    client.handler = lambda environ: in_utf8_only(lambda environ, _start: handler(environ))(environ, None)
    return client.generic("POST", address, body, content_type)


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", '"Hex"', "a; x*=none''a"])
@pytest.mark.parametrize(("kind", "body"), [(FORM, b"a=%ff"), (PARTS, PART)])
def test_a_form_in_another_encoding_is_a_bad_request(ward, kind, body, charset):
    response = post("/kien-nghi/tra-cuu/?a=41", f"{kind}; charset={charset}", body)
    assert response.status_code == 400
    assert "Xin quay lại trang trước rồi thử lại." in response.text


@pytest.mark.parametrize("charset", ["", ";charset=UTF-8", '; charset="utf-8"'])
@pytest.mark.parametrize(("kind", "body"), [(FORM, b"a=%ff"), (PARTS, PART)])
def test_a_form_in_utf8_is_read_however_that_is_written(ward, kind, body, charset):
    assert post("/kien-nghi/tra-cuu/", kind + charset, body).status_code == 422


def test_the_web_server_asks_for_the_encoding_before_django_does(monkeypatch):
    monkeypatch.setattr(WSGIHandler, "__call__", lambda handler, environ, start_response: [environ["CONTENT_TYPE"]])
    assert application({"CONTENT_TYPE": f"{FORM}; charset=hex"}, None) == [OTHER_ENCODING]


@pytest.mark.parametrize(
    ("request_line", "header", "status"),
    [
        ("GET / HTTP/1.1", "Content-Length: -1", "400"),
        ("GET / HTTP/1.1", "Transfer-Encoding: gzip", "501"),
        ("GET http://[so-nha-12]/ HTTP/1.1", "Host: localhost", "400"),
    ],
)
def test_what_is_no_request_is_told_so_in_vietnamese(server, request_line, header, status):
    said = say(server, request_line, header)
    assert said.split()[1] == status
    assert "Xin quay lại trang trước rồi thử lại." in said


def test_who_announces_a_body_and_has_none_is_not_waited_for(server):
    said = say(server, "GET /healthz HTTP/1.1", "Host: localhost", "Expect: 100-continue", "Connection: close")
    assert said.split()[1] == "200"


@pytest.mark.parametrize(("address", "status"), [("/khong-co/", 404), ("/tin-tuc/?a=%00", 400)])
def test_what_is_refused_before_the_form_was_read_is_told_though_it_cannot_be(ward, address, status):
    response = post(address, FORM, b"&".join([b"a"] * 600))
    assert response.status_code == status
    assert "Ông/bà có thể" in response.text


@pytest.mark.parametrize("code", ["<script>", "a b", "😀", "..;", "x" * 3000])
def test_a_code_that_can_be_none_has_no_page(db, code):
    assert Client().get(f"/kien-nghi/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("localhost", "localhost"),
    ],
)
def test_where_a_request_comes_from(address, origin):
    assert origin_of(address) == origin


def test_one_place_has_only_a_few_passwords_checked_at_once(ward, monkeypatch):
    password = "dường làng mùa gặt 9"
    User.objects.create_user("lan", password=password, full_name="Nguyễn Thị Lan", is_staff=True)
    data = {"login": "lan", "password": password}
    monkeypatch.setitem(accounts._checking, "10.0.0.1", accounts.AT_ONCE)
    monkeypatch.setattr(accounts, "SECONDS_TO_WAIT", 0.01)
    refused = Client().post(reverse("account_login"), data, REMOTE_ADDR="10.0.0.1")
    assert "Thao tác quá nhanh" in refused.content.decode()
    assert Client().post(reverse("account_login"), data, REMOTE_ADDR="10.0.0.2").status_code == 302
    assert accounts._checking == {"10.0.0.1": accounts.AT_ONCE} and accounts._waiting._value == accounts.MAY_WAIT


def test_colleagues_behind_one_address_wait_for_their_turn_and_only_so_many(monkeypatch):
    monkeypatch.setattr(accounts, "SECONDS_TO_WAIT", 20)
    adapter, place, checked = accounts.StaffAccountAdapter(), "10.0.0.1", []

    def check():
        with adapter._few_at_once(place):
            checked.append(place)

    colleagues = [Thread(target=check) for _ in range(accounts.MAY_WAIT)]
    with adapter._few_at_once(place), adapter._few_at_once(place):
        for colleague in colleagues:
            colleague.start()
        wait_until(lambda: not accounts._waiting._value)
        with pytest.raises(ValidationError, match="Thao tác quá nhanh"), adapter._few_at_once(place):
            pass
        assert not checked
    for colleague in colleagues:
        colleague.join()
    assert len(checked) == accounts.MAY_WAIT == accounts._waiting._value and not accounts._checking


def test_from_however_many_places_they_come_only_so_many_wait(monkeypatch):
    monkeypatch.setattr(accounts, "_waiting", BoundedSemaphore(1))
    accounts._waiting.acquire()
    monkeypatch.setitem(accounts._checking, "10.0.0.2", accounts.AT_ONCE)
    adapter = accounts.StaffAccountAdapter()
    with pytest.raises(ValidationError, match="Thao tác quá nhanh"), adapter._few_at_once("10.0.0.2"):
        pass


def test_pictures_leave_threads_for_those_who_read(monkeypatch):
    limits = Limits(5, 10_000_000, 2400)
    taken = [pictures.WAITING.acquire(blocking=False) for _ in range(8)]
    assert all(taken)
    try:
        with pytest.raises(Exception, match="đang có nhiều người cùng gửi ảnh"):
            clean_upload(sent("anh.jpg", image_bytes()), limits=limits)
    finally:
        for _ in taken:
            pictures.WAITING.release()
    assert clean_upload(sent("anh.jpg", image_bytes()), limits=limits).extension == "jpg"
