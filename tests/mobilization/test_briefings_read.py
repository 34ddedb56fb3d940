"""What team heads read of briefings, and how they tell what became of their work."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.briefings.status import BriefingStatus
from mobilization.models import Briefing
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.reports import a_reader, briefing_concluded, briefing_in, briefing_on, team_with_head

pytestmark = pytest.mark.django_db

LIST = "/bao-cao/giao-ban/"


def text(response):
    return response.content.decode()


def url_of(row, page="detail"):
    return reverse(f"briefings:{page}", args=[row.pk])


@pytest.fixture(scope="module")
def team_of_all(module_rows):
    return team_with_head(name="Tổ dân vận 601")


@pytest.fixture
def team_and_head(team_of_all):
    return deepcopy(team_of_all)


@pytest.fixture
def client(team_and_head, as_user):
    return as_user(team_and_head[1])


def test_a_visitor_signs_in_first(client, as_user, ward):
    task = briefing_concluded("Việc").conclusions.get()
    anonymous = type(client)()
    for address in (LIST, url_of(task.briefing), url_of(task, "conclusion"), url_of(task.briefing, "notice_pdf")):
        assert anonymous.get(address).url.startswith("/dang-nhap/")


def test_no_page_is_kept_by_a_cache(client):
    assert "no-store" in client.get(LIST)["Cache-Control"]


def test_a_head_reads_the_wards_and_the_own_briefings(client, team_and_head):
    other, _stranger = team_with_head(name="Tổ dân vận 602")
    own, of_ward, others = briefing_on(team=team_and_head[0]), briefing_on(), briefing_on(team=other)
    listed = text(client.get(LIST))
    assert str(own) in listed and str(of_ward) in listed and str(others) not in listed
    assert [client.get(url_of(row)).status_code for row in (own, of_ward, others)] == [200, 200, 404]


def test_what_is_being_written_is_not_read_before_it_is_concluded(client, team_and_head):
    task = {"text": "Nạo vét cống tổ 601", "team": team_and_head[0]}
    briefing = briefing_in(BriefingStatus.HELD, tasks=[task])
    page = text(client.get(url_of(briefing)))
    assert not any(words in page for words in ("Nạo vét", "Làm đúng hạn.", "Bàn về cống."))
    assert "Nạo vét" not in text(client.get(LIST))
    assert client.get(url_of(briefing, "notice_pdf")).status_code == 404
    assert client.get(url_of(briefing.conclusions.get(), "conclusion")).status_code == 404
    briefing.conclude("5", by=a_reader())
    page = text(client.get(url_of(briefing)))
    assert "Nạo vét" in page and "Làm đúng hạn." in page and "Bàn về cống." not in page
    assert client.get(url_of(briefing, "notice_pdf")).content.startswith(b"%PDF")


def test_a_head_tells_the_result_and_the_next_briefing_reads_it(client, team_and_head):
    team, head = team_and_head
    day = timezone.localdate() - timedelta(days=30)
    task = briefing_concluded({"text": "Vận động", "team": team, "due_on": date(2026, 1, 5)}, on=day).conclusions.get()
    assert "đã quá hạn" in text(client.get(LIST))
    address = url_of(task, "conclusion")
    assert client.post(address, {"status": "done", "result": " "}).status_code == 422
    assert client.post(address, {"status": "done", "result": "Đã vận động 40 hộ."}).url == LIST
    task.refresh_from_db()
    assert (task.status, task.ended_by) == ("done", head)
    assert "Đã vận động 40 hộ." in text(client.get(url_of(briefing_on())))
    assert client.post(address, {"status": "not_done", "result": "Lại."}).url == address


def test_a_head_does_not_end_what_was_given_to_another_team(client, team_and_head):
    other, _stranger = team_with_head()
    task = briefing_concluded({"text": "Việc tổ khác", "team": other}).conclusions.get()
    assert "Việc tổ khác" not in text(client.get(LIST))
    assert client.post(url_of(task, "conclusion"), {"status": "done", "result": "Xong."}).status_code == 404
    task.refresh_from_db()
    assert task.status == "open"


def test_why_a_briefing_was_moved_is_read(client):
    briefing = briefing_on()
    briefing.move(
        timezone.localdate() + timedelta(days=3), "Trùng lịch họp Đảng ủy.", by=a_reader(), staff_note="Bí mật."
    )
    page = text(client.get(url_of(briefing)))
    assert "Trùng lịch họp Đảng ủy." in page and "Bí mật." not in page


def test_no_page_asks_more_than_the_limit(client, team_and_head, django_assert_max_num_queries):
    team, head = team_and_head
    for number in range(3):
        briefing_concluded(
            {"text": "Việc", "team": team}, {"text": "Việc", "owner": head}, on=date(2026, 1, 2 + number)
        )
        briefing_on(timezone.localdate() + timedelta(days=number), team=team)
    last = Briefing.objects.concluded().first()
    for address in (LIST, url_of(last), url_of(last.conclusions.first(), "conclusion")):
        client.get(address)
        with django_assert_max_num_queries(STATEMENTS_AT_MOST):
            assert client.get(address).status_code == 200
