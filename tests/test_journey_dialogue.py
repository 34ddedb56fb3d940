"""Two months of the dialogue in a real browser: heard, answered, promised; one promise kept, one missed, both told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.figures import board
from dialogues.models import AgendaItem, Commitment, DialogueSession, Minutes, Question
from dialogues.status import CommitmentStatus, SessionStatus
from dialogues.tasks import generate_sessions
from tests.browsing import Visitor, snapshot
from tests.factories.dialogues import commitment_of, conclude, question_at
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ASKED = "Đường ngõ 5 ngập mỗi khi mưa, bao giờ phường nạo vét cống?"
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
    visitor.types(**typed)
    for box in visitor.page.locator("[name=sure]").all():
        box.check()
    visitor.presses(button)


def registers(resident, session, later):
    """On a phone with scripts; what was missing is asked for, and what was sent can be followed and taken back."""
    page = resident.page
    resident.goes_to(f"/doi-thoai/{session.slug}/dang-ky/")
    page.get_by_label("Tôi muốn phát biểu").check()
    later(seconds=20)  # nobody types faster
    resident.presses("Gửi đăng ký")
    lacking = resident.reads()
    assert "Vui lòng nhập câu hỏi" in lacking and "Vui lòng nhập họ và tên" in lacking
    resident.types(question=ASKED, full_name="Lê Thị Hoa (dữ liệu mẫu)")
    resident.presses("Gửi đăng ký")
    hoa = Question.objects.get(text=ASKED)
    assert hoa.code in resident.reads() and "Ông/bà có chỗ phát biểu." in resident.reads()
    resident.presses("Xem tình trạng", role="link")
    assert f"Đăng ký {hoa.code}" in resident.reads()
    resident.goes_to("/doi-thoai/cua-toi/rut/")
    return hoa


def note(items, lan):
    for item in items:
        item.minute(by=lan, answer=HELD)


def promise(hosts, text, unit, item):
    hosts.goes_to(f"{reverse('admin:dialogues_commitment_promise', args=[item.session_id])}?noi-dung={item.pk}")
    hosts.page.locator("[name=unit]").select_option(label=unit.name)
    hosts.types(text=text, working_days="10")
    hosts.presses("Lưu cam kết")


def confirms(resident, hoa, promised):
    """Who had asked finds the promise by her code, and says that it was kept."""
    resident.goes_to("/doi-thoai/tra-cuu/")
    resident.types(code=hoa.code, secret=hoa.secret)
    resident.presses("Xem đăng ký của tôi")
    assert promised.text in resident.reads()
    resident.goes_to(f"/doi-thoai/cua-toi/cam-ket/{promised.code}/khong-dong-y/")
    resident.goes_to(f"/doi-thoai/cua-toi/cam-ket/{promised.code}/xac-nhan/")
    resident.presses("Tôi xác nhận đã làm xong")


def told(client, address):
    """What stands on a page, whose looks are seen where all pages like it are read."""
    return client.get(address).text.partition("<main")[2].partition("</main>")[0]


def test_two_months_of_promises(sits, as_user, client, resident, two_sessions, on_day, later):
    first, second = two_sessions
    unit = UnitFactory(name="Bộ phận địa chính", handles_petitions=True)
    lan, chu_tich = UserFactory(role="reception"), UserFactory(role="leader")
    minh = UserFactory(role="handler", unit=unit)

    # The notice, and those who register.
    on_day(first.intake_opens_on)
    first.announce(by=lan)
    hoa = registers(resident, first, later)
    question_at(first, "Hỏi việc đèn ngõ 7.", full_name="Lê Thị Bảy (dữ liệu mẫu)", phone="")
    assert first.agenda.count() == first.questions.filter(is_suspect=False).count() == 2

    # The day: leaders answer and promise, the minutes are approved.
    on_day(first.held_on, 7)
    desk = sits(lan)
    desk.goes_to(page_of(first, "decide", "open"))
    first.open(by=lan)
    note(first.agenda.all(), lan)
    item, other = first.agenda.get(question=hoa), first.agenda.exclude(question=hoa).get()
    promise(desk, "Nạo vét cống ngõ 5.", unit, item)
    commitment_of(first, unit=unit, item=other, text="Thay đèn ngõ 7.")
    first.end(by=lan)
    Minutes.of(first).write(by=lan, conclusion="Các bộ phận làm đúng hạn đã hứa.")
    Minutes.of(first).submit(by=lan)
    desk.signs_in(chu_tich)
    decide(desk, first, "conclude", "Duyệt và công bố", conclusion_number="15/TB-UBND")
    first.refresh_from_db()
    assert first.status == SessionStatus.CONCLUDED
    kept, missed = Commitment.objects.order_by("pk")
    assert {point.commitment for point in second.agenda.all()} == {kept, missed}
    public = told(client, f"/doi-thoai/{first.slug}/")
    assert "Nạo vét cống ngõ 5." in public and ASKED not in public

    # One promise is kept: proved, signed off, and confirmed by who had asked.
    on_day(first.held_on + timedelta(days=5))
    desk.signs_in(minh)
    desk.goes_to(page_of(kept, "decide", "mark_done"))
    desk.types(text="Đã nạo vét 120 m cống.")
    desk.page.locator("[name=evidence]").set_input_files(snapshot("cong.jpg"))
    desk.presses("Báo cáo đã xong")
    desk.signs_in(chu_tich)
    desk.goes_to(page_of(kept, "decide", "sign_off"))
    kept.refresh_from_db()
    kept.sign_off(by=chu_tich)
    confirms(resident, hoa, kept)
    kept.refresh_from_db()
    assert kept.status == CommitmentStatus.CONFIRMED

    # The second session tells both.
    on_day(second.held_on, 7)
    generate_sessions(0)
    assert board().on_time == board().overdue == 1
    agenda = told(as_user(lan), page_of(second, "agenda"))
    assert kept.code in agenda and missed.code in agenda and "quá hạn" in agenda
    second.refresh_from_db()
    second.open(by=lan)
    note(second.agenda.all(), lan)
    second.end(by=lan)
    conclude(second, host=lan, leader=chu_tich)
    public = told(client, f"/doi-thoai/{second.slug}/")
    assert kept.code in public and missed.code in public
    public = told(client, "/doi-thoai/cam-ket/")
    assert "quá hạn" in public and "đúng hẹn" in public
    assert "Đã nạo vét 120 m cống." in told(client, kept.get_absolute_url())
    following = DialogueSession.objects.planned().order_by("held_on").first()
    assert AgendaItem.objects.get(session=following).commitment == missed
