"""Two months of the dialogue in a real browser: heard, answered, promised; one promise kept, one missed, both told."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dialogues.figures import board
from dialogues.models import AgendaItem, Commitment, DialogueSession, Minutes, Question
from dialogues.status import CommitmentStatus, SessionStatus
from dialogues.tasks import generate_sessions
from tests.browsing import Visitor, snapshot
from tests.factories.dialogues import commitment_of, conclude, question_at
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.widths import opens

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ASKED = "Đường ngõ 5 ngập mỗi khi mưa, bao giờ phường nạo vét cống?"
REGISTRATIONS, BY_HAND = 12, 2
HELD = "Phường đã ghi nhận."


@pytest.fixture
def resident(browser, live_server):
    """Hoa, with her grandson's old phone."""
    visitor = Visitor(browser, live_server.url, width=360)
    yield visitor
    visitor.leaves()


@pytest.fixture
def two_sessions(live_server, ward):
    """The first coming sessions whose days of registration are still to come."""
    today = timezone.localdate()
    coming = DialogueSession.objects.planned().filter(intake_opens_on__gt=today).order_by("held_on")
    first, second = coming[:2]
    # None before them, so that what is promised at the first stands on the second.
    for earlier in DialogueSession.objects.planned().filter(held_on__lt=first.held_on):
        earlier.cancel("Chưa tổ chức.", by=UserFactory(role="leader"))
    return first, second


def page_of(row, name="change", *rest):
    return reverse(f"admin:dialogues_{row._meta.model_name}_{name}", args=[row.pk, *rest])


def decide(visitor, row, verb, button, **typed):
    """Open a decision's own page, fill in what it asks for, press its button."""
    visitor.goes_to(page_of(row, "decide", verb))
    for name, text in typed.items():
        visitor.page.locator(f"[name={name}]").fill(text)
    for box in visitor.page.locator("[name=sure]").all():
        box.check()
    visitor.presses(button)


def register(resident, session, number, later):
    resident.goes_to(f"/doi-thoai/{session.slug}/dang-ky/")
    page = resident.page
    page.get_by_label("Câu hỏi, ý kiến của ông/bà").fill(ASKED if number == 0 else f"Hỏi việc số {number} của tổ.")
    page.get_by_label("Tôi muốn phát biểu").check()
    page.get_by_label("Họ và tên").fill(f"Lê Thị Hoa {number} (dữ liệu mẫu)")
    later(seconds=20)  # nobody types faster
    resident.presses("Gửi đăng ký")


def twelve_register(resident, session, later):
    """The first of them by the page, the others as they come in there."""
    for number in range(BY_HAND):
        register(resident, session, number, later)
    session.refresh_from_db()
    for number in range(BY_HAND, REGISTRATIONS):
        question_at(session, f"Hỏi việc số {number} của tổ.", full_name=f"Lê Thị Hoa {number} (dữ liệu mẫu)", phone="")
    assert Question.objects.filter(session=session, is_suspect=False).count() == REGISTRATIONS == session.agenda.count()


def note(items, lan):
    for item in items:
        item.minute(by=lan, answer=HELD)


def minute(hosts, session, lan):
    """Write the minutes of every point, and of the whole, as the page offers them."""
    *others, last = session.agenda.in_order()
    note(others, lan)
    hosts.page.clock.install()
    opens(hosts, page_of(session, "minutes"))
    hosts.page.locator(f"[name='{last.pk}-answer']").fill(HELD)
    hosts.page.locator("[name='chung-conclusion']").fill("Các bộ phận làm đúng hạn đã hứa.")
    hosts.page.clock.fast_forward(3_000)  # it saves every three seconds
    expect(hosts.page.locator("[data-all-state]")).to_have_text(re.compile("Đã lưu"))
    assert not session.agenda.filter(answer="").exists()


def promise(hosts, text, unit, item):
    hosts.goes_to(f"{reverse('admin:dialogues_commitment_promise', args=[item.session_id])}?noi-dung={item.pk}")
    hosts.page.locator("[name=text]").fill(text)
    hosts.page.locator("[name=unit]").select_option(label=unit.name)
    hosts.page.locator("[name=working_days]").fill("10")
    hosts.presses("Lưu cam kết")


def confirms(resident, hoa, text):
    """Who had asked finds the promise by her code, and says that it was kept."""
    resident.goes_to("/doi-thoai/tra-cuu/")
    resident.page.locator("[name=code]").fill(hoa.code)
    resident.page.locator("[name=secret]").fill(hoa.secret)
    resident.presses("Xem đăng ký của tôi")
    assert text in resident.reads()
    resident.presses("Tôi xác nhận đã làm xong", role="link")
    resident.presses("Tôi xác nhận đã làm xong")


def test_two_months_of_promises(sits, resident, two_sessions, on_day, later):
    first, second = two_sessions
    unit = UnitFactory(name="Bộ phận địa chính", handles_petitions=True)
    lan, chu_tich = UserFactory(role="reception"), UserFactory(role="leader")
    minh = UserFactory(role="handler", unit=unit)

    # The notice, and twelve who register.
    on_day(first.intake_opens_on)
    desk = sits(lan)
    decide(desk, first, "announce", "Thông báo")
    resident.goes_to("/doi-thoai/")
    assert "Đăng ký, gửi câu hỏi" in resident.reads()
    twelve_register(resident, first, later)
    hoa = Question.objects.get(text=ASKED)

    # The day: people come, a number is called onto the screen, leaders answer and promise.
    on_day(first.held_on, 7)
    desk.signs_in(lan)
    decide(desk, first, "open", "Khai mạc")
    opens(desk, page_of(first, "room"))
    desk.page.locator(f"button[name=check_in][value='{hoa.pk}']").click()
    desk.presses("Mời số tiếp theo")
    resident.goes_to(f"/doi-thoai/{first.slug}/man-hinh/?dung=1")
    assert "1" in resident.reads() and hoa.full_name not in resident.reads()
    minute(desk, first, lan)
    item, other = first.agenda.get(question=hoa), first.agenda.exclude(question=hoa).first()
    promise(desk, "Nạo vét cống ngõ 5.", unit, item)
    first.refresh_from_db()
    commitment_of(first, unit=unit, item=other, text="Thay đèn ngõ 7.")
    first.end(by=lan)
    Minutes.of(first).submit(by=lan)
    chair = sits(chu_tich)
    decide(chair, first, "conclude", "Duyệt và công bố", conclusion_number="15/TB-UBND")
    first.refresh_from_db()
    assert first.status == SessionStatus.CONCLUDED
    kept, missed = Commitment.objects.order_by("pk")
    assert {point.commitment for point in second.agenda.all()} == {kept, missed}
    resident.goes_to(f"/doi-thoai/{first.slug}/")
    assert "Nạo vét cống ngõ 5." in resident.reads() and ASKED not in resident.reads()

    # One promise is kept: proved, signed off, and confirmed by who had asked.
    on_day(first.held_on + timedelta(days=5))
    handler = sits(minh)
    handler.goes_to(page_of(kept, "decide", "mark_done"))
    handler.page.locator("[name=text]").fill("Đã nạo vét 120 m cống.")
    handler.page.locator("[name=evidence]").set_input_files(snapshot("cong.jpg"))
    handler.presses("Báo cáo đã xong")
    chair.signs_in(chu_tich)
    decide(chair, kept, "sign_off", "Xác nhận")
    confirms(resident, hoa, kept.text)
    kept.refresh_from_db()
    assert kept.status == CommitmentStatus.CONFIRMED

    # The second session tells both.
    on_day(second.held_on, 7)
    generate_sessions(0)
    assert board().on_time == board().overdue == 1
    desk.signs_in(lan)
    desk.goes_to(page_of(second, "agenda"))
    told = desk.reads()
    assert kept.code in told and missed.code in told and "quá hạn" in told
    second.refresh_from_db()
    second.open(by=lan)
    note(second.agenda.all(), lan)
    second.end(by=lan)
    conclude(second, host=lan, leader=chu_tich)
    resident.goes_to(f"/doi-thoai/{second.slug}/")
    assert kept.code in resident.reads() and missed.code in resident.reads()
    resident.goes_to("/doi-thoai/cam-ket/")
    assert "quá hạn" in resident.reads() and "đúng hẹn" in resident.reads()
    resident.goes_to(kept.get_absolute_url())
    assert "Đã nạo vét 120 m cống." in resident.reads()
    following = DialogueSession.objects.planned().order_by("held_on").first()
    assert AgendaItem.objects.get(session=following).commitment == missed
