"""What the sender's own page says of the petition, and what it offers."""

import pytest
from django.test import Client
from django.utils import timezone

from petitions.models import Petition
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import ANSWER, PetitionFactory, petition_in
from tests.forms import Looking, presses
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db

MINE = "/kien-nghi/cua-toi/"
SUMMARY = {"title": "Đèn đường", "text": "Một đoạn đường thiếu đèn."}


def sender_of(petition):
    """Who sent it, having looked it up."""
    client = Looking(petition.code)
    client.post("/kien-nghi/tra-cuu/", {"code": petition.code, "secret": petition.secret})
    return client


def test_after_a_reopening_all_read_that_it_is_settled_again_and_which_answer_is_the_earlier_one(lan, chu_tich, later):
    petition = petition_in("answered", reception=lan, leader=chu_tich, consent_publish=True)
    petition.publish(**SUMMARY, answer="Đã lắp đèn.", by=lan)
    hoa = sender_of(petition)

    def pages():
        return hoa.get(MINE).content.decode(), Client().get(f"/kien-nghi/{petition.code}/").content.decode()

    assert not any("trước đây" in page for page in pages())
    later(minutes=1)
    petition.reopen("Đèn lại tắt.")
    assert petition.told_status == "Đang giải quyết lại"
    mine, public = pages()
    assert petition.told_status in mine and petition.told_status in public
    assert "Trả lời trước đây của phường" in mine and "Phường trả lời trước đây" in public
    petition.answer(**ANSWER, letter_number="13/UBND", by=chu_tich)
    mine, public = pages()
    assert "Trả lời của phường" in mine and "Phường trả lời trước đây" in public


def test_the_page_is_headed_by_what_it_is_about_and_says_it_once(lan):
    long = "Đèn đường trước số nhà 12, ngõ 5 tắt ba đêm nay, trẻ con đi học về rất nguy hiểm."
    petition = PetitionFactory(title="", body=long)
    petition.title = petition.made_title()
    petition.save(update_fields=["title"])
    page = sender_of(petition).get(MINE).content.decode()
    assert petition.title.endswith("…") and f"<h1>{petition.title}</h1>" in page
    assert "<dt>Tiêu đề</dt>" not in page
    named = PetitionFactory(title="Ngõ 5 tối", body=long)
    assert "<dt>Tiêu đề</dt><dd>Ngõ 5 tối</dd>" in sender_of(named).get(MINE).content.decode()


def test_what_is_secret_heads_no_page(lan):
    petition = petition_in("reviewing", reception=lan, title="Ông A nhận tiền")
    petition.seal(by=lan)
    page = sender_of(petition).get(MINE).content.decode()
    assert f'<h1>Đơn <span class="whole">{petition.code}</span></h1>' in page


def test_who_never_agreed_reads_on_what_basis_it_is_public_and_objects(chu_tich):
    petition = PetitionFactory()
    petition.publish(**SUMMARY, legal_basis="Luật Tiếp cận thông tin, Điều 17", by=chu_tich)
    hoa = sender_of(petition)
    page = hoa.get(MINE)
    assert "theo Luật Tiếp cận thông tin, Điều 17" in page.text
    objected = presses(hoa, page, "Phản đối công khai").text
    assert "Người gửi không đồng ý công khai" in objected and "Rút lại" not in page.text + objected
    assert not Petition.objects.published().exists()
    assert petition.events.last().get_kind_display() == "Người gửi không đồng ý công khai"


@pytest.mark.parametrize("sealing", [("seal",), ("classify", "denunciation")])
def test_a_sender_is_told_that_the_petition_is_secret_now_and_its_summary_gone(sealing, lan):
    petition = petition_in("reviewing", reception=lan, consent_publish=True)
    petition.publish(**SUMMARY, by=lan)
    hoa = sender_of(petition)
    assert "giữ bí mật" not in hoa.get(MINE).text
    verb, *arguments = sealing
    getattr(petition, verb)(*arguments, by=lan)
    page = hoa.get(MINE).text
    assert "Đơn này được giữ bí mật" in page and "đã được gỡ" in page and "không gửi thư điện tử" in page
    assert "Đồng ý công khai" not in page


def test_who_denounces_is_told_that_no_mail_will_come(client, ward):
    assert "không gửi thư điện tử" in client.get("/kien-nghi/gui/").text
    form = {"submission_id": new_submission_id(), "kind": "denunciation", "body": "Việc Q", "full_name": "Mật"}
    receipt = client.post("/kien-nghi/gui/", form | {"reply_by": "portal"}, follow=True).text
    assert "Phường không gửi thư điện tử" in receipt


def test_what_can_no_longer_be_done_is_said_on_opening_and_not_after_typing(ward):
    petition = PetitionFactory()
    hoa = sender_of(petition)
    early = hoa.get(f"{MINE}giai-quyet-lai/", follow=True).content.decode()
    assert "chưa cần đề nghị giải quyết lại" in early and 'name="reason"' not in early
    petition.withdraw("Việc đã xong.")
    for address, told in [
        ("bo-sung/", "không bổ sung được nữa"),
        ("rut/", "đã rút rồi"),
        ("giai-quyet-lai/", "không giải quyết lại được"),
    ]:
        page = hoa.get(MINE + address, follow=True)
        assert page.redirect_chain == [(MINE, 302)] and told in page.content.decode()


def test_the_sender_of_a_merged_petition_reads_the_answer_of_the_original_but_not_its_words(lan, chu_tich):
    petition = PetitionFactory()
    original = petition_in("reviewing", reception=lan, body="Chữ của người khác", full_name="Người khác")
    petition.merge(original, by=lan)
    original.ask("Đèn nào bị tắt, thưa ông/bà?", by=lan)
    assert "Vụ việc đó: Chờ bổ sung." in sender_of(petition).get(MINE).text
    original.supply("Đèn thứ ba.")
    original.accept(by=lan)
    original.assign(UnitFactory(), by=lan)
    original.answer(**ANSWER, letter_number="12/UBND", by=chu_tich)
    page = sender_of(petition).get(MINE).text
    assert ANSWER["conclusion"] in page
    assert "Chữ của người khác" not in page and original.code not in page


def test_what_the_authority_answered_about_the_original_is_read_too(lan, chu_tich):
    petition = PetitionFactory()
    original = petition_in("reviewing", reception=lan, body="Chữ của người khác", full_name="Người khác")
    petition.merge(original, by=lan)
    hoa = sender_of(petition)
    original.forward("Sở Xây dựng", "13/CV", by=chu_tich)
    page = hoa.get(MINE).text
    assert "phường theo dõi" not in page and "Phường theo dõi" in page
    original.relay(timezone.localdate(), "118/SXD", "Sở lắp đèn trong quý sau.", by=chu_tich)
    assert "Sở lắp đèn trong quý sau." in hoa.get(MINE).text
    original.seal(by=lan)
    told = hoa.get(MINE).text
    assert "Sở lắp đèn" not in told and "Sở Xây dựng" not in told
