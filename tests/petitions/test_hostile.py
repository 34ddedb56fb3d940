"""What nobody types by accident, and what must not be lost when somebody does."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.models import Petition
from tests.petitions.test_submit import SUBMIT, complaint, filled, photo
from wardportal import lookup as looking
from wardportal.forms import new_submission_id
from wardportal.lookup import Lookup, TooSoon
from wardportal.models import AttemptCount, OutgoingMessage, WaitingUpload
from wardportal.sealing import secret_of

pytestmark = pytest.mark.django_db

LOOKUP = "/kien-nghi/tra-cuu/"
ROWS = Petition.objects.all()
ADD = "/kien-nghi/cua-toi/bo-sung/"
ENTRY = "/quan-tri/petitions/petition/nhap/"
OTHER = "Nội dung thứ hai, khác hẳn nội dung đầu."


@pytest.fixture
def sender(client):
    """A browser that has just sent a petition."""
    client.post(SUBMIT, filled())
    return client


def test_another_text_on_a_page_already_sent_is_not_taken_for_the_first(client):
    sent = filled()
    client.post(SUBMIT, sent)
    first = Petition.objects.get()
    response = client.post(SUBMIT, sent | {"body": OTHER})
    page = response.content.decode()
    assert response.status_code == 422
    assert OTHER in page and first.code in page and "chưa được gửi" in page
    again = response.context["form"].data
    assert client.post(SUBMIT, again).status_code == 302
    assert [petition.body for petition in Petition.objects.order_by("pk")] == [first.body, OTHER]


def test_a_corrected_detail_on_a_page_already_sent_is_not_dropped_without_a_word(client):
    sent = filled()
    client.post(SUBMIT, sent)
    for change in ({"phone": "0912 345 678"}, {"consent_publish": "on"}, {"kind": "question"}):
        assert client.post(SUBMIT, sent | change).status_code == 422, change


@pytest.mark.parametrize("form", [filled, complaint])
def test_the_very_same_form_sent_again_shows_the_first_receipt(client, form):
    sent = form(title="Đèn đường", phone="0912345678", occurred_on="01/03/2026", email="a@vidu.vn")
    for _ in range(2):
        response = client.post(SUBMIT, sent | {"attachments": [photo()]}, follow=True)
        assert response.redirect_chain == [(f"/kien-nghi/gui/bien-nhan/?ma={Petition.objects.get().code}", 302)]
    assert Petition.objects.count() == 1
    assert not WaitingUpload.objects.exists()


def test_a_denunciation_sent_twice_is_one(client):
    sent = filled(kind="denunciation", full_name="Hồ Thị Hoa (dữ liệu mẫu)")
    assert [client.post(SUBMIT, sent).status_code for _ in range(2)] == [302, 302]
    assert Petition.objects.count() == 1


def test_a_photo_added_on_a_page_already_sent_waits_for_the_next_press(client):
    sent = filled()
    client.post(SUBMIT, sent)
    response = client.post(SUBMIT, sent | {"attachments": [photo("them.jpg")]})
    assert response.status_code == 422
    client.post(SUBMIT, response.context["form"].data)
    assert Petition.objects.latest("pk").attachments.get().name == "them.jpg"


def test_another_addition_on_a_page_already_sent_is_not_taken_for_the_first(sender):
    code = Petition.objects.get().code
    sent = {"code": code, "submission_id": new_submission_id(), "text": "Bổ sung một"}
    assert [sender.post(ADD, sent).status_code for _ in range(2)] == [302, 302]
    response = sender.post(ADD, sent | {"text": OTHER})
    assert response.status_code == 422
    assert OTHER in response.content.decode()
    sender.post(ADD, response.context["form"].data)
    notes = [event.sender_note for event in Petition.objects.get().events.order_by("pk")]
    assert notes[1:] == ["Bổ sung một", OTHER]


def test_a_second_paper_typed_into_a_form_already_sent_never_gets_the_slip_of_the_first(as_user, lan, hoa):
    staff = as_user(lan)
    came = {"channel": "paper", "received_on": "01/03/2026", "came_long_ago": "on"}
    typed = hoa | came | {"submission_id": new_submission_id()}
    slips = [staff.post(ENTRY, typed)["Location"] for _ in range(2)]
    assert slips[0] == slips[1]
    response = staff.post(ENTRY, typed | {"full_name": "Trần Văn Khác (dữ liệu mẫu)"})
    assert response.status_code == 422
    assert Petition.objects.count() == 1


def test_an_address_longer_than_its_column_is_refused_and_the_text_kept(client):
    domain = ".".join(["a" * 60] * 4)
    response = client.post(SUBMIT, filled(email=f"{'b' * 20}@{domain}.vn"))
    assert response.status_code == 422
    assert "Đèn đường" in response.content.decode()


def test_no_box_takes_more_than_an_officer_can_read(client):
    response = client.post(SUBMIT, complaint(demand="x" * 10_001, decision_or_act="x" * 10_001))
    assert response.status_code == 422
    assert {"demand", "decision_or_act"} <= set(response.context["form"].errors)


def test_a_whole_album_is_refused_by_the_form_which_keeps_the_text(client):
    response = client.post(SUBMIT, filled(attachments=[photo(f"{number}.jpg") for number in range(30)]))
    assert response.status_code == 422
    assert "Đèn đường" in response.content.decode()


def test_digits_of_other_scripts_are_wrong_and_no_error(client):
    petition = Petition.objects.submit(declared_kind="report", body="Cống nghẹt")
    for secret in ("٤٨٢٩١٥", "४८२९१५", "①②③④⑤⑥"):
        assert client.post(LOOKUP, {"code": petition.code, "secret": secret}).status_code == 422, secret


def test_digits_of_other_scripts_open_the_petition_they_spell(client):
    petition = Petition.objects.submit(declared_kind="report", body="Cống nghẹt")
    arabic = petition.secret.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert client.post(LOOKUP, {"code": petition.code, "secret": arabic}).status_code == 302


def test_guessers_who_fill_their_queue_do_not_take_the_senders_turn(monkeypatch):
    petition = Petition.objects.submit(declared_kind="report", body="Cống nghẹt")
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    guesser = Lookup("KN-2026-999999", "10.6.6.6")
    guesser.find(ROWS, "000000")
    AttemptCount.objects.filter(pk=guesser._site_key).update(count=300)
    taken = [looking._guessing.acquire(blocking=False) for _ in range(3)]
    assert all(taken)
    try:
        with pytest.raises(TooSoon):
            guesser.find(ROWS, "000000")
        assert Lookup(petition.code, "10.0.0.1").find(ROWS, secret_of(petition.secret_nonce)) == petition
    finally:
        for _ in taken:
            looking._guessing.release()


def test_the_addresses_of_one_ipv6_network_count_as_one():
    for number in range(4):
        Lookup("KN-2026-999999", f"2001:db8:1:2::{number}").find(ROWS, "000000")
    assert Lookup("KN-2026-999999", "2001:db8:1:2:ffff::9").seconds_to_wait() == 2
    assert Lookup("KN-2026-999999", "2001:db8:1:3::9").seconds_to_wait() == 0


def test_a_version_nobody_was_given_is_an_error_of_the_form(as_user, lan):
    petition = Petition.objects.submit(declared_kind="report", body="Cống nghẹt")
    page = f"/quan-tri/petitions/petition/{petition.pk}/quyet-dinh/review/"
    assert as_user(lan).post(page, {"version": "9" * 20}).status_code == 422


def test_capitals_do_not_get_around_the_limit_of_mails_to_one_address():
    for number in range(12):
        address = "ong.ba@vidu.vn" if number % 2 else "Ong.Ba@VIDU.vn"
        Petition.objects.submit(declared_kind="report", body="Cống nghẹt", email=address)
    assert OutgoingMessage.objects.count() == OutgoingMessage.DAILY_LIMIT


def test_the_way_back_to_the_look_up_is_kept_by_no_cache():
    assert "no-store" in Client().get("/kien-nghi/cua-toi/")["Cache-Control"]


def test_a_file_that_says_nothing_true_of_itself_is_named_and_the_text_kept(client):
    lie = SimpleUploadedFile("anh.jpg", b"<script>alert(1)</script>", "image/jpeg")
    response = client.post(SUBMIT, filled(attachments=[lie], body="<script>alert(2)</script>"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "anh.jpg" in page and "&lt;script&gt;alert(2)" in page and "<script>alert" not in page
