"""A quarter of reports in a real browser: fourteen heads with phones, the bloc and the leaders at their desks."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils.text import capfirst

from mobilization.drafts import text_name
from mobilization.models import Consolidation, Indicator, ReportHeading, TeamReport
from mobilization.status import ReportStatus
from tests.factories.petitions import UserFactory
from tests.factories.reports import heads_of_all_teams
from wardportal.periods import Period

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

QUARTER = Period.of(date(2026, 4, 1), "quarter")
DAYS, PATROLS = "ngay-cong", "buoi-tuan-tra"
# The numbers of the teams, in the last month, that write after the day, again, and a slip.
LATE, RETURNED, CORRECTED = 5, 9, 2
WANTED = "Xin viết rõ nơi hay mất an ninh."


@pytest.fixture
def teams(live_server, ward):
    return dict(enumerate(heads_of_all_teams(), 1))


def numbers_of(number, month):
    """What a team has done in a month, made up so that every team and month differ."""
    return {DAYS: 10 * number + month.start.month, PATROLS: number % 4}


def box(phone, code):
    return phone.page.locator(f"[name='{text_name(ReportHeading.objects.get(code=code))}']")


def writes(phone, number, month):
    """As a head does it: the one big button, words, numbers, once more over it, and off it goes."""
    phone.goes_to("/bao-cao/")
    phone.page.locator(".report-card").filter(has_text=str(month)).get_by_role("button").first.click()
    phone.page.wait_for_url("**/viet/")
    phone.looks()
    box(phone, "tu-tuong").fill(f"Bà con tổ {number} mong sửa cống.")
    for code, value in numbers_of(number, month).items():
        phone.page.get_by_label(Indicator.objects.get(code=code).name, exact=False).first.fill(str(value))
    hands_in(phone)
    assert "Việc tiếp theo" in phone.reads()


def hands_in(phone):
    phone.presses("Xem lại và nộp")
    phone.page.wait_for_url("**/nop/")
    phone.presses("Nộp báo cáo")
    phone.page.wait_for_url("**/da-nop/")


def page_of(row, page="change", *args):
    return reverse(f"admin:mobilization_{row._meta.model_name}_{page}", args=[row.pk, *args])


def decides(office, report, verb, **typed):
    office.goes_to(page_of(report, "decide", verb))
    for name, text in typed.items():
        office.page.locator(f"[name={name}]").fill(text)
    office.page.locator("form button.default").click()
    office.page.wait_for_url(f"**{page_of(report)}")


def wrote(month, teams, bloc):
    """A month that all teams reported, and the bloc approved, before the test begins."""
    for number, (team, head) in teams.items():
        report = TeamReport.objects.start(team, "month", month.start, by=head)
        figures = {Indicator.objects.get(code=code): value for code, value in numbers_of(number, month).items()}
        report.write_all({ReportHeading.objects.get(code="tu-tuong"): "Bà con phấn khởi."}, figures, by=head)
        report.submit(by=head)
        report.approve(by=bloc)


def test_a_quarter_of_the_fourteen_teams(sits, teams, on_day):
    assert len(teams) == 14
    bloc, leader = UserFactory(role="mobilization"), UserFactory(role="leader")
    *before, june = QUARTER.months()
    expected = Counter()
    for month, number in product(QUARTER.months(), teams):
        expected.update(numbers_of(number, month))
    for month in before:
        on_day(month.end.replace(day=20))
        wrote(month, teams, bloc)

    # The last month, all of it on phones: one head is late, one is asked to write again.
    on_day(june.end.replace(day=20))
    office = sits(bloc)
    phones = {number: sits(head, 360) for number, (_team, head) in teams.items()}
    for number in teams.keys() - {LATE}:
        writes(phones[number], number, june)
    reports = {report.team_id: report for report in TeamReport.objects.filter(period_start=june.start)}
    returned = reports[teams[RETURNED][0].pk]
    decides(office, returned, "send_back", reason=WANTED)
    writes_again(phones[RETURNED], returned)
    on_day(june.end + timedelta(days=1))
    for number in (LATE, CORRECTED):
        phones[number].signs_in(teams[number][1])
    office.signs_in(bloc)
    writes(phones[LATE], LATE, june)

    # The office sees who was late, and approves.
    office.goes_to(f"{reverse('admin:mobilization_teamreport_changelist')}?loai=month&ky={june.start:%Y-%m}")
    late = office.page.get_by_role("row").filter(has_text="Nộp muộn")
    assert late.count() == 1 and str(teams[LATE][0]) in late.inner_text()
    for report in TeamReport.objects.filter(status=ReportStatus.SUBMITTED):
        decides(office, report, "approve")

    # The ward's quarter is the sum, and a slip moves it by as much as the team's.
    begins(office, QUARTER)
    whole = Consolidation.objects.get()
    sums_up(office, whole, expected)
    corrects(phones[CORRECTED], reports[teams[CORRECTED][0].pk], 7)
    expected[DAYS] += 7 - numbers_of(CORRECTED, june)[DAYS]
    sums_up(office, whole, expected)
    issues(sits(leader), whole)
    phones[LATE].goes_to("/bao-cao/")
    assert phones[LATE].reads().count("Đã tổng hợp") == 3


def writes_again(phone, report):
    phone.goes_to("/bao-cao/")
    assert WANTED in phone.reads()
    phone.presses(f"Sửa và nộp lại {report.title}", role="link")
    box(phone, "an-ninh").fill("Sân bóng, sau 22 giờ.")
    hands_in(phone)


def begins(office, period):
    office.goes_to(reverse("admin:mobilization_consolidation_begin"))
    office.page.locator("[name=period]").select_option(label=capfirst(str(period)))
    office.presses("Mở")


def corrects(phone, report, value):
    phone.goes_to(f"/bao-cao/{report.pk}/")
    phone.presses("Gửi phiếu đính chính", role="link")
    phone.page.locator("[name=indicator]").select_option(str(Indicator.objects.get(code=DAYS).pk))
    phone.page.locator("[name=value]").fill(str(value))
    phone.page.locator("[name=reason]").fill("Đếm nhầm.")
    phone.presses("Gửi phiếu đính chính")
    assert f"{numbers_of(CORRECTED, QUARTER.months()[-1])[DAYS]} sửa thành {value}" in phone.reads()


def sums_up(office, whole, expected):
    office.goes_to(page_of(whole))
    for code, value in expected.items():
        name = Indicator.objects.get(code=code).name
        row = office.page.locator("table").first.get_by_role("row").filter(has_text=name).first
        assert f"{value:,}".replace(",", ".") in row.inner_text().replace("\xa0", " "), (name, value, row.inner_text())


def issues(leader, whole):
    leader.goes_to(page_of(whole, "issue"))
    leader.page.locator("[name=number]").fill("12-BC/KDV")
    leader.page.locator("[name=sure]").check()
    leader.presses("Ban hành")
    assert "Đã ban hành" in leader.page.locator("body").inner_text()
    assert not TeamReport.objects.exclude(status=ReportStatus.CONSOLIDATED).exists()
