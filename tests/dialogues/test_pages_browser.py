"""The dialogue in a real browser: read it all, register, follow, withdraw, object; with and without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dialogues.models import DialogueSession, Question, SessionPhoto
from dialogues.status import CommitmentStatus, SessionStatus
from tests.browsing import Visitor
from tests.factories.dialogues import (
    an_officer,
    commitment_of,
    conclude,
    photo_file,
    question_at,
    session_in,
    session_on,
)
from tests.widths import PHONE, turns, widens

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

# A whole address, or in the running text one that begins with what the head of the paper says.
BEHIND_LINKS = """() => [...document.querySelectorAll(".page-main a[href]")]
  .filter(link => getComputedStyle(link, "::after").content !== "none")
  .filter(link => !link.getAttribute("href").startsWith("http"))
  .filter(link => link.closest(".card-link, .deadline, nav, table")
    || !document.querySelector(".site-brand-address")?.getClientRects().length)
  .map(link => link.outerHTML)"""
HEAD = "document.querySelector('.site-header')?.getBoundingClientRect().height ?? 0"
FITS = """() => [...document.querySelectorAll(".board-chart *")].every(part => part.scrollWidth <= part.clientWidth + 1
  || getComputedStyle(part).display === "inline")"""


@pytest.fixture
def told(ward):
    """A concluded session with all that minutes can hold, and its promise signed off."""
    host, leader = an_officer("reception"), an_officer("leader")
    session = session_on()
    question = question_at(session)
    session.open(by=host)
    item = session.agenda.get(question=question)
    item.minute(by=host, summary="Hỏi về cống.", answer="Sẽ nạo vét.", conclusion="Giao địa chính.")
    commitment = commitment_of(session, item=item)
    session.end(by=host)
    minutes = conclude(DialogueSession.objects.get(pk=session.pk))
    minutes.correct("answer", "Sẽ nạo vét trong tháng.", "Ghi thiếu.", by=leader, item=item)
    commitment.mark_done("Đã nạo vét.", by=host, files=[photo_file()], caption="Cống ngõ 5")
    commitment.sign_off(by=leader)
    SessionPhoto.objects.create(
        session=session, file=photo_file().source, width=3, height=2, caption="Hội trường", alt="Hội trường",
        consent_basis="Không nhận ra ai", added_by=host,
    )  # fmt: skip
    return question


@pytest.fixture
def comes(browser, live_server):
    """Somebody with a phone, whose browser runs scripts or none."""
    visitors = []

    def come(**kind):
        visitors.append(Visitor(browser, live_server.url, **kind))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.leaves()


# What the pages hold is asked by other tests; here it is how they look and behave in a browser with scripts.
def test_everybody_reads_every_page_of_the_dialogue(comes, told):
    coming = session_on(timezone.localdate() + timedelta(days=5))
    going_on = session_in(SessionStatus.IN_SESSION)
    coming.move(coming.held_on + timedelta(days=1), "Trùng kỳ họp.", by=an_officer("leader"))
    called_off = session_on(timezone.localdate() + timedelta(days=9))
    called_off.cancel("Bão.", by=an_officer("leader"))
    visitor = comes()
    for path in (
        "/", "/doi-thoai/", coming.get_absolute_url(), going_on.get_absolute_url(), called_off.get_absolute_url(),
        told.session.get_absolute_url(), f"{going_on.get_absolute_url()}dang-ky/",
        told.commitments.get().get_absolute_url(), f"{going_on.get_absolute_url()}man-hinh/?dung=1",
    ):  # fmt: skip
        reads_on_any_screen_and_on_paper(visitor, path)
    assert "Buổi đối thoại đang diễn ra" in visitor.reads()
    widens(visitor, PHONE)
    reads_on_any_screen_and_on_paper(visitor, "/doi-thoai/cam-ket/")
    widens(visitor, PHONE)
    the_charts_letters_are_as_large_as_the_pages_and_stay_inside_it(visitor)


def reads_on_any_screen_and_on_paper(visitor, path):
    visitor.goes_to(path)
    on_a_phone_the_pages_head_is_low(visitor)
    turns(visitor)
    on_a_phone_the_pages_head_is_low(visitor)
    on_paper_no_link_ends_with_an_address_without_its_beginning(visitor)


def on_a_phone_the_pages_head_is_low(visitor):
    if visitor.page.viewport_size["width"] == PHONE:
        assert visitor.page.evaluate(HEAD) <= 96, visitor.page.url


def on_paper_no_link_ends_with_an_address_without_its_beginning(visitor):
    visitor.page.emulate_media(media="print")
    assert visitor.page.evaluate(BEHIND_LINKS) == [], visitor.page.url
    visitor.page.emulate_media(media="screen")


def the_charts_letters_are_as_large_as_the_pages_and_stay_inside_it(visitor):
    number = visitor.page.locator(".chart-number").first
    before = number.bounding_box()["height"]
    visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert number.bounding_box()["height"] > 1.8 * before
    chart, box = visitor.page.locator(".board-chart").bounding_box(), number.bounding_box()
    assert box["x"] + box["width"] <= chart["x"] + chart["width"] + 1 and visitor.page.evaluate(FITS)


# With scripts a resident registers and confirms in the journey of the dialogue.
def test_without_scripts_a_resident_registers_withdraws_and_says_what_is_not_done_yet(comes, told, later):
    visitor = comes(scripts=False)
    a_resident_registers_follows_and_withdraws(visitor, later)
    who_asked_says_that_it_is_not_done_yet(visitor, told)


def a_resident_registers_follows_and_withdraws(visitor, later):
    coming = session_on(timezone.localdate() + timedelta(days=5))
    visitor.goes_to(f"{coming.get_absolute_url()}dang-ky/")
    visitor.page.get_by_label("Tôi muốn phát biểu").check()
    later(seconds=4)  # quicker than that looks like a robot
    visitor.page.get_by_label("Câu hỏi, ý kiến của ông/bà").fill("Bao giờ nạo vét cống ngõ 5?")
    visitor.page.get_by_label("Họ và tên").fill("Lê Thị Hoa (dữ liệu mẫu)")
    visitor.presses("Gửi đăng ký")
    question = Question.objects.get(session=coming)
    assert question.code in visitor.reads() and "Ông/bà có chỗ phát biểu." in visitor.reads()
    visitor.presses("Xem tình trạng", role="link")
    visitor.presses("Rút đăng ký", role="link")
    visitor.page.get_by_label("Tôi tự nguyện rút").check()
    visitor.presses("Rút đăng ký")
    assert "Ông/bà đã rút đăng ký này." in visitor.reads()
    visitor.presses("Kết thúc xem")
    assert "Tra cứu đăng ký đối thoại" in visitor.reads()


def who_asked_says_that_it_is_not_done_yet(visitor, told):
    visitor.page.get_by_label("Mã đăng ký").fill(told.code)
    visitor.page.get_by_label("Mã bí mật").fill(told.secret)
    visitor.presses("Xem đăng ký của tôi")
    assert "Sẽ nạo vét trong tháng." in visitor.reads()
    visitor.presses("Chưa được như đã hứa", role="link")
    visitor.page.get_by_label("Điều chưa được như đã hứa").fill("Cống vẫn tắc.")
    visitor.presses("Gửi ý kiến")
    assert "việc này được làm tiếp" in visitor.page.inner_text("body")
    assert told.commitments.get().status == CommitmentStatus.IN_PROGRESS
