"""Which team owes which month is said once: desk, list, consolidation, briefing and reminders name the same teams."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from mobilization.admin.consolidation_pages import Told
from mobilization.admin.reports import Wanted
from mobilization.briefings.material import Material
from mobilization.models import (
    Consolidation,
    Indicator,
    MobilizationTeam,
    Part,
    Post,
    Regrouping,
    ReportRule,
    TeamReport,
    Terms,
    ward_totals,
)
from mobilization.reports.desk import MISSING_QUEUE, REPORT_QUEUES
from mobilization.reports.due import dues_of
from mobilization.reports.reference import load_reports
from mobilization.reports.reminders import remind
from mobilization.reports.standing import MISSING, last_due_month, standings
from mobilization.reports.status import ReportKind, ReportStatus
from tests.factories.mobilization import MobilizationTeamFactory, SelfManagedGroupFactory
from tests.factories.petitions import petition_in
from tests.factories.reports import a_reader, briefing_on, report_in, report_of, team_with_head
from wardportal.models import OutgoingMessage
from wardportal.periods import Period

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER, DECEMBER = (Period(date(2026, month, 1)) for month in (10, 11, 12))
MERGED_ON, MIDDLE = date(2026, 11, 16), "2026-11-16 08:00+07:00"


def indicator(code):
    return Indicator.objects.get(code=code)


def merged(teams, by, on=MERGED_ON, number=700):
    """These teams become one of a new group; return it with who heads it, the head of the first."""
    (first, head), *_others = teams
    part = Part(number=number, name=f"Tổ dân phố {number}", head=first.memberships.get())
    terms = Terms(effective_on=on, reason="Nghị quyết", decision_number="1/NQ")
    done = Regrouping(terms, by=by).merge(
        [team.residential_group for team, _head in teams], part, member_post=Post.objects.get(code="team-member")
    )
    return done.targets.get().teams.get(), head


@pytest.fixture(scope="module")
def november_of_all(module_rows):
    with travel(MIDDLE):
        MobilizationTeam.objects.update(valid_to=date(2026, 9, 30))
        return [team_with_head(), team_with_head()]


@pytest.fixture
def november(november_of_all, time_machine):
    """Half of November: the reference teams stand aside, two teams work and will become one."""
    time_machine.move_to(MIDDLE)
    return deepcopy(november_of_all)


# The rule


def test_a_team_that_ended_owes_its_days_and_its_successor_the_days_after(november):
    bystander, _head = team_with_head()
    new, _head = merged(november, a_reader())
    old = {team for team, _head in november}
    owed = MobilizationTeam.objects.all().owed
    assert {team for team, _month in owed([OCTOBER])} == old | {bystander}
    assert {team for team, _month in owed([NOVEMBER])} == old | {bystander, new}
    assert {team for team, _month in owed([DECEMBER], at=date(2026, 12, 1))} == {bystander, new}
    assert owed([DECEMBER]) == []
    gone = MobilizationTeam.objects.get(pk=november[0][0].pk)
    assert gone.own_days(NOVEMBER) == (date(2026, 11, 1), date(2026, 11, 15))
    assert new.own_days(NOVEMBER) == (date(2026, 11, 16), date(2026, 11, 30))


def test_a_merge_on_the_first_leaves_the_old_teams_nothing_of_the_month(november, time_machine):
    time_machine.move_to("2026-11-20 08:00+07:00")
    new, _head = merged(november, a_reader(), on=date(2026, 11, 1))
    assert MobilizationTeam.objects.all().owed([NOVEMBER]) == [(new, NOVEMBER)]


def test_a_review_is_owed_by_who_stands_at_the_end(november):
    new, _head = merged(november, a_reader())
    year = Period.of(MERGED_ON, "year")
    assert MobilizationTeam.objects.all().owed([year], ReportKind.YEAR) == [(new, year)]


def test_the_second_half_of_a_year_is_in_its_review_and_owed_by_nobody(ward, time_machine):
    time_machine.move_to("2026-12-28 08:00+07:00")
    first = Period(date(2026, 1, 1), "half_year")
    second, owed = Period(date(2026, 7, 1), "half_year"), MobilizationTeam.objects.all().owed
    assert owed([first], ReportKind.HALF_YEAR) and not owed([second], ReportKind.HALF_YEAR)
    offered = Wanted.of({"loai": "half_year", "ky": "2026-07"})
    assert offered.period == first
    assert [key for key, _name in offered.periods()] == ["2026-01", "2025-01", "2024-01", "2023-01"]


def test_a_team_that_began_after_the_day_has_until_the_month_ends(november, time_machine):
    time_machine.move_to("2026-11-27 08:00+07:00")
    new, head = merged(november, a_reader(), on=date(2026, 11, 26))
    due = {row.team: row.due_on for row in dues_of(MobilizationTeam.objects.all(), timezone.localdate())}
    stands = {row.team: (row.due_on, row.is_late) for row in standings(ReportKind.MONTH, NOVEMBER, TeamReport.objects)}
    old = november[0][0]
    assert (due[old], due[new]) == (date(2026, 11, 25), date(2026, 11, 30))
    assert (stands[old], stands[new]) == ((date(2026, 11, 25), True), (date(2026, 11, 30), False))
    assert TeamReport.objects.start(new, "month", date(2026, 11, 27), by=head).due_on == date(2026, 11, 30)


def test_five_places_name_the_same_teams(november, time_machine):
    """Desk, list, consolidation, briefing, reminders: beside a merge, a new team, one that handed in, one that came
    back and one that was taken back."""
    handed_in, returned, taken_back, draft = (team_with_head() for _ in range(4))
    late_comer = MobilizationTeamFactory(valid_from=date(2026, 11, 20))
    begins_later = MobilizationTeamFactory(valid_from=date(2026, 12, 1))
    report_in(ReportStatus.APPROVED, team=november[0][0], head=november[0][1])
    new, _head = merged(november, bloc := a_reader())
    report_in(ReportStatus.SUBMITTED, team=handed_in[0], head=handed_in[1])
    report_in(ReportStatus.RETURNED, team=returned[0], head=returned[1])
    report_in(ReportStatus.SUBMITTED, team=taken_back[0], head=taken_back[1]).take_back(by=taken_back[1])
    report_of(*draft)
    time_machine.move_to("2026-12-05 08:00+07:00")
    whole = Consolidation.objects.of(NOVEMBER, by=bloc)
    queue = next(queue for queue in REPORT_QUEUES if queue.slug == MISSING_QUEUE)
    reports = TeamReport.objects.read_by_office(bloc)
    material = Material.of(briefing_on(date(2026, 12, 10), period=NOVEMBER))
    dues = [due for due in dues_of(MobilizationTeam.objects.all(), timezone.localdate()) if due.period == NOVEMBER]
    named = {
        "desk": {str(team) for team in queue.rows(TeamReport.objects.all(), bloc)},
        "list": {row.name for row in standings(ReportKind.MONTH, NOVEMBER, reports) if row.state == MISSING},
        "consolidation": {str(team) for _month, teams in Told(whole).missing() for team in teams},
        "briefing": {row.team for row in material.reports if row.state == "Chưa nộp"},
        "reminders": {str(due.team) for due in dues if not (due.report and due.report.first_submitted_on)},
    }
    owing = {str(team) for team in (november[1][0], new, draft[0], late_comer)}
    assert named == dict.fromkeys(named, owing)
    assert str(begins_later) not in owing


def test_who_heads_the_successor_is_reminded_of_what_the_ended_team_owes(november):
    _new, head = merged(november, a_reader())
    head.email = "totruong@vidu.vn"
    head.save()
    ReportRule.objects.filter(kind="month").update(valid_from=date(2026, 11, 1))
    assert remind(date(2026, 11, 24)) == 3
    bodies = " ".join(OutgoingMessage.objects.values_list("body", flat=True))
    assert all(str(team) in bodies for team, _head in november)


# A month in which both handed in

NUMBER = st.integers(0, 500)
THREE = st.tuples(NUMBER, NUMBER, NUMBER)


@pytest.fixture
def three_reports(november, time_machine):
    """The approved November reports of two teams and of the one they became; all their numbers are typed."""
    Indicator.objects.filter(code="mo-hinh").update(source="")
    old = [report_in(ReportStatus.APPROVED, team=team, head=head, ngay_cong=1, mo_hinh=1) for team, head in november]
    new, head = merged(november, a_reader())
    return [*old, report_in(ReportStatus.APPROVED, team=new, head=head, ngay_cong=1, mo_hinh=1)]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worked=THREE, running=THREE, slip=st.tuples(st.integers(0, 2), NUMBER))
def test_the_month_of_a_merge_counts_each_day_of_work_once(three_reports, worked, running, slip):
    days, models = indicator("ngay-cong"), indicator("mo-hinh")
    for report, work, run in zip(three_reports, worked, running, strict=True):
        report.figures.filter(indicator=days).update(value=work)
        report.figures.filter(indicator=models).update(value=run)
    place, value = slip
    if value != worked[place]:
        three_reports[place].correct(days, Decimal(value), "Đếm lại.", by=a_reader())
    counted = [value if number == place else one for number, one in enumerate(worked)]
    for period in (NOVEMBER, Period.of(MERGED_ON, "quarter")):
        assert ward_totals(period)[days.pk] == sum(counted)
        assert ward_totals(period)[models.pk] == running[2]  # what stands at the end is the new team's to say


@pytest.mark.parametrize("before", [True, False], ids=["reported before the merge", "reported after it"])
def test_what_the_portal_counts_of_the_month_of_a_merge_is_counted_once(november, time_machine, before):
    """Three came in before the merge, one of them closed; one comes after. Four self-managed groups move."""
    (first, head), (second, other_head) = november
    for _ in range(2):
        petition_in("reviewing", residential_group=first.residential_group)
    petition_in("closed", residential_group=second.residential_group)
    SelfManagedGroupFactory.create_batch(2, residential_group=first.residential_group)
    SelfManagedGroupFactory.create_batch(2, residential_group=second.residential_group)
    time_machine.move_to("2026-11-17 08:00+07:00")
    if before:
        for team, one in november:
            report_of(team, one).submit(by=one)
        time_machine.move_to("2026-11-18 08:00+07:00")
    new, head = merged(november, a_reader(), on=date(2026, 11, 18) if before else date(2026, 11, 17))
    petition_in("reviewing", residential_group=new.residential_group)
    if not before:
        for team, _head in november:
            report_of(MobilizationTeam.objects.get(pk=team.pk), head).submit(by=head)
    report_of(new, head).submit(by=head)
    for report in TeamReport.objects.all():
        report.approve(by=a_reader())
    totals = ward_totals(NOVEMBER)
    assert totals[indicator("don-moi").pk] == 4
    assert totals[indicator("so-to-tu-quan").pk] == 4
    assert TeamReport.objects.filter(period_start=NOVEMBER.start).count() == 3


def test_the_form_says_which_days_a_report_is_about(november, as_user):
    new, head = merged(november, a_reader())
    report = report_of(new, head)
    page = as_user(head).get(f"/bao-cao/{report.pk}/viet/").content.decode()
    assert "từ 16/11/2026 đến 30/11/2026" in page
    report = report_of(*team_with_head())
    assert not report.is_of_part


def test_a_draft_of_a_month_the_team_never_worked_in_is_not_handed_in(november, time_machine):
    report = report_of(*november[0])
    time_machine.move_to("2026-11-20 08:00+07:00")
    _new, head = merged(november, a_reader(), on=date(2026, 11, 1))
    with pytest.raises(Exception, match="không hoạt động trong kỳ"):
        TeamReport.objects.get(pk=report.pk).submit(by=head)


# A ward that begins


def test_a_new_ward_owes_nothing_for_the_months_before_its_first(ward, time_machine):
    time_machine.move_to("2026-11-10 08:00+07:00")
    ReportRule.objects.all().delete()
    load_reports({})
    periods = {due.period for due in dues_of(MobilizationTeam.objects.all(), timezone.localdate())}
    assert periods == {NOVEMBER}
    quarter = Consolidation.objects.of(Period.of(MERGED_ON, "quarter"), by=a_reader())
    assert {month for _team, month in quarter.missing()} == {NOVEMBER}


def test_a_ward_that_begins_after_the_day_has_until_the_month_ends(november, time_machine):
    time_machine.move_to("2026-11-27 08:00+07:00")
    ReportRule.objects.all().delete()
    load_reports({})
    (team, head), *_others = november
    days = {due.due_on for due in dues_of(MobilizationTeam.objects.all(), timezone.localdate())}
    days |= {row.due_on for row in standings(ReportKind.MONTH, NOVEMBER, TeamReport.objects)}
    days |= {TeamReport.objects.start(team, "month", date(2026, 11, 27), by=head).due_on}
    assert days == {date(2026, 11, 30)}


def replaced(day, due_day=25):
    """The monthly rule, which asks for the 25th, gives way on this day to another."""
    rule = ReportRule.objects.get(kind="month")
    ReportRule.objects.filter(pk=rule.pk).update(valid_to=day - timedelta(days=1), valid_from=date(2026, 1, 1))
    ReportRule.objects.create(kind="month", due_day=due_day, valid_from=day)


def test_a_rule_that_takes_the_place_of_another_moves_no_day_of_a_month(november, time_machine):
    replaced(date(2026, 11, 27))
    time_machine.move_to("2026-11-27 08:00+07:00")
    days = {row.due_on for row in standings(ReportKind.MONTH, NOVEMBER, TeamReport.objects)}
    days |= {due.due_on for due in dues_of(MobilizationTeam.objects.all(), timezone.localdate())}
    assert date(2026, 11, 25) in days and date(2026, 11, 30) not in days


def test_the_last_month_due_is_asked_by_the_rule_of_its_end(november, time_machine):
    replaced(date(2026, 12, 1), due_day=10)
    for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)):
        assert last_due_month(day) == (NOVEMBER, date(2026, 11, 25))
