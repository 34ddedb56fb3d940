"""Photos of a session: taken in cleaned, shown to the public only on a ground that was written down."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView, View

from dialogues.admin.pages import admin_url
from dialogues.admin.session_pages import KeepersPage
from dialogues.decisions.base import one_line
from dialogues.models import DialogueSession, SessionPhoto
from dialogues.status import SessionStatus
from wardportal.forms import SubmissionForm, WardForm
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.upload_fields import UploadField
from wardportal.uploads import CleanFile, serve_file
from wardportal.uploads.kinds import JPEG

DETAILS = ("caption", "alt", "consent_basis", "shows_children", "children_consent")


class PhotoForm(WardForm):
    """What must be known of a photo; on what ground it may be shown can follow before it is."""

    caption = one_line("Chú thích", "Nhập chú thích.", max_length=200)
    alt = one_line(
        "Mô tả cho người không nhìn thấy ảnh",
        "Mô tả ảnh cho người không nhìn thấy.",
        max_length=200,
        help_text="Trong ảnh có gì, ví dụ: hội trường, khoảng 40 người ngồi nghe.",
    )
    consent_basis = one_line(
        "Căn cứ đồng ý",
        max_length=200,
        help_text="Bắt buộc trước khi công khai. Ví dụ: đã thông báo chụp ảnh tại buổi, không ai phản đối.",
    )
    shows_children = forms.BooleanField(label="Có trẻ em nhận ra được", required=False)
    children_consent = forms.BooleanField(label="Trẻ từ 7 tuổi và người đại diện đã đồng ý", required=False)


class NewPhotoForm(SubmissionForm, PhotoForm):
    file = UploadField(label="Ảnh", pictures_only=True, error_messages={"required": "Chọn một ảnh."})

    field_order = ["file", *DETAILS]

    def save(self, session: DialogueSession, *, by: User) -> SessionPhoto:
        details = {name: self.cleaned_data[name] for name in (*DETAILS, "submission_id")}
        return SessionPhoto.objects.add(session, self._file, by=by, **details)

    @property
    def _file(self) -> CleanFile:
        return self.fields["file"].cleaned  # type: ignore[attr-defined]

    def says_only(self, sent: SessionPhoto) -> bool:
        typed = {name: self.cleaned_data[name] for name in DETAILS}
        return typed == details_of(sent) and self._file.size == sent.file.size


class RemovePhotoForm(WardForm):
    reason = one_line(
        "Lý do xóa",
        "Ghi lý do xóa ảnh.",
        max_length=300,
        help_text="Ví dụ: người trong ảnh yêu cầu. Chỉ cán bộ đọc được; xin không nêu tên người ấy.",
    )


class PhotosView(KeepersPage, TemplateView):
    template_name = "admin/dialogues/photos.html"
    page_title = "Ảnh"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = kwargs.pop("sent", {})
        photos = [
            (
                photo,
                sent.get(("save", photo.pk)) or PhotoForm(initial=details_of(photo), prefix=f"anh-{photo.pk}"),
                sent.get(("remove", photo.pk)) or RemovePhotoForm(prefix=f"xoa-{photo.pk}"),
            )
            for photo in self.row.photos.select_related("added_by", "published_by")
        ]
        kwargs.setdefault("form", None)
        kwargs["form"] = kwargs["form"] or NewPhotoForm()
        may_add = self.row.status not in (SessionStatus.PLANNED, SessionStatus.CANCELLED)
        return super().get_context_data(photos=photos, may_add=may_add, is_shown=self._is_shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "add" in request.POST:
            return self._add()
        for action in ("save", "publish", "hide", "remove"):
            if key := request.POST.get(action):
                return self._change(action, key)
        raise Http404

    def _add(self) -> HttpResponse:
        form = NewPhotoForm(self.request.POST, self.request.FILES)
        sent = SessionPhoto.objects.filter(submission_id=form.submission_uuid).first() if form.submission_uuid else None
        if sent and not (form.repeats(sent) and sent.session_id == self.row.pk):
            form.add_error(None, "Trang này đã thêm một ảnh khác. Nếu đây là ảnh nữa, xin chọn lại tệp rồi bấm thêm.")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if sent is None:
            with suppress(IntegrityError), transaction.atomic():  # the second of two presses at once adds none
                form.save(self.row, by=self.user)
        messages.success(self.request, "Đã thêm ảnh, chưa công khai.")
        return redirect(admin_url(self.row, "photos"))

    def _change(self, action: str, key: str) -> HttpResponse:
        photo = get_object_or_404(self.row.photos, pk=plain_number(key))
        if action == "remove":
            return self._remove(photo)
        if action == "hide":
            photo.hide(by=self.user)
            messages.success(self.request, "Đã gỡ ảnh khỏi cổng. Muốn công khai lại, xin ghi lại căn cứ đồng ý.")
            return redirect(admin_url(self.row, "photos"))
        form = PhotoForm(self.request.POST, prefix=f"anh-{photo.pk}")
        if not form.is_valid() or not self._keep(photo, form, publish=action == "publish"):
            return self.render_to_response(self.get_context_data(sent={("save", photo.pk): form}), status=422)
        messages.success(self.request, self._told() if action == "publish" else "Đã lưu.")
        return redirect(admin_url(self.row, "photos"))

    def _remove(self, photo: SessionPhoto) -> HttpResponse:
        form = RemovePhotoForm(self.request.POST, prefix=f"xoa-{photo.pk}")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(sent={("remove", photo.pk): form}), status=422)
        photo.remove(form.cleaned_data["reason"], by=self.user)
        messages.success(self.request, "Đã xóa hẳn ảnh. Lịch sử của buổi ghi ai xóa, vì sao.")
        return redirect(admin_url(self.row, "photos"))

    @property
    def _is_shown(self) -> bool:
        """Whether published photos are on the portal by now: they come with the minutes."""
        return self.row.status == SessionStatus.CONCLUDED

    def _told(self) -> str:
        if self._is_shown:
            return "Ảnh đang hiện trên cổng."
        return "Ảnh sẽ hiện trên cổng khi biên bản được duyệt."

    def _keep(self, photo: SessionPhoto, form: PhotoForm, *, publish: bool) -> bool:
        try:
            photo.describe(by=self.user, publish=publish, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return False
        return True


def details_of(photo: SessionPhoto) -> dict[str, Any]:
    return {name: getattr(photo, name) for name in DETAILS}


class PhotoFileView(KeepersPage, View):
    """The photo itself, for those who work with it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        row = get_object_or_404(self.row.photos, pk=photo)
        return serve_file(row.file, name=f"anh-{row.pk}.jpg", content_type=JPEG.content_type, inline=True)
