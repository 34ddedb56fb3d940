"""How editors write: the article, its photos, and what keeps two editors from undoing each other's work."""

import re
from datetime import datetime
from html import unescape
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminURLFieldWidget
from django.utils.html import linebreaks, strip_tags

from news.body import with_lists
from news.models import Post, PostPhoto, sanitize
from wardportal.fields import NormalizedCharField
from wardportal.text import normalize
from wardportal.upload_fields import UploadField


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
        body = with_lists(sanitize(html))
        if not normalize(unescape(strip_tags(body))):
            raise forms.ValidationError("Xin nhập nội dung bài viết.", code="required")
        return body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._refuse_if_saved_meanwhile()
        return cleaned

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


class PostPhotoForm(forms.ModelForm):
    file = UploadField(
        label="Ảnh",
        pictures_only=True,
        widget=forms.FileInput,
        help_text="JPG, PNG, HEIC hoặc WebP. Nơi chụp và máy chụp ghi trong ảnh được xóa khi lưu.",
        error_messages={"required": "Xin chọn một ảnh."},
    )

    class Meta:
        model = PostPhoto
        fields = ["file", "alt", "caption", "credit", "is_lead", "after_block", "position"]
        widgets = {
            "alt": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "caption": forms.TextInput(attrs={"class": "vLargeTextField"}),
        }
        field_classes = {"alt": NormalizedCharField}
        error_messages = {"alt": {"required": "Xin mô tả ảnh, ví dụ: Bà con dọn vệ sinh trước nhà văn hóa."}}

    def tell_that_it_is_gone(self) -> None:
        """The article was refused: no browser puts a file back into its box."""
        chosen = self.files.get(self.add_prefix("file"))
        if chosen and "file" not in self.errors:
            self.add_error("file", f"Bài chưa lưu được nên ảnh “{chosen.name}” chưa được giữ. Xin chọn lại ảnh này.")


class PostPhotoFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        leads = [data for data in kept if data.get("is_lead") and not data.get("DELETE")]
        if len(leads) > 1:
            raise forms.ValidationError("Chỉ chọn một ảnh đại diện cho mỗi bài.")
