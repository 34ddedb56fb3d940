"""Pages shown when something went wrong: in words, with a way on."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import reverse

from tests.factories.news import EditorFactory
from wardportal import views
from wardportal.models import Ward


def test_unknown_address_gets_a_way_on(client, ward):
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.text
    assert 'href="/kien-nghi/gui/"' in response.text
    assert ward.hotline in response.text
    assert not response.cookies


def test_unknown_address_before_the_ward_is_set_up(client, db):
    Ward.objects.all().delete()
    assert client.get("/khong-co-trang-nay/").status_code == 404


def test_failure_page_needs_no_database_and_no_context(rf):
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Cổng thông tin đang gặp lỗi" in response.text
    assert 'href="/kien-nghi/gui/"' in response.text


def test_unreadable_request_is_told_what_to_do(rf, ward):
    response = views.bad_request(rf.get("/"), SuspiciousOperation())
    assert response.status_code == 400
    assert "Xin quay lại trang trước rồi thử lại." in response.text


def test_forbidden_page_says_so(client, ward, rf):
    request = rf.get("/")
    request.user = None
    response = views.forbidden(request, PermissionDenied())
    assert response.status_code == 403
    assert "Không được phép xem trang này" in response.text


def test_form_without_token_says_what_to_do(ward):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "lan"})
    assert response.status_code == 403
    assert "tải lại trang rồi gửi lần nữa" in response.text


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [("OPTIONS", "/tin-tuc/", "GET, HEAD"), ("TRACE", "/", "GET, HEAD"), ("DELETE", "/dang-nhap/", "GET, HEAD, POST")],
)
def test_another_method_is_told_a_way_on_and_what_is_taken(ward, method, address, allowed):
    response = Client(enforce_csrf_checks=True).generic(method, address)
    assert (response.status_code, response.headers["Allow"]) == (405, allowed)
    assert ward.hotline in response.text


def test_staff_who_may_not_read_a_page_find_the_way_to_their_work(ward, as_user):
    response = as_user(EditorFactory()).get("/bao-cao/giao-ban/")
    assert (response.status_code, response["Cache-Control"].count("no-store")) == (403, 1)
    assert f'href="{reverse("admin:index")}"' in response.text
