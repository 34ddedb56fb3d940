import pytest
from django.urls import reverse
from playwright.sync_api import expect

from news.models import Post
from tests.factories.news import CategoryFactory, EditorFactory, PostFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(live_server, context, page, client):
    """A real browser in which an editor is signed in; what it complains about is in `page.complaints`."""
    client.force_login(EditorFactory())
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def test_an_editor_types_bold_text_and_saves_it_under_the_strict_policy(desk, live_server):
    CategoryFactory(name="Dân vận")
    desk.goto(live_server.url + reverse("admin:news_post_add"))
    desk.get_by_label("Tiêu đề").fill("Bài viết thử")
    desk.get_by_label("Tóm tắt").fill("Một câu.")
    desk.get_by_label("Chuyên mục").first.select_option(label="Dân vận")
    editor = desk.locator(".tiptap.ProseMirror")
    editor.click()
    desk.keyboard.press("Control+b")
    desk.keyboard.type("đậm")
    desk.get_by_role("button", name="Lưu và đăng").click()
    expect(desk.locator(".messagelist .success").first).to_be_visible()
    assert "\n".join(desk.complaints) == ""
    assert Post.objects.get().body == "<p><strong>đậm</strong></p>"


def test_the_article_is_read_without_scripts(live_server, browser, ward):
    post = PostFactory(published=True)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + post.get_absolute_url())
    expect(page.get_by_role("heading", name=post.title)).to_be_visible()
    expect(page.get_by_text("Mỗi nhà một người.")).to_be_visible()
    page.context.close()
