"""A report from its first word to the ward's sum: whose it is, what stands still, what may still be put right."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mobilization.models import (
    Consolidation,
    Indicator,
    Part,
    Post,
    Regrouping,
    SelfManagedGroup,
    TeamReport,
    Terms,
    ward_totals,
)
from mobilization.reports.status import ReportStatus
from tests.factories.mobilization import SelfManagedGroupFactory, UnitFactory
from tests.factories.reports import a_reader, report_in, report_of, team_with_head, working_day
from wardportal.periods import Period

pytestmark = pytest.mark.django_db


def indicator(code: str) -> Indicator:
    return Indicator.objects.get(code=code)


def test_a_head_begins_one_report_a_month_however_often_it_is_opened(ward):
    team, head = team_with_head()
    assert report_of(team, head).pk == report_of(team, head).pk
    assert TeamReport.objects.get().due_on >= timezone.localdate().replace(day=25)


def test_nobody_writes_another_teams_report(ward):
    team, head = team_with_head()
    _other_team, stranger = team_with_head()
    report = report_of(team, head)
    with pytest.raises(ValidationError, match="người phụ trách"):
        report.write(report.headings().filter(takes_text=True)[1], "Chen vào.", by=stranger)
    assert not TeamReport.objects.visible_to(stranger).exists()
    with pytest.raises(PermissionDenied):
        report.submit(by=stranger)


def test_a_draft_is_its_teams_alone_and_is_read_by_the_bloc_once_handed_in(ward):
    team, head = team_with_head()
    report, reader = report_of(team, head), a_reader()
    assert not TeamReport.objects.visible_to(reader).exists()
    report.submit(by=head)
    assert TeamReport.objects.visible_to(reader).get() == report


def test_what_happens_later_does_not_change_a_report_that_was_handed_in(ward):
    team, head = team_with_head()
    SelfManagedGroupFactory(residential_group=team.residential_group)
    report = report_of(team, head)
    counted = indicator("so-to-tu-quan")
    assert report.numbers()[counted.pk] == 1
    report.submit(by=head)
    SelfManagedGroupFactory(residential_group=team.residential_group)
    assert SelfManagedGroup.objects.filter(residential_group=team.residential_group).count() == 2
    assert TeamReport.objects.get(pk=report.pk).numbers()[counted.pk] == 1


def test_an_empty_report_is_not_handed_in(ward):
    team, head = team_with_head()
    report = TeamReport.objects.start(team, "month", timezone.localdate(), by=head)
    with pytest.raises(ValidationError, match="chưa có nội dung"):
        report.submit(by=head)


def test_a_report_handed_in_is_written_no_more_until_it_is_taken_back(ward):
    team, head = team_with_head()
    report = report_of(team, head)
    report.submit(by=head)
    with pytest.raises(ValidationError, match="Báo cáo đã nộp"):
        report.set_figure(indicator("ngay-cong"), Decimal(3), by=head)
    report.take_back(by=head)
    report.set_figure(indicator("ngay-cong"), Decimal(3), by=head)
    assert report.numbers()[indicator("ngay-cong").pk] == 3


def test_who_was_late_once_stays_late_when_the_report_comes_back(ward, time_machine):
    team, head = team_with_head()
    time_machine.move_to("2026-03-10 08:00+07:00")
    report = report_of(team, head)
    time_machine.move_to("2026-03-31 08:00+07:00")
    report.submit(by=head)
    report.send_back("Thiếu mục III.", by=a_reader())
    report.submit(by=head)
    assert report.due_on == date(2026, 3, 25) and report.is_late()


def test_the_wards_number_is_the_sum_of_the_teams_and_a_slip_moves_it_by_exactly_as_much(ward):
    first = report_in(ReportStatus.APPROVED, ngay_cong=12, buoi_tuan_tra=3)
    report_in(ReportStatus.APPROVED, ngay_cong=30)
    report_in(ReportStatus.SUBMITTED, ngay_cong=500)
    period, days = Period.of(timezone.localdate()), indicator("ngay-cong")
    assert ward_totals(period)[days.pk] == 42
    first.correct(days, Decimal(10), "Đếm nhầm hai ngày.", by=a_reader())
    assert ward_totals(period)[days.pk] == 40
    assert [(slip.before, slip.after) for slip in first.slips.all()] == [(12, 10)]


def test_a_consolidation_names_whose_report_is_missing_and_locks_those_it_holds(ward):
    there, leader = report_in(ReportStatus.APPROVED), a_reader("leader")
    missing_team, _head = team_with_head()
    bloc = a_reader()
    whole = Consolidation.objects.of(Period.of(timezone.localdate()), by=bloc)
    assert missing_team in [team for team, _month in whole.missing()]
    assert there.team not in [team for team, _month in whole.missing()]
    whole.issue("12-BC/KDV", by=leader)
    there.refresh_from_db()
    assert there.status == ReportStatus.CONSOLIDATED
    with pytest.raises(ValidationError, match="đã ban hành"):
        whole.write(whole.headings()[1], "Sửa sau.", by=bloc)


def test_words_a_leader_directed_about_stay_as_they_were_when_the_report_comes_back(ward):
    team, head = team_with_head()
    report, leader = report_of(team, head), a_reader("leader")
    concern = report.raise_concern("concern", "Cống tắc.", by=head)
    empty = report.raise_concern("concern", "", by=head)
    report.submit(by=head)
    assert not report.concerns.filter(pk=empty.pk).exists()
    concern.direct("Nạo vét.", UnitFactory(), working_day(), by=leader)
    with pytest.raises(ValidationError, match="không rút lại được"):
        report.take_back(by=head)
    report.send_back("Thiếu mục III.", by=a_reader())
    with pytest.raises(ValidationError, match="không sửa"):
        concern.revise(text="", by=head)
    report.submit(by=head)
    assert report.concerns.get().text == "Cống tắc."


def test_what_stands_at_the_end_of_a_month_is_counted_once_after_a_merge(ward, time_machine):
    """Households are not doubled: what two teams had is in the number of the one they became."""
    time_machine.move_to("2026-10-20 08:00+07:00")
    Indicator.objects.filter(code="mo-hinh").update(source="")
    merged = [report_in(ReportStatus.APPROVED, mo_hinh=number, ngay_cong=10) for number in (5, 4)]
    groups = [report.residential_group for report in merged]
    time_machine.move_to("2026-11-10 08:00+07:00")
    part = Part(number=801, name="Tổ dân phố 801", head=merged[0].team.memberships.get())
    terms = Terms(date(2026, 11, 10), "Sắp xếp lại.", "12/NQ-HĐND")
    member = Post.objects.get(code="team-member")
    group = Regrouping(terms, by=a_reader()).merge(groups, part, member_post=member).targets.get()
    head = merged[0].author
    report_in(ReportStatus.APPROVED, team=group.teams.get(), head=head, mo_hinh=9, ngay_cong=10)
    totals = ward_totals(Period(date(2026, 10, 1), "quarter"))
    assert totals[indicator("mo-hinh").pk] == 9
    assert totals[indicator("ngay-cong").pk] == 30
