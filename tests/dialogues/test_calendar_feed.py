"""The calendar that telephones subscribe to, read back by a calendar parser."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone

from dialogues.models import DialogueSession
from dialogues.status import SessionStatus
from tests.factories.dialogues import an_officer, at, question_at, session_in, session_on

pytestmark = pytest.mark.django_db

FEED = "/doi-thoai/lich.ics"


def parsed(client, query=""):
    response = client.get(FEED + query)
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content)


def entry_of(client, session):
    [entry] = [entry for entry in parsed(client).walk("VEVENT") if str(session.uid) in entry["UID"]]
    return entry


def test_it_is_a_calendar_with_the_wards_own_time_zone(client, coming):
    response = client.get(FEED)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["METHOD"] == "PUBLISH" and calendar["VERSION"] == "2.0"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    assert not calendar.walk("VALARM")


def test_the_hours_are_those_of_the_ward(client, coming):
    entry = entry_of(client, coming)
    start = entry["DTSTART"]
    assert start.params["TZID"] == "Asia/Ho_Chi_Minh"
    assert start.dt == datetime.combine(coming.held_on, time(7, 30), ZoneInfo("Asia/Ho_Chi_Minh"))
    assert start.dt.utcoffset() == timedelta(hours=7)
    assert (entry["DTEND"].dt - start.dt) == timedelta(hours=4)
    assert entry["LOCATION"] == coming.place and entry["STATUS"] == "CONFIRMED"


def test_a_moved_session_keeps_its_uid_and_is_newer(client, coming):
    before = entry_of(client, coming)
    coming.move(coming.held_on + timedelta(days=3), "Trùng kỳ họp.", by=an_officer("leader"), start_time=time(8, 0))
    after = entry_of(client, coming)
    assert after["UID"] == before["UID"] and after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert after["DTSTART"].dt.date() == coming.held_on and after["DTSTART"].dt.hour == 8
    assert "Trùng kỳ họp." in after["DESCRIPTION"]


def test_a_session_called_off_says_so(client, coming):
    before = entry_of(client, coming)
    coming.cancel("Bão.", by=an_officer("leader"))
    after = entry_of(client, coming)
    assert after["STATUS"] == "CANCELLED" and after["SEQUENCE"] > before["SEQUENCE"]
    assert after["UID"] == before["UID"] and after["SUMMARY"].startswith("ĐÃ HỦY")
    assert "Bão." in after["DESCRIPTION"]


def test_sessions_of_the_last_three_months_and_all_that_come_are_in_it(client, ward):
    with at(timezone.localdate() - timedelta(days=80)):
        recent = session_in(SessionStatus.HELD)
    with at(timezone.localdate() - timedelta(days=120)):
        old = session_in(SessionStatus.HELD)
    uids = {str(entry["UID"]) for entry in parsed(client).walk("VEVENT")}
    assert f"{recent.uid}@doi-thoai" in uids and f"{old.uid}@doi-thoai" not in uids
    assert {f"{session.uid}@doi-thoai" for session in DialogueSession.objects.planned()} <= uids


def test_one_session_alone_can_be_added(client, coming):
    [entry] = parsed(client, f"?buoi={coming.slug}").walk("VEVENT")
    assert str(coming.uid) in entry["UID"]
    assert client.get(f"{FEED}?buoi=khong-co").status_code == 404


def test_nothing_of_those_who_ask_is_in_it(client, coming):
    question_at(coming, "Chuyện riêng", full_name="Lê Thị Hoa")
    unfolded = client.get(FEED).content.decode().replace("\r\n ", "")
    assert "Lê Thị Hoa" not in unfolded and "Chuyện riêng" not in unfolded


def test_whoever_has_it_already_gets_nothing_new(client, coming):
    first = client.get(FEED)
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304
    coming.cancel("Bão.", by=an_officer("leader"))
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_feed_is_the_same_a_minute_later(client, coming, later):
    first = client.get(FEED).content
    later(minutes=1)
    assert client.get(FEED).content == first


def test_a_reason_of_many_lines_stays_one_entry(client, coming):
    coming.cancel("Bão;\nEND:VEVENT\nmưa, lũ", by=an_officer("leader"))
    assert "END:VEVENT" in entry_of(client, coming)["DESCRIPTION"]


def test_the_feed_asks_a_fixed_number_of_questions(client, ward, django_assert_max_num_queries):
    for number in range(5):
        session_on(timezone.localdate() + timedelta(days=number))
    with django_assert_max_num_queries(7):
        client.get(FEED)
