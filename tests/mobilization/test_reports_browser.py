"""A team head of sixty with a phone: what is typed is not lost, and stays with who typed it."""

import re

import pytest
from playwright.sync_api import expect

from mobilization.models import ReportHeading
from mobilization.reports.drafts import text_name
from tests.browsing import Visitor
from tests.factories.reports import report_of, team_with_head

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('chua-gui')).length"


@pytest.fixture
def head(live_server, ward):
    return team_with_head()[1]


def signed_in(browser, live_server, head):
    visitor = Visitor(browser, live_server.url)
    visitor.signs_in(head)
    return visitor


def box(code):
    return f"[name='{text_name(ReportHeading.objects.get(code=code))}']"


def types(phone, words):
    """And the seconds pass after which the page saves by itself."""
    phone.page.locator(box("doi-song")).fill(words)
    phone.page.clock.fast_forward(3_000)


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(browser, live_server, head):
    team = head.memberships.get().team
    report = report_of(team, head)
    phone = signed_in(browser, live_server, head)
    phone.page.clock.install()
    phone.goes_to(f"/bao-cao/{report.pk}/viet/")
    state = phone.page.locator(f".report-box:has({box('doi-song')}) [data-state]")
    phone.context.set_offline(True)
    types(phone, "Ổn định.")
    expect(state).to_have_text("Chưa lưu được, đang thử lại")
    assert phone.page.evaluate(KEPT) == 1
    phone.context.set_offline(False)
    expect(state).to_have_text(re.compile("Đã lưu lúc"))
    assert phone.page.evaluate(KEPT) == 0
    assert report.texts.get(heading__code="doi-song").text == "Ổn định."

    report.write(ReportHeading.objects.get(code="doi-song"), "Người khác viết.", by=head)
    types(phone, "Tôi viết.")
    expect(phone.page.get_by_text("Người khác viết.")).to_be_visible()
    phone.looks()
    phone.presses("Giữ bản của tôi")
    phone.page.clock.fast_forward(3_000)
    expect(state).to_have_text(re.compile("Đã lưu lúc"))
    assert report.texts.get(heading__code="doi-song").text == "Tôi viết."

    phone.signs_out()
    types(phone, "Viết khi hết phiên.")
    expect(state).to_have_text(re.compile("đăng nhập lại"))
    phone.signs_in(head)
    phone.page.clock.fast_forward(3_000)
    expect(state).to_have_text(re.compile("Đã lưu lúc"))
    phone.complaints = [text for text in phone.complaints if "net::ERR_" not in text]
    phone.leaves()


def test_unsent_words_go_when_another_signs_in_on_the_phone_and_when_their_owner_signs_out(browser, live_server, head):
    report = report_of(head.memberships.get().team, head)
    phone = signed_in(browser, live_server, head)
    phone.page.route("**/luu/", lambda sent: sent.abort())

    def leaves_unsent(words):
        phone.goes_to(f"/bao-cao/{report.pk}/viet/")
        phone.page.locator(box("doi-song")).fill(words)
        assert phone.page.evaluate(KEPT) == 1

    leaves_unsent("Chưa gửi được.")
    phone.goes_to(f"/bao-cao/{report.pk}/viet/")
    expect(phone.page.locator(box("doi-song"))).to_have_value("Chưa gửi được.")
    phone.signs_in(team_with_head()[1])
    phone.goes_to("/bao-cao/")
    assert phone.page.evaluate(KEPT) == 0

    phone.signs_in(head)
    leaves_unsent("Lại chưa gửi được.")
    phone.page.locator(".account summary").click()
    phone.page.get_by_role("button", name="Đăng xuất").click()
    phone.page.wait_for_url(lambda url: "/viet/" not in url)
    assert phone.page.evaluate(KEPT) == 0
    phone.complaints = [text for text in phone.complaints if "net::ERR_" not in text]
    phone.leaves()
