"""Two people write the answer at once: the second reads both wordings, and neither is ever lost."""

import pytest

from tests.factories.petitions import ANSWER, confidential_petition
from tests.petitions.test_roles_grid import page

pytestmark = pytest.mark.django_db

OTHERS = ANSWER | {"conclusion": "Phường đã cho thay cả năm bóng đèn trước nhà văn hóa hôm qua."}


@pytest.fixture(scope="module")
def unit_a(cases):
    return cases.unit


@pytest.mark.parametrize("verb", ["draft_answer", "answer"])
def test_who_was_overtaken_reads_the_others_draft_and_leaves_it_in_the_file(verb, cases, minh, quan_tri, asks):
    petition, opened_at = cases["in_progress"], cases["in_progress"].version
    petition.draft_answer(**OTHERS, by=minh)
    client, typed = asks(quan_tri), ANSWER | {"letter_number": "12/TB-UBND"}
    told = client.post(page(petition, verb), typed | {"version": opened_at})
    assert (told.status_code, told.context["stored"][0]) == (409, ("Kết luận", OTHERS["conclusion"]))
    assert OTHERS["conclusion"] in told.text and ANSWER["conclusion"] in told.text
    client.post(page(petition, verb), typed | {"version": petition.version})
    assert [row.conclusion for row in petition.answers.all()] == [OTHERS["conclusion"], ANSWER["conclusion"]]
    case = client.get(f"/quan-tri/petitions/petition/{petition.pk}/change/").text
    assert "Dự thảo trước đó" in case and OTHERS["conclusion"] in case


def test_the_answer_of_before_a_reopening_is_not_said_to_be_replaced(cases, minh, quan_tri, asks):
    petition = cases["answered"]
    petition.reopen("Đèn lại tắt.")
    opened_at = petition.version
    petition.add_information("Cả đèn thứ ba.")
    told = asks(quan_tri).post(page(petition, "draft_answer"), OTHERS | {"version": opened_at})
    assert (told.status_code, told.context["stored"]) == (409, [])


def test_a_draft_sent_again_or_approved_as_it_stands_is_one_answer(cases, minh, chu_tich):
    petition = cases["in_progress"]
    petition.draft_answer(**ANSWER, by=minh)
    petition.draft_answer(**ANSWER, by=minh)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    assert petition.answers.get().drafted_by == minh
    assert petition.waiting_draft() is None


def test_the_drafts_of_a_confidential_petition_are_all_kept_sealed(unit_a, quan_tri, grant):
    petition = confidential_petition()
    grant(quan_tri)
    petition.review(by=quan_tri)
    petition.accept(by=quan_tri)
    petition.assign(unit_a, by=quan_tri)
    for words in (OTHERS, ANSWER, ANSWER):
        petition.draft_answer(**words, by=quan_tri)
    first, second = petition.answers.all()
    assert (first.parts()[0][1], second.parts()[0][1]) == (OTHERS["conclusion"], ANSWER["conclusion"])
    assert OTHERS["conclusion"] not in first.conclusion
