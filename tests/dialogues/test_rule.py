"""The ward's rule of its dialogue in the admin: what it gives, what it does not move, who keeps it."""

import pytest
from django.urls import reverse

from dialogues.models import DialogueRule, DialogueSession
from wardportal.models import Ward

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/dialogues/dialoguerule/"


@pytest.fixture
def rule(ward) -> DialogueRule:
    return DialogueRule.objects.get()


def typed(rule, **changed) -> dict:
    row = {
        "subject": rule.subject,
        "place": rule.place,
        "start_time": "07:30",
        "end_time": "11:30",
        "chair_posts": list(rule.chair_posts.values_list("pk", flat=True)),
        "valid_from": f"{rule.valid_from:%d/%m/%Y}" if rule.valid_from else "",
        "valid_to": "",
        "issued_by": rule.issued_by,
    }
    numbers = ("months_ahead", "announce_days", "intake_opens_days", "intake_closes_days")
    numbers += ("speaker_limit", "waiting_limit", "minutes_each", "remind_days")
    return row | {name: getattr(rule, name) for name in numbers} | changed


def test_the_rule_shows_the_days_it_gives_and_where_the_day_is_set(chu_tich, rule, as_user):
    page = as_user(chu_tich).get(f"{LIST}{rule.pk}/change/").text
    first = DialogueSession.objects.filter(series_month__isnull=False).earliest("held_on")
    assert f"{first.held_on:%d/%m/%Y}" in page
    assert "mục “Phường”" in page and reverse("admin:wardportal_ward_change", args=[Ward.objects.get().pk]) not in page


def test_saving_says_what_follows_and_moves_nothing(chu_tich, rule, as_user):
    before = list(DialogueSession.objects.values_list("held_on", "place", "start_time"))
    changed = typed(rule, place="Nhà văn hóa", start_time="08:00")
    response = as_user(chu_tich).post(f"{LIST}{rule.pk}/change/", changed, follow=True)
    assert "buổi đã xếp giữ nguyên" in response.text
    assert DialogueRule.objects.get().place == "Nhà văn hóa"
    assert list(DialogueSession.objects.values_list("held_on", "place", "start_time")) == before


def test_a_new_rule_is_a_new_row(chu_tich, rule, as_user):
    client = as_user(chu_tich)
    client.post(f"{LIST}{rule.pk}/change/", typed(rule, valid_to="31/12/2099"))
    client.post(f"{LIST}add/", typed(rule, valid_from="01/01/2100"))
    assert DialogueRule.objects.count() == 2


def test_hours_that_end_before_they_start_are_refused(chu_tich, rule, as_user):
    response = as_user(chu_tich).post(f"{LIST}{rule.pk}/change/", typed(rule, end_time="06:00"))
    assert "Giờ kết thúc phải sau giờ bắt đầu." in response.text


def test_an_empty_rule_says_what_is_missing(chu_tich, ward, as_user):
    errors = as_user(chu_tich).post(f"{LIST}add/", {}).context["adminform"].form.errors
    assert {"subject", "place", "start_time", "end_time", "chair_posts"} <= set(errors)


def test_a_rule_is_never_deleted(everything, rule, as_user):
    assert as_user(everything).post(f"{LIST}{rule.pk}/delete/", {"post": "yes"}).status_code == 403


def test_others_do_not_touch_the_rule(lan, minh, bien_tap, to_truong, rule, as_user):
    for user in (lan, minh, bien_tap, to_truong):
        answer = as_user(user).post(f"{LIST}{rule.pk}/change/", typed(rule, place="x"))
        assert answer.status_code == 403, user


def test_the_desk_warns_while_no_rule_is_in_force(chu_tich, rule, as_user):
    DialogueRule.objects.update(valid_to="2001-01-01", valid_from=None)
    assert "Chưa có quy định buổi đối thoại đang hiệu lực" in as_user(chu_tich).get("/quan-tri/").text


def test_a_second_rule_of_the_same_day_and_one_without_speakers_are_refused(chu_tich, rule, as_user):
    client = as_user(chu_tich)
    add, later = f"{LIST}add/", {"valid_from": "01/01/2100"}
    assert "Ít nhất một người phát biểu." in client.post(add, typed(rule, **later, speaker_limit="0")).text
    client.post(add, typed(rule, **later))
    assert "Đã có một quy định từ ngày này" in client.post(add, typed(rule, **later)).text
    assert DialogueRule.objects.count() == 2
