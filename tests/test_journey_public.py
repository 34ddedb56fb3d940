"""The public walks through everything there is to read, in a real browser."""

import pytest

from petitions.models import Petition
from tests.browsing import Visitor
from tests.factories.mobilization import MembershipFactory
from tests.factories.news import PostFactory
from tests.factories.petitions import UserFactory
from tests.widths import fits_enlarged, turns

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

UNTOLD = """() => [...document.querySelectorAll(".page-main p > a[href^='/'], .page-main li > a[href^='/']")]
  .filter(link => getComputedStyle(link, "::after").content === "none").map(link => link.textContent)"""

# Links that are a line of their own, and lower than a finger.
LOW = """() => [...document.querySelectorAll("a[href]")].filter(link => link.checkVisibility()
  && link.parentElement.textContent.trim() === link.textContent.trim() && link.getBoundingClientRect().height < 44)
  .map(link => link.textContent)"""


def test_the_public_reads_every_kind_of_page(browser, live_server, ward):
    visitor = Visitor(browser, live_server.url)
    lan, post = UserFactory(role="reception"), PostFactory(published=True)
    MembershipFactory(head=True)
    petition = Petition.objects.submit(declared_kind="report", body="Riêng", consent_publish=True)
    petition.publish(title="Đèn đường đã sửa", text="Một đoạn thiếu đèn.", by=lan)
    for path in (
        "/tin-tuc/", "/", post.get_absolute_url(), "/kien-nghi/", f"/kien-nghi/{petition.code}/",
        f"/kien-nghi/{petition.code}/han/", "/gioi-thieu/", "/lien-he/", "/tiep-can-thong-tin/", "/so-do/",
        "/to-dan-pho/", "/to-dan-pho/to-dan-pho-1/", "/khong-co-trang-nay/",
    ):  # fmt: skip
        visitor.goes_to(path)
        for _ in range(2):
            fits_enlarged(visitor)
            assert visitor.page.evaluate(LOW) == [], path
            turns(visitor)
        if path == "/tiep-can-thong-tin/":
            the_paper_says_where_links_lead(visitor)
    assert "Không tìm thấy" in visitor.reads()
    visitor.leaves()


def the_paper_says_where_links_lead(visitor):
    visitor.page.emulate_media(media="print")
    assert visitor.page.evaluate(UNTOLD) == []
    assert visitor.page.locator(".site-brand-address").is_visible()
    visitor.page.emulate_media(media="screen")
