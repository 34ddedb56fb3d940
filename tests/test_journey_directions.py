"""What becomes of a report, in a real browser: a direction, a petition, and both are found when two groups merge."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.models import Concern, Post, Regrouping
from mobilization.reports.status import ReportStatus
from petitions.models import Petition
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import report_of, team_with_head
from tests.mobilization.neighbourhood import new_part, terms
from tests.mobilization.workplace import text_of
from wardportal.calendar import WorkingCalendar

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MONDAY = date(2026, 6, 29)
CONCERN, ELSE = "Cống trước nhà văn hóa tắc, mưa là ngập.", "Đèn đường ngõ 3 tắt."


@pytest.fixture
def cast(live_server, ward, on_day):
    """Two neighbouring teams whose reports were approved, each with what the people said."""
    on_day(MONDAY)
    teams = [team_with_head(), team_with_head()]
    bloc = UserFactory(role="mobilization")
    for (team, head), words in zip(teams, (CONCERN, ELSE), strict=True):
        report = report_of(team, head, ngay_cong=5)
        report.raise_concern("concern", words, by=head, place="Ngõ 3")
        report.submit(by=head)
        report.approve(by=bloc)
    return teams, bloc


def page_of(row, page="change", *args):
    return reverse(f"admin:mobilization_{row._meta.model_name}_{page}", args=[row.pk, *args])


def test_what_becomes_of_two_reports(sits, as_user, cast):
    teams, bloc = cast
    (team, head), (_other, second) = teams
    unit = UnitFactory(name="Địa chính")

    # The leader directs, the unit tells what came of it, the head reads both.
    concern = Concern.objects.get(text=CONCERN)
    phone = sits(UserFactory(role="leader"), 360)
    directs(phone, concern, unit)
    office = sits(UserFactory(role="handler", unit=unit))
    finishes(office, concern.directions.get())
    reads_the_lists(phone)
    phone.signs_in(head)
    phone.goes_to("/bao-cao/")
    read = phone.reads()
    assert all(words in read for words in ("Nạo vét cống.", "Địa chính", "Đã nạo vét 40 m cống."))

    # What the other team heard becomes a petition with one press, and the head follows it.
    reception = UserFactory(role="reception")
    office.signs_in(reception)
    office.goes_to(reverse("admin:petitions_petition_from_report"))
    office.page.locator("section", has_text=ELSE).get_by_role("button", name="Lập đơn kiến nghị").click()
    office.page.wait_for_url("**/petitions/petition/*/change/")
    petition = Petition.objects.get()
    read = text_of(as_user(second).get("/bao-cao/"))
    assert petition.code in read and "Đã tiếp nhận" in read

    # Two groups become one. Everything is still found.
    old = [one.residential_group for one, _head in teams]
    part = new_part(801, head=team.memberships.get(user=head))
    member = Post.objects.get(code="team-member")
    group = Regrouping(terms(), by=bloc).merge(old, part, member_post=member).targets.get()
    client = as_user(head)
    for gone in old:
        answer = client.get(gone.get_absolute_url(), follow=True)
        assert answer.wsgi_request.path == group.get_absolute_url() and "Tổ dân phố 801" in text_of(answer)
    for report in (one.reports.get() for one, _head in teams):
        assert report.group_name in text_of(client.get(f"/bao-cao/{report.pk}/"))
        assert report.status == ReportStatus.APPROVED
    read = text_of(client.get("/bao-cao/"))
    assert "Đã nạo vét 40 m cống." in read and petition.code in read
    case = reverse("admin:petitions_petition_change", args=[petition.pk])
    assert "Tổ dân phố 801" in text_of(as_user(reception).get(case))


def directs(leader, concern, unit):
    due = WorkingCalendar.load(timezone.localdate()).add_working_days(timezone.localdate(), 10).due
    leader.goes_to(page_of(concern.report, "direct", concern.pk))
    leader.page.fill("[name=text]", "Nạo vét cống.")
    leader.page.select_option("[name=unit]", label=unit.name)
    leader.page.fill("[name=due_on]", f"{due:%d/%m/%Y}")
    leader.page.click("form button.default")
    leader.page.wait_for_url(f"**{page_of(concern.report)}*")
    leader.looks()
    assert concern.directions.get().due_on == due


def finishes(officer, direction):
    officer.goes_to(page_of(direction))
    officer.page.fill("[name=result]", "Đã nạo vét 40 m cống.")
    officer.presses("Đã xong, gửi kết quả")


def reads_the_lists(leader):
    for name in ("teamreport", "concern", "direction"):
        leader.goes_to(reverse(f"admin:mobilization_{name}_changelist"))
