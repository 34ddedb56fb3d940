"""Role by row: who reads and decides what of reports, directions and consolidations, written out."""

import pytest
from django.urls import reverse

from mobilization.models import Concern, Consolidation, Direction, TeamReport
from mobilization.status import REPORT_MOVES, ReportStatus
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_in, report_of, team_with_head
from tests.mobilization.test_report_staff import directed
from wardportal.periods import Period

pytestmark = pytest.mark.django_db

OFFICE = {"send_back", "approve", "correct"}
# Role: decisions about a report it reads; reads reports, own unit's directions, others' directions, consolidations;
# may direct, write a result of what it reads, write and issue a consolidation.
ROLES = {
    "reception": (set(), "own", "finish"),
    "handler": (set(), "own", "finish"),
    "leader": (set(), "reports own others whole", "direct finish issue"),
    "mobilization": (OFFICE, "reports own others whole", "finish write"),
    "team_head": (set(), "", ""),
    "treasurer": (set(), "", ""),
    "editor": (set(), "", ""),
    "administrator": (set(), "", ""),
}


@pytest.fixture
def unit(ward):
    return UnitFactory()


@pytest.fixture
def report(ward):
    team, head = team_with_head()
    report = report_of(team, head)
    report.raise_concern("concern", "Đèn tắt.", by=head)
    report.submit(by=head)
    return TeamReport.objects.get(pk=report.pk)


@pytest.fixture
def directions(report, unit):
    concern, leader = Concern.objects.get(), a_reader("leader")
    return {"own": directed(concern, leader, unit), "others": directed(concern, leader, UnitFactory())}


@pytest.fixture
def whole(report):
    return Consolidation.objects.of(Period.of(report.period_start), by=a_reader())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_decides_what_the_table_says(role, report, directions, whole, unit):
    user, (verbs, _reads, does) = UserFactory(role=role, unit=unit), ROLES[role]
    assert {verb for verb in REPORT_MOVES if report.allows(verb, user)} == verbs
    may = {
        "direct": user.has_perm("mobilization.direct_concern"),
        "finish": directions["own"].may_finish(user),
        "write": user.has_perm("mobilization.write_consolidation"),
        "issue": user.has_perm("mobilization.issue_consolidation"),
    }
    assert {name for name, allowed in may.items() if allowed} == set(does.split())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_what_the_table_says(role, report, directions, whole, unit):
    user, reads = UserFactory(role=role, unit=unit), ROLES[role][1].split()
    seen = {
        "reports": TeamReport.objects.visible_to(user).exists(),
        "own": Direction.objects.visible_to(user).filter(pk=directions["own"].pk).exists(),
        "others": Direction.objects.visible_to(user).filter(pk=directions["others"].pk).exists(),
        "whole": Consolidation.objects.visible_to(user).exists(),
    }
    assert {name for name, shown in seen.items() if shown} == set(reads)


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_open_for_those_who_read_the_rows_alone(role, report, directions, whole, unit, as_user):
    client, reads = as_user(UserFactory(role=role, unit=unit)), ROLES[role][1].split()
    pages = {"reports": report, "own": directions["own"], "others": directions["others"], "whole": whole}
    for name, row in pages.items():
        page = client.get(reverse(f"admin:mobilization_{row._meta.model_name}_change", args=[row.pk]))
        assert (page.status_code == 200) == (name in reads), name
        listed = client.get(reverse(f"admin:mobilization_{row._meta.model_name}_changelist"))
        assert (listed.status_code == 200) == (name in reads or (name == "others" and "own" in reads)), name


def test_a_team_head_reads_the_reports_of_the_own_team_alone(ward):
    team, head = team_with_head()
    mine = report_in(ReportStatus.SUBMITTED, team=team, head=head)
    report_in(ReportStatus.SUBMITTED)
    assert list(TeamReport.objects.visible_to(head)) == [mine]
    assert not TeamReport.objects.read_by_office(head).exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"groups": None}])
def test_a_locked_account_reads_nothing(change, report):
    user = UserFactory(role="mobilization")
    if "groups" in change:
        user.groups.clear()
    else:
        user.is_active = False
        user.save()
    assert not TeamReport.objects.visible_to(type(user).objects.get(pk=user.pk)).exists()
