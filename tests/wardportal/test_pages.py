"""Pages everybody reads: the same for all, cacheable, usable before the ward is set up."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from mobilization.models import Unit
from tests.factories.mobilization import MembershipFactory, UnitFactory
from wardportal.models import Ward
from wardportal.templatetags.vietnamese import hours_vi

READ_PAGES = ["home", "about", "contact", "information_access", "site_map"]


@pytest.mark.parametrize("name", READ_PAGES)
def test_read_page_is_the_same_for_everybody(client, ward, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrfmiddlewaretoken" not in response.text


@pytest.mark.parametrize("name", READ_PAGES)
def test_read_page_is_no_different_for_somebody_signed_in(client, admin_client, ward, name):
    assert admin_client.get(reverse(name)).content == client.get(reverse(name)).content


@pytest.mark.parametrize("name", READ_PAGES)
def test_read_page_stands_before_the_ward_is_set_up(client, db, name):
    Ward.objects.all().delete()
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", READ_PAGES)
def test_read_page_takes_nothing_in(client, ward, name):
    assert client.post(reverse(name)).status_code == 405


def test_search_engines_are_told_of_each_page_the_menu_leads_to(client, ward):
    told = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", client.get("/sitemap-trang.xml").text)
    menu = re.findall(r'href="([^"]+)"', render_to_string("components/_site_links.html"))
    assert {*menu, reverse("dialogues:board"), reverse("site_map")} - {reverse("results:latest")} <= set(told)
    assert {client.get(address).status_code for address in told} == {200}


@pytest.mark.parametrize("address", ["/tin-tuc/", "/mo-hinh/"])
def test_a_list_with_nothing_in_it_leads_on(client, db, address):
    empty = client.get(address).text.partition('<div class="empty">')[2].partition("</div>")[0]
    assert re.search(r'<a class="btn btn-outline" href="/', empty)


def test_what_is_published_is_told_where_information_is_asked_for(client, ward):
    told = client.get(reverse("information_access")).text.partition('<ul class="links">')[2].partition("</ul>")[0]
    names = [
        "petitions:list",
        "dialogues:list",
        "dialogues:board",
        "results:latest",
        "campaigns:list",
        "emulation:home",
    ]
    assert [name for name in names if f'href="{reverse(name)}"' not in told] == []


def test_a_very_long_name_takes_the_place_of_the_mark(client, ward):
    assert "is-crowded" not in client.get(reverse("home")).text
    Ward.objects.update(name="Nghĩa Trường Thượng Quỳnh Phước Thiện Giang")
    assert 'class="site-brand-link is-crowded"' in client.get(reverse("home")).text


def test_every_page_says_who_answers_for_it_and_whom_to_call(client, ward):
    Ward.objects.update(hotline="0238 123 456", responsible_person="Bà Trần Thị Mai")
    page = client.get(reverse("site_map")).text
    assert 'href="tel:0238123456"' in page
    assert "Bà Trần Thị Mai" in page
    assert hours_vi(ward.office_hours) in page
    assert "Ghi rõ nguồn khi phát hành lại thông tin từ Cổng này." in page


def test_home_leads_to_sending_and_looking_up(client, ward):
    page = client.get(reverse("home")).text
    assert f"<h1>{ward}</h1>" in page
    assert page.count('href="/kien-nghi/gui/"') >= 1
    assert page.count('href="/kien-nghi/tra-cuu/"') >= 1


def test_about_lists_bodies_and_the_people_in_them(client, ward):
    unit = UnitFactory(name="Bộ phận Cây xanh", duties="Chăm sóc cây đường phố.")
    MembershipFactory(unit=unit, full_name="Hồ Thị Sáu", phone="0912 345 678")
    page = client.get(reverse("about")).text
    assert "Bộ phận Cây xanh" in page
    assert "Chăm sóc cây đường phố." in page
    assert "Hồ Thị Sáu" in page
    assert 'href="tel:0912345678"' in page


def test_about_leaves_out_seats_nobody_holds_and_bodies_above_the_ward(client, ward):
    seat = MembershipFactory(unit=UnitFactory(), full_name="")
    UnitFactory(name="Ban cấp trên thử", kind=Unit.Kind.UPPER)
    page = client.get(reverse("about")).text
    assert seat.post.name not in page
    assert "Ban cấp trên thử" not in page


def test_about_names_bodies_with_nothing_to_tell_in_one_list(client, ward):
    UnitFactory(name="Bộ phận Cây xanh", phone="0238 111 2222")
    UnitFactory(name="Các chi bộ thử", code="chi-bo-thu")
    page = client.get(reverse("about")).text
    assert ">Bộ phận Cây xanh</h3>" in page and "Các chi bộ thử</h3>" not in page
    assert '<li id="chi-bo-thu">Các chi bộ thử</li>' in page


def test_contact_promises_no_telephone_of_a_body_that_may_have_none(client, ward):
    assert "số điện thoại (nếu có)" in client.get(reverse("contact")).text


@pytest.mark.parametrize("name", ["about", "contact", "information_access"])
def test_page_has_an_english_part(client, ward, name):
    assert '<section lang="en" id="english">' in client.get(reverse(name)).text


@pytest.mark.parametrize(
    ("address", "section"),
    [
        ("/", "/"),
        ("/kien-nghi/gui/", "/kien-nghi/"),
        ("/ket-qua/kiem-tra/", "/ket-qua/"),
        ("/to-dan-pho/", "/to-dan-pho/"),
        ("/lien-he/", "/lien-he/"),
        ("/so-do/", None),
        ("/khong-co/", None),
    ],
)
def test_the_navigation_marks_the_section_one_reads(client, ward, address, section):
    navigation = client.get(address).text.partition('<nav class="site-nav"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)" aria-current="true"', navigation) == ([section] if section else [])
