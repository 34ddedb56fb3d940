import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from news.models import Post
from tests.factories.news import SMALL, CategoryFactory, EditorFactory

pytestmark = pytest.mark.browser

PASTE = """(editor, html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_an_editor_types_bold_text_and_it_is_read_without_scripts(sits, client):
    desk = sits(EditorFactory())
    CategoryFactory(name="Dân vận")
    desk.page.goto(desk.url + reverse("admin:news_post_add"))
    desk.page.get_by_label("Tiêu đề").fill("Bài viết thử")
    desk.page.get_by_label("Tóm tắt").fill("Một câu.")
    desk.page.get_by_label("Chuyên mục").first.select_option(label="Dân vận")
    editor = desk.page.locator(".tiptap.ProseMirror")
    editor.click()
    editor.evaluate(PASTE, "m<sup>3</sup><img src='data:image/png;base64,AAAA'>")
    expect(desk.page.get_by_role("status")).to_contain_text("Ảnh dán không vào bài")
    desk.page.keyboard.press("Control+b")
    desk.page.keyboard.type("đậm")
    expect(desk.page.locator(".prose-menubar [title='In đậm']")).to_be_visible()
    desk.page.reload()  # as when the account was signed out meanwhile: what was typed is there again
    expect(desk.page.get_by_role("status")).to_contain_text("Đã lấy lại phần chưa lưu")
    expect(editor).to_have_text("m³đậm")
    desk.page.get_by_label("Tiêu đề").fill(" ")
    desk.page.get_by_role("button", name="Lưu và đăng").click()
    expect(desk.page.locator(".errornote")).to_be_visible()
    desk.page.wait_for_load_state()
    assert not desk.page.evaluate("Object.keys(localStorage).some((name) => name.endsWith(' da-gui'))")
    desk.page.get_by_label("Tiêu đề").fill("Bài viết thử")
    photo = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": SMALL}
    desk.page.locator("#id_photos-0-file").set_input_files(photo)
    desk.page.get_by_role("button", name="Lưu và đăng").click()
    expect(desk.page.locator("#id_photos-0-alt")).to_be_focused()
    desk.page.locator("#id_photos-0-alt").fill("Con đường")
    desk.page.get_by_role("button", name="Lưu và đăng").click()
    expect(desk.page.locator(".messagelist .success").first).to_be_visible()
    assert "\n".join(desk.complaints) == ""
    post = Post.objects.get()
    assert post.body == "<p>m³<strong>đậm</strong></p>" and post.photos.get().alt == "Con đường"
    page = client.get(post.get_absolute_url()).text
    assert re.search(r"<h1[^>]*>Bài viết thử</h1>", page) and "<p>m³<strong>đậm</strong></p>" in page
