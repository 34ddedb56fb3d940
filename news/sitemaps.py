from datetime import datetime

from django.contrib.sitemaps import Sitemap

from news.models import Post, PostQuerySet


class PostSitemap(Sitemap):
    changefreq = "monthly"
    limit = 1000

    def items(self) -> PostQuerySet:
        return Post.objects.published().only("slug", "published_at", "updated_at").newest_first()

    def get_latest_lastmod(self) -> datetime | None:
        newest = Post.objects.published().order_by("-updated_at").values_list("updated_at", flat=True)
        return newest.first()

    def lastmod(self, post: Post) -> datetime:
        return post.updated_at
