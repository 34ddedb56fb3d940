"""What was typed is not lost where the session ended meanwhile, or the page is too old to be sent."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories.petitions import UserFactory, petition_in
from tests.forms import presses
from tests.petitions.test_roles_grid import page

pytestmark = pytest.mark.django_db

ASKED = "Xin ông/bà cho biết đèn ở cột số mấy?"


@pytest.fixture
def petition(lan):
    return petition_in("reviewing", reception=lan)


@pytest.fixture
def address(petition):
    """Of the page on which Lan asks the sender for more."""
    return page(petition, "ask")


@pytest.fixture
def signed_out(client, address):
    """A browser whose session ended before this was sent."""
    response = client.post(address, {"version": 1, "question": ASKED})
    assert response["Location"].endswith(f"?next={address}")
    return client


def test_after_signing_in_it_is_read_and_sent_with_one_press(signed_out, petition, address, lan):
    signed_out.force_login(lan)
    shown = signed_out.get(address)
    assert ASKED in shown.text and petition.events.filter(kind="asked").count() == 0
    presses(signed_out, shown, "Gửi lại")
    assert petition.events.get(kind="asked").sender_note == ASKED
    assert "Gửi lại" not in signed_out.get(address).text


def test_it_can_be_given_up(signed_out, address, lan):
    signed_out.force_login(lan)
    blank = presses(signed_out, signed_out.get(address), "Bỏ nội dung này, mở trang trống")
    assert blank.wsgi_request.path == address and ASKED not in blank.text


def test_who_may_not_open_the_page_reads_nothing_of_it(signed_out, address):
    signed_out.force_login(UserFactory(role="handler"))
    assert signed_out.get(address).status_code in (403, 404)
    assert ASKED not in signed_out.get(reverse("admin:index")).text


def test_it_waits_sealed(signed_out):
    kept = Session.objects.get().get_decoded()["unsent"]
    assert kept["words"].startswith("sealed:") and ASKED not in str(kept)


@pytest.mark.parametrize(
    ("typed", "headers"),
    [
        ({"question": ASKED, "password1": "bi-mat"}, {}),
        ({"question": ASKED * 10_000}, {}),
        ({"question": ASKED}, {"Sec-Fetch-Mode": "cors"}),
    ],
    ids=["with a password", "more than a form holds", "by a script"],
)
def test_nothing_else_waits(client, address, typed, headers):
    client.post(address, typed, headers=headers)
    assert not Session.objects.exists()


@pytest.mark.parametrize(("origin", "is_shown"), [("http://testserver", True), ("https://khac.example", False)])
def test_a_page_too_old_comes_back_with_what_was_typed_unless_another_site_sent_it(lan, address, origin, is_shown):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    response = client.post(address, {"version": 1, "question": ASKED}, headers={"Origin": origin})
    assert response.status_code == 403 and (ASKED in response.text) == is_shown
