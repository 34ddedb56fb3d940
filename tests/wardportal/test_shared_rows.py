"""Two people edit one row on the admin's own page: the second sees what the first one saved before replacing it."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from petitions.models import DeadlineRule, ReplyTemplate
from tests.factories.petitions import UserFactory
from wardportal.admin import FOLLOWED_AT_NIGHT
from wardportal.models import CalendarDay, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ward, as_user):
    return as_user(UserFactory(is_superuser=True))


def filled(page):
    """What the page sends when nothing is typed."""
    (form,) = html.fromstring(page).xpath("//form[@id and contains(@id, '_form')]")
    return dict(form.form_values())


def a_template():
    return ReplyTemplate.objects.create(purpose="ask", title="Hỏi địa chỉ", text="Cũ")


def a_day():
    return CalendarDay.objects.create(date=date(2031, 5, 5), kind="closure", name="Mất điện")


@pytest.mark.parametrize(
    ("make", "box", "first", "second"),
    [
        (a_template, "text", "MỘT của người trước", "HAI của người sau"),
        (a_day, "name", "Mất điện cả ngày", "Mất nước"),
        (lambda: DeadlineRule.objects.get(kind="report"), "legal_basis", "Quy chế mới", "Quy chế khác"),
        (Ward.objects.get, "hotline", "0238111111", "0238222222"),
    ],
    ids=["template", "day", "rule", "ward"],
)
def test_the_second_to_save_sees_what_the_first_saved(client, make, box, first, second):
    row = make()
    url = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
    opened = filled(client.get(url).text)
    assert client.post(url, opened | {box: first}).status_code == 302
    refused = client.post(url, opened | {box: second})
    row.refresh_from_db()
    assert getattr(row, box) == first
    assert f"Bản đang lưu: “{first}”" in refused.text and second in refused.text
    assert client.post(url, filled(refused.text)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, box) == second


def test_a_button_pressed_twice_saves_twice(client, ward):
    url = reverse("admin:wardportal_ward_change", args=[ward.pk])
    typed = filled(client.get(url).text) | {"hotline": "0238111111"}
    assert [client.post(url, typed).status_code for _press in range(2)] == [302, 302]


def test_another_day_of_the_dialogue_says_when_the_sessions_follow(ward, client):
    url = reverse("admin:wardportal_ward_change", args=[ward.pk])
    said = []
    for typed in ({"hotline": "0238111111"}, {"dialogue_day": 10}):
        page = client.post(url, filled(client.get(url).text) | typed, follow=True)
        said.append([str(one) for one in page.context["messages"]])
    assert [FOLLOWED_AT_NIGHT in messages for messages in said] == [False, True]


def test_who_may_only_look_finds_no_box(ward, as_user):
    shown = as_user(UserFactory(role="leader")).get(reverse("admin:wardportal_ward_change", args=[ward.pk]))
    assert "as_opened" not in shown.text


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_to_a_page_that_saves_nothing_is_answered(as_user):
    url = reverse("admin:petitions_replytemplate_history", args=[a_template().pk])
    assert as_user(UserFactory(is_superuser=True)).post(url).status_code == 200


def test_saving_alone_is_never_questioned(client):
    url = reverse("admin:petitions_replytemplate_change", args=[a_template().pk])
    for text in ("Một", "Hai"):
        assert client.post(url, filled(client.get(url).text) | {"text": text}).status_code == 302
    assert ReplyTemplate.objects.get(title="Hỏi địa chỉ").text == "Hai"
