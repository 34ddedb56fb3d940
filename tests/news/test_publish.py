from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.models import Post
from tests.factories.news import PostFactory

pytestmark = pytest.mark.django_db


def test_publishing_shows_the_article_from_now_on(editor):
    post = PostFactory()
    post.publish(by=editor)
    assert post.is_published()
    assert list(Post.objects.published()) == [post]
    assert Post.objects.get().updated_by == editor


def test_an_article_with_a_time_to_come_waits_for_it(editor):
    post = PostFactory()
    tomorrow = timezone.now() + timedelta(days=1)
    post.publish(by=editor, at=tomorrow)
    assert post.state() == Post.State.SCHEDULED
    assert list(Post.objects.scheduled()) == [post]
    assert not Post.objects.published().exists()
    assert list(Post.objects.published(at=tomorrow)) == [post]


def test_an_old_article_keeps_the_time_it_had(editor):
    post = PostFactory()
    then = timezone.now() - timedelta(days=900)
    post.publish(by=editor, at=then)
    assert Post.objects.get().published_at == then


def test_publishing_twice_is_refused_and_changes_nothing(editor):
    post = PostFactory(published=True)
    before = Post.objects.get().published_at
    with pytest.raises(ValidationError, match="đã được đăng"):
        post.publish(by=editor)
    assert Post.objects.get().published_at == before


def test_taking_down_makes_it_a_draft_again(editor):
    post = PostFactory(published=True)
    post.unpublish(by=editor)
    assert Post.objects.get().state() == Post.State.DRAFT


def test_taking_down_a_draft_is_refused(editor):
    with pytest.raises(ValidationError, match="chưa được đăng"):
        PostFactory().unpublish(by=editor)


def test_publishing_leaves_what_somebody_else_wrote_meanwhile(editor):
    stale = PostFactory()
    Post.objects.filter(pk=stale.pk).update(title="Tên mới")
    stale.publish(by=editor)
    assert Post.objects.get().title == "Tên mới"


def test_what_only_waited_for_its_hour_was_never_published(editor):
    post = PostFactory()
    post.publish(by=editor, at=timezone.now() + timedelta(days=10))
    post.unpublish(by=editor)
    assert post.first_published_at is None
    post.publish(by=editor)
    assert post.first_published_at == post.published_at <= timezone.now()
