from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from news.models import Category, Post, PostPhoto, PostQuerySet
from wardportal.pages import ReadPage

PER_PAGE = 12
RELATED = 3
PHOTO_CACHE = "public, max-age=3600"


class PostListView(ReadPage, ListView):
    """The newest articles; `?truoc=<slug>` continues below the article last seen, so that no page is ever counted."""

    template_name = "news/post_list.html"
    context_object_name = "posts"
    category: Category | None = None

    def get_queryset(self) -> PostQuerySet:
        posts = Post.objects.published().select_related("category").prefetch_related("photos").newest_first()
        if slug := self.kwargs.get("slug"):
            self.category = get_object_or_404(Category, slug=slug)
            posts = posts.filter(category=self.category)
        if before := self.request.GET.get("truoc"):
            posts = posts.older_than(self._last_seen(before))
        return posts

    def _last_seen(self, slug: str) -> Post:
        """The article the reader came from, also where it was taken down meanwhile."""
        post = get_object_or_404(Post, slug=slug, first_published_at__lte=timezone.now())
        post.published_at = post.published_at or post.first_published_at
        return post

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.object_list[: PER_PAGE + 1])
        posts = found[:PER_PAGE]
        older_url = f"{self.request.path}?truoc={posts[-1].slug}" if len(found) > PER_PAGE else ""
        newest_url = self.request.path if "truoc" in self.request.GET else ""
        return super().get_context_data(
            object_list=posts,
            category=self.category,
            categories=list(Category.objects.all()),
            older_url=older_url,
            newest_url=newest_url,
            **kwargs,
        )


class PostView(ReadPage, DetailView):
    template_name = "news/post_detail.html"
    context_object_name = "post"

    def get_queryset(self) -> PostQuerySet:
        return Post.objects.published().select_related("category").prefetch_related("photos")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = Post.objects.published().filter(category=self.object.category).newest_first()
        newer = list(others.newer_than(self.object).order_by("published_at", "pk")[:RELATED])[::-1]
        older = list(others.older_than(self.object)[:RELATED])
        latest = Post.objects.published().newest_first().exclude(pk=self.object.pk)
        # The only one of its category leads on to those of all.
        alone = not newer and not older
        return super().get_context_data(newer=newer, older=older, latest=latest[:RELATED] if alone else (), **kwargs)


@require_safe
def photo(request: HttpRequest, token: str, width: int) -> HttpResponse:
    """Serve a photo of a published article; what is not published has no public address."""
    return photo_response(PostPhoto.objects.filter(post__in=Post.objects.published()), token, width, cache=PHOTO_CACHE)


def photo_response(photos: Any, token: str, width: int, *, cache: str) -> HttpResponse:
    found = get_object_or_404(photos, token=token)
    content = found.read(width)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": cache})
