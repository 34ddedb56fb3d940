import uuid
from datetime import timedelta

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.template import engines
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from tests.wardportal.uploading import image_bytes, sent
from wardportal.forms import OnceForm, new_submission_id
from wardportal.models import WaitingUpload
from wardportal.sealing import unseal
from wardportal.upload_fields import KeepsUploads, MultipleUploadField, UploadField

pytestmark = pytest.mark.django_db
PHOTO = image_bytes("JPEG")


class SendForm(KeepsUploads, OnceForm):
    body = forms.CharField()
    attachments = MultipleUploadField(label="Tệp đính kèm", required=False)


def send(*files, body="", submission=None, **typed):
    data = {"submission_id": [submission or new_submission_id()], "body": [body]} | typed
    return SendForm(MultiValueDict(data), MultiValueDict({"attachments": list(files)}))


def photo(name="ảnh.jpg"):
    return sent(name, PHOTO)


def drawn(form):
    return engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}").render({"form": form})


def names(form):
    return [file.name for file in form.uploads("attachments")]


def test_several_files_are_taken():
    form = send(photo("a.jpg"), photo("b.png"), body="Đường hỏng")
    assert form.is_valid(), form.errors
    assert names(form) == ["a.jpg", "b.jpg"]


def test_no_file_is_fine_where_none_is_required():
    form = send(body="Đường hỏng")
    assert form.is_valid()
    assert form.uploads("attachments") == []
    assert form.upload_notice == ""


def test_what_a_script_left_out_is_told_by_the_next_page():
    told = "Tệp “lon.jpg” nặng 12 MB, mỗi tệp chỉ được tối đa 10 MB nên đã bỏ ra."
    refused = send(left_out_attachments=[told])
    assert f'<p class="upload-notice" role="status">{told}</p>' in drawn(refused)
    taken = send(body="Đường hỏng", left_out_attachments=[told])
    assert taken.is_valid() and taken.upload_notice == told


def test_the_input_takes_several_files_and_offers_the_camera():
    html = drawn(SendForm())
    assert 'type="file"' in html
    assert " multiple" in html
    assert 'accept="image/*,.heic,.heif,.pdf,.docx"' in html
    assert "tối đa 5 tệp, mỗi tệp không quá 10 MB" in html
    assert "drop_attachments" not in html
    assert "xin chụp trước, rồi chọn tất cả cùng một lúc" in html


def test_a_bad_file_is_named_and_the_good_ones_are_kept():
    form = send(photo("tốt.jpg"), sent("xấu.exe", b"MZ"), sent("rỗng.pdf", b""), body="Đường hỏng")
    errors = form.errors["attachments"]
    assert len(errors) == 2
    assert "xấu.exe" in errors[0]
    assert "rỗng.pdf" in errors[1]
    assert [row.shown_name for row in WaitingUpload.objects.all()] == ["tốt.jpg"]


def test_more_files_than_the_ward_allows_are_refused_and_the_first_ones_kept():
    form = send(*[photo(f"{n}.jpg") for n in range(6)], body="Đường hỏng")
    assert "tối đa 5 tệp" in form.errors["attachments"][0]
    assert WaitingUpload.objects.count() == 5


def test_good_files_of_a_refused_form_count_at_the_next_try():
    submission = new_submission_id()
    first = send(photo("a.jpg"), submission=submission)
    assert not first.is_valid()
    html = drawn(first)
    assert "a.jpg" in html
    assert f'name="drop_attachments" value="{WaitingUpload.objects.get().pk}"' in html
    second = send(photo("b.jpg"), body="Đường hỏng", submission=submission)
    assert second.is_valid(), second.errors
    assert names(second) == ["a.jpg", "b.jpg"]
    assert second.uploads("attachments")[0].content[:2] == b"\xff\xd8"
    assert second.uploads("attachments")[0].extension == "jpg"


def test_files_that_wait_fulfil_a_required_field():
    class RequiredForm(SendForm):
        attachments = MultipleUploadField(label="Ảnh")

    submission = new_submission_id()
    send(photo(), submission=submission).is_valid()
    data = MultiValueDict({"submission_id": [submission], "body": ["Đường hỏng"]})
    assert RequiredForm(data, MultiValueDict()).is_valid()
    data["submission_id"] = new_submission_id()
    assert "attachments" in RequiredForm(data, MultiValueDict()).errors


def test_a_file_that_waits_can_be_dropped(django_capture_on_commit_callbacks):
    submission = new_submission_id()
    send(photo("a.jpg"), photo("b.jpg"), submission=submission).is_valid()
    unwanted = WaitingUpload.objects.earliest("pk")
    with django_capture_on_commit_callbacks(execute=True):
        form = send(body="Đường hỏng", submission=submission, drop_attachments=[str(unwanted.pk), "x", "9" * 30])
        assert form.is_valid()
    assert names(form) == ["b.jpg"]
    assert not default_storage.exists(unwanted.file.name)


def test_nobody_sees_or_drops_what_waits_under_another_id():
    send(photo("riêng.jpg")).is_valid()
    (kept,) = WaitingUpload.objects.all()
    other = send(drop_attachments=[str(kept.pk)])
    assert "riêng.jpg" not in drawn(other)
    assert WaitingUpload.objects.filter(pk=kept.pk).exists()


def test_a_made_up_id_keeps_and_finds_nothing():
    send(photo("riêng.jpg")).is_valid()
    forged = send(photo("b.jpg"), submission=uuid.uuid4().hex, body="Đường hỏng")
    assert not forged.is_valid()
    assert "riêng.jpg" not in drawn(forged)


def test_what_waited_is_forgotten_once_the_form_is_taken(django_capture_on_commit_callbacks):
    submission = new_submission_id()
    send(photo(), submission=submission).is_valid()
    stored = WaitingUpload.objects.get().file.name
    form = send(body="Đường hỏng", submission=submission)
    assert form.is_valid()
    with django_capture_on_commit_callbacks(execute=True):
        form.consume_uploads()
    assert not WaitingUpload.objects.exists()
    assert not default_storage.exists(stored)


def test_files_that_wait_count_towards_the_limit():
    submission = new_submission_id()
    send(*[photo(f"{n}.jpg") for n in range(4)], submission=submission).is_valid()
    form = send(photo("5.jpg"), photo("6.jpg"), body="Đường hỏng", submission=submission)
    assert "tính cả 4 tệp" in form.errors["attachments"][0]
    assert WaitingUpload.objects.count() == 5


def test_a_view_that_refuses_a_valid_form_can_let_its_files_wait():
    form = send(photo(), body="Đường hỏng")
    assert form.is_valid()
    form.add_error(None, "Gửi quá nhiều lần.")
    form.keep_uploads()
    form.keep_uploads()
    assert WaitingUpload.objects.count() == 1


def test_after_a_day_what_waited_no_longer_counts_and_is_removed(django_capture_on_commit_callbacks):
    submission = new_submission_id()
    send(photo(), submission=submission).is_valid()
    (old,) = WaitingUpload.objects.all()
    WaitingUpload.objects.update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    send(photo("mới.jpg")).is_valid()
    form = send(body="Đường hỏng", submission=submission)
    assert form.is_valid()
    assert names(form) == []
    with django_capture_on_commit_callbacks(execute=True):
        assert WaitingUpload.objects.forget_old() == 1
    assert not default_storage.exists(old.file.name)
    assert WaitingUpload.objects.get().shown_name == "mới.jpg"


def test_a_waiting_file_lost_from_the_disk_is_left_out():
    submission = new_submission_id()
    send(photo(), submission=submission).is_valid()
    default_storage.delete(WaitingUpload.objects.get().file.name)
    form = send(body="Đường hỏng", submission=submission)
    assert form.is_valid()
    assert names(form) == []


def test_what_waits_lies_sealed_on_the_disk_and_in_the_row():
    submission = new_submission_id()
    send(photo("Tố cáo ông X.jpg"), submission=submission).is_valid()
    row = WaitingUpload.objects.get()
    with row.file.open() as stored:
        sealed = stored.read()
    # With the NUL that follows it in a JPEG: the four letters alone also turn up in base64 by chance.
    assert not sealed.startswith(b"\xff\xd8") and b"JFIF\0" not in sealed
    assert "X" not in str(row) and "Tố cáo" not in row.name
    again = send(body="Đường hỏng", submission=submission)
    assert again.is_valid()
    (recalled,) = again.uploads("attachments")
    assert (recalled.name, recalled.size) == ("Tố cáo ông X.jpg", len(recalled.content))
    assert recalled.content == unseal(sealed)


def test_the_longest_name_waits_too():
    send(photo(f"{'𝕏' * 200}.jpg")).is_valid()
    assert len(WaitingUpload.objects.get().shown_name) == 100


def test_the_stored_name_says_nothing_of_the_senders():
    send(photo("Nguyễn Văn Bí Mật.jpg")).is_valid()
    path = WaitingUpload.objects.get().file.name
    assert path.startswith("waiting/")
    assert path.endswith(".jpg")
    assert "M" not in path


def test_when_enough_files_wait_no_more_are_kept_and_the_form_says_so(settings):
    settings.WAITING_UPLOADS_MAX_BYTES = 10
    form = send(photo())
    assert not form.is_valid()
    assert not WaitingUpload.objects.exists()
    assert "1 tệp tốt chưa giữ lại được" in form.upload_notice
    assert "chưa giữ lại được" in drawn(form)


def test_on_a_nearly_full_disk_the_text_is_taken_without_the_files(settings):
    settings.UPLOAD_RESERVE_BYTES = 10**18
    form = send(photo(), body="Đường hỏng")
    assert form.is_valid()
    assert form.uploads("attachments") == []
    assert "Hiện không nhận được tệp" in form.upload_notice
    assert not WaitingUpload.objects.exists()


def test_on_a_nearly_full_disk_the_form_says_so_before_anybody_chose_a_file(settings):
    settings.UPLOAD_RESERVE_BYTES = 10**18
    assert "Hiện không nhận được tệp" in drawn(SendForm())
    form = send(body="Đường hỏng")
    assert form.is_valid()
    assert form.upload_notice == ""


class OnePhotoForm(forms.Form):
    photo = UploadField(pictures_only=True)


def test_a_single_photo_field_gives_a_cleaned_file():
    form = OnePhotoForm({}, {"photo": photo("lễ.png")})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["photo"].name == "lễ.jpg"
    assert form.fields["photo"].cleaned.width == 300


def test_a_single_photo_field_refuses_what_is_no_photo():
    form = OnePhotoForm({}, {"photo": sent("a.pdf", b"%PDF-1.4")})
    assert "không phải là ảnh" in form.errors["photo"][0]


def test_a_single_photo_field_leaves_the_stored_one_alone():
    form = OnePhotoForm({}, {}, initial={"photo": "stored.jpg"})
    assert form.is_valid()
    assert form.cleaned_data["photo"] == "stored.jpg"
