"""How editors write: the article, its photos, and what keeps two editors from undoing each other's work."""

import re
from datetime import datetime
from html import unescape
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminURLFieldWidget
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import linebreaks, strip_tags

from news.body import block_with_lists, with_lists
from news.models import Post, PostPhoto, sanitize
from wardportal.fields import NormalizedCharField
from wardportal.forms import new_submission_id, read_submission_id
from wardportal.models import WaitingUpload
from wardportal.models.upload import WAITING_AGE
from wardportal.text import normalize
from wardportal.upload_fields import UploadField, WaitedFile, drop_name, keep_file


class PostForm(forms.ModelForm):
    source_url = forms.URLField(
        label="Địa chỉ nguồn tin", required=False, assume_scheme="https", widget=AdminURLFieldWidget
    )
    publish_at = forms.SplitDateTimeField(
        label="Giờ đăng",
        required=False,
        widget=AdminSplitDateTime,
        help_text="Dùng khi bấm “Lưu và đăng”. Để trống: đăng ngay. Giờ chưa tới: bài tự hiện đúng giờ đó.",
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # The article as somebody else saved it while this form was open.
    saved_meanwhile: Post | None = None
    # Before points pasted from Word were made into lists.
    body_as_typed = ""

    class Meta:
        model = Post
        fields = ["title", "lead", "body", "category", "author_name", "source_name", "source_url"]
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "lead": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        }
        field_classes = {"title": NormalizedCharField, "lead": NormalizedCharField}

    class Media:
        css = {"all": ["css/components/news-admin.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.version
        if "publish_at" in self.fields and (first := self.instance.first_published_at):
            # Taken down to be put right, an article comes back where it was, not as news of today.
            self.fields["publish_at"].initial = first.replace(second=0, microsecond=0)

    def clean_body(self) -> str:
        """Without scripts the editor is a plain box: what is typed there gets its paragraphs here."""
        typed = self.cleaned_data["body"]
        html = typed if re.search("<[a-z]", typed) else linebreaks(typed, autoescape=True).replace("\n", "")
        body = sanitize(html)
        if not normalize(unescape(strip_tags(body))):
            raise forms.ValidationError("Xin nhập nội dung bài viết.", code="required")
        # What nobody touched stays as it is read.
        self.body_as_typed = body
        return body if normalize(body) == self.instance.body else with_lists(body)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._refuse_if_saved_meanwhile()
        return cleaned

    def keep_places_of_photos(self) -> None:
        """After saving: photos stay behind what they stood behind, though several points became one list."""
        if self.cleaned_data["body"] == self.body_as_typed:
            return
        for photo in self.instance.photos.exclude(after_block=None):
            photo.after_block = block_with_lists(self.body_as_typed, photo.after_block)
            photo.save(update_fields=["after_block"])

    def wanted_time(self) -> datetime | None:
        return self.cleaned_data.get("publish_at")

    def _refuse_if_saved_meanwhile(self) -> None:
        """Compare under a lock, so that of two editors who save at once the second one is told."""
        posts = Post.objects.select_related("updated_by").select_for_update(of=("self",))
        current = posts.get(pk=self.instance.pk)
        if self.cleaned_data.get("seen_version") == current.version:
            return
        self.saved_meanwhile = current
        self.data = {**self.data.dict(), self.add_prefix("seen_version"): str(current.version)}  # type: ignore[attr-defined]
        self.add_error(
            None,
            f"Bài này vừa được {current.updated_by} lưu sau khi đồng chí mở ra. Bản đã lưu hiện ở khung bên dưới; "
            "phần đồng chí viết vẫn còn nguyên trong các ô. Xin đối chiếu, sửa lại nếu cần rồi lưu lần nữa.",
        )


class PhotoInput(forms.FileInput):
    """A file input, above it the photo that waits from a refused try."""

    template_name = "wardportal/widgets/multiple_upload.html"
    waiting: WaitingUpload | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        row = self.waiting
        waiting = [{"pk": row.pk, "name": row.shown_name, "size": row.size}] if row else []
        context["widget"] |= {"waiting": waiting, "notice": "", "drop_name": drop_name(name)}
        return context


class PostPhotoForm(forms.ModelForm):
    """A photo of the article; when the article is refused, a good one waits under `kept` for the next try."""

    KEPT_AS = "photo"

    file = UploadField(
        label="Ảnh",
        pictures_only=True,
        widget=PhotoInput,
        help_text="JPG, PNG, HEIC hoặc WebP. Nơi chụp và máy chụp ghi trong ảnh được xóa khi lưu.",
        error_messages={"required": "Xin chọn một ảnh."},
    )
    kept = forms.CharField(label="Ảnh chờ", required=False, widget=forms.HiddenInput)

    waiting: WaitingUpload | None = None

    class Meta:
        model = PostPhoto
        fields = ["file", "alt", "caption", "credit", "is_lead", "after_block", "position"]
        widgets = {
            "alt": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "caption": forms.TextInput(attrs={"class": "vLargeTextField"}),
        }
        field_classes = {"alt": NormalizedCharField}
        error_messages = {"alt": {"required": "Xin mô tả ảnh, ví dụ: Bà con dọn vệ sinh trước nhà văn hóa."}}

    def full_clean(self) -> None:
        if self.is_bound:
            self._recall()
        super().full_clean()

    def _recall(self) -> None:
        """Take the photo that waits as if it had been chosen again, unless another was, or it is to be dropped."""
        box = self.add_prefix("file")
        submission = read_submission_id(str(self.data.get(self.add_prefix("kept"), "")), WAITING_AGE)
        rows = WaitingUpload.objects.waiting(submission, self.KEPT_AS) if submission else []
        self.waiting = next((row for row in rows if row.is_stored), None)
        if self.waiting is None or drop_name(box) in self.data:
            self._forget()
        elif not self.files.get(box):
            file = WaitedFile.of(self.waiting)
            self.files = self.files.copy()
            self.files[box] = SimpleUploadedFile(file.name, file.content, file.content_type)
            self.fields["file"].widget.waiting = self.waiting

    def keep_photo(self) -> None:
        """The article was refused, and no browser puts a file back into its box."""
        field: Any = self.fields["file"]
        if "file" in self.errors:
            # The one that should have taken its place was no good: what waits is shown, and can be dropped.
            field.widget.waiting = self.waiting
            return
        if field.cleaned is None or field.widget.waiting:
            return
        self._forget()
        fresh = new_submission_id()
        submission = read_submission_id(fresh)
        assert submission is not None
        row = keep_file(field.cleaned, submission_id=submission, field=self.KEPT_AS)
        if row is None:
            name = field.cleaned.name
            self.add_error("file", f"Bài chưa lưu được nên ảnh “{name}” chưa được giữ. Xin chọn lại ảnh này.")
            return
        self._remember(fresh)
        field.widget.waiting = row

    def save(self, commit: bool = True) -> PostPhoto:
        photo = super().save(commit)
        self._forget()
        return photo

    def _remember(self, kept: str) -> None:
        """Write into the form what it goes out again with."""
        if self.data.get(self.add_prefix("kept"), "") != kept:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("kept")] = kept  # type: ignore[index]

    def _forget(self) -> None:
        if self.waiting:
            WaitingUpload.objects.filter(pk=self.waiting.pk).discard()
        self.waiting = None
        self._remember("")


class PostPhotoFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        leads = [data for data in kept if data.get("is_lead") and not data.get("DELETE")]
        if len(leads) > 1:
            raise forms.ValidationError("Chỉ chọn một ảnh đại diện cho mỗi bài.")
