from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from news.models import PostPhoto
from tests.factories.news import LANE, PostFactory, PostPhotoFactory
from wardportal.pictures import draw

pytestmark = pytest.mark.usefixtures("ward")


def picture(width, height, mode="RGB", kind="PNG"):
    out = BytesIO()
    Image.new(mode, (width, height), 0).save(out, kind)
    return ContentFile(out.getvalue(), name="anh.png")


def address(photo, width):
    return reverse("news:photo", args=[photo.token, width])


def test_a_photo_is_served_in_every_width_it_says_it_has(client):
    photo = PostPhotoFactory(file=ContentFile(LANE, name="lane.jpg"))
    assert photo.widths == [480, 960, 1200]
    for width in photo.widths:
        response = client.get(address(photo, width))
        assert Image.open(BytesIO(response.content)).width == width
        assert response["Content-Type"] == "image/jpeg"
        assert "max-age=3600" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("width", "widths"),
    [(300, [300]), (480, [480]), (900, [480, 900]), (1600, [480, 960, 1600]), (1999, [480, 960, 1600])],
)
def test_a_photo_is_never_made_larger_and_never_larger_than_screens_need(width, widths):
    photo = PostPhotoFactory(file=picture(width, 90))
    assert photo.widths == widths
    assert all(photo.read(each) for each in widths)


def test_other_widths_do_not_exist(client):
    photo = PostPhotoFactory()
    assert client.get(address(photo, 481)).status_code == 404
    assert client.get(address(photo, 10**12)).status_code == 404


def test_a_transparent_picture_stands_on_white():
    photo = PostPhotoFactory(file=picture(100, 50, mode="RGBA"))
    assert Image.open(BytesIO(photo.read(100))).getpixel((5, 5)) == (255, 255, 255)


def test_the_photo_of_a_draft_has_no_public_address(client):
    photo = PostPhotoFactory(post=PostFactory())
    assert client.get(address(photo, 480)).status_code == 404
    assert photo.address(480).startswith("/quan-tri/")


def test_the_photo_of_an_article_taken_down_is_gone(client, editor):
    photo = PostPhotoFactory()
    photo.post.unpublish(by=editor)
    assert client.get(address(photo, 480)).status_code == 404


def test_a_photo_whose_file_is_lost_is_not_found(client):
    photo = PostPhotoFactory()
    photo.file.storage.delete(photo.variant_name(480))
    assert client.get(address(photo, 480)).status_code == 404


def test_a_new_picture_gets_a_new_address_and_the_old_files_go(django_capture_on_commit_callbacks):
    photo = PostPhotoFactory()
    before, old_files = photo.token, [photo.file.name, *(photo.variant_name(width) for width in photo.widths)]
    photo.file = ContentFile(draw("canal"), name="canal.jpg")
    with django_capture_on_commit_callbacks(execute=True):
        photo.save()
    assert photo.token != before
    assert photo.read(480)
    assert not any(photo.file.storage.exists(name) for name in old_files)


def test_saving_words_only_leaves_the_files_alone():
    photo = PostPhotoFactory()
    before = photo.token
    photo.caption = "Chú thích mới"
    photo.save()
    assert PostPhoto.objects.get().token == before
    assert photo.read(480)


def test_deleting_a_draft_deletes_the_files_of_its_photos(django_capture_on_commit_callbacks):
    photo = PostPhotoFactory(post=PostFactory())
    with django_capture_on_commit_callbacks(execute=True):
        photo.post.delete()
    assert not PostPhoto.objects.exists()
    assert not photo.file.storage.exists(photo.file.name)
    assert photo.read(480) is None


def test_pictures_drawn_by_code_are_the_same_every_time():
    assert draw("lane", 3) == draw("lane", 3)
    assert draw("lane", 3) != draw("lane", 4)
    assert Image.open(BytesIO(draw("office"))).size == (1200, 800)
