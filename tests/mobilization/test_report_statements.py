"""How many statements the pages about reports ask, however much there is to show."""

from copy import copy
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.models import (
    Campaign,
    Direction,
    Indicator,
    MobilizationTeam,
    ReportHeading,
    ReportPhoto,
)
from mobilization.reports.status import ReportKind
from petitions.models import Petition
from petitions.status import Kind
from tests.factories.campaigns import campaign_in
from tests.factories.dialogues import photo_file
from tests.factories.mobilization import MobilizationTeamFactory, UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, briefing_concluded, report_in, report_of, team_with_head, working_day
from tests.mobilization.workplace import START, page
from wardportal import figures

pytestmark = pytest.mark.django_db
STATEMENTS_AT_MOST = 12
COUNTED = 10


@pytest.fixture
def counted():
    """More numbers the portal counts than any app has, under one heading."""
    heading = ReportHeading.objects.filter(kind=ReportKind.MONTH, takes_text=True).first()
    for number, figure in enumerate(figures.known()[:COUNTED]):
        Indicator.objects.create(
            heading=heading, code=f"dem-{number}", position=100 + number, name=figure.label, source=figure.code
        )


def many_concerns(report, head, number):
    report.write_all({}, {}, [("concern", f"Cống tắc ở ngõ {turn}.") for turn in range(number)], by=head)
    return list(report.concerns.order_by("pk"))


def direct_all(concerns):
    unit, leader, due = UnitFactory(), a_reader("leader"), working_day()
    Direction.objects.bulk_create(
        Direction(concern=concern, text="Nạo vét.", unit=unit, due_on=due, given_by=leader) for concern in concerns
    )


def another(campaign, number):
    """The same campaign under a further address."""
    row = copy(campaign)
    row.pk, row.slug = None, f"{row.slug}-{number}"
    return row


def test_counting_many_figures_is_one_statement_and_the_same_as_one_by_one(django_assert_num_queries):
    team, head = team_with_head()
    today = timezone.localdate()
    report_in("submitted", team=team, head=head)
    group, *days = asked = (team.residential_group_id, today - timedelta(days=400), today)
    codes = [figure.code for figure in figures.known()]
    with django_assert_num_queries(1):
        found = figures.count_groups([*codes, "nobody.counts"], [group], *days)
    assert found == {group: {figure.code: figure.rows(*asked).count() for figure in figures.known()}}
    assert figures.count_groups(["nobody.counts"], [group], *days) == {group: {}}
    assert len(codes) >= COUNTED


def test_the_start_page_of_a_head_who_answers_for_many(as_user, django_assert_max_num_queries, time_machine):
    time_machine.move_to("2026-12-18 08:00+07:00")
    team, head = team_with_head()
    for _ in range(4):
        ended = MobilizationTeamFactory()
        MobilizationTeam.objects.filter(pk=ended.pk).update(valid_to="2026-12-02", successor=team.pk)
    before = report_of(team, head, day=timezone.localdate().replace(month=11, day=3))
    concerns = many_concerns(before, head, 11)
    before.submit(by=head)
    direct_all(concerns)
    reception = UserFactory(role="reception")
    for concern in concerns:
        Petition.objects.open_from_report(concern, Kind.RECOMMENDATION, by=reception)
    campaign = campaign_in("running", team=team, head=head)
    Campaign.objects.bulk_create(another(campaign, number) for number in range(3))
    briefing_concluded(*({"text": f"Việc {turn}", "team": team} for turn in range(4)))
    phone = as_user(head)
    with django_assert_max_num_queries(STATEMENTS_AT_MOST):
        shown = phone.get(START).context
    assert len(shown["concerns"]) == 10 and len(shown["directions"]) == 11 and shown["tasks"] == 4
    assert len(shown["dues"]) == 2 + 2 * 4 and len(shown["campaigns"]) == 4


def test_the_form_of_a_report_with_much_in_it(as_user, counted, django_assert_max_num_queries):
    team, head = team_with_head()
    report = report_of(team, head)
    many_concerns(report, head, 6)
    ReportPhoto.objects.attach(report, [photo_file(), photo_file()], by=head)
    report.submit(by=head)
    report.send_back("Thiếu số.", by=a_reader())
    phone = as_user(head)
    with django_assert_max_num_queries(STATEMENTS_AT_MOST):
        answer = phone.get(page(report))
    assert answer.context["reason"] == "Thiếu số."
    numbers = [one.value for section in answer.context["sections"] for one in section.numbers if not one.part]
    assert len(numbers) >= COUNTED and None not in numbers


def test_the_office_reads_a_report_with_much_in_it(as_user, counted, django_assert_max_num_queries):
    team, head = team_with_head()
    report, bloc = report_of(team, head), a_reader()
    concerns = many_concerns(report, head, 6)
    ReportPhoto.objects.attach(report, [photo_file()], by=head)
    report.submit(by=head)
    report.send_back("Thiếu số.", by=bloc)
    report.submit(by=head)
    direct_all(concerns)
    report.approve(by=bloc)
    number = Indicator.objects.filter(source="", heading__kind=ReportKind.MONTH).first()
    for value in range(5):
        report.correct(number, value + 1, "Đếm lại.", by=bloc)
    desk = as_user(bloc)
    with django_assert_max_num_queries(STATEMENTS_AT_MOST):
        answer = desk.get(reverse("admin:mobilization_teamreport_change", args=[report.pk]))
    assert len(answer.context["slips"]) == 5
