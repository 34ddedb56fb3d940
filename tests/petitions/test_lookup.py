"""A resident looks a petition up; a guesser learns nothing."""

import pytest
from django.test import Client

from petitions.models import Petition
from wardportal.lookup import Lookup, TooSoon
from wardportal.sealing import secret_of

pytestmark = pytest.mark.django_db

LOOKUP = "/kien-nghi/tra-cuu/"
ROWS = Petition.objects.all()


@pytest.fixture(scope="module")
def sent(module_rows):
    return Petition.objects.submit(declared_kind="report", body="Cống trước ngõ 5 bị nghẹt").pk


@pytest.fixture
def petition(sent):
    return Petition.objects.get(pk=sent)


def wrong(petition):
    """A secret that is surely not the petition's."""
    return f"{(int(secret_of(petition.secret_nonce)) + 1) % 10**6:06d}"


def test_code_and_secret_open_the_senders_own_view(client, petition):
    response = client.post(LOOKUP, {"code": petition.code, "secret": petition.secret}, follow=True)
    assert response.redirect_chain == [("/kien-nghi/cua-toi/", 302)]
    assert "Cống trước ngõ 5" in response.content.decode()


def test_the_code_may_be_typed_as_it_was_told(client, petition):
    year, number, digits = petition.year, petition.number, petition.secret.replace("-", " ")
    for code in (f"{year}{number}", f"kn {year} {number}", f"kn{year}{number:06d}", f"KN–{year}–{number:06d}"):
        assert client.post(LOOKUP, {"code": code, "secret": digits}).status_code == 302, code


def test_a_wrong_code_and_a_wrong_secret_answer_the_same(client, petition):
    by_secret = client.post(LOOKUP, {"code": petition.code, "secret": wrong(petition)})
    by_code = client.post(LOOKUP, {"code": "KN-2026-999999", "secret": petition.secret})
    assert by_secret.status_code == by_code.status_code == 422
    pages = [
        page.content.decode().replace(petition.code, "…").replace("KN-2026-999999", "…")
        for page in (by_secret, by_code)
    ]
    texts = [page.partition("<h1>")[2].partition("csrfmiddlewaretoken")[0] for page in pages]
    assert texts[0] == texts[1] and '<a href="#id_code">Mã đơn hoặc mã bí mật không đúng.' in pages[0]


def test_empty_boxes_say_what_belongs_in_them(client):
    page = client.post(LOOKUP, {}).content.decode()
    assert "Vui lòng nhập mã đơn" in page and "Vui lòng nhập mã bí mật" in page


def test_the_qr_codes_address_fills_in_the_code(client, petition):
    assert f'value="{petition.code}"' in client.get(f"{LOOKUP}?ma={petition.code}").content.decode()


@pytest.mark.parametrize("code", ["real", "unknown"])
def test_wrong_tries_cost_growing_waits_whether_the_code_exists_or_not(petition, code):
    lookup = Lookup(petition.code if code == "real" else "KN-2026-999999", "10.0.0.1")
    waits = []
    for _ in range(4):
        assert lookup.find(ROWS, "xxxxxx") is None
        waits.append(lookup.seconds_to_wait())
    assert waits == [0, 0, 0, 2]
    with pytest.raises(TooSoon):
        lookup.find(ROWS, "xxxxxx")


def test_the_wait_ends_and_never_grows_beyond_a_minute(petition, later):
    lookup = Lookup(petition.code, "10.0.0.1")
    for _ in range(15):
        lookup.find(ROWS, wrong(petition))
        later(seconds=lookup.seconds_to_wait())
    assert lookup.find(ROWS, wrong(petition)) is None
    assert lookup.seconds_to_wait() == 60
    later(seconds=61)
    assert lookup.find(ROWS, secret_of(petition.secret_nonce)) == petition


def test_while_waiting_even_the_right_secret_has_to_wait(petition):
    lookup = Lookup(petition.code, "10.0.0.1")
    for _ in range(4):
        lookup.find(ROWS, wrong(petition))
    with pytest.raises(TooSoon):
        lookup.find(ROWS, secret_of(petition.secret_nonce))


def test_a_guesser_elsewhere_does_not_lock_the_sender_out(petition, later):
    guesser = Lookup(petition.code, "10.6.6.6")
    for _ in range(10):
        guesser.find(ROWS, wrong(petition))
        later(seconds=guesser.seconds_to_wait())
    assert Lookup(petition.code, "10.0.0.1").find(ROWS, secret_of(petition.secret_nonce)) == petition


def test_many_guessers_of_one_code_make_everybody_wait_a_little(petition):
    for number in range(30):
        Lookup(petition.code, f"10.6.6.{number}").find(ROWS, wrong(petition))
    assert Lookup(petition.code, "10.0.0.1").seconds_to_wait() == 5


def test_neighbours_behind_one_address_do_not_wait_for_each_other(petition):
    other = Petition.objects.submit(declared_kind="report", body="Việc khác")
    for _ in range(4):
        Lookup(petition.code, "10.0.0.1").find(ROWS, wrong(petition))
    assert Lookup(other.code, "10.0.0.1").find(ROWS, secret_of(other.secret_nonce)) == other


def test_the_page_says_how_long_to_wait(client, petition):
    for _ in range(4):
        client.post(LOOKUP, {"code": petition.code, "secret": wrong(petition)})
    response = client.post(LOOKUP, {"code": petition.code, "secret": petition.secret})
    assert response.status_code == 429
    assert "xin đợi 2 giây" in response.content.decode()


def test_the_look_ends_by_itself_after_half_an_hour(client, petition, later):
    client.post(LOOKUP, {"code": petition.code, "secret": petition.secret})
    later(minutes=31)
    assert client.get("/kien-nghi/cua-toi/").status_code == 302


def test_the_button_ends_the_look(client, petition):
    client.post(LOOKUP, {"code": petition.code, "secret": petition.secret})
    client.post("/kien-nghi/cua-toi/ket-thuc/")
    assert client.get("/kien-nghi/cua-toi/").status_code == 302


def test_the_buttons_address_alone_ends_nothing_and_says_what_to_do(client, petition):
    assert client.get("/kien-nghi/cua-toi/ket-thuc/").headers["Location"] == LOOKUP
    client.post(LOOKUP, {"code": petition.code, "secret": petition.secret})
    page = client.get("/kien-nghi/cua-toi/ket-thuc/", follow=True)
    assert page.request["PATH_INFO"] == "/kien-nghi/cua-toi/" and "Chưa kết thúc xem." in page.content.decode()
    assert client.get("/kien-nghi/cua-toi/go-cong-khai/", follow=True).status_code == 200


def test_a_stranger_sees_none_of_the_senders_pages(petition):
    for page in ("", "han/", "bo-sung/", "rut/", "giai-quyet-lai/", "tep/1/"):
        assert Client().get(f"/kien-nghi/cua-toi/{page}").status_code == 302
