"""What was typed is not lost where the session ended meanwhile, or the page is too old to be sent."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories.petitions import UserFactory, petition_in
from tests.forms import presses
from tests.petitions.test_roles_grid import page
from tests.petitions.test_submit import photo
from wardportal.forms import new_submission_id

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
def out(client, lan):
    """Lan's browser, on which she was signed in until her session ended."""
    client.force_login(lan)
    client.get(reverse("admin:index"))
    Session.objects.all().delete()
    del client.cookies["sessionid"]
    return client


@pytest.fixture
def signed_out(out, address):
    """What she sent then waits."""
    response = out.post(address, {"version": 1, "question": ASKED})
    assert response["Location"].endswith(f"?next={address}")
    return out


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


def test_another_account_with_the_same_rights_reads_and_sends_nothing_of_it(signed_out, address):
    signed_out.force_login(UserFactory(role="reception"))
    page = signed_out.get(address)
    assert page.status_code == 200 and ASKED not in page.text and "Gửi lại" not in page.text


def test_nothing_waits_for_who_signed_out_or_never_was_signed_in(client, address, lan):
    client.post(address, {"version": 1, "question": ASKED})
    client.force_login(lan)
    client.get(reverse("admin:index"))
    client.post(reverse("account_logout"))
    client.post(address, {"version": 1, "question": ASKED})
    client.force_login(lan)
    assert ASKED not in client.get(address).text


def test_short_words_are_read_too_codes_of_the_page_are_not_and_files_are_told_to_be_missing(out, petition, lan):
    address = page(petition, "supply")
    petition.ask("Ở đâu?", by=lan)
    typed = {"text": "Ngõ 5", "version": 2, "submission_id": new_submission_id(), "attachments": photo()}
    out.post(address, typed)
    out.force_login(lan)
    shown = out.get(address).text.partition("Nội dung đã gõ")[2]
    assert "Ngõ 5" in shown and typed["submission_id"] not in shown
    assert "mà không có ảnh, tệp" in out.get(address).text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("petitions_confidentialgrant_add", {"reason": ASKED}),
        ("wardportal_user_add", {"full_name": ASKED}),
        ("news_post_changelist", {"action": "publish"}),
    ],
)
def test_a_form_that_gives_rights_or_acts_on_a_list_is_never_laid_out_for_the_next(out, name, typed):
    out.post(reverse(f"admin:{name}"), typed)
    assert not Session.objects.exists()


def test_what_a_script_sends_meanwhile_leaves_the_words_where_they_are(signed_out, address, lan):
    signed_out.post(address, {"place": "3"}, headers={"Sec-Fetch-Mode": "cors"})
    signed_out.force_login(lan)
    assert ASKED in signed_out.get(address).text


def test_it_waits_sealed(signed_out):
    kept = Session.objects.get().get_decoded()["unsent"]
    assert kept["words"].startswith("sealed:") and ASKED not in str(kept)


@pytest.mark.parametrize(
    ("typed", "headers"),
    [
        ({"question": ASKED, "password1": "bi-mat"}, {}),
        ({"question": ASKED * 10_000}, {}),
        ({"x" * 300_000: "1"}, {}),
        ({"question": ASKED}, {"Sec-Fetch-Mode": "cors"}),
    ],
    ids=["with a password", "more than a form holds", "too long a name", "by a script"],
)
def test_nothing_else_waits(out, address, typed, headers):
    out.post(address, typed, headers=headers)
    assert not Session.objects.exists()


@pytest.mark.parametrize(("origin", "is_shown"), [("http://testserver", True), ("https://khac.example", False)])
def test_a_page_too_old_comes_back_with_what_was_typed_unless_another_site_sent_it(lan, address, origin, is_shown):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    response = client.post(address, {"version": 1, "question": ASKED}, headers={"Origin": origin})
    assert response.status_code == 403 and (ASKED in response.text) == is_shown
