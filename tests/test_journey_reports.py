"""A quarter of reports in a real browser: fourteen teams, their sums, what is directed, a briefing, a merge."""

from collections import Counter
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mobilization.drafts import text_name
from mobilization.models import (
    BriefingConclusion,
    Consolidation,
    Indicator,
    MobilizationTeam,
    Part,
    Post,
    Regrouping,
    ReportHeading,
    TeamReport,
    Terms,
)
from mobilization.status import BriefingLevel, ReportStatus
from tests.browsing import Visitor
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import briefing_on
from wardportal.calendar import WorkingCalendar
from wardportal.periods import Period

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

QUARTER = Period.of(datetime(2026, 4, 1).date(), "quarter")
DAYS, PATROLS = "ngay-cong", "buoi-tuan-tra"
LATE, RETURNED, CORRECTED = 5, 9, 2
CONCERN = "Cống trước nhà văn hóa tắc, mưa là ngập."


@pytest.fixture
def day(time_machine):
    """Move to an hour of a day; the clock runs on from there."""

    def move(on, hour=8):
        time_machine.move_to(timezone.make_aware(datetime.combine(on, time(hour))))

    return move


@pytest.fixture
def sits(browser, live_server):
    """A browser in which somebody is signed in: a phone for heads of teams, a computer for the office."""
    visitors = []

    def sit(user, width=1280):
        client = Client()
        client.force_login(user)
        visitor = Visitor(browser, live_server.url, width=width)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        visitor.context.add_cookies([cookie])
        visitors.append(visitor)
        return visitor

    yield sit
    for visitor in visitors:
        visitor.leaves()


@pytest.fixture
def teams(live_server, ward):
    """The ward's fourteen teams, each with somebody who heads it and has an account."""
    found = []
    for team in MobilizationTeam.objects.valid():
        head = UserFactory(role="team_head")
        MembershipFactory(head=True, team=team, user=head)
        found.append((team, head))
    return found


def numbers_of(number, month):
    """What a team has done in a month, made up so that every team and month differ."""
    return {DAYS: 10 * number + month.start.month, PATROLS: number % 4}


def writes(team, head, month, number):
    report = TeamReport.objects.start(team, "month", month.start, by=head)
    heading = ReportHeading.objects.get(code="tu-tuong")
    figures = {Indicator.objects.get(code=code): value for code, value in numbers_of(number, month).items()}
    report.write_all({heading: f"Bà con tổ {number} phấn khởi."}, figures, by=head)
    report.submit(by=head)
    return report


def box(phone, code):
    return phone.page.locator(f"[name='{text_name(ReportHeading.objects.get(code=code))}']")


def writes_on_a_phone(phone, number, month):
    """As a head does it: the one big button, words, numbers, a concern, once more over it, and off it goes."""
    phone.goes_to("/bao-cao/")
    phone.page.locator(".report-card").filter(has_text=str(month)).get_by_role("button").first.click()
    phone.page.wait_for_url("**/viet/")
    phone.looks()
    box(phone, "tu-tuong").fill("Bà con mong sửa cống.")
    for code, value in numbers_of(number, month).items():
        phone.page.get_by_label(Indicator.objects.get(code=code).name, exact=False).first.fill(str(value))
    phone.presses("Thêm một ý kiến")
    phone.page.locator("[name^='y-kien-']").first.fill(CONCERN)
    phone.presses("Xem lại và nộp")
    phone.page.wait_for_url("**/nop/")
    assert CONCERN in phone.reads()
    phone.presses("Nộp báo cáo")
    phone.page.wait_for_url("**/da-nop/")


def test_a_quarter_of_the_fourteen_teams(sits, teams, day):
    assert len(teams) == 14
    bloc, leader, unit = UserFactory(role="mobilization"), UserFactory(role="leader"), UnitFactory(name="Địa chính")
    lan, lan_heads = teams[0][1], teams[0][0]
    expected = Counter()

    # Three months: one head on the phone, one late, one returned; all approved.
    for month in QUARTER.months():
        day(month.end.replace(day=20))
        is_last = month.end == QUARTER.end
        for number, (team, head) in enumerate(teams, 1):
            expected.update(numbers_of(number, month))
            if is_last and number == 1:
                writes_on_a_phone(sits(lan, 360), number, month)
            elif not (is_last and number == LATE):
                report = writes(team, head, month, number)
                if is_last and number == RETURNED:
                    returns_and_gets_it_again(sits(bloc), sits(head, 360), report)
        if is_last:
            day(month.end + timedelta(days=1))
            writes(*teams[LATE - 1], month, LATE)
        for report in TeamReport.objects.filter(status=ReportStatus.SUBMITTED):
            report.approve(by=bloc)
    late = [report.team for report in TeamReport.objects.all() if report.is_late()]
    assert late == [teams[LATE - 1][0]]

    # The leader directs; what came of it is read on the phone.
    directs(sits(leader), lan_heads, unit)
    lan_heads.reports.latest("period_start").concerns.get().directions.get().finish("Đã nạo vét 40 m cống.", by=bloc)
    phone = sits(lan, 360)
    phone.goes_to("/bao-cao/")
    assert "Đã nạo vét 40 m cống." in phone.reads() and "Địa chính" in phone.reads()

    # The ward's quarter is the sum, and a slip moves it by as much as the team's.
    whole = Consolidation.objects.of(QUARTER, by=bloc)
    office = sits(bloc)
    sums_up(office, whole, expected)
    corrects(sits(teams[CORRECTED - 1][1], 360), teams[CORRECTED - 1][0], 7)
    expected[DAYS] += 7 - numbers_of(CORRECTED, QUARTER.months()[-1])[DAYS]
    sums_up(office, whole, expected)
    whole.issue("12-BC/KDV", by=leader)
    assert not TeamReport.objects.exclude(status=ReportStatus.CONSOLIDATED).exists()

    # A briefing ends in conclusions that heads of teams read.
    concludes(bloc, unit)
    phone.goes_to("/bao-cao/giao-ban/")
    phone.presses("Giao ban tháng 7/2026, phường", role="link")
    assert "Rà soát các đoạn mương tắc." in phone.reads()

    # Two groups become one: the old address leads on, the old reports stay and are read by the new head.
    merged = [team.residential_group for team, _head in teams[:2]]
    old, terms = merged[1].get_absolute_url(), Terms(timezone.localdate(), "Sắp xếp lại.", "12/NQ-HĐND")
    part = Part(number=801, name="Tổ dân phố 801", head=lan_heads.memberships.get(user=lan))
    member = Post.objects.get(code="team-member")
    group = Regrouping(terms, by=bloc).merge(merged, part, member_post=member).targets.get()
    public = Visitor(phone.context.browser, phone.url, width=360)
    public.goes_to(old)
    assert public.page.url.endswith(group.get_absolute_url()) and "Tổ dân phố 801" in public.reads()
    public.leaves()
    assert {report.group_name for report in TeamReport.objects.visible_to(lan)} == {str(one) for one in merged}
    phone.goes_to("/bao-cao/")
    assert "Báo cáo tháng 6/2026" in phone.page.locator("body").inner_text()


def returns_and_gets_it_again(office, phone, report):
    office.goes_to(reverse("admin:mobilization_teamreport_decide", args=[report.pk, "send_back"]))
    office.page.locator("[name=reason]").fill("Xin viết rõ nơi hay mất an ninh.")
    office.page.locator("form button.default").click()
    phone.goes_to("/bao-cao/")
    assert "Xin viết rõ nơi hay mất an ninh." in phone.reads()
    phone.goes_to(f"/bao-cao/{report.pk}/viet/")
    box(phone, "an-ninh").fill("Sân bóng, sau 22 giờ.")
    phone.presses("Xem lại và nộp")
    phone.page.wait_for_url("**/nop/")
    phone.presses("Nộp báo cáo")
    phone.page.wait_for_url("**/da-nop/")


def directs(office, team, unit):
    concern = team.reports.latest("period_start").concerns.get()
    due = WorkingCalendar.load(timezone.localdate()).add_working_days(timezone.localdate(), 10).due
    office.goes_to(reverse("admin:mobilization_teamreport_direct", args=[concern.report_id, concern.pk]))
    office.page.locator("[name=text]").fill("Nạo vét cống trước nhà văn hóa.")
    office.page.locator("[name=unit]").select_option(label=unit.name)
    office.page.locator("[name=due_on]").fill(f"{due:%d/%m/%Y}")
    office.page.locator("form button.default").click()
    office.page.wait_for_load_state()
    assert concern.directions.get().due_on == due


def corrects(phone, team, value):
    report = team.reports.latest("period_start")
    phone.goes_to(f"/bao-cao/{report.pk}/dinh-chinh/")
    phone.page.locator("[name=indicator]").select_option(str(Indicator.objects.get(code=DAYS).pk))
    phone.page.locator("[name=value]").fill(str(value))
    phone.page.locator("[name=reason]").fill("Đếm nhầm.")
    phone.page.get_by_role("main").locator("button[type=submit]").last.click()
    phone.page.wait_for_load_state()
    assert [slip.after for slip in report.slips.all()] == [value]


def sums_up(office, whole, expected):
    office.goes_to(reverse("admin:mobilization_consolidation_change", args=[whole.pk]))
    for code, value in expected.items():
        name = Indicator.objects.get(code=code).name
        row = office.page.locator("table").first.get_by_role("row").filter(has_text=name).first
        assert f"{value:,}".replace(",", ".") in row.inner_text().replace("\xa0", " "), (name, value, row.inner_text())


def concludes(bloc, unit):

    briefing = briefing_on(timezone.localdate())
    assert briefing.level == BriefingLevel.WARD
    briefing.invite(by=bloc)
    came = list(briefing.attendances.all())
    for person in came:
        person.is_present = True
    task = BriefingConclusion(text="Rà soát các đoạn mương tắc.", unit=unit)
    briefing.keep(by=bloc, rows=[*came, task], conclusion="Giữ vệ sinh chung.")
    briefing.hold(by=bloc)
    briefing.conclude("21-TB/ĐU", by=bloc)
