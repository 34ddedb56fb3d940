"""A resident looks a registration up; a guesser learns nothing."""

import pytest

from dialogues.models import Question
from tests.factories.dialogues import an_officer, question_at
from wardportal.sealing import secret_of

pytestmark = pytest.mark.django_db

LOOKUP = "/doi-thoai/tra-cuu/"
MINE = "/doi-thoai/cua-toi/"


@pytest.fixture(scope="module")
def question_of_all(coming_of_all):
    return question_at(coming_of_all)


@pytest.fixture
def question(question_of_all, ward):
    return Question.objects.get(pk=question_of_all.pk)


def wrong(question):
    return f"{(int(secret_of(question.secret_nonce)) + 1) % 10**6:06d}"


def test_code_and_secret_open_the_askers_own_view(client, question):
    response = client.post(LOOKUP, {"code": question.code, "secret": question.secret}, follow=True)
    assert response.redirect_chain == [(MINE, 302)] and question.text in response.content.decode()


@pytest.mark.parametrize("spelled", ["{year}{number}", "dt {year} {number}", "DT–{year}–{number:06d}"])
def test_the_code_may_be_typed_as_it_was_told(client, question, spelled):
    code = spelled.format(year=question.year, number=question.number)
    assert client.post(LOOKUP, {"code": code, "secret": question.secret.replace("-", " ")}).status_code == 302


def test_a_wrong_code_and_a_wrong_secret_answer_the_same(client, question):
    answers = [
        client.post(LOOKUP, {"code": question.code, "secret": wrong(question)}),
        client.post(LOOKUP, {"code": "DT-2026-999999", "secret": question.secret}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("Mã đăng ký hoặc mã bí mật không đúng." in answer.content.decode() for answer in answers)


def test_the_code_of_a_petition_is_no_code_of_a_registration(client, question):
    page = client.post(LOOKUP, {"code": f"KN-{question.year}-{question.number:06d}", "secret": question.secret})
    assert page.status_code == 422 and "Đây là mã đơn, kiến nghị" in page.content.decode()


def test_tries_cost_waiting(client, question):
    for _ in range(4):
        client.post(LOOKUP, {"code": question.code, "secret": wrong(question)})
    assert client.post(LOOKUP, {"code": question.code, "secret": question.secret}).status_code == 429


def test_the_qr_codes_address_fills_in_the_code(client, question):
    assert f'value="{question.code}"' in client.get(f"{LOOKUP}?ma={question.code}").content.decode()


def test_without_a_look_the_own_view_asks_for_the_codes(client, question):
    assert client.get(MINE).headers["Location"] == LOOKUP


def test_the_look_ends_by_itself_and_by_the_button(looks, question, later):
    client = looks(question)
    client.post("/doi-thoai/cua-toi/ket-thuc/")
    assert client.get(MINE).status_code == 302
    client = looks(question)
    assert client.get(MINE).status_code == 200
    later(minutes=31)
    assert client.get(MINE).status_code == 302


def test_the_buttons_address_alone_ends_nothing_and_says_what_to_do(client, looks, question):
    assert client.get("/doi-thoai/cua-toi/ket-thuc/").headers["Location"] == LOOKUP
    looking = looks(question)
    page = looking.get("/doi-thoai/cua-toi/ket-thuc/", follow=True)
    assert page.request["PATH_INFO"] == MINE and "Chưa kết thúc xem." in page.content.decode()
    assert looking.get("/doi-thoai/cua-toi/khong-neu-ten/").headers["Location"] == MINE


def test_a_new_secret_ends_every_look(looks, question):
    client = looks(question)
    question.reissue_secret(nonce=b"another", by=an_officer("reception"))
    assert client.get(MINE).status_code == 302
