"""What a browser may see for a while after code and secret: of one thing, until the time or the secret is over."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from petitions.models import Petition
from wardportal.looks import LOOK_TIME, Look
from wardportal.sealing import new_nonce

pytestmark = pytest.mark.django_db

LOOK, OTHER = Look("thing"), Look("other thing")
ROWS = Petition.objects.all()


@pytest.fixture
def request_():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


@pytest.fixture
def row():
    return Petition.objects.submit(declared_kind="report", body="Cống nghẹt")


def test_a_look_shows_the_row_and_no_other_look_does(request_, row):
    LOOK.remember(request_, row)
    assert LOOK.remembered(request_, ROWS) == row
    assert OTHER.remembered(request_, ROWS) is None


def test_a_click_lets_the_time_run_anew(request_, row, later):
    LOOK.remember(request_, row)
    for _ in range(3):
        later(minutes=20)
        assert LOOK.remembered(request_, ROWS) == row
    later(seconds=LOOK_TIME.total_seconds() + 1)
    assert LOOK.remembered(request_, ROWS) is None


def test_a_look_that_is_not_renewed_ends_at_its_time_however_often_it_is_used(request_, row, later):
    look = Look("receipt", lasts=timedelta(hours=1), is_renewed=False)
    look.remember(request_, row, since=row.created_at)
    later(minutes=50)
    assert look.remembered(request_, ROWS) == row
    later(minutes=20)
    assert look.remembered(request_, ROWS) is None


def test_a_look_keeps_the_newest_rows_and_shows_the_one_asked_for(request_):
    look = Look("receipts", keeps=2)
    rows = [Petition.objects.submit(declared_kind="report", body="Cống nghẹt") for _ in range(3)]
    for row in rows:
        look.remember(request_, row)
    assert [look.remembered(request_, ROWS, row.code) for row in rows] == [None, *rows[1:]]
    look.remember(request_, rows[1])
    assert look.remembered(request_, ROWS) == rows[1]


def test_a_new_secret_ends_it(request_, row):
    LOOK.remember(request_, row)
    row.secret_nonce = new_nonce()
    row.save()
    assert LOOK.remembered(request_, ROWS) is None


def test_a_row_outside_those_that_may_be_seen_is_none(request_, row):
    LOOK.remember(request_, row)
    assert LOOK.remembered(request_, ROWS.exclude(pk=row.pk)) is None


def test_an_ended_look_shows_nothing_and_is_known_as_ended(request_, row):
    LOOK.remember(request_, row)
    assert not LOOK.was_ended(request_, row)
    LOOK.forget(request_)
    assert LOOK.remembered(request_, ROWS) is None
    assert LOOK.was_ended(request_, row)
