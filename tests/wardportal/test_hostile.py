"""Requests no honest browser sends."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.wardportal.uploading import image_bytes, sent
from wardportal import accounts
from wardportal.addresses import origin_of
from wardportal.encodings import in_utf8_only
from wardportal.models import User
from wardportal.uploads import Limits, clean_upload, pictures


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
    refused = Client().post(reverse("account_login"), data, REMOTE_ADDR="10.0.0.1")
    assert "Thao tác quá nhanh" in refused.content.decode()
    assert Client().post(reverse("account_login"), data, REMOTE_ADDR="10.0.0.2").status_code == 302
    assert accounts._checking == {"10.0.0.1": accounts.AT_ONCE}


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
