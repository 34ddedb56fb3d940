"""A quarter of reports of fourteen teams in a real browser: heads with phones, the bloc and the leaders at desks."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils.text import capfirst
from lxml import html

from mobilization.models import Consolidation, Indicator, ReportHeading, TeamReport
from mobilization.reports.drafts import figure_name, text_name
from mobilization.reports.status import ReportStatus
from tests.factories.petitions import UserFactory
from tests.factories.reports import heads_of_all_teams
from tests.forms import presses, words_of
from tests.mobilization.workplace import text_of
from tests.widths import PHONE, fits_also
from wardportal.periods import Period

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

QUARTER = Period.of(date(2026, 4, 1), "quarter")
DAYS, PATROLS = "ngay-cong", "buoi-tuan-tra"
# The numbers of the teams, in the last month, that write after the day, again, and a slip.
LATE, RETURNED, CORRECTED = 5, 9, 2
WANTED = "Xin viết rõ nơi hay mất an ninh."
SAID = "Cống trước nhà văn hóa tắc."


@pytest.fixture
def teams(live_server, ward):
    return dict(enumerate(heads_of_all_teams(), 1))


def numbers_of(number, month):
    """What a team has done in a month, made up so that every team and month differ."""
    return {DAYS: 1000 * number + month.start.month, PATROLS: number % 4}


def heading(code):
    return ReportHeading.objects.get(code=code)


def figures_of(number, month):
    return {Indicator.objects.get(code=code): value for code, value in numbers_of(number, month).items()}


def shown(value):
    return f"{value:,}".replace(",", ".")


def begins_report(phone, month):
    """The one big button."""
    phone.goes_to("/bao-cao/")
    phone.page.locator(".report-card", has_text=str(month)).locator("button").click()
    phone.page.wait_for_url("**/viet/")
    phone.looks()


def typed_by(number, month):
    """The words and the numbers of a team, by the name of their box."""
    words = {text_name(heading("tu-tuong")): f"Bà con tổ {number} mong sửa cống."}
    return words | {figure_name(one): shown(value) for one, value in figures_of(number, month).items()}


def writes(phone, number, month):
    """Words, numbers, once more over it, and off it goes."""
    for name, text in typed_by(number, month).items():
        phone.page.fill(f"[name='{name}']", text)
    phone.page.click("[value='xem-lai']")
    phone.page.wait_for_url("**/nop/")
    phone.looks()
    assert shown(numbers_of(number, month)[DAYS]) in phone.reads()
    phone.page.click("main form .btn-primary")
    phone.page.wait_for_url("**/da-nop/")


def page_of(row, page="change", *args):
    return reverse(f"admin:mobilization_{row._meta.model_name}_{page}", args=[row.pk, *args])


def sends_back(office, report):
    office.goes_to(page_of(report, "decide", "send_back"))
    office.page.fill("[name=reason]", WANTED)
    office.page.click("form button.default")
    office.page.wait_for_url(f"**{page_of(report)}")
    office.looks()
    fits_also(office, PHONE)


def wrote(number, team, head, month):
    """What a team reported of a month, without any page."""
    report = TeamReport.objects.start(team, "month", month.start, by=head)
    report.write_all({heading("tu-tuong"): "Bà con phấn khởi."}, figures_of(number, month), by=head)
    report.submit(by=head)
    return report


def test_a_quarter_of_the_fourteen_teams(sits, teams, as_user, on_day):
    assert len(teams) == 14
    bloc, leader = UserFactory(role="mobilization"), UserFactory(role="leader")
    *before, june = QUARTER.months()
    reported = [*product([LATE], before), *product(teams, [june])]
    expected = Counter()
    for number, month in reported:
        expected.update(numbers_of(number, month))
    for month in before:
        on_day(month.end.replace(day=20))
        wrote(LATE, *teams[LATE], month).approve(by=bloc)

    # The last month: one has no scripts, one is late, one is asked to write again, one will have counted wrongly.
    on_day(june.end.replace(day=20))
    plain = sits(teams[1][1], 360, scripts=False)
    writes_by_plain_buttons(plain, 1, june)
    for number in (RETURNED, CORRECTED):
        sends(as_user(teams[number][1]), number, june)
    for number in teams.keys() - {1, LATE, RETURNED, CORRECTED}:
        wrote(number, *teams[number], june)
    reports = {report.team_id: report for report in TeamReport.objects.filter(period_start=june.start)}
    assert {report.status for report in reports.values()} == {ReportStatus.SUBMITTED} and len(reports) == 13
    returned, corrected = (reports[teams[number][0].pk] for number in (RETURNED, CORRECTED))
    office, phone = sits(bloc), sits(teams[RETURNED][1], 360)
    sends_back(office, returned)
    writes_again(phone, as_user(teams[RETURNED][1]), returned)
    on_day(june.end + timedelta(days=1))
    phone.signs_in(teams[LATE][1])
    begins_report(phone, june)
    writes(phone, LATE, june)
    phone.looks()
    assert "Việc tiếp theo" in phone.reads()

    # The office sees who was late, and approves.
    office.signs_in(bloc)
    desk = as_user(bloc)
    listed = desk.get(
        reverse("admin:mobilization_teamreport_changelist"), {"loai": "month", "ky": f"{june.start:%Y-%m}"}
    )
    (late,) = [line for line in lines_of(listed) if "Nộp muộn" in line]
    assert str(teams[LATE][0]) in late
    office.goes_to(page_of(returned, "decide", "approve"))
    for report in TeamReport.objects.filter(status=ReportStatus.SUBMITTED):
        report.approve(by=bloc)
    assert TeamReport.objects.filter(status=ReportStatus.APPROVED).count() == len(reported)

    # The ward's quarter is the sum, and a slip moves it by as much as the team's.
    begins(office, QUARTER)
    whole = Consolidation.objects.get()
    sums_up(desk.get(page_of(whole)), expected)
    phone.signs_in(teams[CORRECTED][1])
    corrects(phone, corrected, 7)
    expected[DAYS] += 7 - numbers_of(CORRECTED, june)[DAYS]
    sums_up(desk.get(page_of(whole)), expected)
    presses(desk, desk.get(page_of(corrected)), "Đã xem phiếu đính chính")
    plain.signs_in(bloc)
    writes_the_wards(plain, whole)
    phone.signs_in(leader)
    issues(phone, whole)
    assert text_of(as_user(teams[LATE][1]).get("/bao-cao/")).count("Đã tổng hợp") == 3


def writes_by_plain_buttons(phone, number, month):
    """Where no scripts run: what the people said gets a line."""
    begins_report(phone, month)
    phone.presses("Thêm một ý kiến")
    phone.page.fill("[name^='y-kien-']", SAID)
    writes(phone, number, month)
    phone.presses("Xem báo cáo đã nộp", role="link")
    assert SAID in phone.reads()


def sends(phone, number, month):
    """The same pages without a browser: the form goes out as the page holds it."""
    typed = typed_by(number, month)
    draft = presses(phone, phone.get("/bao-cao/"), f"Viết báo cáo: Báo cáo {str(month).lower()}")
    seen = presses(phone, draft, "Xem lại và nộp", typed)
    assert all(words in text_of(seen) for words in typed.values())
    assert "Việc tiếp theo" in text_of(presses(phone, seen, "Nộp báo cáo"))


def writes_again(phone, client, report):
    """What is missing stands on the first page; it is written as the first time."""
    phone.goes_to("/bao-cao/")
    assert WANTED in phone.reads() and "Sửa và nộp lại" in phone.reads()
    missing = {text_name(heading("an-ninh")): "Sân bóng, sau 22 giờ."}
    seen = presses(client, client.get(f"/bao-cao/{report.pk}/viet/"), "Xem lại và nộp", missing)
    assert "Việc tiếp theo" in text_of(presses(client, seen, "Nộp báo cáo"))


def begins(office, period):
    office.goes_to(reverse("admin:mobilization_consolidation_begin"))
    office.page.locator("[name=period]").select_option(label=capfirst(str(period)))
    office.page.click("main button.default")
    office.page.wait_for_url("**/change/")


def corrects(phone, report, value):
    phone.goes_to(f"/bao-cao/{report.pk}/")
    phone.presses("Gửi phiếu đính chính", role="link")
    phone.page.select_option("[name=indicator]", str(Indicator.objects.get(code=DAYS).pk))
    phone.page.fill("[name=value]", str(value))
    phone.page.fill("[name=reason]", "Đếm nhầm.")
    phone.presses("Xem lại rồi gửi")
    phone.presses("Đúng, gửi phiếu đính chính")
    assert f"{shown(numbers_of(CORRECTED, QUARTER.months()[-1])[DAYS])} sửa thành {value}" in phone.reads()


def lines_of(page):
    return [words_of(row) for row in html.fromstring(page.content.decode()).iter("tr")]


def sums_up(page, expected):
    lines = lines_of(page)
    for code, value in expected.items():
        name = Indicator.objects.get(code=code).name
        line = next(line for line in lines if name in line)
        assert shown(value) in line, (name, value, line)


def writes_the_wards(bloc, whole):
    """The words of the ward's report, where no scripts run."""
    bloc.goes_to(page_of(whole, "texts"))
    part = bloc.page.locator(".heading-part", has_text="Bà con tổ 1 mong sửa cống.").first
    part.get_by_role("button", name="Chép các ý kiến vào ô").click()
    assert "chưa lưu" in bloc.reads()
    box = part.locator("textarea")
    assert "Bà con tổ 1 mong sửa cống." in box.input_value()
    box.fill("Nhân dân mong sửa cống.")
    part.get_by_role("button", name="Lưu").click()
    assert "Đã lưu lúc" in bloc.page.locator("body").inner_text()
    assert whole.texts.get().text == "Nhân dân mong sửa cống."


def issues(leader, whole):
    """On a phone, where the leader has read what it was made of."""
    for page in (page_of(whole), page_of(whole, "texts"), page_of(whole, "issue")):
        leader.goes_to(page)
    leader.page.fill("[name=number]", "12-BC/KDV")
    leader.page.check("[name=lacking]")
    leader.page.check("[name=sure]")
    leader.page.click("main button.default")
    leader.page.wait_for_url("**/change/")
    assert "Đã ban hành" in leader.page.locator("body").inner_text()
    assert not TeamReport.objects.exclude(status=ReportStatus.CONSOLIDATED).exists()
