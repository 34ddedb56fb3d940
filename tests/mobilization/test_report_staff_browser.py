"""The office's pages of reports and consolidations in a real browser, on a phone, a tablet and a computer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.models import Consolidation, Direction, Indicator, TeamReport
from tests.browsing import Visitor
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import report_in, report_of, team_with_head
from wardportal.calendar import WorkingCalendar

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def works_at(browser, client, live_server):
    """Somebody of a role at a screen of this width: `works_at("leader", 360)`."""
    visitors = []

    def sign_in(role, width=1280, scripts=True):
        client.force_login(UserFactory(role=role))
        visitor = Visitor(browser, live_server.url, width=width, scripts=scripts)
        session = client.cookies["sessionid"].value
        visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        visitors.append(visitor)
        return visitor

    yield sign_in
    for visitor in visitors:
        assert visitor.complaints == []
        visitor.leaves()


@pytest.fixture
def reported(ward):
    """A report with concerns that was approved and corrected, another one that waits."""
    team, head = team_with_head()
    bloc, leader = UserFactory(role="mobilization"), UserFactory(role="leader")
    report = report_of(team, head, ngay_cong=12)
    concern = report.raise_concern("concern", "Đường tổ 7 ngập.", by=head, place="Ngõ 3")
    report.submit(by=head)
    report.send_back("Thiếu mục III.", by=bloc)
    report.submit(by=head)
    report.approve(by=bloc)
    report.correct(Indicator.objects.get(code="ngay-cong"), 10, "Đếm nhầm.", by=bloc)
    concern.direct("Khơi cống.", UnitFactory(), a_working_day(), by=leader)
    report_in("submitted")
    return TeamReport.objects.get(pk=report.pk)


def a_working_day() -> date:
    today = timezone.localdate()
    return WorkingCalendar.load(today).next_working(today + timedelta(days=3))


@pytest.mark.parametrize("width", [360])
def test_the_leader_reads_every_page(works_at, reported, width):
    whole = Consolidation.objects.of(reported.period, by=UserFactory(role="mobilization"))
    leader, direction = works_at("leader", width), Direction.objects.get()
    addresses = [reverse(f"admin:mobilization_{name}_changelist") for name in ("teamreport", "concern", "direction")]
    addresses += [reverse(f"admin:mobilization_consolidation_{name}", args=[whole.pk]) for name in ("texts", "issue")]
    addresses += [
        reverse(f"admin:mobilization_{row._meta.model_name}_change", args=[row.pk]) for row in (whole, reported)
    ]
    addresses.append(reverse("admin:mobilization_direction_change", args=[direction.pk]))
    addresses.append(reverse("admin:mobilization_teamreport_direct", args=[reported.pk, direction.concern_id]))
    for address in addresses:
        leader.goes_to(address)


def test_the_bloc_writes_the_report_of_the_ward_without_scripts(works_at, reported):
    bloc = works_at("mobilization", scripts=False)
    bloc.goes_to(reverse("admin:mobilization_consolidation_begin"))
    bloc.presses("Mở")
    bloc.page.get_by_role("link", name="Nội dung", exact=True).click()
    part = bloc.page.locator(".heading-part").first
    part.get_by_role("button", name="Chép các ý kiến vào ô").click()
    assert "chưa lưu" in bloc.reads()
    box = bloc.page.locator(".heading-part textarea").first
    assert "Bà con phấn khởi." in box.input_value()
    box.fill("Nhân dân phấn khởi.")
    bloc.page.locator(".heading-part").first.get_by_role("button", name="Lưu").click()
    assert "Đã lưu lúc" in bloc.page.locator("body").inner_text()
    assert Consolidation.objects.get().texts.get().text == "Nhân dân phấn khởi."
    bloc.goes_to(reverse("admin:mobilization_teamreport_decide", args=[reported.pk, "correct"]))
