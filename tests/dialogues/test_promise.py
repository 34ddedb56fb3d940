"""A promise is written down from the minutes: words, who, by when, parts on the way."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dialogues.models import AgendaItem, Commitment, DialogueSession
from tests.factories.dialogues import an_officer, question_at, session_in, session_on
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db

NAMED = "Gặp bà Lê Thị Hoa (dữ liệu mẫu) để nạo vét."


@pytest.fixture(scope="module")
def item_of_all(module_rows):
    session = session_in("in_session")
    item = question_at(session).agenda_items.get()
    item.minute(by=an_officer("reception"), answer="Sẽ làm.", conclusion="Giao địa chính nạo vét cống.")
    return item


@pytest.fixture
def session(item_of_all, ward) -> DialogueSession:
    """A session going on."""
    return DialogueSession.objects.get(pk=item_of_all.session_id)


def page(session, item=None) -> str:
    url = reverse("admin:dialogues_commitment_promise", args=[session.pk])
    return f"{url}?noi-dung={item.pk}" if item else url


@pytest.fixture
def typed(unit_a) -> dict:
    return {
        "text": "Nạo vét cống ngõ 5.",
        "unit": unit_a.pk,
        "owner": "",
        "working_days": "10",
        "submission_id": new_submission_id(),
    }


@pytest.fixture
def item(item_of_all, ward):
    """A question that was spoken about and concluded."""
    return AgendaItem.objects.get(pk=item_of_all.pk)


def test_a_promise_is_written_down_with_its_due_day(lan, minh, session, typed, unit_a, as_user):
    response = as_user(lan).post(page(session), typed | {"owner": minh.pk}, follow=True)
    commitment = Commitment.objects.get()
    assert (commitment.text, commitment.unit, commitment.owner) == ("Nạo vét cống ngõ 5.", unit_a, minh)
    assert commitment.count.amount == 10
    assert f"Đã ghi cam kết {commitment.code}" in response.text


def test_it_starts_from_the_conclusion_and_keeps_where_it_came_from(lan, session, item, typed, as_user):
    client = as_user(lan)
    assert client.get(page(session, item)).context["form"]["text"].value() == "Giao địa chính nạo vét cống."
    client.post(page(session, item), typed)
    commitment = Commitment.objects.get()
    assert (commitment.item, commitment.question) == (item, item.question)


def test_the_due_day_is_shown_before_anything_is_saved(lan, session, typed, as_user):
    response = as_user(lan).post(page(session), typed | {"preview": "1"})
    counted = response.context["counted"]
    assert f"{counted.due:%d/%m/%Y}" in response.text
    assert "10 ngày làm việc" in response.text
    assert response.context["form"]["text"].value() == typed["text"]
    assert not Commitment.objects.exists()


def test_a_preview_of_no_number_of_days_breaks_nothing(lan, session, typed, as_user):
    client = as_user(lan)
    for days in ("", "0", "abc", "99999999999"):
        response = client.post(page(session), typed | {"preview": "1", "working_days": days})
        assert response.context["counted"] is None, days
        assert "working_days" in response.context["form"].errors, days


def test_parts_on_the_way_have_days_of_their_own(lan, session, typed, as_user):
    day = session.held_on + timedelta(days=3)
    typed |= {"milestone_1": "Khảo sát", "milestone_1_on": f"{day:%d/%m/%Y}"}
    as_user(lan).post(page(session), typed)
    assert [(part.text, part.due_on) for part in Commitment.objects.get().milestones.all()] == [("Khảo sát", day)]


WRONG_PARTS = [
    ({"milestone_1": "Khảo sát"}, "milestone_1_on"),
    ({"milestone_2_on": "31/12/2099"}, "milestone_2"),
    ({"milestone_3": "Khảo sát", "milestone_3_on": "01/01/2001"}, "milestone_3_on"),
    ({"milestone_3": "Khảo sát", "milestone_3_on": "31/12/2099"}, "milestone_3_on"),
]


def test_a_part_has_words_and_a_day_before_the_due_day(lan, session, typed, as_user):
    client = as_user(lan)
    for part, box in WRONG_PARTS:
        response = client.post(page(session), typed | part)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {box}), part
    assert not Commitment.objects.exists()


def test_the_owner_is_one_of_the_unit(lan, tuan, session, typed, as_user):
    response = as_user(lan).post(page(session), typed | {"owner": tuan.pk})
    assert response.status_code == 422
    assert "owner" in response.context["form"].errors
    assert not Commitment.objects.exists()


def test_words_that_name_who_asked_have_to_be_confirmed(lan, session, item, typed, as_user):
    client = as_user(lan)
    warned = client.post(page(session, item), typed | {"text": NAMED})
    assert "họ tên người hỏi" in " ".join(warned.context["form"].errors["heeded"])
    assert 'name="heeded"' in warned.text
    client.post(page(session, item), typed | {"text": NAMED, "heeded": "on"})
    assert Commitment.objects.get().text == NAMED


def test_an_empty_form_says_what_is_missing_beside_its_box(lan, session, as_user):
    response = as_user(lan).post(page(session), {})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"text", "unit", "working_days", "submission_id"}


def test_sent_twice_it_is_one_promise(lan, session, typed, as_user):
    client = as_user(lan)
    assert client.post(page(session), typed).url == client.post(page(session), typed).url
    assert Commitment.objects.count() == 1


def test_something_else_from_the_same_page_is_asked_about(lan, session, typed, as_user):
    client = as_user(lan)
    client.post(page(session), typed)
    assert client.post(page(session), typed | {"text": "Lắp đèn ngõ 3."}).status_code == 422
    assert Commitment.objects.count() == 1


def test_another_persons_page_writes_nothing_twice(lan, chu_tich, session, typed, as_user):
    as_user(lan).post(page(session), typed)
    assert as_user(chu_tich).post(page(session), typed).status_code == 422
    assert Commitment.objects.count() == 1


def test_several_are_written_in_a_row(lan, session, item, typed, as_user):
    response = as_user(lan).post(page(session, item), typed | {"another": "1"})
    assert response.url == page(session, item)


def test_it_goes_back_to_the_page_it_was_asked_from(lan, session, typed, as_user):
    back = reverse("admin:dialogues_dialoguesession_change", args=[session.pk])
    client = as_user(lan)
    assert client.post(f"{page(session)}?ve={back}", typed).url == back
    typed["submission_id"] = new_submission_id()
    assert not client.post(f"{page(session)}?ve=//xau.example/", typed).url.startswith("//")


@pytest.mark.parametrize("status", ["planned", "concluded", "cancelled"])
def test_no_promise_before_the_session_or_past_the_approval(status, lan, typed, as_user):
    session = session_on() if status == "planned" else session_in(status)
    client = as_user(lan)
    assert client.get(page(session)).status_code == 302
    assert "chỉ ghi cam kết từ khi khai mạc" in client.post(page(session), typed, follow=True).text
    assert not Commitment.objects.exists()


def test_a_point_of_no_agenda_is_not_found(lan, session, as_user):
    client = as_user(lan)
    for key in ("0", "abc", "9" * 30):
        assert client.get(f"{page(session)}?noi-dung={key}").status_code == 404, key


def test_a_point_of_another_session_is_not_found(lan, session, item, as_user):
    other = session_in("held", start_time=session.start_time)
    assert as_user(lan).get(page(other, item)).status_code == 404


def test_only_hosts_and_leaders_write_promises_down(minh, bien_tap, to_truong, session, typed, as_user):
    for user in (minh, bien_tap, to_truong):
        client = as_user(user)
        assert client.get(page(session)).status_code in (403, 404), user
        assert client.post(page(session), typed).status_code in (403, 404), user
        assert not Commitment.objects.exists(), user


def test_people_stand_under_their_unit(lan, minh, tuan, session, as_user):
    groups = dict(as_user(lan).get(page(session)).context["form"].fields["owner"].choices[1:])
    assert (minh.pk, str(minh)) in groups["Bộ phận địa chính"]
    assert (tuan.pk, str(tuan)) in groups["Bộ phận tư pháp"]


def test_an_error_says_which_milestone_it_is_about(lan, session, typed, as_user):
    wrong = {"milestone_2": "Khảo sát", "milestone_3": "Nạo vét", "milestone_3_on": "mai"}
    page_after = as_user(lan).post(page(session), typed | wrong).text
    assert "Ngày xong mốc 2: Nhập ngày của mốc này." in page_after and "Ngày xong mốc 3:" in page_after
