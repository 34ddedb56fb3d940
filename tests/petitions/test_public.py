"""What the public reads of petitions: summaries and figures, nothing that points to a person."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from petitions.desk import tone_of
from petitions.figures import PetitionFigures
from petitions.models import DeadlineRule, Petition, PublicSummary
from tests.factories.petitions import ANSWER
from tests.forms import unbroken
from wardportal.dates import day_date

pytestmark = pytest.mark.django_db


def submitted(**changes):
    return Petition.objects.submit(**{"declared_kind": "report", "body": "Nguyên văn riêng tư"} | changes)


def published(lan, **changes):
    petition = submitted(consent_publish=True, **changes)
    petition.publish(title="Đèn đường đã sửa", text="Một đoạn đường thiếu đèn.", by=lan)
    return petition


def test_the_list_shows_summaries_and_never_the_senders_words(client, lan):
    petition = published(lan)
    page = client.get("/kien-nghi/").content.decode()
    assert petition.code in page and "Đèn đường đã sửa" in page
    assert "Nguyên văn riêng tư" not in page


@pytest.mark.parametrize(("outcome", "tone"), [("resolved", "done"), ("explained", "done"), ("forwarded", "closed")])
def test_what_was_settled_looks_done_and_no_refusal(outcome, tone):
    petition = Petition(status="closed", outcome=outcome)
    badge = render_to_string("petitions/_badge.html", {"petition": petition})
    assert f"badge-{tone}" in badge and petition.get_outcome_display() in badge
    assert tone_of(petition) == tone


def test_an_unpublished_and_an_unknown_code_give_the_same_answer(client):
    private, unknown = submitted().code, "KN-2026-999999"
    pages = [client.get(f"/kien-nghi/{code}/") for code in (private, unknown)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content.decode().replace(private, "") == pages[1].content.decode().replace(unknown, "")
    assert client.get(f"/kien-nghi/{private}/han/").status_code == 404


def test_a_code_typed_as_it_was_told_leads_to_the_page_of_what_is_published(client, lan):
    petition, private = published(lan), submitted()
    for page in ("", "han/"):
        address = f"/kien-nghi/{petition.code}/{page}"
        told = [petition.code.lower(), petition.code.replace("-", ""), f"KN-{petition.year}-{petition.number}"]
        assert [client.get(f"/kien-nghi/{code}/{page}").headers["Location"] for code in told] == [address] * 3
    for code in (private.code.lower(), "kn-2026-999999"):
        assert client.get(f"/kien-nghi/{code}/").status_code == 404


def test_days_counted_anew_after_reopening_say_from_when(client, lan, minh, chu_tich):
    petition = published(lan, received_on=timezone.localdate() - timedelta(days=3))
    petition.review(by=lan)
    petition.accept(by=lan)
    petition.assign(minh.memberships.get().unit, by=lan)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    petition.reopen("Vẫn tắt", by=chu_tich)
    page = unbroken(client.get(f"/kien-nghi/{petition.code}/han/").text)
    for event, day in (("tiếp nhận", petition.received_on), ("giải quyết lại", timezone.localdate())):
        assert f"<h2>Giải quyết, trả lời: 5 ngày làm việc từ ngày {event}</h2>" in page
        assert f"Tính từ ngày {event}, {day_date(day)}" in page


def test_days_once_counted_from_another_kind_do_not_tell_of_a_reopening(client, lan):
    petition = published(lan, received_on=timezone.localdate() - timedelta(days=3))
    petition.deadlines.update(starts_on=timezone.localdate())
    page = client.get(f"/kien-nghi/{petition.code}/han/").text
    assert "từ ngày phân loại lại" in page and "giải quyết lại" not in page


def test_an_extension_that_the_day_of_another_kind_outlasts_moves_nothing(client, lan, minh, chu_tich):
    petition = published(lan)
    petition.review(by=lan)
    petition.accept(by=lan)
    petition.assign(minh.memberships.get().unit, by=lan)
    petition.extend(petition.current_deadline.latest_extension(), "77/QĐ", by=chu_tich, reason="Mưa")
    petition.classify("recommendation", by=lan)
    page = unbroken(client.get(f"/kien-nghi/{petition.code}/han/").text)
    kept = f"Gia hạn theo quyết định số 77/QĐ vẫn được tính; hạn giữ nguyên là {day_date(petition.due_on)}."
    assert kept in page and f"được lùi đến {day_date(petition.due_on)}" not in page


def test_the_public_reads_kind_and_day_of_events_only(client, lan):
    petition = published(lan)
    petition.review(by=lan, staff_note="Nội bộ", sender_note="Chỉ người gửi")
    page = client.get(f"/kien-nghi/{petition.code}/").content.decode()
    assert "Phường bắt đầu xem xét" in page
    assert "Nội bộ" not in page and "Chỉ người gửi" not in page and str(lan) not in page


def test_how_the_days_were_counted_is_public_with_the_summary(client, lan):
    petition = published(lan)
    assert f"{petition.due_on:%d/%m/%Y}" in client.get(f"/kien-nghi/{petition.code}/han/").content.decode()


def test_the_basis_of_a_day_is_told_once_the_ward_has_confirmed_it(client, lan):
    address = f"/kien-nghi/{published(lan).code}/han/"
    before = client.get(address).text
    DeadlineRule.objects.update(is_confirmed=True)
    after = client.get(address).text
    assert "Căn cứ" not in before and "Căn cứ: Quy chế của phường. Tính từ" in after


def test_read_pages_set_no_cookie_and_may_be_kept(client, lan):
    petition = published(lan)
    for path in ("/kien-nghi/", f"/kien-nghi/{petition.code}/", f"/kien-nghi/{petition.code}/han/"):
        response = client.get(path)
        assert "public" in response["Cache-Control"] and not response.cookies
        assert "Cookie" not in response.get("Vary", "") and "csrf" not in response.content.decode()


def test_the_list_pages_without_gaps_or_repeats(client, ward):
    now, rows = timezone.now(), []
    for number in range(1, 46):
        code, shown = f"KN-2026-{number:06d}", {"visibility": "published", "received_on": now.date()}
        rows.append(Petition(year=2026, number=number, code=code, declared_kind="report", **shown))
    Petition.objects.bulk_create(rows)
    PublicSummary.objects.bulk_create(
        PublicSummary(petition=row, title="Đèn đường", published_at=now + timedelta(seconds=row.number // 3))
        for row in rows
    )
    codes = [row.code for row in rows]
    seen, address = [], "/kien-nghi/"
    while address:
        response = client.get(address)
        seen += [petition.code for petition in response.context["object_list"]]
        address = response.context["older_url"] and f"/kien-nghi/{response.context['older_url']}"
    assert seen == codes[::-1]


def test_a_card_tells_the_day_the_list_is_sorted_by(client, lan, later):
    petition = submitted(consent_publish=True)
    later(days=3)
    petition.publish(title="Đèn đường đã sửa", text="Một đoạn đường thiếu đèn.", by=lan)
    received, shown = petition.received_on, timezone.localdate()
    assert f"nhận ngày {received:%d/%m/%Y}, công khai ngày {shown:%d/%m/%Y}" in client.get("/kien-nghi/").text


def test_a_made_up_cursor_shows_the_first_page(client, ward):
    for cursor in ("x", "1e400-5", "-", "99999999999999-1", "nan-1", "1-x"):
        assert client.get("/kien-nghi/", {"truoc": cursor}).status_code == 200, cursor


def test_the_list_costs_the_same_however_long(client, lan, django_assert_max_num_queries):
    for number in (1, 5):
        for _ in range(number):
            published(lan)
        with django_assert_max_num_queries(8):
            client.get("/kien-nghi/")


def test_figures_count_what_was_received_answered_and_on_time(lan, minh, chu_tich, later):
    today = timezone.localdate()
    quick, *_ = [submitted() for _ in range(3)]
    submitted(declared_kind="denunciation", full_name="Kín")
    quick.review(by=lan)
    quick.accept(by=lan)
    quick.assign(minh.memberships.get().unit, by=lan)
    later(days=2)
    quick.answer(conclusion="a", reason="b", next_step="c", letter_number="1", by=chu_tich)
    figures = PetitionFigures.of(today, today + timedelta(days=30))
    assert (figures.received, figures.answered, figures.on_time, figures.median_days) == (3, 1, 1, 2)
    assert figures.on_time_percent == 100
    half = figures.cards()[3]
    assert half["value"] == "2 ngày" and "thời gian trả lời thường gặp" in half["label"]


def test_figures_of_an_empty_time_are_dashes_not_zeros(client):
    page = client.get("/kien-nghi/").content.decode()
    assert "–" in page and "None" not in page


def test_the_address_of_the_form_is_stable():
    assert reverse("petitions:submit") == "/kien-nghi/gui/"
