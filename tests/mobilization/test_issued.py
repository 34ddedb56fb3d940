"""What the ward issued stays what it was; what came later is told on its page and in a supplement."""

from copy import copy, deepcopy
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from mobilization import papers
from mobilization.models import (
    Consolidation,
    Indicator,
    Part,
    Post,
    Regrouping,
    ReportHeading,
    TeamReport,
    Terms,
    ward_totals,
)
from mobilization.papers.consolidation import told_of
from mobilization.reports.status import ReportEventKind, ReportStatus
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.mobilization import UnitFactory
from tests.factories.reports import a_reader, report_in, report_of, team_with_head
from wardportal.models import Ward
from wardportal.periods import Period

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 5), date(2026, 12, 5)


@pytest.fixture(scope="module")
def cast_of_all(module_rows):
    """Two teams that handed nothing in; an issued report of a third, with a concern that was directed."""
    with travel("2026-12-20 08:00+07:00"):
        bloc, leader, (team, head) = a_reader(), a_reader("leader"), team_with_head()
        report_in(ReportStatus.APPROVED, team=team, head=head, day=NOVEMBER, ngay_cong=5)
        report = report_of(team, head, day=DECEMBER, ngay_cong=12)
        concern = report.raise_concern("concern", "Đường tổ 7 ngập.", by=head)
        report.submit(by=head)
        report.approve(by=bloc)
        concern.direct("Khơi cống.", UnitFactory(), date(2026, 12, 30), by=leader)
        late_team, other_team = team_with_head(), team_with_head()
        row = Consolidation.objects.of(Period.of(DECEMBER), by=bloc)
        row.issue("12", by=leader)
    return SimpleNamespace(bloc=bloc, leader=leader, late_team=late_team, other_team=other_team, pk=row.pk)


@pytest.fixture
def cast(cast_of_all, db, time_machine):
    """An hour after it was issued."""
    time_machine.move_to("2026-12-20 09:00+07:00")
    return deepcopy(cast_of_all)


@pytest.fixture
def bloc(cast):
    return cast.bloc


@pytest.fixture
def leader(cast):
    return cast.leader


def indicator(code="ngay-cong"):
    return Indicator.objects.get(code=code)


def page_of(row, name="change"):
    return reverse(f"admin:mobilization_consolidation_{name}", args=[row.pk])


@pytest.fixture
def late_team(cast):
    return cast.late_team


@pytest.fixture
def other_team(cast):
    return cast.other_team


@pytest.fixture
def issued(cast):
    return Consolidation.objects.get(pk=cast.pk)


@pytest.fixture
def changed_since(issued, bloc, leader, late_team):
    """A slip to it and to the month before, a report approved, a direction more and a result."""
    report = issued.reports().get()
    report.correct(indicator(), Decimal(9), "Đếm nhầm.", by=bloc)
    before = TeamReport.objects.get(team=report.team, period_start=date(2026, 11, 1))
    before.correct(indicator(), Decimal(50), "Đếm nhầm.", by=bloc)
    team, head = late_team
    late = report_of(team, head, day=DECEMBER, ngay_cong=30)
    late.raise_concern("concern", "Đèn tổ 9 tắt.", by=head)
    late.submit(by=head)
    late.approve(by=bloc)
    concern = report.concerns.get()
    concern.directions.get().finish("Đã khơi 200 m.", by=leader)
    concern.direct("Xây lại cống.", UnitFactory(), date(2026, 12, 31), by=leader)
    return late


def printed(paper):
    """Everything on the paper."""
    return repr(paper)


def test_what_was_issued_prints_the_same_whatever_comes_later(issued, request):
    ward = Ward.objects.current()
    before = papers.consolidation_paper(issued, ward)
    request.getfixturevalue("changed_since")
    after = papers.consolidation_paper(Consolidation.objects.get(pk=issued.pk), ward)
    assert printed(after) == printed(before)
    assert "12" in printed(after) and "Đã khơi" not in printed(after) and "Xây lại cống" not in printed(after)
    # The ward's numbers as of today are others all the same.
    assert ward_totals(issued.period)[indicator().pk] == 39


def test_a_direction_is_told_until_another_is_given_in_its_place(issued, leader):
    concern = issued.reports().get().concerns.get()
    wrong = concern.directions.get()
    concern.direct("Xây lại cống.", UnitFactory(), date(2026, 12, 31), by=leader, replaces=wrong)
    now = repr(told_of(concern, issued, None))
    assert "Xây lại cống." in now and "Khơi cống." not in now and "thay bằng" not in now
    assert "Khơi cống." in printed(papers.consolidation_paper(issued, Ward.objects.current()))


def test_what_was_issued_keeps_the_names_of_its_day(issued, late_team, bloc):
    ward = Ward.objects.current()
    before = printed(papers.consolidation_paper(issued, ward))
    assert str(late_team[0]) in before
    Indicator.objects.filter(code="ngay-cong").update(name="Công lao động", unit="công")
    ReportHeading.objects.filter(title="Vấn đề nổi cộm").update(title="Việc bà con hỏi")
    decided = Terms(timezone.localdate(), "Nghị quyết", "12/NQ-HĐND")
    part = Part(number=7, name="Tổ dân phố Bảy", team_name="Tổ dân vận Bảy")
    Regrouping(decided, by=bloc).rename(late_team[0].residential_group, part)
    assert printed(papers.consolidation_paper(issued, ward)) == before


def test_a_merge_after_it_was_issued_changes_nothing_of_who_was_missing(issued, late_team, other_team, bloc, later):
    before = printed(papers.consolidation_paper(issued, Ward.objects.current()))
    assert str(other_team[0]) in before
    groups = [team.residential_group for team, _head in (late_team, other_team)]
    later(days=1)
    decided = Terms(timezone.localdate(), "Nghị quyết", "12/NQ-HĐND")
    member = Post.objects.get(code="team-member")
    part = Part(number=8, name="Tổ dân phố Tám", head=late_team[0].memberships.get())
    team = Regrouping(decided, by=bloc).merge(groups, part, member_post=member).targets.get().teams.get()
    assert team in [one for one, _month in issued.missing()]
    assert printed(papers.consolidation_paper(issued, Ward.objects.current())) == before


def test_its_page_keeps_the_numbers_and_tells_what_changed(issued, changed_since, bloc, as_user):
    response = as_user(bloc).get(page_of(issued))
    page = response.content.decode()
    line = next(line for line in response.context["lines"] if line.indicator == indicator())
    assert (line.total, line.before) == (12, 5)
    changed = next(line for line in response.context["changed"] if line.indicator == indicator())
    assert (changed.before, changed.total, changed.difference_shown) == (12, 39, "+27")
    assert str(changed_since) in page and "Đếm nhầm." in page and page_of(issued, "supplement_docx") in page
    csv = as_user(bloc).get(page_of(issued, "csv")).content.decode()
    assert ";12;" in csv and ";39;" not in csv


def test_the_supplement_tells_slips_late_reports_and_the_numbers_of_today(issued, changed_since, bloc, as_user):
    paper = papers.supplement_paper(issued, Ward.objects.current())
    words = printed(paper)
    for told in ("12-BC/KDV", "12 → 9", "Đếm nhầm.", "duyệt ngày 20/12/2026", "Đèn tổ 9 tắt.", "'12', '39', '+27'"):
        assert told in words
    assert "5 → 50" not in words  # the month before is no part of it
    client = as_user(bloc)
    assert client.get(page_of(issued, "supplement_pdf")).content.startswith(b"%PDF")
    assert client.get(page_of(issued, "supplement_docx")).content.startswith(b"PK")


def test_there_is_no_supplement_before_it_is_issued(bloc, as_user):
    row = Consolidation.objects.of(Period.of(NOVEMBER), by=bloc)
    assert as_user(bloc).get(page_of(row, "supplement_pdf")).status_code == 404


def test_a_number_first_given_by_a_slip_is_no_part_of_what_was_issued(issued, bloc):
    report = issued.reports().get()
    report.correct(indicator("met-duong"), Decimal(7), "Bỏ sót.", by=bloc)
    report.correct(indicator("met-duong"), Decimal(8), "Lại nhầm.", by=bloc)
    paper = papers.consolidation_paper(issued, Ward.objects.current())
    assert indicator("met-duong").name not in printed(paper)


def test_issuing_moves_every_report_with_a_few_statements(bloc, leader, django_assert_max_num_queries):
    reports = [report_in(ReportStatus.APPROVED, day=NOVEMBER)]
    for _ in range(2):
        row, (team, head) = copy(reports[0]), team_with_head()
        row.pk, row.team, row.residential_group, row.author = None, team, team.residential_group, head
        reports += TeamReport.objects.bulk_create([row])
    waiting = report_in(ReportStatus.SUBMITTED, day=NOVEMBER)
    row = Consolidation.objects.of(Period.of(NOVEMBER), by=bloc)
    leader.has_perm("mobilization.issue_consolidation")
    with django_assert_max_num_queries(STATEMENTS_AT_MOST + 1):  # and the lock of the numbers of a year
        row.issue("13", by=leader)
    for report in TeamReport.objects.filter(pk__in=[one.pk for one in reports]):
        assert (report.status, report.version) == (ReportStatus.CONSOLIDATED, reports[0].version + 1)
        event = report.events.last()
        moved = (event.kind, event.by, event.from_status, event.to_status)
        assert moved == (ReportEventKind.CONSOLIDATED, leader, ReportStatus.APPROVED, ReportStatus.CONSOLIDATED)
    assert TeamReport.objects.get(pk=waiting.pk).status == ReportStatus.SUBMITTED


def test_the_page_of_what_was_issued_asks_no_more_with_many_changes(
    issued, changed_since, bloc, as_user, django_assert_max_num_queries
):
    for _ in range(2):
        report = report_in(ReportStatus.APPROVED, day=DECEMBER, ngay_cong=3)
        report.correct(indicator(), Decimal(4), "Nhầm.", by=bloc)
    client = as_user(bloc)
    for name in ("change", "texts"):
        client.get(page_of(issued, name))
        with django_assert_max_num_queries(STATEMENTS_AT_MOST):
            client.get(page_of(issued, name))
