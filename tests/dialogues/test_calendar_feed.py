"""The calendar that telephones subscribe to, read back by a calendar parser and, byte for byte, by RFC 5545."""

import re
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
    old = coming.slug
    coming.move(coming.held_on + timedelta(days=2), "Trùng kỳ họp.", by=an_officer("leader"))
    [moved] = parsed(client, f"?buoi={old}").walk("VEVENT")
    assert moved["UID"] == entry["UID"]


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


def test_the_feed_asks_a_fixed_number_of_questions(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        content = client.get(FEED).content
    assert content.count(b"BEGIN:VEVENT") > 9


# By RFC 5545, as its words are and without a parser that forgives

PROPERTY = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
UTC_TIME, LOCAL_TIME = re.compile(r"\d{8}T\d{6}Z"), re.compile(r"\d{8}T\d{6}")
# Section 3.6.1: what an event has to have and what it may have once at most; 3.6 the same of the calendar.
NEEDED = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTIMEZONE": {"TZID"}}
OFFSETS = {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}
MANY = {"ATTENDEE", "CATEGORIES", "COMMENT", "EXDATE", "RDATE", "TZNAME"}
TEXT = {"SUMMARY", "LOCATION", "DESCRIPTION", "UID", "X-WR-CALNAME"}
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}


def content_lines(content: bytes) -> list[str]:
    """The lines, unfolded: each ends with CRLF, is at most 75 octets long, and is folded between characters."""
    assert content.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    folded = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in folded)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content)
    for line in folded:
        line.decode()  # no character is torn apart
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def components(lines: list[str]) -> list[tuple[str, dict[str, list[tuple[str, str]]]]]:
    """Each component with its properties: parameters and value; those within it come after it."""
    found, opened = [], []
    for line in lines:
        match = PROPERTY.fullmatch(line)
        assert match, line
        name, parameters, value = match.groups()
        if name == "BEGIN":
            opened.append((value, {}))
            found.append(opened[-1])
        elif name == "END":
            assert opened.pop()[0] == value
        else:
            opened[-1][1].setdefault(name, []).append((parameters, value))
    assert not opened and [name for name, _properties in found].count("VCALENDAR") == 1 and found[0][0] == "VCALENDAR"
    return found


def unescaped_ends(value: str) -> bool:
    """Whether a text has a comma, semicolon or backslash that is none of an escape (section 3.3.11)."""
    return bool(re.search(r"[,;\\]", re.sub(r"\\[\\;,nN]", "", value)))


def check(content: bytes) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Check the whole calendar; return the events by their uid."""
    found = components(content_lines(content))
    zones = {properties["TZID"][0][1] for name, properties in found if name == "VTIMEZONE"}
    events = {}
    for name, properties in found:
        needed = OFFSETS if name in ("STANDARD", "DAYLIGHT") else NEEDED[name]
        assert needed <= properties.keys(), name
        assert all(len(rows) == 1 for label, rows in properties.items() if label not in MANY), name
        assert not [rows for label, rows in properties.items() if label in TEXT and unescaped_ends(rows[0][1])]
        if name == "VEVENT":
            check_event(properties, zones)
            assert properties["UID"][0][1] not in events
            events[properties["UID"][0][1]] = properties
    assert found[0][1]["VERSION"] == [("", "2.0")] and zones
    return events


def check_event(properties: dict[str, list[tuple[str, str]]], zones: set[str]) -> None:
    for label in ("DTSTAMP", "LAST-MODIFIED"):
        assert UTC_TIME.fullmatch(properties[label][0][1])
    (start_zone, start), (end_zone, end) = properties["DTSTART"][0], properties["DTEND"][0]
    assert start_zone == end_zone and start_zone.removeprefix(";TZID=") in zones
    assert LOCAL_TIME.fullmatch(start) and LOCAL_TIME.fullmatch(end) and start < end
    assert "DURATION" not in properties and properties["STATUS"][0][1] in STATUSES
    assert properties["SEQUENCE"][0][1].isdecimal() and re.match(r"https?://", properties["URL"][0][1])


def test_each_line_and_component_is_as_the_standard_has_it(client, ward):
    place = "Nhà văn hóa tổ dân phố 3, đường Nguyễn Thị Minh Khai; " * 3
    odd = session_on(timezone.localdate() + timedelta(days=3), place=place[:190], subject="Rác\\đường; nước, điện")
    session_on(timezone.localdate() + timedelta(days=4)).cancel("Bão;\nEND:VEVENT\r\nmưa, lũ", by=an_officer("leader"))
    events = check(client.get(FEED).content)
    assert len(events) == DialogueSession.objects.count() > 2
    assert events[f"{odd.uid}@doi-thoai"]["STATUS"] == [("", "CONFIRMED")]
    assert len(check(client.get(f"{FEED}?buoi={odd.slug}").content)) == 1


def test_through_moving_calling_off_and_holding_after_all_it_stays_one_entry_ever_newer(client, coming):
    leader, seen = an_officer("leader"), []
    acts = (
        lambda: coming.move(coming.held_on + timedelta(days=2), "Trùng kỳ họp.", by=leader),
        lambda: coming.cancel("Bão.", by=leader),
        lambda: coming.restore("Bão tan.", by=leader),
    )
    for act in (lambda: None, *acts):
        act()
        entry = check(client.get(FEED).content)[f"{coming.uid}@doi-thoai"]
        seen.append((int(entry["SEQUENCE"][0][1]), entry["STATUS"][0][1], entry["DTSTART"][0][1]))
    numbers, statuses, starts = zip(*seen, strict=True)
    assert list(numbers) == sorted(set(numbers))
    assert statuses == ("CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED")
    assert starts[0] < starts[1] == starts[2] == starts[3]
