"""What everybody reads first: the coming sessions, how promises were kept, the past sessions."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from dialogues.models import DialogueSession, Question
from dialogues.places import Places
from dialogues.status import SessionStatus, Slot
from tests.factories.dialogues import an_officer, at, commitment_in, conclude, question_at, session_in, session_on
from tests.forms import unbroken
from wardportal.dates import date_words, day_date

pytestmark = pytest.mark.django_db

LIST = "/doi-thoai/"


def read(client, address=LIST):
    response = client.get(address)
    assert response.status_code == 200
    return unbroken(response.content.decode())


def more_like(session, days):
    """Other sessions with the same history, on these days."""
    rows = [copy(session) for _ in days]
    for row, day in zip(rows, days, strict=True):
        row.pk, row.uid, row.held_on, row.slug = None, uuid4(), day, day.isoformat()
    return DialogueSession.objects.bulk_create(rows)


def test_the_next_session_stands_on_top_with_its_day_in_words_and_a_button(client, coming):
    page = read(client)
    assert date_words(coming.held_on) in page and coming.place in page
    assert f'href="/doi-thoai/{coming.slug}/dang-ky/">Đăng ký, gửi câu hỏi' in page
    assert f"đến hết <strong>{day_date(coming.intake_closes_on)}" in page


def test_sessions_beyond_the_next_three_are_folded_away(client, coming):
    more_like(coming, [coming.held_on + timedelta(weeks=weeks) for weeks in range(1, 6)])
    later, page = [one.slug for one in client.get(LIST).context["later"]], read(client)
    shown, folded = (page.index(f"/doi-thoai/{slug}/") for slug in later[2:4])
    assert shown < page.index("<details>") < folded < page.index("</details>")


def test_a_session_that_moved_says_from_when_and_why(client, coming):
    old = coming.held_on
    coming.move(old + timedelta(days=1), "Trùng kỳ họp.", by=an_officer("leader"))
    page = read(client)
    assert f"Đã dời từ {day_date(old)}" in page and "Trùng kỳ họp." in page


def test_a_session_called_off_is_told_with_the_reason_and_is_not_the_next_one(client, coming):
    coming.cancel("Bão số 5.", by=an_officer("leader"))
    page = read(client)
    assert "đã hủy." in page and "Bão số 5." in page
    assert f"/doi-thoai/{coming.slug}/dang-ky/" not in page


def test_without_any_session_the_page_says_what_to_do(client, ward):
    DialogueSession.objects.planned().update(status=SessionStatus.CANCELLED)
    assert "Chưa có lịch đối thoại sắp tới" in read(client)


def test_a_session_nobody_opened_is_no_longer_the_next_one(client, coming):
    with at(coming.held_on + timedelta(days=1)):
        page = read(client)
        assert "Chưa có thông tin về buổi này" in page
        assert DialogueSession.objects.ahead().first() != coming


def test_past_sessions_continue_below_the_one_last_seen(client, ward):
    first = timezone.localdate() - timedelta(days=40)
    with at(first):
        session = session_in(SessionStatus.HELD)
    more_like(session, [first + timedelta(days=number) for number in range(1, 14)])
    page = read(client)
    slugs = [session.slug for session in DialogueSession.objects.earlier()]
    assert f'href="?truoc={slugs[11]}"' in page and f'href="/doi-thoai/{slugs[12]}/"' not in page
    older = read(client, f"{LIST}?truoc={slugs[11]}")
    assert f'href="/doi-thoai/{slugs[12]}/"' in older and f'href="/doi-thoai/{slugs[13]}/"' in older
    assert "Buổi sắp tới" not in older and 'rel="prev"' in older


def test_two_sessions_of_one_day_are_both_listed(client, ward):
    with at(timezone.localdate() - timedelta(days=3)):
        two = [session_in(SessionStatus.HELD) for _ in range(2)]
    page = read(client)
    assert all(f'href="/doi-thoai/{session.slug}/"' in page for session in two)
    older = read(client, f"{LIST}?truoc={two[1].slug}")
    assert f'href="/doi-thoai/{two[0].slug}/"' in older


def test_an_address_nobody_made_is_not_found(client, ward):
    assert client.get(f"{LIST}?truoc=khong-co").status_code == 404


def test_a_telephone_can_follow_the_calendar(client, coming, settings):
    settings.SITE_URL = "https://phuong.example"
    assert 'href="webcal://phuong.example/doi-thoai/lich.ics"' in read(client)


def test_the_boards_figures_stand_here(client, ward):
    session = session_in(SessionStatus.IN_SESSION)
    commitment_in("confirmed", session, raised=False)
    session.refresh_from_db()
    session.end(by=an_officer("reception"))
    conclude(session)
    assert '<strong class="figure-value">1</strong> <span class="figure-label">làm xong đúng hẹn' in read(client)


def test_the_list_asks_a_fixed_number_of_questions(client, ward, django_assert_max_num_queries):
    today = timezone.localdate()
    with at(today - timedelta(days=9)):
        more_like(session_in(SessionStatus.HELD), [today - timedelta(days=number) for number in range(1, 6)])
    more_like(session_on(today), [today + timedelta(days=number) for number in range(1, 6)])
    with django_assert_max_num_queries(9):
        client.get(LIST)


def test_how_many_may_still_speak_is_told_where_one_decides_to_come(client, coming):
    type(coming).objects.filter(pk=coming.pk).update(speaker_limit=2, waiting_limit=1)
    addresses = (LIST, f"{LIST}{coming.slug}/")
    for told in ("Còn 2 chỗ", "Còn 1 chỗ", "Hết chỗ phát biểu, còn 1 chỗ", "Hết cả chỗ chờ"):
        assert all(told in read(client, address) for address in addresses), told
        question_at(coming)
    for address in addresses:
        response = client.get(address)
        assert response.cookies == {} and response["Cache-Control"] == "public, max-age=60"


def test_the_places_told_are_those_the_next_one_gets(coming, lan):
    """Who has spoken or withdrew, who is suspect, who waits: told as it is given."""
    type(coming).objects.filter(pk=coming.pk).update(speaker_limit=2, waiting_limit=2)
    coming.refresh_from_db()
    question_at(coming, is_suspect=True)
    gone, stays = question_at(coming), question_at(coming)
    for act in (lambda: None, gone.withdraw, lambda: question_at(coming), lambda: question_at(coming), stays.withdraw):
        act()
        places, slot = Places.of(coming), Question.objects.free_slot(coming)
        assert (slot == Slot.SPEAKING) == (places.free > 0)
        assert (slot == Slot.WAITING) == (places.is_full and places.waiting > 0)
