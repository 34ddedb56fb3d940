"""A resident sends a petition."""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from petitions.forms import TOLD_KINDS
from petitions.models import Attachment, Petition, PetitionEvent
from petitions.models.petition import new_nonce
from petitions.status import Channel, Kind, Status, Visibility
from tests.forms import follows
from tests.waiting import at_once
from wardportal.forms import new_submission_id
from wardportal.models import AttemptCount, NumberSeries, OutgoingMessage

pytestmark = pytest.mark.django_db

SUBMIT = "/kien-nghi/gui/"


def photo(name="anh.jpg", size=(60, 40)):
    stream = io.BytesIO()
    Image.new("RGB", size, "green").save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def filled(**changes):
    """What a resident types into the form, as the browser sends it."""
    return {
        "submission_id": new_submission_id(),
        "kind": "report",
        "body": "Đèn đường trước số nhà 12 tắt ba đêm nay.",
        "reply_by": "portal",
    } | changes


def complaint(**changes):
    return (
        filled(
            kind="complaint", full_name="Hồ Thị Hoa (dữ liệu mẫu)", complained_of="Bộ phận địa chính", demand="Xem lại"
        )
        | changes
    )


def test_a_report_without_a_name_is_received_and_shows_code_secret_and_due_date(client):
    response = client.post(SUBMIT, filled(), follow=True)
    petition = Petition.objects.get()
    assert response.redirect_chain == [(f"/kien-nghi/gui/bien-nhan/?ma={petition.code}", 302)]
    page = response.content.decode()
    assert petition.code in page and petition.secret in page
    assert f"{petition.due_on:%d/%m/%Y}" in page
    assert petition.body in page
    assert (petition.status, petition.channel, petition.declared_kind) == (Status.RECEIVED, Channel.WEB, Kind.REPORT)
    assert petition.title == petition.body


def test_the_first_event_is_the_receipt(client):
    client.post(SUBMIT, filled())
    event = PetitionEvent.objects.get()
    assert (event.kind, event.actor, event.by, event.to_status) == ("submitted", "sender", None, Status.RECEIVED)


def test_only_reports_and_questions_may_be_anonymous(client):
    for kind in [kind for kind in Kind if kind not in (Kind.REPORT, Kind.QUESTION)]:
        response = client.post(SUBMIT, filled(kind=kind, complained_of="X", demand="Y"))
        assert response.status_code == 422, kind
        assert "Vui lòng nhập họ và tên" in response.content.decode(), kind
    assert not Petition.objects.exists()


def test_each_kind_is_told_in_plain_words_beside_its_button(client):
    page = client.get(SUBMIT).content.decode()
    assert set(TOLD_KINDS) == set(Kind)
    for number, told in enumerate(TOLD_KINDS.values()):
        assert f'aria-describedby="id_kind_{number}_told"' in page
        assert f'id="id_kind_{number}_told">{told}<' in page


def test_a_complaint_names_whom_and_what_it_demands(client):
    response = client.post(SUBMIT, complaint(complained_of="", demand=""))
    page = response.content.decode()
    assert "Vui lòng cho biết cơ quan hoặc người bị khiếu nại" in page
    assert "Vui lòng cho biết yêu cầu giải quyết" in page


def test_what_was_typed_stays_in_a_refused_form(client):
    response = client.post(SUBMIT, complaint(demand="", body="Giữ nguyên dòng này", phone="12"))
    page = response.content.decode()
    assert "Giữ nguyên dòng này" in page and "Bộ phận địa chính" in page
    assert "Số điện thoại không đúng" in page


def test_a_text_that_is_too_long_is_counted_and_kept_whole(client):
    body = "Đèn tắt. " * 1200 + "Hết."
    response = client.post(SUBMIT, filled(body=body, title="Đèn " * 80 + "đường"))
    page = response.content.decode()
    assert response.status_code == 422 and body in page and "Đèn đường" in page
    assert "Dài hơn 10.000 ký tự (hiện có 10.804)" in page and "Dài hơn 300 ký tự (hiện có 325)" in page
    assert re.findall(r'name="(\w+)"[^>]*maxlength', page) == ["phone", "email"]
    assert 'data-char-count="10000"' in page


def test_a_day_to_come_is_refused(client):
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    response = client.post(SUBMIT, filled(occurred_on=tomorrow, known_on=tomorrow))
    for field in ("occurred_on", "known_on"):
        assert "ở sau hôm nay" in str(response.context["form"].errors[field]), field
    assert response.content.decode().count("ở sau hôm nay") >= 2


def test_a_day_is_read_day_first(client):
    client.post(SUBMIT, filled(occurred_on="05/03/2026"))
    assert (Petition.objects.get().occurred_on.day, Petition.objects.get().occurred_on.month) == (5, 3)


def test_consents_are_not_ticked_beforehand(client):
    page = client.get(SUBMIT).content.decode()
    assert 'name="consent_publish"' in page
    assert "checked" not in page.partition('name="consent_publish"')[2]


def test_the_name_is_published_only_with_the_content(client):
    response = client.post(SUBMIT, filled(consent_publish_name="on"))
    assert "đánh dấu cả ô đồng ý công khai" in response.content.decode()


def test_sent_three_times_it_is_one_petition_with_the_same_receipt(client):
    form = filled()
    pages = [client.post(SUBMIT, form, follow=True).content.decode() for _ in range(3)]
    petition = Petition.objects.get()
    assert all(petition.secret in page for page in pages)


def test_back_and_send_again_opens_a_fresh_form_and_is_still_one_petition(client):
    client.post(SUBMIT, filled(attachments=[photo("den.jpg")]))
    page = client.post(SUBMIT, filled(attachments=[photo("den-1.jpg")]), follow=True).content.decode()
    petition = Petition.objects.get()
    assert petition.code in page and petition.secret in page and "đã gửi rồi" in page
    assert petition.attachments.count() == 1


def test_back_to_the_first_of_two_tabs_and_send_again_is_told_of_files_left_out(client):
    first, _second = (client.post(SUBMIT, filled(body=words))["Location"] for words in ("Cống tắc.", "Cây đổ."))
    page = client.post(SUBMIT, filled(body="Cống tắc.", left_out_attachments="anh.jpg lớn quá"), follow=True)
    assert page.redirect_chain == [(first, 302)] and Petition.objects.count() == 2
    assert "đã gửi rồi" in page.content.decode() and "anh.jpg lớn quá" in page.content.decode()


def test_a_denunciation_sent_again_by_the_back_button_is_one_petition(client):
    for _ in range(2):
        client.post(SUBMIT, filled(kind="denunciation", full_name="Trần Văn Mật", body="Ông Q nhận tiền của dân"))
    assert Petition.objects.get().is_confidential


def test_other_words_another_file_or_another_browser_make_a_petition_of_their_own(client):
    client.post(SUBMIT, filled())
    client.post(SUBMIT, filled(place="Ngõ 9"))
    client.post(SUBMIT, filled(place="Ngõ 9", attachments=[photo()]))
    client.post(SUBMIT, filled(place="Ngõ 9", attachments=[photo(size=(90, 90))]))
    Client().post(SUBMIT, filled(place="Ngõ 9"))
    assert Petition.objects.count() == 5


def test_who_withdrew_or_comes_back_after_a_day_sends_the_same_words_anew(client, later):
    client.post(SUBMIT, filled())
    Petition.objects.get().withdraw("", submission_id=None)
    client.post(SUBMIT, filled())
    later(hours=25)
    client.post(SUBMIT, filled())
    assert Petition.objects.count() == 3


def test_another_browser_that_repeats_the_form_gets_the_receipt_too(client):
    form = filled()
    client.post(SUBMIT, form)
    page = Client().post(SUBMIT, form, follow=True).content.decode()
    assert Petition.objects.get().code in page


def test_a_made_up_submission_id_opens_nobodys_receipt(client):
    sent = filled()
    client.post(SUBMIT, sent)
    stolen = sent["submission_id"].split(":")[0]
    response = Client().post(SUBMIT, filled(submission_id=stolen))
    assert response.status_code == 422
    assert Petition.objects.get().code not in response.content.decode()


def test_a_form_a_day_old_is_sent_again_with_what_was_typed(client, later):
    old = filled()
    later(hours=25)
    response = client.post(SUBMIT, old)
    page = response.content.decode()
    assert "Trang đã mở quá lâu" in page and old["body"] in page
    fresh = page.partition('name="submission_id" value="')[2].partition('"')[0]
    assert client.post(SUBMIT, old | {"submission_id": fresh}).status_code == 302


def test_after_a_day_the_receipt_is_gone_but_the_petition_stays(client, later):
    client.post(SUBMIT, filled())
    later(hours=25)
    response = client.get("/kien-nghi/gui/bien-nhan/")
    assert response.status_code == 410
    assert Petition.objects.exists()


def test_the_receipt_leads_to_its_own_petition_whatever_was_looked_up_since(client):
    receipt = client.post(SUBMIT, filled(), follow=True)
    sent, status = Petition.objects.get(), "Xem tình trạng"
    assert sent.body in follows(client, receipt, status).content.decode()
    other = Petition.objects.submit(declared_kind="report", body="Việc khác")
    client.post("/kien-nghi/tra-cuu/", {"code": other.code, "secret": other.secret})
    page = follows(client, receipt, status)
    assert page.redirect_chain == [(f"/kien-nghi/tra-cuu/?ma={sent.code}", 302)]
    assert f'value="{sent.code}"' in page.content.decode() and "đang mở đơn khác" in page.content.decode()


def test_each_tab_keeps_the_receipt_of_what_it_sent(client):
    address = [client.post(SUBMIT, filled(body=words))["Location"] for words in ("Cống tắc.", "Cây đổ.")]
    for petition, other, receipt in zip(
        Petition.objects.order_by("pk"), Petition.objects.order_by("-pk"), address, strict=True
    ):
        page = client.get(receipt).content.decode()
        assert petition.secret in page and other.secret not in page


def test_ending_the_look_ends_the_receipts_of_all_tabs_and_for_good(client):
    forms = [filled(body=words) for words in ("Cống tắc.", "Cây đổ.", "Mất nước.")]
    address = [client.post(SUBMIT, form)["Location"] for form in forms[:2]]
    client.post("/kien-nghi/cua-toi/ket-thuc/")
    assert [client.get(receipt).status_code for receipt in address] == [410, 410]
    client.post(SUBMIT, forms[2])
    client.post("/kien-nghi/cua-toi/ket-thuc/")
    for form in forms:
        assert client.post(SUBMIT, form)["Location"] == "/kien-nghi/tra-cuu/"


def test_a_stranger_sees_no_receipt(client):
    receipt = client.post(SUBMIT, filled())["Location"]
    assert Client().get(receipt).status_code == 410
    stranger = Client()
    stranger.post(SUBMIT, filled())
    assert stranger.get(receipt).status_code == 410


def test_photos_are_stored_under_names_of_our_own(client):
    client.post(SUBMIT, filled(attachments=[photo("nhà bà Lan.jpg"), photo("hai.jpg")]))
    first, second = Attachment.objects.all()
    assert first.name == "nhà bà Lan.jpg"
    assert "Lan" not in first.file.name and first.file.name.startswith("petitions/")
    assert Image.open(io.BytesIO(second.read())).size == (60, 40)


def test_a_good_photo_of_a_refused_form_need_not_be_chosen_again(client):
    form = filled(body="", attachments=[photo("den.jpg")])
    refused = client.post(SUBMIT, form)
    assert "den.jpg" in refused.content.decode()
    client.post(SUBMIT, filled(submission_id=form["submission_id"]))
    assert [file.name for file in Petition.objects.get().attachments.all()] == ["den.jpg"]


def test_a_bad_file_is_named_and_the_text_stays(client):
    bad = SimpleUploadedFile("virus.exe", b"MZ\x90", "application/octet-stream")
    response = client.post(SUBMIT, filled(attachments=[bad]))
    page = response.content.decode()
    assert response.status_code == 422
    assert "virus.exe" in page and "Đèn đường" in page


def test_near_a_full_disk_the_text_gets_through_without_the_files(client, settings):
    settings.UPLOAD_RESERVE_BYTES = 1 << 60
    receipt = client.post(SUBMIT, filled(attachments=[photo()]), follow=True)
    assert Petition.objects.get().attachments.count() == 0
    assert "Hiện không nhận được tệp đính kèm" in receipt.text


def test_a_short_mail_carries_code_and_due_date_but_no_words_and_no_secret(client):
    client.post(SUBMIT, filled(email="hoa@example.vn", full_name="Hồ Thị Hoa", consent_publish=""))
    petition = Petition.objects.get()
    Petition.objects.update(is_suspect=False)
    message = OutgoingMessage.objects.first()
    assert message is None  # sent at once after the form was made, it looks automatic and waits for a look
    petition = Petition.objects.submit(declared_kind="report", body="Cống nghẹt", email="hoa@example.vn")
    message = OutgoingMessage.objects.get()
    message.deliver()
    body = mail.outbox[0].body
    assert petition.code in body and f"{petition.due_on:%d/%m/%Y}" in body
    assert petition.secret not in body and "Cống" not in body
    assert mail.outbox[0].to == ["hoa@example.vn"]


def test_what_looks_automatic_is_received_but_held_for_a_look(client):
    client.post(SUBMIT, filled(website="http://spam.example"))
    assert Petition.objects.get().is_suspect


def test_somebody_who_takes_time_to_type_is_not_suspected(client, later):
    form = filled()
    later(seconds=30)
    client.post(SUBMIT, form)
    assert not Petition.objects.get().is_suspect


def test_many_from_one_address_are_held_for_a_look_and_none_is_refused(client, later):
    forms = [filled(place=f"Ngõ {number}") for number in range(4)]
    later(seconds=30)
    assert client.post(SUBMIT, forms.pop()).status_code == 302
    AttemptCount.objects.update(count=19)  # as after eighteen more within the hour
    assert [client.post(SUBMIT, form).status_code for form in forms] == [302] * 3
    assert list(Petition.objects.order_by("pk").values_list("is_suspect", flat=True)) == [False, False, True, True]


def test_a_denunciation_stands_nowhere_in_clear(client):
    form = filled(kind="denunciation", full_name="Trần Văn Mật", body="Ông Q nhận tiền của dân", place="Ngõ 9")
    page = client.post(SUBMIT, form | {"attachments": [photo("bang-chung.jpg")]}, follow=True).content.decode()
    petition = Petition.objects.get()
    assert petition.visibility == Visibility.CONFIDENTIAL
    assert (petition.title, petition.body, petition.full_name, petition.search_text) == ("", "", "", "")
    assert petition.words()["body"] == "Ông Q nhận tiền của dân"
    assert "Ông Q nhận tiền" in page  # its sender reads it once more
    attachment = petition.attachments.get()
    with attachment.file.open() as file:
        stored = file.read()
    # With the NUL that follows it in a JPEG: the four letters alone also turn up in base64 by chance.
    assert attachment.is_sealed and b"JFIF\0" not in stored and "bang-chung" not in attachment.name
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM petitions_petition p")
        assert "nhận tiền" not in cursor.fetchone()[0]


def test_no_mail_leaves_about_a_denunciation(client):
    Petition.objects.submit(declared_kind="denunciation", body="Việc Q", full_name="Mật", email="mat@example.vn")
    assert not OutgoingMessage.objects.exists()


def test_numbers_have_no_gap_when_a_sending_fails(client):
    Petition.objects.submit(declared_kind="report", body="một")
    with pytest.raises(TypeError):
        Petition.objects.submit(declared_kind="report", body="hai", no_such_field=1)
    third = Petition.objects.submit(declared_kind="report", body="ba")
    assert third.number == 2
    assert NumberSeries.objects.get(series="KN").last_number == 2


def test_the_form_page_is_kept_by_no_cache(client):
    assert "no-store" in client.get(SUBMIT)["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_eight_times_at_once_makes_one_petition():
    form, pages = filled(), []

    def send():
        pages.append(Client().post(SUBMIT, form, follow=True).content.decode())
        connection.close()

    at_once(send, 8)
    petition = Petition.objects.get()
    assert len(pages) == 8
    assert all(petition.secret in page for page in pages)


def test_after_ending_the_look_back_and_send_again_shows_nothing(client):
    form = filled()
    client.post(SUBMIT, form)
    client.post("/kien-nghi/cua-toi/ket-thuc/")
    response = client.post(SUBMIT, form, follow=True)
    assert response.redirect_chain[-1][0] == "/kien-nghi/tra-cuu/"
    assert Petition.objects.get().secret not in response.content.decode()


def test_a_reissued_secret_is_not_shown_where_the_old_one_was(client, lan):
    form = filled()
    client.post(SUBMIT, form)
    petition = Petition.objects.get()
    petition.reissue_secret(by=lan, nonce=new_nonce(), staff_note="Mất phiếu.")
    assert client.get("/kien-nghi/gui/bien-nhan/").status_code == 410
    for browser in (client, Client()):
        assert petition.secret not in browser.post(SUBMIT, form, follow=True).content.decode()


def test_a_session_planted_before_sending_sees_nothing_after_it(client):
    client.get(SUBMIT)
    client.session["planted"] = "x"
    planted = client.session
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.post(SUBMIT, filled())
    assert client.cookies["sessionid"].value != planted.session_key
