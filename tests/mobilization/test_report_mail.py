"""Heads of teams are written to: before a report's day, once after it, when it came back, when leaders directed."""

from datetime import date

import pytest
from django.utils import timezone

from mobilization.models import Membership, ReportRule, TeamReport
from mobilization.notifications import keepers_of
from mobilization.reports.desk import REPORT_QUEUES
from mobilization.reports.reminders import remind, remind_of_directions
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_of, team_with_head
from wardportal.models import OutgoingMessage, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def team_and_head(ward, time_machine):
    time_machine.move_to("2026-11-19 08:00+07:00")
    team, head = team_with_head()
    head.email = "totruong@vidu.vn"
    head.save()
    return team, head


@pytest.fixture
def nothing_before(team_and_head):
    """No report is owed of the months before this one."""
    ReportRule.objects.filter(kind="month").update(valid_from=date(2026, 11, 1))


def kinds():
    return list(OutgoingMessage.objects.order_by("pk").values_list("kind", flat=True))


def test_a_head_is_reminded_once_before_the_day_and_once_after_it(nothing_before):
    assert remind(date(2026, 11, 21)) == 0
    assert [remind(date(2026, 11, day)) for day in (22, 23, 25)] == [1, 0, 0]
    assert [remind(date(2026, 11, day)) for day in (26, 27)] == [1, 0]
    assert kinds() == ["report_soon", "report_late"]
    assert "/bao-cao/" in OutgoingMessage.objects.first().body


def test_nobody_is_reminded_of_a_report_that_was_handed_in(team_and_head, nothing_before):
    team, head = team_and_head
    report_of(team, head).submit(by=head)
    assert remind(date(2026, 11, 24)) == remind(date(2026, 11, 26)) == 0


def test_who_has_no_address_or_heads_the_team_no_more_is_not_written_to(team_and_head):
    Membership.objects.filter(user=team_and_head[1]).update(valid_to=date(2026, 11, 1))
    assert remind(date(2026, 11, 24)) == 0


def test_a_head_is_told_of_what_came_back_and_of_directions(team_and_head):
    team, head = team_and_head
    report = report_of(team, head)
    concern = report.raise_concern("concern", "Cống tắc ngõ 12.", by=head)
    report.submit(by=head)
    report.send_back("Xin viết rõ mục I.", by=a_reader())
    report.submit(by=head)
    leader = a_reader("leader")
    concern.direct("Nạo vét ngay.", UnitFactory(), timezone.localdate(), by=leader).finish("Đã xong rồi.", by=leader)
    assert kinds() == ["report_returned", "direction_given", "direction_done"]
    for message in OutgoingMessage.objects.all():
        assert not any(words in message.body for words in ("Cống tắc", "Nạo vét", "viết rõ", "Đã xong"))


def test_bloc_and_leaders_are_told_of_a_quick_report(team_and_head):
    team, head = team_and_head
    office = {a_reader(role): role for role in ("mobilization", "leader", "reception")}
    for user, role in office.items():
        User.objects.filter(pk=user.pk).update(email=f"{role}@vidu.vn")
    report = report_of(team, head, kind="quick")
    report.submit(by=head)
    told = OutgoingMessage.objects.filter(kind="report_quick")
    assert set(told.values_list("recipient", flat=True)) == {"mobilization@vidu.vn", "leader@vidu.vn"}
    assert "Bà con phấn khởi." not in told.first().body
    queue = next(queue for queue in REPORT_QUEUES if queue.slug == "bao-cao-nhanh")
    waiting = [user for user in office if queue.is_for(User.objects.get(pk=user.pk))]
    assert list(queue.rows(TeamReport.objects.all(), head)) == [report] and len(waiting) == 2


def test_however_many_quick_reports_there_are_leaders_are_told_of_each(team_and_head):
    team, head = team_and_head
    User.objects.filter(pk=a_reader("leader").pk).update(email="leader@vidu.vn")
    for _ in range(OutgoingMessage.DAILY_LIMIT + 1):
        report_of(team, head, kind="quick").submit(by=head)
    assert kinds() == ["report_quick"] * (OutgoingMessage.DAILY_LIMIT + 1)


def test_who_carries_a_direction_out_is_reminded_once_before_its_day_and_once_after(team_and_head):
    """The owner alone, or those of the unit who may tell its result; nobody once there is one."""
    team, head = team_and_head
    report = report_of(team, head)
    concerns = [report.raise_concern("concern", "Cống tắc ngõ 12.", by=head) for _ in range(3)]
    report.submit(by=head)
    unit, leader = UnitFactory(), a_reader("leader")
    owner, other = (UserFactory(role="handler", unit=unit, email=f"{name}@vidu.vn") for name in ("mot", "hai"))
    UserFactory(role="handler", unit=UnitFactory(), email="khac@vidu.vn")
    due = date(2026, 11, 24)
    concerns[0].direct("Nạo vét ngay.", unit, due, by=leader, owner=owner)
    concerns[1].direct("Kiểm tra.", unit, due, by=leader)
    concerns[2].direct("Xong rồi.", unit, due, by=leader).finish("Đã làm.", by=leader)
    OutgoingMessage.objects.all().delete()
    assert [remind_of_directions(date(2026, 11, day)) for day in (20, 21, 24)] == [0, 3, 0]
    assert [remind_of_directions(date(2026, 11, day)) for day in (25, 26)] == [3, 0]
    assert remind_of_directions(date(2026, 12, 20)) == 0
    User.objects.filter(pk=owner.pk).update(is_staff=False)
    assert keepers_of(concerns[0].directions.get()) == []
    told = sorted(OutgoingMessage.objects.values_list("kind", "recipient"))
    people = sorted([owner.email, owner.email, other.email])
    assert told == [(kind, who) for kind in ("direction_late", "direction_soon") for who in people]
    body = OutgoingMessage.objects.first().body
    assert "24/11/2026" in body and "/quan-tri/" in body and "Nạo vét" not in body and "Cống tắc" not in body
