"""Taking minutes in a real browser: a lost connection loses nothing, and nothing stays on a shared laptop."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.models import AgendaItem, Minutes
from tests.browsing import Visitor
from tests.factories.dialogues import an_officer, conclude, question_at, session_on
from tests.widths import PHONE, TABLET, fits_also

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('chua-gui')).length"


@pytest.fixture
def meeting(live_server, ward):
    session = session_on()
    for text in ("Bao giờ nạo vét cống?", "Bao giờ có đèn?", "Bao giờ có nước?"):
        question_at(session, text)
    session.open(by=an_officer("reception"))
    return session


@pytest.fixture
def desk(live_server, browser, meeting):
    """Somebody of the reception with a tablet, signed in."""
    visitor = Visitor(browser, live_server.url, width=TABLET)
    visitor.signs_in(an_officer("reception"))
    visitor.context.clock.install()
    yield visitor
    visitor.complaints = [text for text in visitor.complaints if "net::ERR_" not in text]
    visitor.leaves()


def address(session, page="minutes"):
    return reverse(f"admin:dialogues_dialoguesession_{page}", args=[session.pk])


def answer_box(desk, item):
    return desk.page.locator(f"[name='{item.pk}-answer']")


def types(desk, item, text):
    """Type the answer, and let the seconds pass until the page saves by itself."""
    answer_box(desk, item).fill(text)
    desk.page.clock.fast_forward(3_000)


def state(desk, item):
    return desk.page.locator(f"[data-part='{item.pk}'] [data-state]")


def conflict(desk, item):
    return desk.page.locator(f"[data-part='{item.pk}'] [data-conflict]")


def opens(desk, session, page="minutes"):
    """Without looking at it: that is done where everything is on it."""
    desk.page.goto(desk.url + address(session, page))


def is_saved(desk, item, text):
    """The server has the text, and the machine keeps no copy."""
    item.refresh_from_db()
    return item.answer == text and desk.page.evaluate(KEPT) == 0


def test_nothing_that_was_typed_is_lost(desk, meeting):
    item = meeting.agenda.first()
    opens(desk, meeting)
    types(desk, item, "Nạo vét trong tháng.")
    expect(state(desk, item)).to_contain_text("Đã lưu")
    assert is_saved(desk, item, "Nạo vét trong tháng.")
    what_is_typed_without_a_connection_is_saved_when_it_is_back(desk, item)
    a_page_that_was_closed_without_a_connection_sends_its_text_when_opened_again(desk, meeting, item)
    who_is_signed_out_meanwhile_keeps_the_text_until_signed_in_again(desk, meeting, item)
    the_conclusion_of_the_whole_is_saved_too(desk, meeting)
    two_wordings_are_shown_and_whoever_types_says_which_stays(desk, meeting)
    what_must_not_be_kept_leaves_no_copy_on_the_machine(desk, meeting)


def what_is_typed_without_a_connection_is_saved_when_it_is_back(desk, item):
    saved = item.answer
    desk.context.set_offline(True)
    types(desk, item, "Nạo vét trước ngày 30.")
    expect(state(desk, item)).to_have_text("Mất kết nối, đang giữ trên máy này, chưa lưu")
    expect(desk.page.locator("[data-all-state]")).to_contain_text("Mất kết nối")
    assert desk.page.evaluate(KEPT) == 1
    item.refresh_from_db()
    assert item.answer == saved
    desk.context.set_offline(False)
    expect(state(desk, item)).to_contain_text("Đã lưu")
    assert is_saved(desk, item, "Nạo vét trước ngày 30.")


def a_page_that_was_closed_without_a_connection_sends_its_text_when_opened_again(desk, meeting, item):
    desk.context.route("**/bien-ban/luu/", lambda route: route.abort())
    types(desk, item, "Giữ trên máy.")
    expect(state(desk, item)).to_contain_text("Mất kết nối")
    desk.page.goto("about:blank")
    desk.context.unroute("**/bien-ban/luu/")
    opens(desk, meeting)
    expect(answer_box(desk, item)).to_have_value("Giữ trên máy.")
    # A browser may still have sent it in leaving; then there is nothing left to send.
    expect(desk.page.locator("[data-all-state]")).to_have_text(re.compile("^(Tự lưu|Đã lưu)"))
    assert is_saved(desk, item, "Giữ trên máy.")


def who_is_signed_out_meanwhile_keeps_the_text_until_signed_in_again(desk, meeting, item):
    cookies = desk.context.cookies()
    desk.context.clear_cookies()
    types(desk, item, "Sau khi hết phiên.")
    expect(state(desk, item)).to_contain_text("Phiên làm việc đã hết")
    desk.context.add_cookies(cookies)
    opens(desk, meeting)
    expect(state(desk, item)).to_contain_text("Đã lưu")
    assert is_saved(desk, item, "Sau khi hết phiên.")


def the_conclusion_of_the_whole_is_saved_too(desk, meeting):
    desk.page.locator("[name='chung-conclusion']").fill("Các bộ phận làm đúng hạn đã hứa.")
    desk.page.clock.fast_forward(3_000)
    expect(desk.page.locator("[data-all-state]")).to_have_text(re.compile("Đã lưu"))
    expect(desk.page.locator("[data-part='chung'] [data-state]")).to_contain_text("Đã lưu")
    assert Minutes.objects.get(session=meeting).conclusion == "Các bộ phận làm đúng hạn đã hứa."


def a_button_that_leads_on_saves_first(desk, item):
    answer_box(desk, item).fill("Nạo vét ngay.")
    desk.page.locator(f"[value='answer-{item.pk}']").click()
    desk.page.wait_for_url(f"**/{item.question_id}/quyet-dinh/answer/**")
    assert is_saved(desk, item, "Nạo vét ngay.")


def two_wordings_are_shown_and_whoever_types_says_which_stays(desk, meeting):
    _, mine, theirs = meeting.agenda.in_order()
    for item in (mine, theirs):
        item.minute(by=an_officer("leader"), answer="Lời kia.")
        types(desk, item, "Lời ở đây.")
        expect(conflict(desk, item)).to_contain_text("Lời kia.")
        expect(answer_box(desk, item)).to_have_value("Lời ở đây.")
    desk.looks()
    for item, choice, expected in ((mine, "Lưu bản của tôi", "Lời ở đây."), (theirs, "Lấy bản đã lưu", "Lời kia.")):
        conflict(desk, item).get_by_role("button", name=choice).click()
        expect(answer_box(desk, item)).to_have_value(expected)
        expect(conflict(desk, item)).to_be_hidden()
        expect(state(desk, item)).to_have_text(re.compile("Đã (lưu|lấy)"))
        item.refresh_from_db()
        assert item.answer == expected
    assert desk.page.evaluate(KEPT) == 0


def what_must_not_be_kept_leaves_no_copy_on_the_machine(desk, meeting):
    host = an_officer("reception")
    sealed, sealed_later, approved = meeting.agenda.in_order()
    sealed.question.seal(by=host)
    types(desk, sealed, "Lời về người bị tố cáo.")
    expect(state(desk, sealed)).to_contain_text("không còn trong biên bản")
    assert desk.page.evaluate(KEPT) == 0

    with_a_copy_kept_without_a_connection(desk, sealed_later)
    sealed_later.question.seal(by=host)
    a_name_that_is_hidden_and_one_that_is_suspect(meeting)
    the_copy_is_gone_once_the_page_opens_again(desk, meeting)
    fits_also(desk, PHONE)

    with_a_copy_kept_without_a_connection(desk, approved)
    meeting.end(by=host)
    conclude(meeting)
    the_copy_is_gone_once_the_page_opens_again(desk, meeting)


def with_a_copy_kept_without_a_connection(desk, item):
    desk.context.set_offline(True)
    types(desk, item, "Lời về người bị tố cáo.")
    expect(state(desk, item)).to_contain_text("Mất kết nối")
    assert desk.page.evaluate(KEPT) == 1


def the_copy_is_gone_once_the_page_opens_again(desk, meeting):
    desk.page.goto("about:blank")
    desk.context.set_offline(False)
    desk.goes_to(address(meeting))
    desk.page.wait_for_function(f"{KEPT} === 0")


def test_points_are_moved_by_keyboard_and_dragged_and_the_server_keeps_the_order(desk, meeting):
    for number in range(8):
        AgendaItem.objects.put_topic(f"Việc khác {number}", meeting)
    a_name_that_is_hidden_and_one_that_is_suspect(meeting)
    desk.goes_to(address(meeting, "agenda"))
    fits_also(desk, PHONE)
    who_moves_a_point_by_keyboard_stays_at_the_button(desk, meeting)
    who_drags_a_point_is_told_that_the_order_is_kept(desk, meeting)
    who_typed_no_number_stands_in_its_box(desk, meeting)
    the_staffs_other_pages_of_a_session_are_accessible(desk, meeting)


def who_moves_a_point_by_keyboard_stays_at_the_button(visitor, meeting):
    point = meeting.agenda.in_order()[2]
    up, down = (visitor.page.locator(f"#{name}-{point.pk}") for name in ("len", "xuong"))
    up.press("Enter")
    expect(up).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(visitor.page.locator(f"#diem-{point.pk}")).to_be_in_viewport()
    assert meeting.agenda.in_order().first() == point


def who_drags_a_point_is_told_that_the_order_is_kept(desk, meeting):
    first, second = meeting.agenda.in_order()[:2]
    handles = desk.page.locator(".agenda-handle")
    lower, upper = handles.nth(1).bounding_box(), handles.nth(0).bounding_box()
    desk.page.mouse.move(lower["x"] + 5, lower["y"] + 5)
    desk.page.mouse.down()
    desk.page.mouse.move(upper["x"] + 5, upper["y"] - 5, steps=4)
    desk.page.mouse.up()
    expect(desk.page.locator("[data-agenda-state]")).to_have_text("Đã lưu thứ tự.")
    expect(desk.page.locator("[data-agenda-state]")).to_be_in_viewport()
    assert list(meeting.agenda.in_order())[:2] == [second, first]


def who_typed_no_number_stands_in_its_box(desk, meeting):
    number = desk.page.locator(f"#so-{meeting.agenda.in_order().first().pk}")
    number.fill("abc")
    number.press("Enter")
    expect(number).to_be_focused()
    desk.looks()


def a_name_that_is_hidden_and_one_that_is_suspect(meeting):
    question_at(meeting, is_suspect=True)
    named = question_at(meeting, full_name="Trần Văn Bảy", consent_publish_name=True)
    named.agenda_items.get().minute(by=an_officer("reception"), summary="Ông Trần Văn Bảy hỏi.")
    named.hide_name()


def test_the_minutes_follow_the_number_that_is_called_in_the_room(desk, meeting):
    first, second, third = meeting.agenda.in_order()
    host = an_officer("reception")
    for question in (second.question, first.question):
        question.check_in(by=host)
    opens(desk, meeting)
    calling = desk.page.locator("[data-calling]")
    expect(calling).to_have_text("Chưa mời số nào")
    first.question.call(by=host)
    second.minute(by=host, answer="Trong tháng.")
    desk.page.clock.fast_forward(5_000)
    expect(calling.get_by_role("link")).to_have_text("Đang mời số 2")
    expect(desk.page.locator(f"[data-place-state='{second.pk}']")).to_have_text("đã ghi")
    expect(desk.page.locator(f"h3 [data-calling-mark='{first.pk}']")).to_be_visible()
    expect(desk.page.locator(f"nav [data-calling-mark='{first.pk}']")).to_be_in_viewport()
    calling.get_by_role("link").click()
    expect(desk.page.locator(f"#noi-dung-{first.pk}")).to_be_in_viewport()
    a_point_that_came_after_the_page_was_opened_is_reached_with_one_press(desk, meeting, host)
    desk.looks()
    a_button_that_leads_on_saves_first(desk, second)
    a_name_that_is_hidden_and_one_that_is_suspect(meeting)
    who_comes_is_checked_in_and_gets_a_number(desk, meeting, third.question)
    who_calls_numbers_by_keyboard_stays_at_the_button(desk, "1", "4")


def a_point_that_came_after_the_page_was_opened_is_reached_with_one_press(desk, meeting, host):
    late = question_at(meeting, "Xin hỏi về rác.")
    late.check_in(by=host)
    late.call(by=host)
    desk.page.clock.fast_forward(5_000)
    calling = desk.page.locator("[data-calling]").get_by_role("link")
    expect(calling).to_have_text("Đang mời số 3")
    calling.click()
    expect(desk.page.locator(f"#noi-dung-{late.agenda_items.get().pk}")).to_be_in_viewport()


def who_comes_is_checked_in_and_gets_a_number(desk, meeting, question):
    desk.goes_to(address(meeting, "room"))
    fits_also(desk, PHONE)
    desk.page.locator(f"button[name=check_in][value='{question.pk}']").click()
    desk.page.wait_for_load_state()
    question.refresh_from_db()
    assert question.queue_number == 4


def who_calls_numbers_by_keyboard_stays_at_the_button(desk, *numbers):
    button = desk.page.get_by_role("button", name="Mời số tiếp theo")
    for number in numbers:
        button.press("Enter")
        expect(desk.page.locator(".room-number")).to_have_text(number)
        expect(button).to_be_focused()


def the_staffs_other_pages_of_a_session_are_accessible(desk, meeting):
    the_list_of_sessions_fits_a_tablet_held_upright(desk)
    for page in ("change", "revise", "photos"):
        desk.goes_to(address(meeting, page))


def the_list_of_sessions_fits_a_tablet_held_upright(desk):
    desk.goes_to(reverse("admin:dialogues_dialoguesession_changelist"))
    assert desk.page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.results'))") <= 0
