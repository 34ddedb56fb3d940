"""Two months of the dialogue in a real browser: heard, answered, promised; one promise kept, one missed, both told."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dialogues.figures import board
from dialogues.models import AgendaItem, Commitment, DialogueSession, Question
from dialogues.status import CommitmentStatus, SessionStatus
from dialogues.tasks import generate_sessions
from tests.browsing import Visitor
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.petitions.test_submit import photo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ASKED = "Đường ngõ 5 ngập mỗi khi mưa, bao giờ phường nạo vét cống?"
REGISTRATIONS = 12


class Office:
    """The staff at their computers, on whichever day it is."""

    def __init__(self, browser, url):
        self.browser, self.url, self.visitors = browser, url, []

    def seat(self, user):
        """A browser in which this person has signed in today."""
        client = Client()
        client.force_login(user)
        visitor = Visitor(self.browser, self.url, width=1280)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}
        visitor.context.add_cookies([cookie])
        self.visitors.append(visitor)
        return visitor

    def closes(self):
        for visitor in self.visitors:
            visitor.leaves()
        self.visitors = []


@pytest.fixture
def office(browser, live_server):
    office = Office(browser, live_server.url)
    yield office
    office.closes()


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


@pytest.fixture
def day(time_machine):
    """Move to an hour of a day; the clock runs on from there."""

    def move(when, hour=8, minute=0):
        time_machine.move_to(timezone.make_aware(datetime.combine(when, time(hour, minute))))

    return move


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


def register(resident, session, number, time_machine):
    resident.goes_to(f"/doi-thoai/{session.slug}/dang-ky/")
    page = resident.page
    page.get_by_label("Câu hỏi, ý kiến của ông/bà").fill(ASKED if number == 0 else f"Hỏi việc số {number} của tổ.")
    page.get_by_label("Tôi muốn phát biểu").check()
    page.get_by_label("Họ và tên").fill(f"Lê Thị Hoa {number} (dữ liệu mẫu)")
    time_machine.shift(20)  # nobody types faster
    resident.presses("Gửi đăng ký")


def minute(hosts, session, answers):
    """Write the minutes of every point, and of the whole, as the page offers them."""
    hosts.goes_to(page_of(session, "minutes"))
    for item in session.agenda.all():
        hosts.page.locator(f"[name='{item.pk}-answer']").fill(answers.get(item.question_id, "Phường đã ghi nhận."))
    hosts.page.locator("[name='chung-conclusion']").fill("Các bộ phận làm đúng hạn đã hứa.")
    expect(hosts.page.locator("[data-all-state]")).to_have_text(re.compile("Đã lưu"), timeout=30_000)
    assert not session.agenda.filter(answer="").exists()


def hold(office, session, day, lan, chu_tich, *, number, promises=()):
    """Minute the session, write promises down, end it, and have the chair approve."""
    hosts, chair = office.seat(lan), office.seat(chu_tich)
    minute(hosts, session, {})
    for text, unit, working_days, item in promises:
        address = reverse("admin:dialogues_commitment_promise", args=[session.pk])
        hosts.goes_to(f"{address}?noi-dung={item.pk}")
        hosts.page.locator("[name=text]").fill(text)
        hosts.page.locator("[name=unit]").select_option(label=unit.name)
        hosts.page.locator("[name=working_days]").fill(str(working_days))
        hosts.presses("Lưu cam kết")
    decide(hosts, session, "end", "Bế mạc")
    decide(hosts, session, "submit_minutes", "Trình lãnh đạo duyệt")
    decide(chair, session, "conclude", "Duyệt và công bố", conclusion_number=number)
    session.refresh_from_db()
    assert session.status == SessionStatus.CONCLUDED


def test_two_months_of_promises(office, resident, two_sessions, day, time_machine, tmp_path):
    first, second = two_sessions
    unit = UnitFactory(name="Bộ phận địa chính", handles_petitions=True)
    lan, chu_tich = UserFactory(role="reception"), UserFactory(role="leader")
    minh = UserFactory(role="handler", unit=unit)

    # The notice, and twelve who register.
    day(first.intake_opens_on)
    decide(office.seat(lan), first, "announce", "Thông báo")
    resident.goes_to("/doi-thoai/")
    assert "Đăng ký, gửi câu hỏi" in resident.reads()
    for number in range(REGISTRATIONS):
        register(resident, first, number, time_machine)
    hoa = Question.objects.get(text=ASKED)
    assert Question.objects.filter(session=first, is_suspect=False).count() == REGISTRATIONS == first.agenda.count()
    office.closes()

    # The day: people come, a number is called onto the screen, leaders answer and promise.
    day(first.held_on, 7, 10)
    desk = office.seat(lan)
    decide(desk, first, "open", "Khai mạc")
    desk.goes_to(page_of(first, "room"))
    desk.page.locator(f"button[name=check_in][value='{hoa.pk}']").click()
    desk.presses("Mời số tiếp theo")
    resident.goes_to(f"/doi-thoai/{first.slug}/man-hinh/?dung=1")
    assert "1" in resident.reads() and hoa.full_name not in resident.reads()
    item, other = first.agenda.get(question=hoa), first.agenda.exclude(question=hoa).first()
    promises = [("Nạo vét cống ngõ 5.", unit, 10, item), ("Thay đèn ngõ 7.", unit, 10, other)]
    hold(office, first, day, lan, chu_tich, number="15/TB-UBND", promises=promises)
    kept, missed = Commitment.objects.order_by("pk")
    assert {point.commitment for point in second.agenda.all()} == {kept, missed}
    resident.goes_to(f"/doi-thoai/{first.slug}/")
    assert "Nạo vét cống ngõ 5." in resident.reads() and ASKED not in resident.reads()
    office.closes()

    # One promise is kept: proved, signed off, and confirmed by who had asked.
    day(first.held_on + timedelta(days=5))
    evidence = tmp_path / "cong.jpg"
    evidence.write_bytes(photo(size=(600, 400)).read())
    handler = office.seat(minh)
    handler.goes_to(page_of(kept, "decide", "mark_done"))
    handler.page.locator("[name=text]").fill("Đã nạo vét 120 m cống.")
    handler.page.locator("[name=evidence]").set_input_files(evidence)
    handler.presses("Báo cáo đã xong")
    decide(office.seat(chu_tich), kept, "sign_off", "Xác nhận")
    resident.goes_to("/doi-thoai/tra-cuu/")
    resident.page.locator("[name=code]").fill(hoa.code)
    resident.page.locator("[name=secret]").fill(hoa.secret)
    resident.presses("Xem đăng ký của tôi")
    assert "Nạo vét cống ngõ 5." in resident.reads()
    resident.presses("Tôi xác nhận đã làm xong", role="link")
    resident.presses("Tôi xác nhận đã làm xong")
    kept.refresh_from_db()
    assert kept.status == CommitmentStatus.CONFIRMED
    office.closes()

    # The second session tells both.
    day(second.held_on, 7, 10)
    generate_sessions(0)
    assert board().on_time == board().overdue == 1
    hosts = office.seat(lan)
    hosts.goes_to(page_of(second, "agenda"))
    told = hosts.reads()
    assert kept.code in told and missed.code in told and "quá hạn" in told
    decide(hosts, second, "open", "Khai mạc")
    hold(office, second, day, lan, chu_tich, number="16/TB-UBND")
    resident.goes_to(f"/doi-thoai/{second.slug}/")
    assert kept.code in resident.reads() and missed.code in resident.reads()
    resident.goes_to("/doi-thoai/cam-ket/")
    assert "quá hạn" in resident.reads() and "đúng hẹn" in resident.reads()
    resident.goes_to(kept.get_absolute_url())
    assert "Đã nạo vét 120 m cống." in resident.reads()
    following = DialogueSession.objects.planned().order_by("held_on").first()
    assert AgendaItem.objects.get(session=following).commitment == missed
