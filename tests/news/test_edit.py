"""What editors do in the admin."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from news.models import Post, PostPhoto
from tests.factories.news import LANE, SMALL, CategoryFactory, PostFactory, PostPhotoFactory
from wardportal.models import WaitingUpload

pytestmark = pytest.mark.django_db

ADD = reverse("admin:news_post_add")
LIST = reverse("admin:news_post_changelist")
NO_PHOTOS = {"photos-TOTAL_FORMS": "0", "photos-INITIAL_FORMS": "0"}


def change(post):
    return reverse("admin:news_post_change", args=[post.pk])


def filled(post_category, **typed):
    """The form as the editor's browser sends it."""
    words = {"title": "Đường mới", "lead": "Xong rồi.", "body": "<p>Đường đã <strong>xong</strong>.</p>"}
    return {**NO_PHOTOS, **words, "category": post_category.pk, "seen_version": "1", **typed}


def with_photo(post_category, file, **typed):
    photo = {"photos-TOTAL_FORMS": "1", "photos-0-file": file, "photos-0-alt": "Con đường", "photos-0-position": "1"}
    return filled(post_category, **(photo | typed))


def jpeg(content=SMALL):
    return SimpleUploadedFile("anh.jpg", content, "image/jpeg")


def errors(response):
    return response.context["errors"]


def test_an_editor_writes_a_draft(desk, editor):
    desk.post(ADD, filled(CategoryFactory()))
    post = Post.objects.get()
    assert (post.title, post.slug, post.state()) == ("Đường mới", "duong-moi", Post.State.DRAFT)
    assert post.body == "<p>Đường đã <strong>xong</strong>.</p>"
    assert post.created_by == post.updated_by == editor


def test_points_pasted_from_word_are_stored_as_a_list(desk):
    desk.post(ADD, filled(CategoryFactory(), body="<p><strong>· Dọn</strong> mương</p><p><strong>•</strong> Ngõ 5</p>"))
    assert Post.objects.get().body == "<ul><li><p><strong>Dọn</strong> mương</p></li><li><p>Ngõ 5</p></li></ul>"


POINTS = "<p>a</p><p>· b</p><p>· c</p><p>· d</p><p>e</p>"


def test_a_body_that_nobody_touched_stays_as_it_is_read(desk):
    post = PostFactory(body=POINTS)
    desk.post(change(post), filled(post.category, title="Tên khác", body=post.body))
    assert (Post.objects.get().title, Post.objects.get().body) == ("Tên khác", POINTS)


@pytest.mark.parametrize(("before", "after"), [("1", 1), ("3", 2), ("4", 2), ("5", 3), ("", None)])
def test_a_photo_stays_behind_what_it_stood_behind_though_points_become_a_list(desk, before, after):
    desk.post(ADD, with_photo(CategoryFactory(), jpeg(), body=POINTS, **{"photos-0-after_block": before}))
    assert "<ul>" in Post.objects.get().body and PostPhoto.objects.get().after_block == after


def test_an_empty_form_names_every_missing_field(desk):
    response = desk.post(ADD, {})
    assert response.status_code == 200
    assert {"title", "lead", "body", "category"} <= set(response.context["adminform"].form.errors)
    assert not Post.objects.exists()


def test_text_that_nobody_can_see_is_none(desk):
    category = CategoryFactory()
    for field, typed in (
        ("body", "<p></p>"),
        ("body", "<p> <br>&nbsp;</p>"),
        ("body", "<script>x</script>"),
        ("title", "\u200b"),
        ("lead", " "),
    ):
        response = desk.post(ADD, filled(category, **{field: typed}))
        assert field in response.context["adminform"].form.errors, (field, typed)
    assert not Post.objects.exists()


def test_nonsense_is_refused_with_words(desk):
    category = CategoryFactory()
    for typed in ({"seen_version": "x"}, {"publish_at_0": "45/13/2026"}, {"category": "999999"}):
        response = desk.post(ADD, filled(category, **typed))
        assert response.status_code == 200, typed
        assert errors(response), typed


def test_a_photo_is_stored_with_its_words(desk):
    desk.post(ADD, with_photo(CategoryFactory(), jpeg(LANE), **{"photos-0-caption": "Đường xóm"}))
    photo = PostPhoto.objects.get()
    assert (photo.alt, photo.caption, photo.width, photo.height) == ("Con đường", "Đường xóm", 1200, 800)


def test_where_a_photo_was_taken_is_not_stored(desk):
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F], exif.get_ifd(0x8825)[1] = "Hãng máy ảnh", "N"
    Image.new("RGB", (600, 400)).save(out, "JPEG", exif=exif)
    desk.post(ADD, with_photo(CategoryFactory(), SimpleUploadedFile("anh.jpg", out.getvalue())))
    photo = PostPhoto.objects.get()
    with photo.file.open() as original:
        stored = [original.read(), *(photo.read(width) for width in photo.widths)]
    assert not any(dict(Image.open(BytesIO(content)).getexif()) for content in stored)


def test_a_file_that_is_no_picture_is_refused_in_words(desk):
    text = SimpleUploadedFile("anh.jpg", b"day khong phai la anh", "image/jpeg")
    response = desk.post(ADD, with_photo(CategoryFactory(), text))
    assert "anh.jpg" in str(errors(response))
    assert not Post.objects.exists()


def test_a_photo_needs_words_for_those_who_do_not_see_it(desk):
    response = desk.post(ADD, with_photo(CategoryFactory(), jpeg(), **{"photos-0-alt": " "}))
    assert "Xin mô tả ảnh" in str(errors(response))


SECOND = {"photos-1-alt": "Ảnh hai", "photos-1-position": "2", "photos-TOTAL_FORMS": "2"}


def refused(desk, **typed):
    """An article without its title, with two photos; what comes back under what they wait."""
    second = SECOND | {"photos-1-file": jpeg(LANE)}
    response = desk.post(ADD, with_photo(CategoryFactory(), jpeg(), title="", **second, **typed))
    forms = response.context["inline_admin_formsets"][0].formset.forms
    return response, {f"{form.prefix}-kept": form["kept"].value() for form in forms[:2]}


def sent_again(desk, kept, **typed):
    sent = with_photo(CategoryFactory(), "", **SECOND | kept | typed)
    return desk.post(ADD, {name: value for name, value in sent.items() if name != "photos-0-file" or value})


def test_the_photos_of_a_refused_article_need_not_be_chosen_again(desk):
    response, kept = refused(desk)
    assert response.text.count("Đã có sẵn, không cần chọn lại") == 2
    assert "chọn tất cả cùng một lúc" not in response.text
    again = sent_again(desk, kept, title="")
    assert again.text.count("Đã có sẵn, không cần chọn lại") == 2 and WaitingUpload.objects.count() == 2
    sent_again(desk, kept)
    assert [photo.width for photo in Post.objects.get().photos.all()] == [480, 1200]
    assert not WaitingUpload.objects.exists()


def test_a_photo_that_waits_is_replaced_by_another_or_dropped(desk):
    _response, kept = refused(desk)
    again = sent_again(desk, kept, **{"photos-0-file": jpeg(LANE), "drop_photos-1-file": "1"})
    assert "Xin chọn một ảnh" in str(errors(again)) and WaitingUpload.objects.count() == 1
    kept = {"photos-0-kept": again.context["inline_admin_formsets"][0].formset.forms[0]["kept"].value()}
    sent_again(desk, kept, **{"photos-1-alt": "", "photos-1-position": "1"})
    assert [photo.width for photo in Post.objects.get().photos.all()] == [1200]


def test_a_photo_that_waits_is_shown_beside_the_one_refused_in_its_place(desk):
    _response, kept = refused(desk)
    broken = SimpleUploadedFile("hong.jpg", b"khong phai anh", "image/jpeg")
    again = sent_again(desk, kept, **{"photos-0-file": broken})
    assert "hong.jpg" in str(errors(again)) and again.text.count("Đã có sẵn, không cần chọn lại") == 2
    assert 'name="drop_photos-0-file"' in again.text


def test_a_photo_there_is_no_room_for_is_asked_for_again(desk, settings):
    settings.WAITING_UPLOADS_MAX_BYTES = 1
    response, _kept = refused(desk)
    assert response.text.count("ảnh “anh.jpg” chưa được giữ. Xin chọn lại ảnh này.") == 2


def test_two_lead_photos_are_refused(desk):
    second = {"photos-1-file": jpeg(), "photos-1-alt": "Ảnh hai", "photos-1-position": "2"}
    leads = {"photos-0-is_lead": "on", "photos-1-is_lead": "on"}
    sent = with_photo(CategoryFactory(), jpeg(), **second, **leads) | {"photos-TOTAL_FORMS": "2"}
    assert "một ảnh đại diện" in str(errors(desk.post(ADD, sent)))


def test_save_and_publish_publishes(desk):
    desk.post(ADD, filled(CategoryFactory(), _publish="1"))
    assert Post.objects.get().is_published()


def test_save_and_publish_at_a_time_to_come_schedules(desk):
    day = timezone.localdate() + timedelta(days=2)
    desk.post(ADD, filled(CategoryFactory(), _publish="1", publish_at_0=f"{day:%d/%m/%Y}", publish_at_1="06:30"))
    local = timezone.localtime(Post.objects.get().published_at)
    assert (local.date(), local.hour, local.minute) == (day, 6, 30)
    assert not Post.objects.published().exists()


def test_a_time_that_does_not_count_is_not_asked_for_and_if_typed_is_told_of(desk):
    day = timezone.localdate() + timedelta(days=2)
    typed = {"publish_at_0": f"{day:%d/%m/%Y}", "publish_at_1": "06:30"}
    saved = desk.post(ADD, filled(CategoryFactory(), **typed), follow=True)
    post = Post.objects.get()
    assert not post.published_at and f"{day:%d/%m/%Y} 06:30: giờ đăng chỉ tính khi bấm" in saved.text
    assert "publish_at_0" in desk.get(change(post)).text
    post.publish(by=post.created_by, at=timezone.now() + timedelta(days=1))
    scheduled = desk.get(change(post)).text
    assert "publish_at_0" not in scheduled and "Muốn đổi giờ" in scheduled


def test_an_article_that_was_taken_down_is_offered_the_day_it_had(desk):
    then = timezone.now().replace(second=0, microsecond=0) - timedelta(days=30)
    post = PostFactory()
    post.publish(by=post.created_by, at=then)
    post.unpublish(by=post.created_by)
    form = desk.get(change(post)).context["adminform"].form
    assert form["publish_at"].initial == then
    desk.post(LIST, {"action": "publish", "_selected_action": [post.pk], "confirmed": "yes"})
    assert Post.objects.get().published_at == then


def test_text_typed_without_scripts_has_its_paragraphs(desk):
    desk.post(ADD, filled(CategoryFactory(), body="Đoạn một: 3 < 5.\n\nĐoạn hai,\ndòng hai."))
    assert Post.objects.get().body == "<p>Đoạn một: 3 &lt; 5.</p><p>Đoạn hai,<br>dòng hai.</p>"


def test_save_and_take_down_takes_down(desk):
    post = PostFactory(published=True)
    desk.post(change(post), filled(post.category, seen_version=str(post.version), _unpublish="1"))
    assert Post.objects.get().state() == Post.State.DRAFT


def test_a_writer_cannot_publish(client, writer):
    client.force_login(writer)
    assert client.post(ADD, filled(CategoryFactory(), _publish="1")).status_code == 403
    assert not Post.objects.exists()
    page = client.get(ADD).content.decode()
    assert "Lưu và đăng" not in page
    assert "publish_at" not in page


def test_several_articles_are_published_at_once_and_those_already_out_are_named(desk):
    drafts, out = PostFactory.create_batch(2), PostFactory(published=True)
    chosen = {"action": "publish", "_selected_action": [post.pk for post in (*drafts, out)]}
    asked = desk.post(LIST, chosen)
    assert drafts[0].title in asked.text and Post.objects.published().count() == 1
    response = desk.post(LIST, chosen | {"confirmed": "yes"}, follow=True)
    assert Post.objects.published().count() == 3
    assert "đã được đăng" in response.content.decode()


def test_a_writer_has_no_publishing_action(client, writer):
    client.force_login(writer)
    post = PostFactory()
    client.post(LIST, {"action": "publish", "_selected_action": [post.pk], "confirmed": "yes"})
    assert not Post.objects.published().exists()


def test_whoever_saves_second_sees_the_other_text_and_keeps_their_own(desk):
    post = PostFactory(title="Bản đầu")
    other = Post.objects.get()
    other.title = "Bản người kia"
    other.save()
    response = desk.post(change(post), filled(post.category, title="Bản của tôi"))
    text = response.content.decode()
    assert Post.objects.get().title == "Bản người kia"
    assert "Bản người kia" in text
    assert 'value="Bản của tôi"' in text


def test_having_seen_the_other_text_the_second_save_counts(desk):
    post = PostFactory()
    post.save()
    refused = desk.post(change(post), filled(post.category, title="Bản của tôi"))
    seen = refused.context["adminform"].form["seen_version"].value()
    desk.post(change(post), filled(post.category, title="Bản của tôi", seen_version=seen))
    assert Post.objects.get().title == "Bản của tôi"


def test_publishing_meanwhile_is_not_undone_by_a_late_save(desk, editor):
    post = PostFactory()
    Post.objects.get().publish(by=editor)
    desk.post(change(post), filled(post.category))
    assert Post.objects.get().is_published()


def test_the_list_is_narrowed_by_state(desk):
    PostFactory(title="Nháp A")
    PostFactory(title="Hẹn B", published=timezone.now() + timedelta(days=1))
    PostFactory(title="Đăng C", published=True)
    for state, found in (("draft", "Nháp A"), ("scheduled", "Hẹn B"), ("published", "Đăng C")):
        shown = desk.get(LIST, {"state": state}).context["cl"].result_list
        assert [post.title for post in shown] == [found], state


def test_the_list_is_searched_without_marks(desk):
    post = PostFactory(title="Đối thoại")
    PostFactory()
    assert list(desk.get(LIST, {"q": "doi thoai"}).context["cl"].result_list) == [post]


def test_the_preview_shows_a_draft_with_its_photos_and_is_kept_by_nobody(desk):
    photo = PostPhotoFactory(post=PostFactory())
    response = desk.get(reverse("admin:news_post_preview", args=[photo.post.pk]))
    assert photo.post.lead in response.content.decode()
    assert photo.address(480) in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    picture = desk.get(photo.address(480))
    assert picture.status_code == 200
    assert "no-store" in picture["Cache-Control"]


def test_the_preview_is_for_those_who_may_see_drafts(client, client_of_nobody, django_user_model):
    photo = PostPhotoFactory(post=PostFactory())
    client.force_login(django_user_model.objects.create_user("khac", full_name="Người khác", is_staff=True))
    for address in (reverse("admin:news_post_preview", args=[photo.post.pk]), photo.address(480)):
        assert client.get(address).status_code == 403
        assert client_of_nobody.get(address).status_code == 302


def test_the_preview_of_no_article_is_not_found(desk):
    assert desk.get(reverse("admin:news_post_preview", args=[10**9])).status_code == 404


def test_a_draft_is_deleted_but_not_what_readers_have_seen(desk):
    draft, seen = PostFactory(), PostFactory(published=True)
    assert desk.post(reverse("admin:news_post_delete", args=[draft.pk]), {"post": "yes"}).status_code == 302
    assert desk.post(reverse("admin:news_post_delete", args=[seen.pk]), {"post": "yes"}).status_code == 403
    assert list(Post.objects.all()) == [seen]
    assert "delete_selected" not in desk.get(LIST).content.decode()


def test_the_form_lets_in_only_the_scripts_it_names_itself(desk):
    response = desk.get(ADD)
    policy = response["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in response.content.decode()
    assert "unsafe" not in policy
    assert "nonce" not in desk.get(LIST)["Content-Security-Policy"]
