"""The case file: the sender's words, the history, the files, and one button for each decision."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from petitions.admin.case import buttons_for
from petitions.models import Attachment, Petition
from tests.factories.petitions import ANSWER, PetitionFactory
from tests.petitions.conftest import STATUSES

pytestmark = pytest.mark.django_db


def case(petition) -> str:
    return reverse("admin:petitions_petition_change", args=[petition.pk])


@pytest.fixture(scope="module")
def unit_a(cases):
    return cases.unit


def test_the_file_reads_in_every_status(cases, chu_tich, as_user):
    client = as_user(chu_tich)
    for status in STATUSES:
        text = client.get(case(cases[status])).text
        assert cases[status].body in text, status
        assert "Lê Thị Hoa" in text and "0912 345 678" in text, status


@pytest.mark.parametrize(
    ("status", "user", "heading"),
    [
        ("received", "lan", "Bắt đầu xem xét"),
        ("reviewing", "lan", "Thụ lý đơn"),
        ("accepted", "lan", "Giao giải quyết"),
        ("in_progress", "minh", "Dự thảo trả lời"),
        ("answered", "lan", "Kết thúc vụ việc"),
    ],
)
def test_the_usual_next_step_stands_first(status, user, heading, request, cases):
    buttons = buttons_for(cases[status], request.getfixturevalue(user))
    assert (buttons[0].label, buttons[0].is_next) == (heading, True)
    assert not any(button.is_next for button in buttons[1:])


def test_what_is_seldom_done_stands_apart_and_the_page_says_whose_turn_it_is(cases, lan, chu_tich, as_user):
    buttons = buttons_for(cases["in_progress"], lan)
    everyday = [button.label for button in buttons if not button.is_rare]
    assert everyday == ["Yêu cầu bổ sung thông tin", "Giao giải quyết"]
    assert {"Phân loại đơn", "Chuyển sang hồ sơ mật"} <= {button.label for button in buttons if button.is_rare}
    text = as_user(chu_tich).get(case(cases["received"])).text
    assert "Đang ở: bộ phận tiếp nhận" in text
    assert "Việc khác" in text


def test_history_shows_both_notes_with_who_and_when(lan, chu_tich, as_user):
    petition = PetitionFactory()
    petition.review(by=lan, staff_note="Hỏi thêm tổ trưởng")
    petition.ask("Ngõ nào, thưa ông/bà?", by=lan)
    text = as_user(chu_tich).get(case(petition)).text
    assert all(part in text for part in ("Hỏi thêm tổ trưởng", "Ngõ nào, thưa ông/bà?", "Trần Thị Lan"))


def test_what_a_resident_typed_cannot_become_markup(lan, as_user):
    petition = PetitionFactory(title="<script>alert(1)</script>", body="<img src=x onerror=alert(2)>")
    client = as_user(lan)
    text = client.get(case(petition)).text + client.get("/quan-tri/petitions/petition/").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_draft_is_read_before_it_is_approved(cases, minh, chu_tich, as_user):
    petition = cases["in_progress"]
    petition.draft_answer(**ANSWER, by=minh)
    text = as_user(chu_tich).get(case(petition)).text
    assert ANSWER["conclusion"] in text
    assert "Dự thảo, người gửi chưa đọc được" in text


def test_read_additions_leave_the_queue_but_not_one_that_came_later(lan, as_user):
    petition, client = PetitionFactory(), as_user(lan)
    petition.add_information("Thêm một đèn nữa.")
    seen = client.get(case(petition)).context["petition"].unread_since.isoformat()
    petition.add_information("Và một đèn khác.")
    read = reverse("admin:petitions_petition_read", args=[petition.pk])
    client.post(read, {"seen": seen})
    assert Petition.objects.with_unread_additions().get() == petition
    client.post(read, {"seen": Petition.objects.get(pk=petition.pk).unread_since.isoformat()})
    assert not Petition.objects.with_unread_additions().exists()


def test_a_moment_nobody_saw_marks_nothing(lan, as_user):
    petition, client = PetitionFactory(), as_user(lan)
    petition.add_information("Thêm.")
    url = reverse("admin:petitions_petition_read", args=[petition.pk])
    for seen in ("", "hôm qua", "2026-01-01", "2026-01-01T00:00:00"):
        assert client.post(url, {"seen": seen}).status_code == 404, seen
    assert Petition.objects.with_unread_additions().exists()


def test_a_team_head_marks_nothing_as_read(to_truong, team, as_user):
    petition = PetitionFactory(team=team)
    url = reverse("admin:petitions_petition_read", args=[petition.pk])
    assert as_user(to_truong).post(url, {"seen": "2099-01-01T00:00:00+00:00"}).status_code == 403


@pytest.fixture
def photo(cases):
    """A picture that came with a petition of unit A."""
    petition = cases["in_progress"]
    return Attachment.objects.create(
        petition=petition,
        event=petition.events.first(),
        file=ContentFile(b"\xff\xd8picture", name="file.jpg"),
        name="den.jpg",
        content_type="image/jpeg",
        size=9,
    )


def test_files_are_served_to_those_who_may_read_the_petition(photo, minh, tuan, to_truong, as_user):
    url = reverse("admin:petitions_petition_file", args=[photo.petition_id, photo.pk])
    served = as_user(minh).get(url)
    assert b"".join(served.streaming_content) == b"\xff\xd8picture"
    assert "no-store" in served["Cache-Control"]
    assert [as_user(user).get(url).status_code for user in (tuan, to_truong)] == [404, 404]


def test_a_file_that_is_on_the_disk_no_more_is_not_found(photo, minh, as_user):
    photo.file.storage.delete(photo.file.name)
    url = reverse("admin:petitions_petition_file", args=[photo.petition_id, photo.pk])
    assert as_user(minh).get(url).status_code == 404


def test_a_file_is_found_only_under_its_own_petition(photo, lan, as_user):
    other = PetitionFactory()
    url = reverse("admin:petitions_petition_file", args=[other.pk, photo.pk])
    assert as_user(lan).get(url).status_code == 404


def test_petitions_of_the_same_sender_or_the_same_words_are_suggested(lan, as_user):
    hoa = "+84987654321"
    petition = PetitionFactory(title="Loa phường ngõ chợ hỏng", phone=hoa)
    same_sender = PetitionFactory(title="Rác", body="Rác ở chợ", phone=hoa)
    same_words = PetitionFactory(title="Loa phường ngõ chợ vẫn hỏng", phone="")
    PetitionFactory(title="Cống", body="Cống nghẹt", phone="")
    suggested = as_user(lan).get(case(petition)).context["similar"]
    assert set(suggested) == {same_sender, same_words}


def test_a_file_of_a_visitor_leads_to_the_sign_in_page(client):
    response = client.get(case(PetitionFactory()), follow=True)
    assert response.redirect_chain[-1][0].startswith("/dang-nhap/")


def test_a_title_made_of_the_body_is_not_told_beside_it_again(lan, as_user):
    sentence = "Đèn đường hỏng đã ba đêm."
    for title, shown in (("", False), ("Đèn ngõ 5", True)):
        text = as_user(lan).get(case(PetitionFactory(title=title, body=sentence))).text
        assert ("<dt>Tiêu đề</dt>" in text) is shown and text.count(sentence) >= 1, title
