"""That a place is a special area is for staff: whatever the public reads is the same with and without."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from dialogues.models import DialogueSession
from mobilization.models import ResidentialGroup, SelfManagedGroup
from tests.factories.inspections import inspection_of
from tests.factories.petitions import UserFactory
from tests.test_canary import crawl

pytestmark = pytest.mark.django_db

WORDS = ("vùng đặc thù", "special_area", "special-area", "đặc thù")


SEEN = "to-dan-pho-7"
OF_PLACES = ("/", "/gioi-thieu/", "/to-dan-pho/", f"/to-dan-pho/{SEEN}/", "/ket-qua/kiem-tra/")


def pages_with(client, flag):
    ResidentialGroup.objects.update(is_special_area=flag)
    cache.clear()
    return [client.get(address).content for address in OF_PLACES]


def test_no_public_page_tells_of_it(client, ward):
    group = ResidentialGroup.objects.first()
    others = ResidentialGroup.objects.exclude(pk=group.pk).exclude(slug=SEEN)
    others.update(valid_to=timezone.localdate() - timedelta(days=1))
    SelfManagedGroup.objects.exclude(pk__in=group.self_managed_groups.values("pk")[:2]).delete()
    for session in DialogueSession.objects.order_by("-held_on")[2:]:
        with pgtrigger.ignore("dialogues.SessionEvent:append_only"):
            session.events.all().delete()
        session.delete()
    for _ in range(3):
        inspection_of(residential_group=group)
    assert pages_with(client, flag=False) == pages_with(client, flag=True)
    pages = crawl(client, ["/", "/so-do/", "/sitemap.xml"])
    assert len(pages) > 15 and set(OF_PLACES) <= pages.keys()
    texts = {address: body.decode(errors="ignore") for address, body in pages.items()}
    assert [(address, word) for address, text in texts.items() for word in WORDS if word in text] == []


def test_staff_see_it_where_they_work(as_user, ward):
    group = ResidentialGroup.objects.filter(is_special_area=True).first()
    row = inspection_of(residential_group=group)
    page = as_user(UserFactory(role="leader")).get(reverse("admin:mobilization_inspection_change", args=[row.pk]))
    assert "Vùng đặc thù (chỉ cán bộ thấy)" in page.content.decode()
