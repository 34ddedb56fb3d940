"""A briefing from its invitation to its notice: who comes, what is concluded, what the next one asks about first."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mobilization.briefings.owners import owners_offered
from mobilization.briefings.status import BriefingLevel, BriefingStatus, TaskStatus
from mobilization.models import Briefing, BriefingAttendance, BriefingConclusion, Post, Unit
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, briefing_concluded, briefing_in, briefing_on, team_with_head
from tests.grids import undone
from wardportal.models import StaleRow
from wardportal.periods import Period

pytestmark = pytest.mark.django_db


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


# Planning


def test_a_briefing_of_a_team_names_the_team(ward):
    with pytest.raises(ValidationError, match="phải chọn tổ"):
        Briefing.objects.plan(
            by=a_reader(),
            level=BriefingLevel.TEAM,
            period=Period.of(day(0)),
            held_on=day(3),
            start_time=time(14),
            place="Nhà văn hóa",
        )


def test_one_body_meets_once_at_an_hour_and_again_where_the_first_was_cancelled(ward):
    team, _head = team_with_head()
    first = briefing_on(day(3), team=team)
    with pytest.raises(ValidationError, match="Đã có một buổi"):
        briefing_on(day(3), team=team)
    briefing_on(day(3))
    first.cancel("Mưa bão.", by=a_reader())
    assert briefing_on(day(3), team=team)


def test_at_the_ward_all_team_heads_of_the_day_are_asked(ward):
    team, _account = team_with_head(name="Tổ dân vận 77")
    head = team.memberships.get().full_name
    MembershipFactory(head=True, team=team, full_name="Người Cũ", valid_to=day(-1))
    MembershipFactory(head=True, team=team, full_name="")
    briefing = briefing_on(day(3), invites=True)
    asked = list(briefing.attendances.filter(post__contains="Tổ dân vận 77"))
    assert [(row.full_name, row.is_present) for row in asked] == [(head, False)]


def test_with_a_team_its_people_and_those_who_lead_the_group_are_asked_each_once(ward):
    team, account = team_with_head()
    group, head = team.residential_group, team.memberships.get().full_name
    secretary = Post.objects.get(code="cell-secretary")
    front = Post.objects.get(code="front-head")
    MembershipFactory(unit=None, residential_group=group, post=secretary, full_name=head, user=account)
    MembershipFactory(unit=None, residential_group=group, post=front, full_name="Lê Thị Mặt Trận")
    other, _stranger = team_with_head()
    MembershipFactory(unit=None, residential_group=other.residential_group, post=front, full_name="Người Tổ Khác")
    briefing = briefing_on(day(3), team=team, invites=True)
    assert {row.full_name: row.post for row in briefing.attendances.all()} == {
        head: "Tổ trưởng tổ dân vận; Bí thư chi bộ",
        "Lê Thị Mặt Trận": "Trưởng ban công tác mặt trận",
    }


@pytest.mark.parametrize("name", ["Nguyễn Văn An", "Nguyễn Vân Ân"])
def test_two_people_of_one_name_are_both_asked(ward, name):
    """Also of names that differ by their marks alone; one of them was there before the other came."""
    team, _head = team_with_head()
    MembershipFactory(of_team=True, unit=None, team=team, full_name="Nguyễn Văn An", phone="0912 000 001")
    briefing = briefing_on(day(3), team=team, invites=True)
    front = Post.objects.get(code="front-head")
    phone = "0912 000 002"
    MembershipFactory(unit=None, residential_group=team.residential_group, post=front, full_name=name, phone=phone)
    assert [briefing.invite(by=a_reader()) for _ in range(2)] == [1, 0]
    names = [row.full_name for row in briefing.attendances.all()]
    assert "Nguyễn Văn An" in names and name in names and len(names) == 3


def test_one_telephone_tells_that_two_posts_are_one_persons(ward):
    team, _head = team_with_head()
    MembershipFactory(of_team=True, unit=None, team=team, full_name="Nguyễn Văn An", phone="0912 000 001")
    secretary = Post.objects.get(code="cell-secretary")
    seat = {"unit": None, "residential_group": team.residential_group, "post": secretary}
    MembershipFactory(full_name="Nguyễn Văn An", phone="0912000001", **seat)
    briefing = briefing_on(day(3), team=team, invites=True)
    (person,) = briefing.attendances.filter(full_name="Nguyễn Văn An")
    assert "; " in person.post and briefing.invite(by=a_reader()) == 0


def test_asking_again_adds_only_who_is_missing(ward):
    team, _head = team_with_head()
    briefing = briefing_on(day(3), team=team, invites=True)
    MembershipFactory(of_team=True, unit=None, team=team, full_name="Người Mới")
    assert briefing.invite(by=a_reader()) == 1
    assert briefing.invite(by=a_reader()) == 0


# Writing


def test_what_is_written_is_kept_under_the_version_it_was_opened_at(ward):
    keeper, briefing = a_reader(), briefing_on()
    version = briefing.version
    briefing.keep(by=keeper, version=version, discussion="Bàn về cống.", conclusion="")
    with pytest.raises(StaleRow):
        Briefing.objects.get(pk=briefing.pk).keep(by=keeper, version=version, discussion="Chen vào.")
    assert Briefing.objects.get(pk=briefing.pk).discussion == "Bàn về cống."


def test_rows_are_stored_and_taken_out_with_the_rest(ward):
    keeper, briefing = a_reader(), briefing_on()
    rows = [BriefingAttendance(full_name="A", is_present=True), BriefingConclusion(text="Nạo vét cống.")]
    briefing.keep(by=keeper, rows=rows)
    briefing.keep(by=keeper, gone=[briefing.conclusions.get()])
    assert briefing.attendances.get().full_name == "A" and not briefing.conclusions.exists()


def test_nobody_touches_the_row_of_another_briefing(ward):
    keeper, mine, other = a_reader(), briefing_on(), briefing_on(day(9))
    other.keep(by=keeper, rows=[BriefingConclusion(text="Nạo vét cống.")])
    mine.keep(by=keeper, gone=[other.conclusions.get()])
    with pytest.raises(ValueError, match="another briefing"):
        mine.keep(by=keeper, rows=[other.conclusions.get()])
    assert other.conclusions.exists()


@pytest.mark.parametrize("status", [BriefingStatus.CONCLUDED, BriefingStatus.CANCELLED])
def test_nothing_is_written_once_it_was_concluded_or_cancelled(status, ward):
    briefing = briefing_in(status)
    with pytest.raises(ValidationError, match="Không thể"):
        briefing.keep(by=a_reader(), discussion="Sửa sau.")
    with pytest.raises(ValidationError, match="Không thể"):
        briefing.invite(by=a_reader())


def test_it_is_not_held_before_its_day_nor_without_anybody_present(ward):
    keeper = a_reader()
    with pytest.raises(ValidationError, match="Chưa đến ngày"):
        briefing_on(day(1)).hold(by=keeper)
    with pytest.raises(ValidationError, match="Chưa đến giờ"):
        briefing_on(start_time=time(23, 59, 59)).hold(by=keeper)
    with pytest.raises(ValidationError, match="Chưa điểm danh"):
        briefing_on().hold(by=keeper)


def test_it_is_not_concluded_without_a_conclusion(ward):
    briefing = briefing_in(BriefingStatus.HELD)
    briefing.keep(by=a_reader(), conclusion="", gone=briefing.conclusions.all())
    with pytest.raises(ValidationError, match="Chưa có kết luận"):
        briefing.conclude("1", by=a_reader())


def test_it_is_not_moved_onto_another(ward):
    briefing, _other = briefing_on(day(3)), briefing_on(day(4))
    with pytest.raises(ValidationError, match="Đã có một buổi"):
        briefing.move(day(4), "Bận.", by=a_reader())


# What was concluded


def test_conclusions_come_back_first_until_they_have_ended(ward):
    team, _head = team_with_head()
    keeper = a_reader()
    first = briefing_concluded("Việc một", "Việc hai", on=day(-60), team=team)
    second = briefing_concluded("Việc ba", on=day(-30), team=team)
    third = briefing_on(team=team)
    assert [row.text for row in third.told_first()] == ["Việc ba", "Việc một", "Việc hai"]
    second.conclusions.get().end(TaskStatus.DONE, "Đã xong.", by=keeper)
    first.conclusions.get(text="Việc hai").end(TaskStatus.NOT_DONE, "Không có kinh phí.", by=keeper)
    # What ended since the last briefing is told with its result, what is open goes on.
    assert {row.text: row.status for row in third.told_first()} == {
        "Việc ba": "done",
        "Việc một": "open",
        "Việc hai": "not_done",
    }
    BriefingConclusion.objects.filter(text="Việc hai").update(ended_at=timezone.now() - timedelta(days=40))
    assert "Việc hai" not in {row.text for row in third.told_first()}


def test_each_body_is_asked_about_its_own_conclusions_and_only_issued_ones(ward):
    team, _head = team_with_head()
    briefing_concluded("Của phường", on=day(-10))
    briefing_in(BriefingStatus.HELD, on=day(-5), team=team)
    assert [row.text for row in briefing_on(day(1)).told_first()] == ["Của phường"]
    assert not briefing_on(day(1), team=team).told_first().exists()


def test_whom_it_was_given_to_tells_the_result_and_nobody_else(ward):
    team, head = team_with_head()
    _other, stranger = team_with_head()
    unit = UnitFactory()
    officer = UserFactory(role="handler", unit=unit)
    by_team, by_unit, by_person = briefing_concluded(
        {"text": "Vận động", "team": team}, {"text": "Đo đạc", "unit": unit}, {"text": "Gọi điện", "owner": officer}
    ).conclusions.all()
    for conclusion in (by_team, by_unit, by_person):
        with pytest.raises(PermissionDenied):
            conclusion.end(TaskStatus.DONE, "Đã xong.", by=stranger)
    with pytest.raises(PermissionDenied):
        by_unit.end(TaskStatus.DONE, "Đã xong.", by=head)
    for conclusion, teller in ((by_team, head), (by_unit, officer), (by_person, officer)):
        assert conclusion.may_be_ended_by(teller)
        conclusion.end(TaskStatus.DONE, "Đã xong.", by=teller)
        with pytest.raises(ValidationError, match="đã có kết quả"):
            conclusion.end(TaskStatus.NOT_DONE, "Lại.", by=teller)


def test_an_end_says_how_and_comes_after_the_notice(ward):
    keeper = a_reader()
    conclusion = briefing_concluded("Việc một").conclusions.get()
    for status, result in ((TaskStatus.OPEN, "Đang làm."), ("xong", "Xong."), (TaskStatus.DONE, "  ")):
        with pytest.raises(ValidationError):
            conclusion.end(status, result, by=keeper)
    with pytest.raises(ValidationError, match="chưa được thông báo"):
        briefing_in(BriefingStatus.HELD, on=day(-3)).conclusions.get().end(TaskStatus.DONE, "Xong.", by=keeper)


# The grids

KEEPER = {"plan", "move", "cancel", "keep", "hold", "conclude", "view_all", "report"}
# Role: what it may decide; whether it reads the ward's briefing, its own team's, another team's.
ROLES = {
    "mobilization": (KEEPER - {"report"}, (True, True, True)),
    "leader": ({"view_all", "report"}, (True, True, True)),
    "team_head": ({"report"}, (True, True, False)),
    "handler": ({"report"}, (False, False, False)),
    "reception": ({"report"}, (False, False, False)),
    "treasurer": (set(), (False, False, False)),
    "editor": (set(), (False, False, False)),
    "administrator": (set(), (False, False, False)),
}
PERMISSIONS = {
    "plan": "plan_briefing",
    "view_all": "view_all_briefings",
    "report": "report_briefingconclusion",
    **{verb: f"{verb}_briefing" for verb in Briefing.MOVES},
}


@pytest.fixture(scope="module")
def told_of(module_rows):
    """A team, and a briefing each of the ward, of this team and of another one."""
    (team, _head), (other, _stranger) = team_with_head(), team_with_head()
    return team, [briefing_on(day(40), team=one) for one in (None, team, other)]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_and_read_what_the_table_says(role, told_of):
    (team, briefings), user = told_of, UserFactory(role=role)
    MembershipFactory(head=True, team=team, user=user)
    may = {verb for verb, name in PERMISSIONS.items() if user.has_perm(f"mobilization.{name}")}
    reads = tuple(briefing.is_visible_to(user) for briefing in briefings)
    assert (may, reads) == ROLES[role]
    allowed = {verb for verb in Briefing.MOVES if briefings[0].allows(verb, user)}
    assert allowed == ROLES[role][0] & set(Briefing.MOVES)


def test_who_may_not_is_refused_by_every_verb(ward):
    head, briefing = team_with_head()[1], briefing_on()
    with pytest.raises(PermissionDenied):
        Briefing.objects.plan(by=head, level="ward", period=Period.of(day(0)), held_on=day(1))
    for verb in MOVES:
        with pytest.raises(PermissionDenied):
            take(verb, briefing, head)


def test_a_head_without_a_team_today_and_a_locked_account_read_nothing(ward):
    briefing_on()
    assert not Briefing.objects.visible_to(UserFactory(role="team_head")).exists()
    assert not Briefing.objects.visible_to(UserFactory(role="leader", is_active=False)).exists()


MOVES = {
    "move": ({"planned"}, ""),
    "cancel": ({"planned"}, "cancelled"),
    "keep": ({"planned", "held"}, ""),
    "hold": ({"planned"}, "held"),
    "conclude": ({"held"}, "concluded"),
}


def take(verb, briefing, by):
    arguments = {"move": (day(5), "Bận."), "cancel": ("Bận.",), "conclude": ("5",)}
    getattr(briefing, verb)(*arguments.get(verb, ()), by=by)


def test_the_grid_knows_every_decision():
    assert set(MOVES) == set(Briefing.MOVES)


def taken(verb, briefing, by):
    """Whether it went, where it led to and how many events it left, on a row that stays as it was."""
    with undone():
        events, went = briefing.events.count(), True
        try:
            take(verb, Briefing.objects.get(pk=briefing.pk), by)
        except ValidationError:
            went = False
        fresh = Briefing.objects.get(pk=briefing.pk)
        return went, fresh.status, fresh.events.count() - events


@pytest.mark.parametrize("status", BriefingStatus.values)
def test_a_briefing_goes_where_the_table_says(status, ward):
    briefing, keeper = briefing_in(status), a_reader()
    BriefingAttendance.objects.create(briefing=briefing, full_name="A", is_present=True)
    found = {verb: taken(verb, briefing, keeper) for verb in MOVES}
    assert found == {
        verb: (True, target or status, 1) if status in legal else (False, status, 0)
        for verb, (legal, target) in MOVES.items()
    }


def test_upper_bodies_are_not_given_work_here(ward):
    offered = {label for _group, choices in owners_offered() for _key, label in choices}
    assert not offered & {str(unit) for unit in Unit.objects.filter(kind=Unit.Kind.UPPER)}
