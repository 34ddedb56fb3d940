"""What becomes of a report, in a real browser: a direction, a petition, a briefing, and two groups that merge."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.models import Briefing, Concern, Post, ResidentialGroup
from mobilization.status import ReportStatus
from petitions.models import Petition
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import heads_of_all_teams, report_of
from wardportal.calendar import WorkingCalendar

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MONDAY = date(2026, 6, 29)
CONCERN, ELSE = "Cống trước nhà văn hóa tắc, mưa là ngập.", "Đèn đường ngõ 3 tắt."
TASK = "Rà soát các đoạn mương tắc."


@pytest.fixture
def cast(live_server, ward, on_day):
    """Two neighbouring teams whose reports were approved, each with what the people said."""
    on_day(MONDAY)
    teams = heads_of_all_teams()[:2]
    bloc = UserFactory(role="mobilization")
    for (team, head), words in zip(teams, (CONCERN, ELSE), strict=True):
        report = report_of(team, head, ngay_cong=5)
        report.raise_concern("concern", words, by=head, place="Ngõ 3")
        report.submit(by=head)
        report.approve(by=bloc)
    return teams, bloc


def page_of(row, page="change", *args):
    return reverse(f"admin:mobilization_{row._meta.model_name}_{page}", args=[row.pk, *args])


def test_what_becomes_of_two_reports(sits, cast):
    teams, bloc = cast
    (team, head), (_other, second) = teams
    unit = UnitFactory(name="Địa chính")
    phone, office = sits(head, 360), sits(bloc)

    # The leader directs, the unit tells what came of it, the head reads both.
    concern = Concern.objects.get(text=CONCERN)
    directs(sits(UserFactory(role="leader")), concern, unit)
    finishes(sits(UserFactory(role="handler", unit=unit)), concern.directions.get())
    phone.goes_to("/bao-cao/")
    read = phone.reads()
    assert all(words in read for words in ("Nạo vét cống.", "Địa chính", "Đã nạo vét 40 m cống."))

    # What the other team heard becomes a petition with one press, and the head follows it.
    reception = sits(UserFactory(role="reception"))
    reception.goes_to(reverse("admin:petitions_petition_from_report"))
    said = reception.page.locator("section").filter(has_text=ELSE)
    said.get_by_role("button", name="Lập đơn kiến nghị").click()
    reception.page.wait_for_url("**/petitions/petition/*/change/")
    petition = Petition.objects.get()
    other_phone = sits(second, 360)
    other_phone.goes_to("/bao-cao/")
    assert petition.code in other_phone.reads() and "Đã tiếp nhận" in other_phone.reads()

    # A briefing ends in conclusions; the head finds what the team was given, and tells the result.
    briefing = meets(office, team)
    phone.goes_to("/bao-cao/")
    phone.presses("Lịch họp, kết luận và việc được giao", role="link")
    phone.presses(TASK, role="link")
    phone.page.get_by_label("Đã hoàn thành").check()
    phone.page.get_by_label("Đã làm gì", exact=False).fill("Đã rà soát ba ngõ.")
    phone.presses("Gửi kết quả")
    office.goes_to(page_of(briefing))
    assert "Đã rà soát ba ngõ." in office.reads()

    # Two groups become one by the guided pages. Everything is still found.
    old = [one.residential_group for one, _head in teams]
    group = merge(office, old, team.memberships.get(user=head))
    public = sits(UserFactory(role="editor"), 360)
    for gone in old:
        public.goes_to(gone.get_absolute_url())
        assert public.page.url.endswith(group.get_absolute_url()) and "Tổ dân phố 801" in public.reads()
    for report in (one.reports.get() for one, _head in teams):
        phone.goes_to(f"/bao-cao/{report.pk}/")
        assert report.group_name in phone.reads() and report.status == ReportStatus.APPROVED
    phone.goes_to("/bao-cao/")
    read = phone.reads()
    assert "Đã nạo vét 40 m cống." in read and petition.code in read
    reception.goes_to(reverse("admin:petitions_petition_change", args=[petition.pk]))
    assert "Tổ dân phố 801" in reception.page.locator("body").inner_text()


def directs(leader, concern, unit):
    due = WorkingCalendar.load(timezone.localdate()).add_working_days(timezone.localdate(), 10).due
    leader.goes_to(page_of(concern.report, "direct", concern.pk))
    leader.page.locator("[name=text]").fill("Nạo vét cống.")
    leader.page.locator("[name=unit]").select_option(label=unit.name)
    leader.page.locator("[name=due_on]").fill(f"{due:%d/%m/%Y}")
    leader.page.locator("form button.default").click()
    leader.page.wait_for_url(f"**{page_of(concern.report)}*")
    assert concern.directions.get().due_on == due


def finishes(officer, direction):
    officer.goes_to(page_of(direction))
    officer.page.locator("[name=result]").fill("Đã nạo vét 40 m cống.")
    officer.presses("Đã xong, gửi kết quả")


def meets(office, team):
    """The ward's briefing of the month: planned, written down, held, concluded."""
    office.goes_to(reverse("admin:mobilization_briefing_plan"))
    office.page.get_by_label("Ngày họp").fill(f"{MONDAY:%d/%m/%Y}")
    office.presses("Xếp giao ban")
    briefing = Briefing.objects.get()
    office.presses("Ghi nội dung", role="link")
    for person in office.page.get_by_label("Có mặt").all()[:2]:
        person.check()
    office.page.locator("[name=conclusion]").fill("Giữ vệ sinh chung.")
    task = office.page.locator(".briefing-conclusions tbody tr").first
    task.get_by_label("Việc").fill(TASK)
    task.get_by_label("Giao cho").select_option(label=str(team))
    office.presses("Lưu")
    assert "Đã lưu." in office.page.locator("body").inner_text()
    for verb, button in (("hold", "Ghi nhận đã họp"), ("conclude", "Thông báo kết luận")):
        office.goes_to(page_of(briefing, "decide", verb))
        if verb == "conclude":
            office.page.locator("[name=number]").fill("21")
            office.page.get_by_label("Tôi đã đọc các kết luận trên trang này").check()
        office.presses(button)
    assert "Đã có kết luận" in office.reads() and "Giữ vệ sinh chung." in office.reads()
    return briefing


def merge(office, groups, head):
    office.goes_to(reverse("admin:mobilization_residentialgroup_reorganise"))
    office.presses("Sáp nhập", role="link")
    for group in groups:
        office.page.locator(f"#to-{group.pk}").check()
    office.presses("Tiếp tục")
    typed = {"number": "801", "name": "Tổ dân phố 801", "decision_number": "12/NQ-HĐND", "reason": "Sắp xếp lại."}
    for name, text in typed.items():
        office.page.fill(f"[name={name}]", text)
    office.page.select_option("[name=head]", str(head.pk))
    office.page.select_option("[name=member_post]", str(Post.objects.get(code="team-member").pk))
    office.presses("Xem trước")
    assert "Đơn, kiến nghị chưa kết thúc" in office.reads() and "2 báo cáo đã có ở lại" in office.reads()
    office.page.check("[name=sure]")
    office.presses("Sáp nhập tổ dân phố")
    assert "Tổ dân phố 801" in office.reads()
    return ResidentialGroup.objects.get(number=801)
