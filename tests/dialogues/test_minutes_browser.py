"""Taking minutes in a real browser: a lost connection loses nothing, and nothing stays on a shared laptop."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.models import AgendaItem, Minutes
from tests.browsing import Visitor
from tests.factories.dialogues import an_officer, conclude, question_at, session_on

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('chua-gui')).length"


@pytest.fixture
def meeting(live_server, ward):
    session = session_on()
    for text in ("Bao giờ nạo vét cống?", "Bao giờ có đèn?"):
        question_at(session, text)
    session.open(by=an_officer("reception"))
    return session


def signed_in(browser, client, live_server, **options):
    """Somebody of the reception at a browser of this width, with scripts or without."""
    visitor = Visitor(browser, live_server.url, **options)
    client.force_login(an_officer("reception"))
    session = client.cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return visitor


@pytest.fixture
def desk(live_server, browser, client, meeting):
    """Somebody of the reception with a tablet, signed in."""
    visitor = signed_in(browser, client, live_server, width=768)
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


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(desk, meeting):
    item = meeting.agenda.first()
    desk.goes_to(address(meeting))
    types(desk, item, "Nạo vét trong tháng.")
    expect(state(desk, item)).to_contain_text("Đã lưu")
    assert desk.page.evaluate(KEPT) == 0

    desk.context.set_offline(True)
    types(desk, item, "Nạo vét trước ngày 30.")
    expect(state(desk, item)).to_have_text("Mất kết nối, đang giữ trên máy này, chưa lưu")
    expect(desk.page.locator("[data-all-state]")).to_contain_text("Mất kết nối")
    assert desk.page.evaluate(KEPT) == 1
    item.refresh_from_db()
    assert item.answer == "Nạo vét trong tháng."

    desk.context.set_offline(False)
    expect(state(desk, item)).to_contain_text("Đã lưu")
    item.refresh_from_db()
    assert item.answer == "Nạo vét trước ngày 30."
    assert desk.page.evaluate(KEPT) == 0


def test_a_page_that_was_closed_without_a_connection_sends_its_text_when_opened_again(desk, meeting):
    item = meeting.agenda.first()
    desk.goes_to(address(meeting))
    desk.context.route("**/bien-ban/luu/", lambda route: route.abort())
    types(desk, item, "Giữ trên máy.")
    expect(state(desk, item)).to_contain_text("Mất kết nối")
    desk.page.goto("about:blank")
    desk.context.unroute("**/bien-ban/luu/")
    desk.page.goto(desk.url + address(meeting))
    expect(answer_box(desk, item)).to_have_value("Giữ trên máy.")
    # A browser may still have sent it in leaving; then there is nothing left to send.
    expect(desk.page.locator("[data-all-state]")).to_have_text(re.compile("^(Tự lưu|Đã lưu)"))
    item.refresh_from_db()
    assert item.answer == "Giữ trên máy."
    assert desk.page.evaluate(KEPT) == 0


@pytest.mark.parametrize(("choice", "expected"), [("Lưu bản của tôi", "Lời ở đây."), ("Lấy bản đã lưu", "Lời kia.")])
def test_two_wordings_are_shown_and_whoever_types_says_which_stays(choice, expected, desk, meeting):
    item = meeting.agenda.first()
    desk.goes_to(address(meeting))
    item.minute(by=an_officer("leader"), answer="Lời kia.")
    types(desk, item, "Lời ở đây.")
    conflict = desk.page.locator(f"[data-part='{item.pk}'] [data-conflict]")
    expect(conflict).to_contain_text("Lời kia.")
    expect(answer_box(desk, item)).to_have_value("Lời ở đây.")
    desk.looks()
    conflict.get_by_role("button", name=choice).click()
    expect(answer_box(desk, item)).to_have_value(expected)
    expect(conflict).to_be_hidden()
    expect(state(desk, item)).to_have_text(re.compile("Đã (lưu|lấy)"))
    assert desk.page.evaluate(KEPT) == 0
    item.refresh_from_db()
    assert item.answer == expected


def test_who_is_signed_out_meanwhile_keeps_the_text_until_signed_in_again(desk, meeting):
    item = meeting.agenda.first()
    desk.goes_to(address(meeting))
    cookies = desk.context.cookies()
    desk.context.clear_cookies()
    types(desk, item, "Sau khi hết phiên.")
    expect(state(desk, item)).to_contain_text("Phiên làm việc đã hết")
    desk.context.add_cookies(cookies)
    desk.page.goto(desk.url + address(meeting))
    expect(state(desk, item)).to_contain_text("Đã lưu")
    item.refresh_from_db()
    assert item.answer == "Sau khi hết phiên."


def test_a_sealed_question_leaves_no_copy_on_the_machine_while_the_page_is_open(desk, meeting):
    item = meeting.agenda.first()
    desk.goes_to(address(meeting))
    item.question.seal(by=an_officer("reception"))
    types(desk, item, "Lời về người bị tố cáo.")
    expect(state(desk, item)).to_contain_text("không còn trong biên bản")
    assert desk.page.evaluate(KEPT) == 0
    desk.complaints = [text for text in desk.complaints if "404" not in text]


@pytest.mark.parametrize("ending", ["sealed", "approved"])
def test_a_copy_kept_without_a_connection_is_gone_once_the_page_opens_again(ending, desk, meeting):
    item = meeting.agenda.first()
    desk.goes_to(address(meeting))
    desk.context.set_offline(True)
    types(desk, item, "Lời về người bị tố cáo.")
    expect(state(desk, item)).to_contain_text("Mất kết nối")
    host = an_officer("reception")
    if ending == "sealed":
        item.question.seal(by=host)
    else:
        meeting.end(by=host)
        conclude(meeting)
    desk.page.goto("about:blank")
    desk.context.set_offline(False)
    desk.goes_to(address(meeting))
    desk.page.wait_for_function(f"{KEPT} === 0")


def test_a_button_that_leads_on_saves_first_and_leaves_nothing_behind(desk, meeting):
    item = meeting.agenda.first()
    desk.goes_to(address(meeting))
    answer_box(desk, item).fill("Nạo vét trong tháng.")
    desk.page.locator(f"[value='answer-{item.pk}']").click()
    desk.page.wait_for_url(f"**/{item.question_id}/quyet-dinh/answer/**")
    assert desk.page.evaluate(KEPT) == 0
    item.refresh_from_db()
    assert item.answer == "Nạo vét trong tháng."


def test_points_are_dragged_and_the_server_keeps_the_order(desk, meeting):
    first, second = meeting.agenda.in_order()
    for number in range(8):
        AgendaItem.objects.put_topic(f"Việc khác {number}", meeting)
    desk.goes_to(address(meeting, "agenda"))
    handles = desk.page.locator(".agenda-handle")
    lower, upper = handles.nth(1).bounding_box(), handles.nth(0).bounding_box()
    desk.page.mouse.move(lower["x"] + 5, lower["y"] + 5)
    desk.page.mouse.down()
    desk.page.mouse.move(upper["x"] + 5, upper["y"] - 5, steps=4)
    desk.page.mouse.up()
    expect(desk.page.locator("[data-agenda-state]")).to_have_text("Đã lưu thứ tự.")
    expect(desk.page.locator("[data-agenda-state]")).to_be_in_viewport()
    assert list(meeting.agenda.in_order())[:2] == [second, first]


@pytest.mark.parametrize("scripts", [True, False])
def test_who_moves_a_point_by_keyboard_stays_at_the_button(scripts, live_server, browser, client, meeting):
    last = question_at(meeting, "Bao giờ có nước?").agenda_items.get()
    visitor = signed_in(browser, client, live_server, scripts=scripts)
    visitor.page.goto(live_server.url + address(meeting, "agenda"))
    up, down = (visitor.page.locator(f"#{name}-{last.pk}") for name in ("len", "xuong"))
    up.press("Enter")
    expect(up).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(visitor.page.locator(f"#diem-{last.pk}")).to_be_in_viewport()
    assert meeting.agenda.in_order().first() == last
    visitor.leaves()


def test_who_calls_numbers_by_keyboard_stays_at_the_button(desk, meeting):
    for question in meeting.questions.order_by("pk"):
        question.check_in(by=an_officer("reception"))
    desk.goes_to(address(meeting, "room"))
    button = desk.page.get_by_role("button", name="Mời số tiếp theo")
    for number in ("1", "2"):
        button.press("Enter")
        expect(desk.page.locator(".room-number")).to_have_text(number)
        expect(button).to_be_focused()


def test_the_minutes_follow_the_number_that_is_called_in_the_room(desk, meeting):
    first, second = meeting.agenda.in_order()
    host = an_officer("reception")
    for question in (second.question, first.question):
        question.check_in(by=host)
    desk.goes_to(address(meeting))
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


def test_a_point_that_came_after_the_page_was_opened_is_reached_with_one_press(desk, meeting):
    desk.goes_to(address(meeting))
    host = an_officer("reception")
    late = question_at(meeting, "Xin hỏi về rác.")
    late.check_in(by=host)
    late.call(by=host)
    desk.page.clock.fast_forward(5_000)
    desk.page.locator("[data-calling]").get_by_role("link").click()
    expect(desk.page.locator(f"#noi-dung-{late.agenda_items.get().pk}")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360])
def test_the_pages_of_the_day_are_accessible_with_everything_on_them(width, live_server, browser, client, meeting):
    host = an_officer("reception")
    first = meeting.agenda.in_order().first()
    question_at(meeting, is_suspect=True)
    named = question_at(meeting, full_name="Trần Văn Bảy", consent_publish_name=True)
    named.agenda_items.get().minute(by=host, summary="Ông Trần Văn Bảy hỏi.")
    named.hide_name()
    first.question.check_in(by=host)
    first.question.call(by=host)
    visitor = signed_in(browser, client, live_server, width=width)
    for page in ("room", "minutes", "agenda"):
        visitor.goes_to(address(meeting, page))
    visitor.page.locator(f"#so-{first.pk}").fill("abc")
    visitor.page.locator(f"#so-{first.pk}").press("Enter")
    expect(visitor.page.locator(f"#so-{first.pk}")).to_be_focused()
    visitor.looks()
    visitor.leaves()


def test_the_list_of_sessions_fits_a_tablet_held_upright(desk, meeting):
    desk.goes_to(reverse("admin:dialogues_dialoguesession_changelist"))
    assert desk.page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.results'))") <= 0


def test_the_staffs_pages_of_a_session_are_accessible_under_the_strict_policy(desk, meeting):
    for page in ("changelist", "change", "revise", "agenda", "room", "minutes", "photos"):
        name = f"admin:dialogues_dialoguesession_{page}"
        desk.goes_to(reverse(name) if page == "changelist" else address(meeting, page))
    assert Minutes.objects.count() == 1
