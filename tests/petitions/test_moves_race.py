"""Many press at once: one decides, the others are told or wait for each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from petitions.models import Petition
from tests.factories.petitions import PetitionFactory
from tests.factories.reports import a_reader
from tests.petitions.test_follow import MINE
from tests.petitions.test_from_report import WORDS, handed_in, opened
from tests.petitions.test_lookup import ROWS, wrong
from tests.waiting import at_once
from wardportal.forms import new_submission_id
from wardportal.lookup import Lookup, TooSoon

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_at_once_exactly_one_begins_the_review(lan):
    pk = PetitionFactory().pk

    def press(_number: int) -> str:
        try:
            Petition.objects.get(pk=pk).review(by=lan, version=0)
        except ValidationError:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as threads:
        answers = list(threads.map(press, range(8)))
    assert sorted(answers) == ["done", *["refused"] * 7]
    assert Petition.objects.get(pk=pk).events.filter(kind="reviewed").count() == 1


def test_what_is_sealed_while_its_report_is_handed_in_anew_is_in_no_copy(lan):
    concern = handed_in()
    report, petition = concern.report, opened(concern)
    report.send_back("Ghi rõ hơn.", by=a_reader())

    def seal():
        try:
            Petition.objects.get(pk=petition.pk).seal(by=lan)
        finally:
            connection.close()

    sealing = Thread(target=seal)
    with transaction.atomic():
        report.submit(by=report.author)
        sealing.start()
        sealing.join(1)
        assert sealing.is_alive()  # it waits for who hands in
    sealing.join(60)
    assert report.submissions.count() == 2
    assert WORDS not in repr([row.content for row in report.submissions.all()])


def test_a_double_click_on_withdraw_is_one_withdrawal_and_two_successes():
    petition = Petition.objects.submit(declared_kind="report", body="Cống nghẹt")
    client = Client()
    client.post("/kien-nghi/tra-cuu/", {"code": petition.code, "secret": petition.secret})
    form, answers = {"code": petition.code, "submission_id": new_submission_id(), "sure": "on"}, []

    def press():
        browser = Client()
        browser.cookies = client.cookies
        answers.append(browser.post(f"{MINE}rut/", form).status_code)
        connection.close()

    at_once(press, 6)
    assert answers == [302] * 6
    assert petition.events.filter(kind="withdrawn").count() == 1


def test_many_tries_at_once_are_not_all_free():
    petition, refused = Petition.objects.submit(declared_kind="report", body="Cống nghẹt"), []
    lookup = Lookup(petition.code, "10.0.0.1")
    for _ in range(3):
        lookup.find(ROWS, wrong(petition))

    def guess():
        try:
            lookup.find(ROWS, wrong(petition))
        except TooSoon:
            refused.append(1)
        connection.close()

    at_once(guess, 8)
    assert len(refused) == 7
