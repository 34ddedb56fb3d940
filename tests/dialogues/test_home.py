"""The home page, the site map and the machines' files know the dialogue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dialogues.models import Commitment, DialogueSession
from dialogues.status import SessionKind, SessionStatus
from tests.factories.dialogues import an_officer, at, commitment_of, conclude, session_in, session_on
from tests.forms import unbroken
from wardportal.dates import date_words, day_date

pytestmark = pytest.mark.django_db


def read(client, address="/"):
    return client.get(address).content.decode()


def test_the_first_screen_names_the_next_dialogue_in_words(client, coming):
    first = read(client).partition('id="thang-nay"')[0]
    assert date_words(coming.held_on) in first and coming.place in first
    assert f'href="/doi-thoai/{coming.slug}/dang-ky/"' in first


def test_before_registration_opens_it_says_from_when(client, ward):
    DialogueSession.objects.planned().update(status=SessionStatus.CANCELLED)
    day = timezone.localdate() + timedelta(days=40)
    session_on(day, intake_opens_on=day - timedelta(days=10))
    first = read(client).partition('id="thang-nay"')[0]
    assert f"Nhận đăng ký từ {day - timedelta(days=10):%d/%m/%Y}." in first and "/dang-ky/" not in first


def test_a_moved_dialogue_says_why(client, coming):
    old, leader = coming.held_on, an_officer("leader")
    coming.move(old - timedelta(days=1), "Trùng kỳ họp.", by=leader)
    assert f"Đã dời từ {day_date(old)}: Trùng kỳ họp." in unbroken(read(client))
    coming.move(coming.held_on, "Hội trường sửa chữa.", by=leader, place="Nhà văn hóa")
    assert "Đã đổi giờ hoặc địa điểm: Hội trường sửa chữa." in unbroken(read(client))


def test_a_dialogue_called_off_is_told_with_the_next_one(client, coming):
    coming.cancel("Bão số 9.", by=an_officer("leader"))
    for address, below in (("/", 'id="thang-nay"'), ("/doi-thoai/", 'id="da-hua"')):
        top = read(client, address).partition(below)[0]
        assert f"Buổi {day_date(coming.held_on)}" in top and "Lý do: Bão số 9." in top


def test_a_meeting_with_heads_of_groups_is_not_offered_to_every_resident(client, coming):
    heads = session_on(coming.held_on - timedelta(days=3), kind=SessionKind.GROUP_HEADS)
    for address, below in (("/", 'id="thang-nay"'), ("/doi-thoai/", 'id="lich"')):
        top = read(client, address).partition(below)[0]
        assert coming.get_absolute_url() in top and heads.get_absolute_url() not in top
        assert "đã hủy" not in top
    form = read(client, f"{heads.get_absolute_url()}dang-ky/")
    assert "dành cho tổ trưởng" in form and f"{coming.get_absolute_url()}dang-ky/" in form


def test_without_a_dialogue_the_page_shows_none(client, ward):
    DialogueSession.objects.planned().update(status=SessionStatus.CANCELLED)
    assert "home-dialogue" not in read(client)


def test_menu_site_map_and_about_lead_to_the_dialogue(client, ward):
    assert 'href="/doi-thoai/">Đối thoại' in read(client)
    for address in ("/so-do/", "/gioi-thieu/"):
        page = read(client, address)
        assert 'href="/doi-thoai/cam-ket/"' in page and 'href="/doi-thoai/"' in page.partition("<main")[2]


def test_robots_stay_out_of_what_belongs_to_one_person(client, ward):
    lines = read(client, "/robots.txt").splitlines()
    for address in ("/doi-thoai/cua-toi/", "/doi-thoai/bien-nhan/", "/doi-thoai/*/dang-ky/"):
        assert f"Disallow: {address}" in lines


def test_the_site_map_for_machines_lists_sessions_and_published_promises(client, coming):
    with at(timezone.localdate() - timedelta(days=3)):
        session = session_in(SessionStatus.IN_SESSION)
        shown = commitment_of(session)
        session.end(by=an_officer("reception"))
        conclude(session)
    hidden = commitment_of(session_in(SessionStatus.IN_SESSION))
    assert coming.get_absolute_url() in read(client, "/sitemap-doi-thoai.xml")
    promises = read(client, "/sitemap-cam-ket.xml")
    assert shown.get_absolute_url() in promises and hidden.get_absolute_url() not in promises
    assert Commitment.objects.count() == 2


def test_the_home_page_asks_few_questions(client, coming, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get("/")


def test_while_a_dialogue_goes_on_the_button_leads_to_the_number_called(client, ward):
    session = session_in(SessionStatus.IN_SESSION)
    first = read(client).partition('id="thang-nay"')[0].partition("home-dialogue")[2]
    assert f'class="btn btn-outline" href="/doi-thoai/{session.slug}/man-hinh/"' in first and "dang-ky/" not in first
