"""Categories, articles and their photos; an article is a draft unless published."""

from io import BytesIO

import factory
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from PIL import Image

from news.models import Category, Post, PostPhoto
from wardportal.models import User
from wardportal.pictures import draw

LANE = draw("lane")


def _small() -> bytes:
    """As wide as the narrowest picture a page asks for: nothing has to be made smaller."""
    stream = BytesIO()
    Image.new("RGB", (480, 320), "green").save(stream, "JPEG")
    return stream.getvalue()


SMALL = _small()


class EditorFactory(DjangoModelFactory):
    """Somebody who writes and publishes articles; `writer` may only write."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"bientap{n}")
    full_name = factory.Sequence(lambda n: f"Phạm Thị Mẫu {n}")
    is_staff = True

    @factory.post_generation
    def permissions(self, create, extracted, **kwargs):
        names = extracted or ["add", "change", "delete", "view", "publish"]
        kinds = Permission.objects.filter(content_type__app_label="news")
        self.user_permissions.set(kinds.filter(codename__regex=rf"^({'|'.join(names)})_"))


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Chuyên mục {n}")
    slug = factory.Sequence(lambda n: f"chuyen-muc-{n}")


class PostFactory(DjangoModelFactory):
    """A draft; `published=True` or a time publishes it through the model's own method."""

    class Meta:
        model = Post
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Bà con dọn đường số {n}")
    lead = "Sáng Chủ nhật, cả xóm ra đường."
    body = "<p>Mỗi nhà một người.</p>"
    category = factory.SubFactory(CategoryFactory)
    created_by = factory.SubFactory(EditorFactory)
    updated_by = factory.SelfAttribute("created_by")

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        if extracted:
            self.publish(by=self.created_by, at=None if extracted is True else extracted)


class PostPhotoFactory(DjangoModelFactory):
    class Meta:
        model = PostPhoto

    post = factory.SubFactory(PostFactory, published=True)
    alt = "Con đường sau khi dọn"
    file = factory.LazyFunction(lambda: ContentFile(SMALL, name="lane.jpg"))
