"""The numbers of the ward's report: they add up, are compared where that is fair, and who is missing is named."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobilization.models import (
    Consolidation,
    Indicator,
    ReportFigure,
    TeamReport,
    team_totals,
    ward_totals,
)
from mobilization.reports.status import ReportStatus
from mobilization.reports.sums import Sums
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.reports import a_reader, report_in, report_of, team_with_head
from tests.mobilization.test_consolidation import DECEMBER, NOVEMBER, OCTOBER, TODAY, consolidated, indicator, page_of
from tests.mobilization.workplace import asked
from wardportal.periods import Period

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _december(time_machine, ward):
    time_machine.move_to(TODAY)


@pytest.fixture(scope="module")
def bloc(module_rows):
    return a_reader()


NUMBER = st.integers(0, 500)
CORRECTION = st.tuples(st.integers(0, 5), st.sampled_from(["ngay-cong", "mo-hinh"]), NUMBER)
SLOWLY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
def six_reports(bloc):
    """Of two teams and three months, in a ward whose teams count their campaigns themselves."""
    Indicator.objects.filter(code="mo-hinh").update(source="")
    heads = [team_with_head() for _ in range(2)]
    months = [Period.of(day) for day in (OCTOBER, NOVEMBER, DECEMBER)]
    return TeamReport.objects.bulk_create(
        TeamReport(
            team=team, residential_group=team.residential_group, author=head, status=ReportStatus.APPROVED,
            kind="month", period_start=month.start, period_end=month.end, due_on=month.end,
            submitted_at=timezone.now(), first_submitted_on=timezone.localdate(),
        )
        for month in months for team, head in heads
    )  # fmt: skip


@settings(max_examples=4, deadline=None, suppress_health_check=SLOWLY)
@given(start=st.lists(st.tuples(NUMBER, NUMBER), min_size=6, max_size=6), slips=st.lists(CORRECTION, max_size=4))
def test_the_ward_is_the_sum_of_its_teams_whatever_is_reported_and_corrected(six_reports, bloc, start, slips):
    days, models = indicator("ngay-cong"), indicator("mo-hinh")  # summed up; that of the last month
    figures = [
        ReportFigure(report=report, indicator=number, value=value)
        for report, numbers in zip(six_reports, start, strict=True)
        for number, value in zip((days, models), numbers, strict=True)
    ]
    ReportFigure.objects.bulk_create(
        figures, update_conflicts=True, unique_fields=["report", "indicator"], update_fields=["value"]
    )
    quarter = Period.of(DECEMBER, "quarter")
    for place, code, value in slips:
        report, number = six_reports[place], indicator(code)
        month, before = report.period, ward_totals(report.period)[number.pk]
        old = report.figures.get(indicator=number).value
        if old != value:
            report.correct(number, Decimal(value), "Đếm lại.", by=bloc)
            assert ward_totals(month)[number.pk] - before == value - old
    whole, *months = wards = [ward_totals(period) for period in (quarter, *quarter.months())]
    assert whole[days.pk] == sum(month[days.pk] for month in months)
    assert whole[models.pk] == months[-1][models.pk]
    for period, ward in zip((quarter, *quarter.months()), wards, strict=True):
        teams = team_totals(period).values()
        assert ward == {number: sum(team.get(number, 0) for team in teams) for number in ward}


def test_the_table_of_the_teams_adds_up_to_the_wards_and_compares_those_who_told_of_both_periods(bloc):
    team, head = team_with_head()
    report_in(ReportStatus.APPROVED, team=team, head=head, day=OCTOBER, ngay_cong=40)
    first = report_in(ReportStatus.APPROVED, team=team, head=head, day=NOVEMBER, ngay_cong=12)
    report_in(ReportStatus.APPROVED, day=NOVEMBER, ngay_cong=30)
    sums = Sums.of(first.period, TeamReport.objects.monthly_within(first.period).select_related("team"))
    line = next(line for line in sums.lines() if line.indicator.code == "ngay-cong")
    assert (line.total, line.before) == (42, 40)
    assert line.difference_shown == "−28"  # the other 30 are of a team that was not there before
    assert "Kỳ này gồm 2 báo cáo" in sums.compared.words and "chỉ tính trên 1 tổ" in sums.compared.words
    place = sums.indicators.index(line.indicator)
    assert sum(sums.cells(team)[place] for team, _name in sums.teams) == line.total
    tables = sums.team_tables()
    assert [one for table in tables for one in table.indicators] == sums.indicators
    assert all(one.heading == table.heading for table in tables for one in table.indicators)
    assert [table.total for table in tables if line.indicator in table.indicators][0][0:1] == ["42"]


def test_whole_sums_are_compared_where_the_same_teams_told_of_the_same_months(bloc):
    team, head = team_with_head()
    first = report_in(ReportStatus.APPROVED, team=team, head=head, day=OCTOBER, ngay_cong=40)
    report_in(ReportStatus.APPROVED, team=team, head=head, day=NOVEMBER, ngay_cong=12)
    days = indicator("ngay-cong")
    changes = [
        next(line.difference for line in Sums.of(period, []).lines() if line.indicator == days)
        for period in (first.period.next(), Period.of(NOVEMBER, "quarter"))
    ]
    assert changes == [-28, None]


def test_a_report_nobody_approved_counts_nothing_and_is_named(bloc, as_user):
    report = report_in(ReportStatus.SUBMITTED, day=NOVEMBER, ngay_cong=500)
    row = consolidated(day=NOVEMBER, by=bloc)
    assert row.totals() == {}
    page = as_user(bloc).get(page_of(row)).content.decode()
    assert "Đã nộp nhưng chưa duyệt" in page and str(report) in page


def test_missing_teams_are_named_with_the_month(bloc, as_user):
    there = report_in(ReportStatus.APPROVED, day=NOVEMBER)
    page = as_user(bloc).get(page_of(consolidated("quarter", DECEMBER, bloc)))
    missing = dict(page.context["told"].missing())
    assert there.team not in missing["tháng 11/2026"] and there.team in missing["tháng 12/2026"]
    assert set(missing) == {"tháng 10/2026", "tháng 11/2026", "tháng 12/2026"}


def test_a_period_that_has_not_begun_is_not_consolidated(bloc, as_user):
    with pytest.raises(ValidationError, match="chưa bắt đầu"):
        consolidated(day=date(2027, 1, 1), by=bloc)
    answer = as_user(bloc).post(reverse("admin:mobilization_consolidation_begin"), {"period": "quarter-2026-10"})
    assert answer.url == page_of(Consolidation.objects.get(period_kind="quarter", period_start=date(2026, 10, 1)))


def test_the_pages_ask_no_more_however_many_teams_there_are(bloc, as_user):
    row, client, found = consolidated("year", DECEMBER, bloc), as_user(bloc), []
    for more in (1, 2):
        for _ in range(more):
            team, head = team_with_head()
            report = report_of(team, head, day=DECEMBER, ngay_cong=3)
            report.raise_concern("concern", "Đèn tắt.", by=head)
            report.submit(by=head)
            report.approve(by=bloc)
        found.append([asked(client, page_of(row, page)) for page in ("change", "texts")])
    assert found[1] == found[0] and max(found[0]) <= STATEMENTS_AT_MOST
