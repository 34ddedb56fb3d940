"""Numbers of an approved report put right by slips: what is refused, who has seen one, what it changes."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from mobilization.models import Indicator, ward_totals
from mobilization.reports.status import ReportStatus
from tests.factories.reports import a_reader, report_in, team_with_head
from tests.mobilization.test_report_staff import LIST, NOW, fresh, indicator
from wardportal.periods import Period

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november(time_machine, ward):
    time_machine.move_to(NOW)


@pytest.fixture(scope="module")
def bloc(module_rows):
    return a_reader()


@pytest.fixture(scope="module")
def approved_of_all(module_rows):
    with travel(NOW):
        return report_in(ReportStatus.APPROVED, ngay_cong=12).pk


@pytest.fixture
def approved(approved_of_all):
    return fresh(approved_of_all)


@pytest.fixture
def submitted():
    return report_in(ReportStatus.SUBMITTED)


@pytest.fixture
def leader():
    return a_reader("leader")


def test_a_number_without_decimals_is_not_corrected_to_one_with(bloc, approved, as_user):
    url = reverse("admin:mobilization_teamreport_decide", args=[approved.pk, "correct"])
    sent = {"version": approved.version, "indicator": indicator("ngay-cong").pk, "value": "12,5", "reason": "x"}
    page = as_user(bloc).post(url, sent)
    assert page.status_code == 422 and "không có phần lẻ" in page.content.decode()


def test_a_correction_needs_an_approved_report(bloc, submitted):
    with pytest.raises(ValidationError):
        submitted.correct(indicator("ngay-cong"), Decimal(4), "Nhầm.", by=bloc)


def test_a_number_that_stands_there_is_no_correction_and_no_conflict(bloc, approved, as_user):
    days = indicator("ngay-cong")
    approved.correct(days, Decimal(4), "Nhầm.", by=bloc)
    url = reverse("admin:mobilization_teamreport_decide", args=[approved.pk, "correct"])
    same = {"version": approved.version, "indicator": days.pk, "value": "4", "reason": "Nhầm."}
    page = as_user(bloc).post(url, same)
    assert page.status_code == 422 and "bằng số đã báo cáo" in page.content.decode()


def test_a_slip_of_a_team_waits_on_the_desk_until_the_office_has_seen_it(bloc, leader, approved, as_user):
    approved.correct(indicator("ngay-cong"), Decimal(4), "Nhầm.", by=bloc)
    slip = approved.correct(indicator("ngay-cong"), Decimal(5), "Đếm lại.", by=approved.author)
    client, page = as_user(bloc), reverse("admin:mobilization_teamreport_change", args=[approved.pk])
    waiting = lambda: [row.report for row in client.get(reverse(LIST) + "?viec=dinh-chinh").context["rows"]]  # noqa: E731
    assert waiting() == [approved] and "(đính chính, chưa xem)" in as_user(leader).get(page).content.decode()
    assert as_user(leader).post(page, {"da-xem": slip.pk}).status_code == 403
    client.post(page, {"da-xem": slip.pk - 1})
    assert waiting() == [approved]
    client.post(page, {"da-xem": slip.pk})
    assert waiting() == [] and "chưa xem" not in client.get(page).content.decode()


def test_the_office_that_types_a_number_itself_has_seen_what_it_replaces(bloc, approved):
    hours, other = indicator("ngay-cong"), indicator("luot-nguoi")
    approved.correct(hours, Decimal(11), "Đếm nhầm.", by=approved.author)
    waits = approved.correct(other, Decimal(7), "Đếm sót.", by=approved.author)
    approved.correct(hours, Decimal(13), "Theo sổ.", by=bloc)
    assert list(approved.slips.filter(seen_by=None)) == [waits]


def test_what_a_correction_changes_is_told_truly(bloc, as_user):
    """Of a number of the last month nothing changes in a period that ends later."""
    Indicator.objects.filter(code="mo-hinh").update(source="")
    team, head = team_with_head()
    month = Period.of(timezone.localdate())
    first = report_in(ReportStatus.APPROVED, team=team, head=head, day=month.previous().start, mo_hinh=3)
    report_in(ReportStatus.APPROVED, team=team, head=head, mo_hinh=4)
    first.correct(indicator("mo-hinh"), Decimal(9), "Nhầm.", by=bloc)
    assert ward_totals(Period.of(timezone.localdate(), "year"))[indicator("mo-hinh").pk] == 4
    page = as_user(bloc).get(reverse("admin:mobilization_teamreport_decide", args=[first.pk, "correct"]))
    assert "chỉ tiêu lấy tháng cuối chỉ thay đổi ở kỳ kết thúc bằng tháng này" in page.content.decode()
