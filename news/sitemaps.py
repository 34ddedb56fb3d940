from datetime import datetime

from django.contrib.sitemaps import Sitemap

from news.models import Post, PostQuerySet


class PostSitemap(Sitemap):
    changefreq = "monthly"

    def items(self) -> PostQuerySet:
        return Post.objects.published().newest_first()

    def lastmod(self, post: Post) -> datetime:
        return post.updated_at
