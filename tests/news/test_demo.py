"""The demo articles, loaded once for this module and rolled back after it."""

import io
import re

import pytest

from news.demo import load_demo
from news.models import Post
from tests.factories.news import EditorFactory


@pytest.fixture(scope="module")
def author(module_rows):
    """Who published the articles; they stand until the last test of this module."""
    author = EditorFactory()
    load_demo(io.StringIO(), author=author)
    return author


@pytest.fixture
def demo(author, db):
    return author


def words(post):
    return " ".join(re.sub(r"<[^>]+>", " ", post.body).split())


def test_the_demo_publishes_articles_with_pictures_once(demo):
    load_demo(io.StringIO(), author=demo)
    posts = Post.objects.published().prefetch_related("photos")
    assert len(posts) == 6
    assert all(post.lead_photo and post.lead_photo.caption for post in posts)


def test_the_old_article_keeps_its_figures_and_does_not_name_the_special_area(demo):
    text = words(Post.objects.get(author_name="Nguyễn Thành"))
    for figure in ("trên 2.000 m", "653,5 m³", "1.380 m³", "khoảng 90 triệu đồng", "hơn 2,5 tỷ đồng", "80,7%"):
        assert figure in text
    assert "một số tổ dân phố" in text
    assert not re.search("đặc thù|giáo xứ|giáo dân|nhập ngũ", text.lower())


def test_the_demo_pages_can_be_read_and_have_no_placeholder_left(demo, client):
    for post in Post.objects.all():
        page = client.get(post.get_absolute_url())
        assert page.status_code == 200
        assert "{dialogue_day}" not in page.content.decode()
