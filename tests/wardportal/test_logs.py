"""Logs say where something broke, never what somebody typed."""

import logging
import sys

import pytest
from django.test import Client

from petitions.models import Petition
from wardportal.logs import LineFormatter


@pytest.mark.django_db
def test_a_failing_row_is_logged_without_its_content():
    records, typed = [], "Lời riêng của bà Hoa"
    try:
        Petition(code="KN-1", year=2026, number=1, received_on=None, body=typed).save()
    except Exception:
        logger = logging.getLogger("trial")
        records = [logger.makeRecord("trial", logging.ERROR, __file__, 1, "Broken", (), sys.exc_info())]
    line = LineFormatter().format(records[0])
    assert "Lời riêng" not in line and "DETAIL" not in line
    assert "IntegrityError" in line and "test_logs.py" in line


@pytest.mark.django_db
def test_a_wrong_host_header_and_an_unknown_page_leave_no_line(client, caplog):
    client.get("/khong-co-trang-nay/", headers={"host": "nguoi-la.example"})
    assert "nguoi-la" not in caplog.text and "khong-co" not in caplog.text


def lines(caplog):
    """What the portal writes, line by line, without the time."""
    return "\n".join(LineFormatter().format(record) for record in caplog.records).splitlines()


@pytest.mark.django_db
def test_a_form_that_is_not_believed_is_logged_by_view_and_reason(caplog):
    sender = Client(enforce_csrf_checks=True)
    sender.post("/kien-nghi/so-0912345678-nguyen/")
    sender.post("/dang-nhap/", headers={"origin": "http://la-0912345678.example"})
    without_cookie, from_elsewhere = lines(caplog)
    assert without_cookie.endswith("WARNING django.security.csrf 403 petitions:detail (CSRF cookie not set.)")
    assert from_elsewhere.endswith("WARNING django.security.csrf 403 account_login (Origin checking failed)")


def test_what_staff_may_not_ask_a_list_for_is_logged_in_one_line(admin_client, ward, caplog):
    assert admin_client.get("/quan-tri/wardportal/user/?password__startswith=bi-mat").status_code == 400
    (line,) = lines(caplog)
    assert line.endswith("ERROR django.security.DisallowedModelAdminLookup 400 admin:wardportal_user_changelist")


@pytest.mark.django_db
def test_a_page_that_breaks_is_logged_by_view_and_place(client, monkeypatch, caplog):
    monkeypatch.setattr("wardportal.views.NOT_FOR_ROBOTS", None)
    client.raise_request_exception = False
    client.get("/robots.txt?so=0912345678")
    first, *place, kind = lines(caplog)
    assert first.endswith("ERROR django.request 500 robots")
    assert any("views.py" in line for line in place)
    assert kind == "builtins.TypeError"


def test_what_the_web_server_logs_names_no_address_and_no_header(caplog):
    logger = logging.getLogger("waitress")
    logger.error("Exception while serving /kien-nghi/so-0912345678/")
    logger.warning('Malformed proxy header "%s" from "%s": %s value: %s', "X-FORWARDED-FOR", "::1", "Bad", "0912345678")
    assert [line.partition("waitress ")[2] for line in lines(caplog)] == [
        "Exception while",
        'Malformed proxy header "X-FORWARDED-FOR" from "::1": Bad',
    ]
