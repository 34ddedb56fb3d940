from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse

from news.models import Post
from wardportal.models import Ward

LENGTH = 20


class LatestPostsFeed(Feed):
    """The newest articles for feed readers; addresses come from the settings, so every reader gets the same bytes."""

    language = "vi"

    def title(self) -> str:
        ward = Ward.objects.current()
        return f"Tin tức – {ward}" if ward else "Tin tức"

    def description(self) -> str:
        return "Tin mới trên cổng thông tin của phường"

    def link(self) -> str:
        return settings.SITE_URL + reverse("news:list")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("news:feed")

    def items(self) -> QuerySet[Post]:
        return Post.objects.published().select_related("category").newest_first()[:LENGTH]

    def item_title(self, item: Post) -> str:
        return item.title

    def item_description(self, item: Post) -> str:
        return item.lead

    def item_link(self, item: Post) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_author_name(self, item: Post) -> str:
        return item.author_name

    def item_categories(self, item: Post) -> list[str]:
        return [item.category.name]

    def item_pubdate(self, item: Post) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.updated_at
