"""Handing a report in, taking it back, and putting a number right after the lock."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from mobilization.models import ReportHeading, TeamReport
from mobilization.reports.drafts import text_name
from mobilization.reports.status import ReportKind, ReportStatus
from tests.factories.mobilization import UnitFactory
from tests.factories.reports import a_reader, report_in, report_of, working_day
from tests.mobilization.workplace import (
    START,
    heading,
    number,
    page,
    send,
    text_of,
)
from wardportal.numbers import number_vi
from wardportal.periods import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def team_and_head(team_and_head_of_all):
    return deepcopy(team_and_head_of_all)


# Handing in


def stamp_on(client, report):
    return client.get(page(report, "submit")).context["stamp"]


def test_a_report_is_read_once_more_and_sent_as_it_was_read(phone, report):
    assert send(phone, report, viec="xem-lai")["Location"] == page(report, "submit")
    preview = phone.get(page(report, "submit"))
    assert "Bà con phấn khởi." in text_of(preview) and "Chưa ghi tên Bí thư" in text_of(preview)
    sent = phone.post(page(report, "submit"), {"ban": preview.context["stamp"]})
    assert sent["Location"] == page(report, "done")
    assert "Việc tiếp theo" in text_of(phone.get(page(report, "done")))
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED


def test_a_report_that_changed_since_it_was_read_is_read_again_first(phone, report):
    stamp = stamp_on(phone, report)
    send(phone, report, **{text_name(heading()): "Thêm sau khi xem."})
    answer = phone.post(page(report, "submit"), {"ban": stamp})
    assert answer.status_code == 409 and "Thêm sau khi xem." in text_of(answer)
    report.refresh_from_db()
    assert report.status == ReportStatus.DRAFT


@pytest.mark.parametrize(("cases", "settled", "is_asked"), [(3, 9, True), (0, 1, True), (3, 3, False)])
def test_a_part_greater_than_its_whole_is_asked_about(as_user, phone, team, head, cases, settled, is_asked):
    report = report_of(team, head, vu_hoa_giai=cases, vu_hoa_giai_thanh=settled)
    told = f"Trong đó hòa giải thành: {settled}, mà Vụ hòa giải: {cases}."
    assert (told in text_of(phone.get(page(report, "submit")))) is is_asked
    report.submit(by=head)
    office = as_user(a_reader()).get(reverse("admin:mobilization_teamreport_change", args=[report.pk]))
    assert (told in office.content.decode()) is is_asked


@pytest.mark.parametrize(("before", "now", "is_asked"), [(12, 1200, True), (12, 120, False), (1, 20, False)])
def test_a_number_far_beyond_what_the_team_told_before_is_asked_about(
    as_user, phone, team, head, before, now, is_asked
):
    earlier = Period.of(timezone.localdate()).previous().start
    report_in(ReportStatus.SUBMITTED, team=team, head=head, day=earlier, ngay_cong=before)
    report = report_of(team, head, ngay_cong=now)
    told = f"{number().name}: {number_vi(now)}, mà các kỳ trước tổ báo cáo nhiều nhất {before}."
    preview = phone.get(page(report, "submit"))
    assert (told in text_of(preview)) is is_asked
    assert phone.post(page(report, "submit"), {"ban": preview.context["stamp"]})["Location"] == page(report, "done")
    office = as_user(a_reader()).get(reverse("admin:mobilization_teamreport_change", args=[report.pk]))
    assert (told in office.content.decode()) is is_asked


def test_an_empty_report_is_told_so(phone, team, head):
    report = TeamReport.objects.start(team, ReportKind.MONTH, timezone.localdate(), by=head)
    answer = phone.post(page(report, "submit"), {"ban": stamp_on(phone, report)})
    assert answer.status_code == 422 and "chưa có nội dung" in text_of(answer)


def test_a_late_report_is_taken_and_called_late(as_user, team, head, time_machine):
    time_machine.move_to("2026-11-28 08:00+07:00")
    phone = as_user(head)
    report = report_of(team, head, day=date(2026, 11, 28))
    assert "đã quá hạn nhưng vẫn nộp được" in text_of(phone.get(page(report, "submit")))
    phone.post(page(report, "submit"), {"ban": stamp_on(phone, report)})
    assert "muộn so với hạn 25/11/2026" in text_of(phone.get(page(report, "report")))


def test_a_report_is_taken_back_until_the_office_approved_it(phone, report):
    report.submit(by=report.author)
    assert "Rút lại để sửa" in text_of(phone.get(page(report, "report")))
    assert phone.post(page(report, "take_back"))["Location"] == page(report)
    report.refresh_from_db()
    report.submit(by=report.author)
    report.approve(by=a_reader())
    assert phone.post(page(report, "take_back"))["Location"] == page(report, "report")
    report.refresh_from_db()
    assert report.status == ReportStatus.APPROVED


def test_a_quick_report_is_written_at_any_time(phone, team):
    quick = TeamReport.objects.filter(kind=ReportKind.QUICK)
    for begun in (1, 2):
        for _ in range(2):  # pressed twice is begun once
            phone.post("/bao-cao/lap/", {"to": team.code, "loai": "quick"})
        assert quick.count() == begun
        first_box = ReportHeading.objects.get(code="nhanh-dien-bien")
        quick.latest("pk").write(first_box, "Cháy chợ.", by=team.memberships.get().user)
    shown = text_of(phone.get(page(TeamReport.objects.first())))
    assert "Báo cáo nhanh ngày" in shown
    assert text_of(phone.get(START)).count("Viết tiếp báo cáo nhanh") == 2


def test_a_quick_report_nobody_wrote_into_is_offered_on_its_day_only(as_user, head, team, time_machine):
    time_machine.move_to("2026-11-28 08:00+07:00")
    TeamReport.objects.start(team, ReportKind.QUICK, date(2026, 11, 28), by=head)
    assert "Viết tiếp báo cáo nhanh" in text_of(as_user(head).get(START))
    time_machine.move_to("2026-11-29 08:00+07:00")
    assert "Viết tiếp báo cáo nhanh" not in text_of(as_user(head).get(START))


# After the lock


def test_a_number_is_corrected_by_a_slip_with_its_reason(phone, team, head):
    report = report_in(ReportStatus.APPROVED, team=team, head=head, ngay_cong=12)
    shown = phone.get(page(report, "correct"))
    assert "đã báo cáo 12" in text_of(shown)
    slip = {"indicator": number().pk, "value": "10", "reason": "Đếm nhầm.", "version": report.version}
    again = phone.post(page(report, "correct"), slip)
    assert "12 sửa thành 10" in text_of(again) and not report.slips.exists()
    slip["da-xem"] = again.context["form"].key
    assert phone.post(page(report, "correct"), slip | {"value": "1000"}).status_code == 200  # another number: again
    assert phone.post(page(report, "correct"), slip)["Location"] == page(report, "report")
    assert "12 sửa thành 10" in text_of(phone.get(page(report, "report")))
    stale = phone.post(page(report, "correct"), slip | {"value": "9", "da-xem": f"{number().pk} 9"})
    assert stale.status_code == 422 and "người khác" in text_of(stale)
    wrong = phone.post(page(report, "correct"), slip | {"value": "9,5", "version": ""})
    assert wrong.status_code == 422 and "không có phần lẻ" in text_of(wrong)


def test_a_team_corrects_neither_what_the_portal_counts_nor_to_any_number(phone, team, head):
    report = report_in(ReportStatus.APPROVED, team=team, head=head)
    counted = number("don-moi")
    with pytest.raises(ValidationError, match="hệ thống lấy"):
        report.correct(counted, Decimal(5), "Nhầm.", by=head)
    slip = {"reason": "Nhầm.", "version": report.version}
    refused = phone.post(page(report, "correct"), slip | {"indicator": counted.pk, "value": "5"})
    assert "indicator" in refused.context["form"].errors
    refused = phone.post(page(report, "correct"), slip | {"indicator": number().pk, "value": "999999999999"})
    assert refused.status_code == 422 and "Số quá lớn" in text_of(refused)


def test_before_the_lock_there_is_nothing_to_correct(phone, report):
    report.submit(by=report.author)
    assert phone.get(page(report, "correct"))["Location"] == page(report, "report")


def test_taking_back_is_offered_only_where_it_is_heard(report, team, head, phone):
    concern = report.raise_concern("concern", "Cống tắc.", by=head)
    report.submit(by=head)
    assert page(report, "take_back") in phone.get(page(report, "report")).content.decode()
    concern.direct("Nạo vét.", UnitFactory(), working_day(), by=a_reader("leader"))
    assert page(report, "take_back") not in phone.get(page(report, "report")).content.decode()
