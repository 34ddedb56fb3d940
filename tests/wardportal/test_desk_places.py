"""The bar over the desk, and what its start page folds away."""

import pytest
from django.test import Client
from lxml import html

from tests.factories.petitions import UserFactory
from wardportal.desk_places import MOST_SHOWN

pytestmark = pytest.mark.django_db

DESK = "/quan-tri/"


@pytest.fixture
def page_of(ward):
    def open_page(address, **account):
        client = Client()
        client.force_login(UserFactory(**account))
        return client.get(address)

    return open_page


def bar_of(response):
    """The words of the bar, and those among them that are marked."""
    links = html.fromstring(response.text).xpath("//nav[@class='desk-bar']//a")
    assert [link.get("aria-current") for link in links if link.get("aria-current")] in ([], ["true"])
    return [link.text for link in links], [link.text for link in links if link.get("aria-current")]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("reception", ["Đơn, kiến nghị", "Đối thoại", "Cam kết", "Dân vận"]),
        ("mobilization", ["Đối thoại", "Cam kết", "Dân vận"]),
        ("team_head", ["Đơn, kiến nghị", "Dân vận"]),
        ("self_managed_head", []),
        ("editor", ["Dân vận", "Tin tức"]),
        ("administrator", ["Dân vận", "Tài khoản"]),
    ],
)
def test_the_bar_has_what_the_role_works_on_and_every_word_opens(role, words, page_of):
    response = page_of(DESK, role=role)
    assert bar_of(response) == (["Việc hôm nay", *words], ["Việc hôm nay"])
    for place in response.context["desk_bar"]:
        assert response.client.get(place["url"]).status_code == 200, place


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("petitions/petition/", ["Đơn, kiến nghị"]),
        ("dialogues/question/", ["Đối thoại"]),
        ("dialogues/commitment/", ["Cam kết"]),
        ("dialogues/", ["Đối thoại"]),
        ("mobilization/briefing/", ["Dân vận"]),
        ("wardportal/user/", ["Tài khoản"]),
        ("wardportal/ward/", []),
    ],
)
def test_the_bar_marks_where_one_is_and_stays_short(address, here, page_of):
    words, marked = bar_of(page_of(DESK + address, is_superuser=True))
    assert marked == here
    assert len(words) == MOST_SHOWN


@pytest.mark.parametrize(
    ("role", "shown", "folded"),
    [
        ("mobilization", {"TeamReport", "Briefing", "HouseNumberPlate"}, {"Unit", "ReportRule", "Indicator"}),
        ("administrator", {"User", "OutgoingMessage"}, {"Ward", "CalendarDay", "Unit"}),
        ("editor", {"Post"}, {"Category"}),
    ],
)
def test_lists_bodies_and_rules_are_folded_behind_what_is_worked_on(role, shown, folded, page_of):
    context = page_of(DESK, role=role).context
    worked_on, looked_up = (
        {model["object_name"] for app in context[part] for model in app["models"]}
        for part in ("worked_on", "looked_up")
    )
    assert shown <= worked_on and folded <= looked_up and not worked_on & looked_up
