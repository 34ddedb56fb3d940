"""Articles of the demo ward, written and published the way an editor does it."""

import json
from datetime import datetime, time, timedelta
from typing import Any, TextIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from news.forms import PostForm
from news.models import Category, Post, PostPhoto
from wardportal.models import User, Ward
from wardportal.pictures import draw
from wardportal.reference import DATA_DIR

TEXT_FIELDS = ("title", "lead", "author_name", "source_name", "source_url")


@transaction.atomic
def load_demo(out: TextIO, *, author: User) -> None:
    """Publish the articles that are not there yet; dates are counted back from today."""
    ward = Ward.objects.current()
    assert ward is not None, "setup_ward has run"
    articles = json.loads((DATA_DIR / "demo_news.json").read_text("utf-8"))
    known = set(Post.objects.values_list("title", flat=True))
    fresh = [article for article in articles if article["title"] not in known]
    for article in fresh:
        _publish(article, author=author, dialogue_day=ward.dialogue_day)
    out.write(f"Bài viết: {len(fresh)}\n")


def _publish(article: dict[str, Any], *, author: User, dialogue_day: int) -> None:
    body = "".join(article["body"])
    texts = {name: article[name].replace("{dialogue_day}", str(dialogue_day)) for name in TEXT_FIELDS}
    category = Category.objects.get(slug=article["category"])
    form = PostForm({**texts, "body": body, "category": category.pk})
    if not form.is_valid():
        raise ValueError(f"{article['title']}: {form.errors.as_text()}")
    post = form.save(commit=False)
    post.created_by = post.updated_by = author
    post.save()
    for position, photo in enumerate(article["photos"], start=1):
        _add_photo(post, position=position, **photo)
    post.publish(by=author, at=_moment(article))


def _add_photo(post: Post, *, scene: str, seed: int = 1, **details: Any) -> None:
    PostPhoto.objects.create(post=post, file=ContentFile(draw(scene, seed), name=f"{scene}.jpg"), **details)


def _moment(article: dict[str, Any]) -> datetime:
    if "published_at" in article:
        return datetime.fromisoformat(article["published_at"])
    day = timezone.localdate() - timedelta(days=article["days_ago"])
    return timezone.make_aware(datetime.combine(day, time(article["hour"])))
