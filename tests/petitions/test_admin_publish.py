"""What the public will read is written by staff, looked at before, and warned about."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from petitions.leaks import traces_of_sender
from petitions.models import Petition
from tests.factories.petitions import ANSWER, PetitionFactory, petition_in
from tests.forms import unbroken
from tests.petitions.test_roles_grid import page

pytestmark = pytest.mark.django_db

SUMMARY = {"title": "Đèn đường ở nhà văn hóa", "text": "Người dân phản ánh đèn hỏng."}
WORDS = {
    "full_name": "Lê Thị Hoa",
    "phone": "+84912345678",
    "email": "hoa@vidu.vn",
    "address": "Số 12 ngõ 5",
    "body": "Nhà hàng xóm tôi nuôi mười con chó sủa suốt đêm không ai ngủ được",
}


@pytest.mark.parametrize(
    "text",
    [
        "Bà LÊ THỊ HOA phản ánh",
        "Gọi 0912 345 678",
        "Gọi 0912.345.678 nhé",
        "Thư HOA@vidu.vn",
        "Tại số 12, ngõ 5",
        "Căn cước 040123456789",
        "Dân kể: nhà hàng xóm tôi nuôi mười con chó sủa suốt đêm",
        "Gọi số 0987654321",
    ],
)
def test_each_trace_of_the_sender_is_warned_about(text):
    assert traces_of_sender(WORDS, [text])


@pytest.mark.parametrize(
    "text",
    [
        "Bà Hồng Gấm phản ánh cống tắc.",
        "Bà Gấm phản ánh cống tắc.",
        "Bà N.T.H.Gấm phản ánh cống tắc.",
        "Cống trước nhà số 15 đường Lưu Kiệm bị tắc.",
        "Cống trước 15 Lưu Kiệm bị tắc.",
    ],
)
def test_what_neighbours_would_know_the_sender_by_is_warned_about(text):
    known = {"full_name": "Nguyễn Thị Hồng Gấm", "address": "số nhà 15, đường Lưu Kiệm, phường Mẫu"}
    assert len(traces_of_sender(WORDS | known, [text])) == 1


def test_others_of_the_name_and_other_houses_pass():
    known = {"full_name": "Nguyễn Thị Tâm", "address": "15 Lưu Kiệm, tổ 12 phường Mẫu"}
    text = "Ông Trần Văn Tâm nói cán bộ có tâm. Cống trước 151 Lưu Kiệm, số 15 Trần Phú, tổ 12 phường Mẫu bị tắc."
    assert traces_of_sender(WORDS | known, [text]) == []


@pytest.mark.parametrize(
    "text", ["Người dân phản ánh tiếng ồn.", "Ngày 12/05/2026 đã thay 2.000 bóng", "Hoa nở ở ngõ 15"]
)
def test_a_summary_in_the_wards_own_words_passes(text):
    assert traces_of_sender(WORDS, [text]) == []


def test_with_consent_a_receptionist_publishes(lan, as_user):
    petition = PetitionFactory(consent_publish=True)
    as_user(lan).post(page(petition, "publish"), SUMMARY | {"version": 0})
    assert Petition.objects.published().get() == petition


def test_without_consent_only_a_leader_with_a_legal_basis_publishes(lan, chu_tich, as_user):
    petition = PetitionFactory()
    typed = SUMMARY | {"version": 0, "legal_basis": "Luật Tiếp cận thông tin, Điều 17"}
    assert as_user(lan).post(page(petition, "publish"), typed).status_code == 422
    assert as_user(chu_tich).post(page(petition, "publish"), typed | {"legal_basis": ""}).status_code == 422
    assert as_user(chu_tich).post(page(petition, "publish"), typed).status_code == 302


def test_an_answer_is_published_only_after_a_leader_approved_one(lan, as_user):
    petition, answered = PetitionFactory(consent_publish=True), petition_in("answered", consent_publish=True)
    with pytest.raises(ValidationError, match="chưa duyệt trả lời"):
        petition.publish(**SUMMARY, answer="Sẽ dọn ngày mai.", by=lan)
    forms = [as_user(lan).get(page(one, "publish")).context["form"] for one in (petition, answered)]
    assert ["answer" in form.fields for form in forms] == [False, True]
    answered.publish(**SUMMARY, answer="Đã thay đèn.", by=lan)
    assert answered.public_summary.told_answer == "Đã thay đèn."


def test_the_summary_of_a_merged_petition_tells_the_answer_of_its_original(lan, chu_tich, as_user, client):
    petition, original = PetitionFactory(consent_publish=True), petition_in("in_progress", full_name="Nguyễn Văn Giang")
    petition.merge(original, by=lan)
    with pytest.raises(ValidationError):
        petition.publish(**SUMMARY, answer="Đã thay đèn.", by=lan)
    original.answer(**ANSWER, letter_number="1", by=chu_tich)
    typed = SUMMARY | {"version": petition.version, "answer": "Ông Nguyễn Văn Giang đã được trả lời."}
    assert "Tôi đã xem các cảnh báo" in as_user(lan).post(page(petition, "publish"), typed).text
    as_user(lan).post(page(petition, "publish"), typed | {"answer": "Đã thay đèn."})
    public = f"/kien-nghi/{petition.code}/"
    assert ">Phường trả lời</h2><p>Đã thay đèn.</p>" in unbroken(client.get(public).text)
    original.reopen("Lại tắt")
    assert ">Phường trả lời trước đây</h2>" in unbroken(client.get(public).text)
    Petition.objects.get(pk=petition.pk).separate(by=lan, staff_note="Hai việc.")
    assert "Đã thay đèn." not in client.get(public).text


def test_the_same_words_are_published_again_only_for_an_answer_that_came_since(lan, chu_tich):
    petition = petition_in("answered", consent_publish=True)
    publish = partial(petition.publish, **SUMMARY, answer="Đã thay đèn.", by=lan)
    publish()
    with pytest.raises(ValidationError):
        publish()
    petition.reopen("Lại tắt")
    petition.answer(**ANSWER, letter_number="2", by=chu_tich)
    publish()
    assert petition.events.filter(kind="published").count() == 2


def test_who_can_never_publish_is_told_so_in_the_place_of_the_form(lan, chu_tich, as_user):
    petition = PetitionFactory()
    told = as_user(lan).get(page(petition, "publish")).text
    assert "Chỉ lãnh đạo công khai được" in told
    assert 'name="title"' not in told
    assert as_user(chu_tich).get(page(petition, "publish")).context["form"].fields["legal_basis"].required


def test_a_name_in_the_summary_has_to_be_confirmed(lan, as_user):
    petition = PetitionFactory(consent_publish=True)
    typed = SUMMARY | {"version": 0, "text": f"{petition.full_name} phản ánh đèn hỏng."}
    refused = as_user(lan).post(page(petition, "publish"), typed)
    assert "họ tên người gửi" in refused.text
    assert 'name="heeded"' in refused.text
    assert as_user(lan).post(page(petition, "publish"), typed | {"heeded": "on"}).status_code == 302


def test_whoever_publishes_again_after_an_objection_is_told_of_it_and_asked(chu_tich, as_user):
    petition, typed = PetitionFactory(), SUMMARY | {"legal_basis": "Luật Tiếp cận thông tin, Điều 17"}
    petition.publish(**typed, by=chu_tich)
    petition.object()
    address, typed = page(petition, "publish"), typed | {"version": petition.version}
    assert "Người gửi đã không đồng ý công khai" in as_user(chu_tich).get(address).text
    assert as_user(chu_tich).post(address, typed).status_code == 422
    assert as_user(chu_tich).post(address, typed | {"heeded": "on"}).status_code == 302


def test_the_preview_shows_the_summary_and_publishes_nothing(lan, as_user):
    petition = PetitionFactory(consent_publish=True)
    response = as_user(lan).post(page(petition, "publish"), SUMMARY | {"version": 0, "preview": "1"})
    assert "Người dân sẽ thấy" in response.text
    assert 'name="heeded"' not in response.text
    assert not Petition.objects.published().exists()


def test_a_name_is_offered_only_where_the_sender_agreed(lan, as_user):
    page_without = as_user(lan).get(page(PetitionFactory(consent_publish=True), "publish"))
    agreed = PetitionFactory(consent_publish=True, consent_publish_name=True)
    assert 'name="sender_name"' not in page_without.text
    assert 'name="sender_name"' in as_user(lan).get(page(agreed, "publish")).text


def test_who_publishes_after_another_reads_the_others_summary_and_leaves_it_in_the_history(lan, chu_tich, as_user):
    petition = PetitionFactory(consent_publish=True)
    petition.publish(**SUMMARY | {"title": "Thay đèn đường"}, by=chu_tich)
    client = as_user(lan)
    told = client.post(page(petition, "publish"), SUMMARY | {"version": 0})
    assert (told.status_code, told.context["stored"][0]) == (409, ("Tiêu đề công khai", "Thay đèn đường"))
    client.post(page(petition, "publish"), SUMMARY | {"version": petition.version})
    assert Petition.objects.get(pk=petition.pk).public_summary.title == SUMMARY["title"]
    assert "Thay đèn đường" in petition.events.last().staff_note


def test_another_name_than_the_senders_is_warned_about_and_hides_no_trace(lan, as_user):
    petition = PetitionFactory(consent_publish=True, consent_publish_name=True)
    typed = SUMMARY | {
        "version": 0,
        "sender_name": "Trần Văn Tèo",
        "text": f"Bà {petition.full_name} phản ánh đèn hỏng.",
    }
    refused = as_user(lan).post(page(petition, "publish"), typed)
    assert len(refused.context["form"].warnings) == 2
    own = typed | {"sender_name": petition.full_name.upper()}
    assert as_user(lan).post(page(petition, "publish"), own).status_code == 302
