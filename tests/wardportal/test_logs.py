"""Logs say where something broke, never what somebody typed."""

import logging
import sys

import pytest

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
