import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.body import cut_blocks, with_lists
from news.models import Category, Post, sanitize
from tests.factories.news import PostFactory, PostPhotoFactory

pytestmark = pytest.mark.django_db


def test_the_address_is_made_from_the_title_without_marks():
    assert PostFactory(title="Đối thoại định kỳ tại phường").slug == "doi-thoai-dinh-ky-tai-phuong"


def test_a_long_title_is_cut_between_words():
    slug = PostFactory(title="đường " * 40).slug
    assert len(slug) <= Post.SLUG_LENGTH
    assert set(slug.split("-")) == {"duong"}


def test_the_second_article_of_a_title_gets_a_number():
    PostFactory(title="Thông báo")
    assert PostFactory(title="THÔNG BÁO").slug == "thong-bao-2"


@pytest.mark.parametrize("title", ["RSS", "Ảnh", "???"])
def test_a_title_cannot_take_an_address_of_the_site_nor_have_none(title):
    assert PostFactory(title=title).slug not in {"rss", "anh", ""}


def test_the_address_of_a_draft_follows_its_title():
    post = PostFactory(title="Bản thử")
    post.title = "Bản hay hơn"
    post.save()
    assert post.slug == "ban-hay-hon"


def test_the_address_never_changes_once_published():
    post = PostFactory(title="Cái tên đầu", published=True)
    post.unpublish(by=post.created_by)
    post.title = "Cái tên sau"
    post.save()
    assert Post.objects.get().slug == "cai-ten-dau"


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<p onclick="x()">a</p>',
        '<a href="javascript:x()">a</a>',
        '<p style="color:red">a</p>',
        '<img src="http://a.vn/b.png">',
        "<iframe src='//a.vn'></iframe>",
    ],
)
def test_what_could_harm_readers_is_not_stored(bad):
    body = PostFactory(body=f"<p>Tốt</p>{bad}").body
    assert body.startswith("<p>Tốt</p>")
    assert not any(word in body for word in ("script", "onclick", "style", "img", "iframe"))


def test_what_editors_need_is_stored():
    body = (
        '<h2>Mục</h2><p><strong>đậm</strong> <em>nghiêng</em> <a href="/lien-he/">liên hệ</a></p><ul><li><p>một</p>'
        "</li></ul><blockquote><p>lời</p></blockquote><table><tbody><tr><td>ô</td></tr></tbody></table>"
    )
    assert PostFactory(body=body).body == body


# As Word puts it on the clipboard, and as the editor hands on what it keeps of that.
WORD = """<p class=MsoNormal>Ngày 15, bà con:<o:p></o:p></p>

<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol;mso-bidi-font-family:Symbol'><span style='mso-list:
Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>Dọn mương<o:p></o:p></p>

<p class=MsoListParagraphCxSpLast style='margin-left:1.0in;text-indent:-.25in;mso-list:l0 level2 lfo1'><![if
!supportLists]><span style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Đoạn qua chợ<o:p></o:p></p>

<p class=MsoListParagraphCxSpFirst style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:
Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Đèn<o:p></o:p></p>

<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:
Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Cống<o:p></o:p></p>"""
EDITED = (
    "<p>Ngày 15, bà con:</p><p>·&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; Dọn mương</p>"
    "<p>o&nbsp;&nbsp; Đoạn qua chợ</p><p>1.&nbsp;&nbsp;&nbsp;&nbsp; Đèn</p><p>2.&nbsp; Cống</p>"
)


@pytest.mark.parametrize("pasted", [WORD, EDITED])
def test_the_points_of_a_list_from_word_become_a_list(pasted):
    points = "<ul><li><p>Dọn mương</p></li><li><p>Đoạn qua chợ</p></li></ul>"
    numbered = "<ol><li><p>Đèn</p></li><li><p>Cống</p></li></ol>"
    assert with_lists(sanitize(pasted)) == f"<p>Ngày 15, bà con:</p>{points}{numbered}"


@pytest.mark.parametrize(
    "typed",
    [
        "<p>- Ông A</p>",
        "<p>2.&nbsp;&nbsp; Đèn</p>",
        "<p>o thì</p><ul><li><p>· a</p></li></ul>",
        "<p>1.&nbsp; Công tác A</p><p>Đã xong.</p><p>2.&nbsp; Công tác B</p><p>Đang làm.</p>",
    ],
)
def test_what_only_looks_like_points_stays_as_it_was_typed(typed):
    assert with_lists(typed) == typed


def test_text_is_found_with_and_without_marks():
    post = PostFactory(title="Dân vận khéo", body="<p>mương</p><p>thoát nước</p>")
    PostFactory()
    assert list(Post.objects.matching("dan van")) == [post]
    assert list(Post.objects.matching("KHÉO mương")) == [post]
    assert not Post.objects.matching("dan van lúa").exists()


def test_saving_counts_versions():
    post = PostFactory()
    post.save()
    assert post.version == Post.objects.get().version == 2


def test_the_text_is_cut_into_blocks_and_headings_stay_with_what_follows():
    html = "<h2>A &amp; B</h2><p>một<br>hai</p><ul><li><p>ba</p></li></ul><p>bốn &#39;</p><h3>cuối</h3>"
    assert cut_blocks(html) == [
        "<h2>A &amp; B</h2><p>một<br>hai</p>",
        "<ul><li><p>ba</p></li></ul>",
        "<p>bốn &#39;</p>",
        "<h3>cuối</h3>",
    ]
    assert "".join(cut_blocks(html)) == html


def test_photos_stand_after_the_block_they_name_or_at_the_end():
    post = PostFactory(body="<p>một</p><p>hai</p><p>ba</p>")
    PostPhotoFactory(post=post, is_lead=True)
    second = PostPhotoFactory(post=post, after_block=2)
    last = PostPhotoFactory(post=post)
    beyond = PostPhotoFactory(post=post, after_block=9)
    assert [photos for _html, photos in post.blocks()] == [[], [second], [last, beyond]]


def test_the_lead_photo_is_the_marked_one_or_the_first():
    post = PostFactory()
    first = PostPhotoFactory(post=post)
    assert Post.objects.get().lead_photo == first
    marked = PostPhotoFactory(post=post, is_lead=True)
    assert Post.objects.get().lead_photo == marked


def test_a_category_without_an_address_gets_one_from_its_name():
    category = Category(name="Văn hóa, Thể thao")
    category.full_clean()
    assert category.slug == "van-hoa-the-thao"


def test_a_category_whose_name_makes_no_address_is_refused():
    with pytest.raises(ValidationError, match="Xin đặt tên có chữ cái"):
        Category(name="!!!").full_clean()


def test_a_draft_is_neither_published_nor_scheduled():
    post = PostFactory()
    assert post.state(timezone.now()) == Post.State.DRAFT
    assert list(Post.objects.drafts()) == [post]
