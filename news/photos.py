"""Photos of articles: stored once, made into the widths that screens need, shown only with their article."""

import secrets
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from PIL import Image

from wardportal.text import normalize_line
from wardportal.uploads.sizes import WIDTHS, resized


def new_token() -> str:
    return secrets.token_hex(10)


def photo_path(photo: "PostPhoto", filename: str) -> str:
    return photo.variant_name("original")


class PostPhoto(models.Model):
    """A photo of an article with the words that stand for it and under it."""

    post = models.ForeignKey("news.Post", models.CASCADE, related_name="photos", verbose_name="bài viết")
    token = models.CharField(max_length=20, unique=True, editable=False, default=new_token)
    file = models.FileField("ảnh", upload_to=photo_path, max_length=120)
    alt = models.CharField(
        "mô tả ảnh",
        max_length=200,
        help_text="Nói trong ảnh có gì, cho người không nhìn thấy ảnh. Ví dụ: Bà con dọn vệ sinh trước nhà văn hóa.",
    )
    caption = models.CharField("chú thích", max_length=300, blank=True, help_text="Dòng chữ hiện dưới ảnh.")
    credit = models.CharField("người chụp", max_length=120, blank=True)
    is_lead = models.BooleanField("ảnh đại diện", default=False, help_text="Ảnh đầu bài và trong danh sách tin.")
    after_block = models.PositiveSmallIntegerField(
        "đặt sau đoạn thứ",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Đếm từ 1, không tính tiêu đề. Để trống: đặt cuối bài.",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.caption or self.alt

    def save(self, *args: Any, **kwargs: Any) -> None:
        for name in ("alt", "caption", "credit"):
            setattr(self, name, normalize_line(getattr(self, name)))
        if self.file._committed:  # type: ignore[attr-defined]
            super().save(*args, **kwargs)
        else:
            self._save_with_new_file(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._remove_files_on_commit()
        return super().delete(*args, **kwargs)

    @property
    def widths(self) -> list[int]:
        """The widths in which the photo exists, smallest first; never larger than it came."""
        return [*(width for width in WIDTHS if width < self.width), min(self.width, WIDTHS[-1])][: len(WIDTHS)]

    def address(self, width: int) -> str:
        """Return where this width is served: publicly only while the article is."""
        name = "news:photo" if self.post.is_published() else "admin:news_post_photo"
        return reverse(name, args=[self.token, width])

    @property
    def src(self) -> str:
        return self.address(self.widths[min(1, len(self.widths) - 1)])

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.address(width)} {width}w" for width in self.widths)

    def variant_name(self, variant: str | int) -> str:
        return f"news/{self.token}/{variant}.jpg"

    def read(self, width: int) -> bytes | None:
        """Return the picture in this width; None when there is none."""
        name = self.variant_name(width)
        if width not in self.widths or not self.file.storage.exists(name):
            return None
        with self.file.storage.open(name) as file:
            return file.read()

    def _save_with_new_file(self, *args: Any, **kwargs: Any) -> None:
        """Store the picture under a new token: what is cached under the old one must not stand for it."""
        if self.pk:
            PostPhoto.objects.get(pk=self.pk)._remove_files_on_commit()
        self.token = new_token()
        with Image.open(self.file) as opened:
            picture = _on_white(opened)
        self.width, self.height = picture.size
        self.file.seek(0)
        for width in self.widths:
            self.file.storage.save(self.variant_name(width), ContentFile(resized(picture, width)))
        super().save(*args, **kwargs)

    def _remove_files_on_commit(self) -> None:
        for name in (str(self.file.name), *(self.variant_name(width) for width in self.widths)):
            transaction.on_commit(partial(self.file.storage.delete, name), robust=True)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture as JPEG can hold it; what is transparent becomes white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        ground.alpha_composite(layer)
        return ground.convert("RGB")
    return picture.convert("RGB")
