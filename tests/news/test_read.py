from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news.sitemaps import PostSitemap
from news.views import PER_PAGE
from tests.factories.news import CategoryFactory, EditorFactory, PostFactory, PostPhotoFactory

pytestmark = pytest.mark.usefixtures("ward")

LIST = reverse("news:list")


def tomorrow():
    return timezone.now() + timedelta(days=1)


def titles(response):
    return [post.title for post in response.context["posts"]]


def test_the_list_shows_the_newest_first_and_no_drafts(client):
    now = timezone.now()
    PostFactory(title="Cũ", published=now - timedelta(days=2))
    PostFactory(title="Mới", published=now - timedelta(days=1))
    PostFactory(title="Nháp")
    PostFactory(title="Hẹn giờ", published=tomorrow())
    assert titles(client.get(LIST)) == ["Mới", "Cũ"]


def test_the_list_goes_on_below_the_last_article_without_losing_or_repeating_any(client):
    same = timezone.now() - timedelta(hours=1)
    posts = PostFactory.create_batch(
        PER_PAGE + 3, published=same, category=CategoryFactory(), created_by=EditorFactory()
    )
    first = client.get(LIST)
    second = client.get(first.context["older_url"])
    assert titles(first) + titles(second) == [post.title for post in reversed(posts)]
    assert second.context["older_url"] == ""
    assert second.context["newest_url"] == LIST
    assert "<title>Tin tức –" in first.text and "<title>Tin tức (cũ hơn) –" in second.text


def test_continuing_below_a_draft_is_not_found(client):
    assert client.get(LIST, {"truoc": PostFactory().slug}).status_code == 404


def test_continuing_below_an_article_that_was_taken_down_goes_on(client):
    older, last_seen = (PostFactory(published=timezone.now() - timedelta(days=days)) for days in (2, 1))
    last_seen.unpublish(by=last_seen.created_by)
    assert titles(client.get(LIST, {"truoc": last_seen.slug})) == [older.title]
    waits = PostFactory(published=tomorrow())
    assert client.get(LIST, {"truoc": waits.slug}).status_code == 404


def test_the_empty_list_says_so(client):
    assert "Chưa có tin" in client.get(LIST).content.decode()


def test_a_category_shows_its_own_articles(client):
    category = CategoryFactory(name="Môi trường")
    PostFactory(title="Rác", category=category, published=True)
    PostFactory(title="Khác", published=True)
    assert titles(client.get(category.get_absolute_url())) == ["Rác"]


def test_an_unknown_category_is_not_found(client):
    assert client.get(reverse("news:category", args=["khong-co"])).status_code == 404


def test_the_list_takes_the_same_queries_for_one_article_and_for_many(client, django_assert_num_queries):
    for count in (1, 4):
        for post in PostFactory.create_batch(count, published=True):
            PostPhotoFactory(post=post)
        with django_assert_num_queries(4):
            assert client.get(LIST).content.count(b"news-card-photo") >= count


def test_the_article_takes_the_same_queries_with_one_photo_and_with_many(client, django_assert_num_queries):
    post = PostPhotoFactory().post
    PostFactory(category=post.category, published=True)
    for count in (0, 3):
        PostPhotoFactory.create_batch(count, post=post)
        PostFactory.create_batch(count, category=post.category, published=True)
        with django_assert_num_queries(5):
            client.get(post.get_absolute_url())


def test_the_article_shows_when_who_and_from_where(client):
    when = timezone.make_aware(datetime(2023, 3, 11, 8, 11))
    post = PostFactory(
        author_name="Nguyễn Thành", source_name="Báo Mẫu", source_url="https://vidu.vn/bai", published=when
    )
    text = client.get(post.get_absolute_url()).content.decode()
    assert "Thứ bảy, 11/03/2023 08:11" in text
    assert "Nguyễn Thành" in text
    assert '<a href="https://vidu.vn/bai" rel="noopener">Báo Mẫu</a>' in text


def test_the_article_shows_its_text_and_its_photos_with_captions(client):
    post = PostFactory(body="<h2>Việc làm</h2><p>Dọn <strong>mương</strong>.</p>", published=True)
    photo = PostPhotoFactory(post=post, caption="Mương đã thông", credit="Tổ 5")
    text = client.get(post.get_absolute_url()).content.decode()
    assert "<h2>Việc làm</h2><p>Dọn <strong>mương</strong>.</p>" in text
    assert f'width="{photo.width}" height="{photo.height}" alt="{photo.alt}"' in text
    assert "Mương đã thông" in text
    assert "(Ảnh: Tổ 5)" in text


def test_what_editors_typed_into_plain_fields_is_escaped(client):
    post = PostFactory(title="<b>đậm</b>", lead="<script>x</script>", published=True)
    text = client.get(post.get_absolute_url()).content.decode()
    assert "<script>x" not in text
    assert "<b>đậm" not in text


def test_the_article_names_newer_and_older_ones_of_its_category(client):
    category, editor, now = CategoryFactory(), EditorFactory(), timezone.now()
    for days in range(9, 0, -1):
        when = now - timedelta(days=days)
        PostFactory(title=f"{days} ngày", category=category, created_by=editor, published=when)
    PostFactory(published=True)
    middle = category.posts.get(title="5 ngày")
    context = client.get(middle.get_absolute_url()).context
    assert [post.title for post in context["newer"]] == ["2 ngày", "3 ngày", "4 ngày"]
    assert [post.title for post in context["older"]] == ["6 ngày", "7 ngày", "8 ngày"]


def test_the_only_article_of_its_category_leads_on_to_others(client):
    alone, other = PostFactory(published=True), PostFactory(title="Tin khác", published=True)
    page = client.get(alone.get_absolute_url()).text.partition("<aside")[2]
    assert other.get_absolute_url() in page and alone.get_absolute_url() not in page


def test_a_draft_and_a_scheduled_article_are_not_found_even_by_the_editor(desk):
    for post in (PostFactory(), PostFactory(published=tomorrow())):
        assert desk.get(post.get_absolute_url()).status_code == 404


def test_the_feed_has_the_newest_articles_in_full_addresses(client, settings):
    settings.SITE_URL = "https://phuong.vidu.vn"
    post = PostFactory(title="Rác & đường", published=True)
    PostFactory(title="Bản nháp")
    response = client.get(reverse("news:feed"))
    text = response.content.decode()
    assert "<language>vi</language>" in text
    assert "Rác &amp; đường" in text
    assert f"<link>https://phuong.vidu.vn{post.get_absolute_url()}</link>" in text
    assert "Bản nháp" not in text


def test_the_sitemap_lists_published_articles_only():
    post = PostFactory(published=True)
    PostFactory()
    assert list(PostSitemap().items()) == [post]


@pytest.mark.parametrize("name", ["list", "feed"])
def test_read_pages_are_the_same_for_everybody_and_may_be_kept(desk, client_of_nobody, name):
    PostFactory(published=True)
    mine, theirs = (browser.get(reverse(f"news:{name}")) for browser in (desk, client_of_nobody))
    assert mine.content == theirs.content
    assert "public" in mine["Cache-Control"]
    assert "Cookie" not in mine.get("Vary", "")
    assert not theirs.cookies


def test_an_article_is_the_same_for_everybody_and_may_be_kept(desk, client_of_nobody):
    address = PostPhotoFactory().post.get_absolute_url()
    mine, theirs = desk.get(address), client_of_nobody.get(address)
    assert mine.content == theirs.content
    assert "public" in mine["Cache-Control"]
    assert "csrf" not in mine.content.decode().lower()
    assert not theirs.cookies
