"""What the ward tells: articles with their photos, under categories."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django_prose_editor.fields import ProseEditorField, create_sanitizer

from news.body import cut_blocks
from news.photos import PostPhoto
from wardportal.models import User
from wardportal.text import fold, normalize, normalize_line, slugify_vi
from wardportal.turns import take_turn

__all__ = ["Category", "Post", "PostPhoto"]

EDITOR = {
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}
sanitize = create_sanitizer(EDITOR)


class Category(models.Model):
    """A heading under which articles are found."""

    name = models.CharField("tên", max_length=80)
    slug = models.SlugField(
        "địa chỉ trang",
        max_length=80,
        unique=True,
        blank=True,
        help_text="Để trống để lấy theo tên. Đã lưu thì không đổi nữa.",
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=100)

    class Meta:
        verbose_name = "chuyên mục"
        verbose_name_plural = "chuyên mục"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:category", args=[self.slug])

    def clean(self) -> None:
        self.name = normalize_line(self.name)
        self.slug = self.slug or slugify_vi(self.name)[:80]
        if not self.slug:
            raise ValidationError({"name": "Xin đặt tên có chữ cái hoặc chữ số, để có địa chỉ trang."})


class PostQuerySet(models.QuerySet["Post"]):
    def published(self, at: datetime | None = None) -> "PostQuerySet":
        return self.filter(published_at__lte=at or timezone.now())

    def scheduled(self, at: datetime | None = None) -> "PostQuerySet":
        return self.filter(published_at__gt=at or timezone.now())

    def drafts(self) -> "PostQuerySet":
        return self.filter(published_at=None)

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")

    def older_than(self, post: "Post") -> "PostQuerySet":
        return self.filter(published_at__lte=post.published_at).exclude(published_at=post.published_at, pk__gte=post.pk)

    def newer_than(self, post: "Post") -> "PostQuerySet":
        return self.filter(published_at__gte=post.published_at).exclude(published_at=post.published_at, pk__lte=post.pk)

    def matching(self, text: str) -> "PostQuerySet":
        """Articles with all words of the text, with or without marks."""
        return self.annotate(words=SearchVector("search_text", config="simple")).filter(
            words=SearchQuery(fold(text), config="simple")
        )


class Post(models.Model):
    """An article: a draft until it is published; published at a time to come, it waits for it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Nháp"
        SCHEDULED = "scheduled", "Hẹn giờ"
        PUBLISHED = "published", "Đã đăng"

    # Words the addresses under /tin-tuc/ use themselves.
    RESERVED_SLUGS = frozenset({"anh", "chuyen-muc", "rss"})
    SLUG_LENGTH = 80

    title = models.CharField("tiêu đề", max_length=300)
    slug = models.SlugField("địa chỉ trang", max_length=SLUG_LENGTH + 10, unique=True, editable=False)
    lead = models.TextField(
        "tóm tắt",
        validators=[MaxLengthValidator(1000)],
        help_text="Hai, ba câu nói hết ý chính; hiện ở đầu bài và trong danh sách tin.",
    )
    body = ProseEditorField("nội dung", extensions=EDITOR, sanitize=True, validators=[MaxLengthValidator(200_000)])
    category = models.ForeignKey(Category, models.PROTECT, related_name="posts", verbose_name="chuyên mục")
    author_name = models.CharField("tác giả", max_length=120, blank=True, help_text="Tên hiện dưới bài.")
    source_name = models.CharField(
        "nguồn tin", max_length=160, blank=True, help_text="Chỉ ghi khi lấy lại tin của nơi khác."
    )
    source_url = models.URLField("địa chỉ nguồn tin", blank=True)
    published_at = models.DateTimeField("đăng lúc", null=True, editable=False)
    first_published_at = models.DateTimeField("đăng lần đầu lúc", null=True, editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="posts_created", verbose_name="người viết", editable=False
    )
    created_at = models.DateTimeField("viết lúc", auto_now_add=True)
    updated_by = models.ForeignKey(
        User, models.PROTECT, related_name="posts_updated", verbose_name="người sửa gần nhất", editable=False
    )
    updated_at = models.DateTimeField("sửa lúc", auto_now=True)
    version = models.PositiveIntegerField("lần lưu", default=1, editable=False)
    search_text = models.TextField(editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "bài viết"
        verbose_name_plural = "bài viết"
        ordering = [F("published_at").desc(nulls_first=True), "-pk"]
        permissions = [("publish_post", "Đăng và gỡ bài viết")]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="post_newest_first"),
            models.Index(fields=["category", "-published_at", "-id"], name="post_newest_in_category"),
            GinIndex(SearchVector("search_text", config="simple"), name="post_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(first_published_at__isnull=False),
                name="post_published_has_first_time",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the article; its address follows the title until it is first published, then never changes."""
        self._tidy()
        self.search_text = fold(f"{self.title} {self.lead} {strip_tags(self.body.replace('<', ' <'))}")
        if self.pk is not None:
            self.version += 1
        with transaction.atomic():
            if not self.first_published_at:
                self.slug = self._free_slug()
            super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("news:post", args=[self.slug])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        for photo in self.photos.all():
            photo.delete()
        return super().delete(*args, **kwargs)

    def state(self, at: datetime | None = None) -> State:
        if self.published_at is None:
            return self.State.DRAFT
        return self.State.PUBLISHED if self.is_published(at) else self.State.SCHEDULED

    def is_published(self, at: datetime | None = None) -> bool:
        return self.published_at is not None and self.published_at <= (at or timezone.now())

    @property
    def lead_photo(self) -> PostPhoto | None:
        photos = list(self.photos.all())
        return next((photo for photo in photos if photo.is_lead), photos[0] if photos else None)

    def blocks(self) -> list[tuple[str, list[PostPhoto]]]:
        """Return the text block by block, each with the photos that follow it; the others stand after the last."""
        blocks = cut_blocks(self.body)
        places: list[list[PostPhoto]] = [[] for _ in blocks]
        for photo in self.photos.all():
            if blocks and photo != self.lead_photo:
                places[min(photo.after_block or len(blocks), len(blocks)) - 1].append(photo)
        return list(zip(blocks, places, strict=True))

    @transaction.atomic
    def publish(self, *, by: User, at: datetime | None = None) -> None:
        """Show the article from this time on (now when not given; a time to come makes it wait)."""
        row = self._locked()
        if row.published_at:
            raise ValidationError(f"Bài “{self.title}” đã được đăng hoặc đã hẹn giờ đăng.")
        moment = at or timezone.now()
        self._move(row, by=by, published_at=moment, first_published_at=row.first_published_at or moment)

    @transaction.atomic
    def unpublish(self, *, by: User) -> None:
        """Take the article down; its address stays its own. One that only waited for its hour was never published."""
        row = self._locked()
        if not row.published_at:
            raise ValidationError(f"Bài “{self.title}” chưa được đăng.")
        was_read = row.first_published_at and row.first_published_at <= timezone.now()
        self._move(row, by=by, published_at=None, first_published_at=row.first_published_at if was_read else None)

    def _locked(self) -> "Post":
        return Post.objects.select_for_update().get(pk=self.pk)

    def _move(
        self, row: "Post", *, by: User, published_at: datetime | None, first_published_at: datetime | None
    ) -> None:
        self.published_at, self.first_published_at = published_at, first_published_at
        self.slug, self.version, self.updated_by = row.slug, row.version + 1, by
        super().save(
            update_fields=["published_at", "first_published_at", "version", "updated_by", "updated_at"],
        )

    def _tidy(self) -> None:
        for name in ("title", "author_name", "source_name"):
            setattr(self, name, normalize_line(getattr(self, name)))
        self.lead = normalize(self.lead)
        self.body = sanitize(normalize(self.body))

    def _free_slug(self) -> str:
        """Return the address made from the title, with a number where it is taken; others wait until we are stored."""
        take_turn("addresses of articles")
        base = _shortened(slugify_vi(self.title), self.SLUG_LENGTH) or "bai-viet"
        others = Post.objects.exclude(pk=self.pk).filter(slug__startswith=base)
        taken = {*others.values_list("slug", flat=True), *self.RESERVED_SLUGS}
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def _shortened(slug: str, length: int) -> str:
    """Return the slug cut between words."""
    return slug if len(slug) <= length else slug[: length + 1].rpartition("-")[0] or slug[:length]
