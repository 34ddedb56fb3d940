"""Groups are merged, split, renamed and renumbered; old work stays, open work goes along, and it can be undone."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from dialogues.models import Commitment, Question
from mobilization.models import (
    BriefingConclusion,
    FormerName,
    Membership,
    MobilizationTeam,
    Part,
    Post,
    Regrouping,
    Reorganisation,
    ResidentialGroup,
    SelfManagedGroup,
    TeamReport,
    Terms,
)
from mobilization.models.briefings import Briefing
from petitions.models import Petition
from tests.factories.dialogues import commitment_of, question_at, session_in, session_on
from tests.factories.mobilization import (
    MembershipFactory,
    PostFactory,
    ResidentialGroupFactory,
    SelfManagedGroupFactory,
)
from tests.factories.petitions import PetitionFactory, UserFactory, petition_in
from tests.factories.reports import briefing_on, report_of, team_with_head
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

MOVABLE = (
    ResidentialGroup, MobilizationTeam, Membership, SelfManagedGroup, Petition, Question, Commitment, Briefing,
    BriefingConclusion, TeamReport, FormerName,
)  # fmt: skip


def today():
    return timezone.localdate()


def terms(days=0, **changes):
    """What a decision says that holds from so many days ago."""
    known = {"reason": "Nghị quyết của HĐND phường", "decision_number": "12/NQ-HĐND"}
    return Terms(**{"effective_on": today() - timedelta(days=days), **known, **changes})


def dump():
    """Every column of every row that may move."""
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in MOVABLE}


def new_part(number=700, **changes):
    return Part(**{"number": number, "name": f"Tổ dân phố {number}"} | changes)


@pytest.fixture
def anna():
    """Of the mobilization bloc: reorganises groups."""
    return UserFactory(role="mobilization")


class Neighbourhood:
    """A group with its team, a member, two self-managed groups, open and closed work of every kind."""

    def __init__(self, anna, **fields):
        self.group = ResidentialGroupFactory(**fields)
        self.team, self.user = team_with_head(residential_group=self.group)
        self.head = self.team.memberships.get()
        post = Post.objects.get(code="team-member")
        self.member = MembershipFactory(unit=None, team=self.team, post=post, full_name=f"Thành viên {self.group.pk}")
        self.cell = MembershipFactory(unit=None, residential_group=self.group, post=PostFactory())
        self.small = SelfManagedGroupFactory.create_batch(2, residential_group=self.group)
        self.petition = petition_in("reviewing", residential_group=self.group, team=self.team)
        self.closed = petition_in("closed", residential_group=self.group)
        self.question = question_at(session_on(), residential_group=self.group)
        self.promise = commitment_of(session_in("held"), unit=None)
        Commitment.objects.filter(pk=self.promise.pk).update(residential_group=self.group)
        self.briefing = briefing_on(team=self.team)
        self.task = self.briefing.conclusions.create(text="Vận động", team=self.team)


@pytest.fixture
def two(anna):
    return Neighbourhood(anna), Neighbourhood(anna)


def merge(anna, two, part=None, **changes):
    return Regrouping(terms(**changes), by=anna).merge([one.group for one in two], part or new_part(head=two[0].head))


def test_a_merge_ends_the_old_groups_and_takes_their_open_work_along(anna, two):
    done = merge(anna, two)
    target = done.targets.get()
    (team,) = target.teams.all()
    for one in two:
        one.group.refresh_from_db()
        assert (one.group.valid_to, one.group.successor) == (today() - timedelta(days=1), target)
        for row in (one.petition, one.question, one.promise, *one.small):
            row.refresh_from_db()
            assert row.residential_group == target
        for row in (one.briefing, one.task, one.petition):
            row.refresh_from_db()
            assert row.team == team
        one.closed.refresh_from_db()
        assert one.closed.residential_group == one.group


def test_the_chosen_head_goes_on_and_the_other_becomes_a_member(anna, two):
    team = merge(anna, two).targets.get().teams.get()
    seats = {seat.user_id or seat.full_name: seat.post.code for seat in team.memberships.select_related("post")}
    assert seats[two[0].user.pk] == two[0].head.post.code
    assert seats[two[1].user.pk] == "team-member"
    assert len(seats) == 4
    assert [seat.user for seat in team.heads()] == [two[0].user]
    assert not MobilizationTeam.objects.of_head(two[1].user).exists()


def test_old_reports_stay_under_the_old_name_and_the_new_head_answers_for_them(anna, two):
    report = report_of(two[1].team, two[1].user)
    report.submit(by=two[1].user)
    merge(anna, two)
    report.refresh_from_db()
    assert report.team == two[1].team
    assert report.team_name == str(two[1].team)
    assert TeamReport.objects.visible_to(two[0].user).filter(pk=report.pk).exists()
    assert not TeamReport.objects.visible_to(two[1].user).exists()


def test_one_of_the_groups_may_take_the_others_in(anna, two):
    first, second = two
    done = merge(anna, two, Part(group=first.group, head=second.head))
    first.group.refresh_from_db()
    second.group.refresh_from_db()
    assert done.targets.get() == first.group
    assert first.group.is_valid()
    assert second.group.successor == first.group
    (team,) = MobilizationTeam.objects.valid().filter(residential_group=first.group)
    assert [seat.user for seat in team.heads()] == [second.user]


def test_who_sits_in_both_teams_sits_once_in_the_new_one(anna, two):
    post = Post.objects.get(code="team-member")
    MembershipFactory(unit=None, team=two[1].team, post=post, user=two[0].user, full_name="")
    team = merge(anna, two).targets.get().teams.get()
    assert team.memberships.filter(user=two[0].user).count() == 1


def test_a_second_merge_hands_on_what_the_first_took_over(anna, two):
    report = report_of(two[0].team, two[0].user)
    report.submit(by=two[0].user)
    TeamReport.objects.filter(pk=report.pk).update(submitted_at=timezone.now() - timedelta(days=10))
    first = merge(anna, two, days=3).targets.get()
    third = Neighbourhood(anna)
    last = Regrouping(terms(), by=anna).merge([first, third.group], new_part(701, head=third.head))
    two[0].team.refresh_from_db()
    assert two[0].team.successor == last.targets.get().teams.get()
    assert TeamReport.objects.visible_to(third.user).filter(pk=report.pk).exists()


def test_a_split_puts_each_self_managed_group_where_it_was_told_and_work_with_the_main_one(anna):
    one = Neighbourhood(anna)
    parts = [new_part(710, head=one.head), new_part(711, head=one.member, self_managed_groups=[one.small[0].pk])]
    done = Regrouping(terms(), by=anna).split(one.group, parts, 0)
    main, other = done.targets.order_by("number")
    assert list(other.self_managed_groups.all()) == [one.small[0]]
    assert list(main.self_managed_groups.all()) == [one.small[1]]
    one.petition.refresh_from_db()
    assert one.petition.residential_group == main
    one.group.refresh_from_db()
    assert (one.group.successor, one.group.is_valid()) == (None, False)
    assert [seat.full_name for seat in main.teams.get().heads()] == [one.head.full_name]
    assert [seat.full_name for seat in other.teams.get().heads()] == [one.member.full_name]


def test_renaming_keeps_the_row_and_what_it_was_called(anna):
    group = ResidentialGroupFactory(number=720, alias="Khối Mẫu")
    old_slug, part = group.slug, Part(number=720, name="Tổ dân phố Hòa Bình", alias="Khối Mẫu")
    Regrouping(terms(), by=anna).rename(group, part)
    group.refresh_from_db()
    past = group.past_names.get()
    assert (group.name, group.slug) == ("Tổ dân phố Hòa Bình", "to-dan-pho-hoa-binh")
    assert (past.name, past.slug, past.valid_to) == ("Tổ dân phố 720", old_slug, today() - timedelta(days=1))
    assert ResidentialGroup.objects.filter(folded__contains="hoa binh").get() == group
    assert group.former_names() == ["Khối Mẫu", "Tổ dân phố 720"]


def test_renumbering_may_rename_the_team_too(anna):
    team, _head = team_with_head()
    group = team.residential_group
    Regrouping(terms(), by=anna).renumber(group, new_part(730, team_name="Tổ dân vận 730"))
    team.refresh_from_db()
    group.refresh_from_db()
    assert (group.number, team.name) == (730, "Tổ dân vận 730")


def test_two_groups_of_two_former_wards_may_both_be_number_five(anna, client):
    for ward in ("Quỳnh Xuân", "Quỳnh Liên"):
        group = ResidentialGroupFactory()
        Regrouping(terms(), by=anna).renumber(group, Part(number=5, name="Tổ dân phố 5", former_ward=ward))
    both = ResidentialGroup.objects.valid().filter(number=5, former_ward__startswith="Quỳnh")
    assert len({group.slug for group in both}) == 2
    for group in both:
        page = client.get(group.get_absolute_url()).content.decode()
        assert f"Tổ dân phố 5 ({group.former_ward})" in page


# Undoing


def actions(anna, two):
    first = two[0].group
    return {
        "merge": lambda work: work.merge([one.group for one in two], new_part(head=two[0].head)),
        "split": lambda work: work.split(
            first, [new_part(head=two[0].head), new_part(701, self_managed_groups=[two[0].small[0].pk])], 1
        ),
        "rename": lambda work: work.rename(first, new_part(first.number, name="Tổ Mới")),
        "renumber": lambda work: work.renumber(first, new_part(740, team_name="Tổ dân vận 740")),
    }


@pytest.mark.parametrize("kind", ["merge", "split", "rename", "renumber"])
@pytest.mark.parametrize("days", [0, 5])
def test_undoing_gives_every_row_back_as_it_was(anna, two, kind, days):
    before = dump()
    done = actions(anna, two)[kind](Regrouping(terms(days), by=anna))
    assert dump() != before
    done.undo(by=anna)
    assert dump() == before
    assert (done.undone_by, bool(done.undone_at)) == (anna, True)


@pytest.fixture
def bare():
    """Two groups without teams or work."""
    groups = ResidentialGroupFactory.create_batch(2)
    small = SelfManagedGroupFactory(residential_group=groups[0])
    return [SimpleNamespace(group=group, head=None, small=[small]) for group in groups]


@pytest.mark.parametrize("kind", ["merge", "split", "rename", "renumber"])
@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_only_the_bloc_and_administrators_reorganise(bare, kind, role):
    user = UserFactory(role=role)
    work = Regrouping(terms(), by=user)
    if role in ("mobilization", "administrator"):
        assert actions(user, bare)[kind](work).kind == kind
        return
    with pytest.raises(PermissionDenied):
        actions(user, bare)[kind](work)


def test_undoing_needs_the_same_permission(anna, two):
    done = merge(anna, two)
    with pytest.raises(PermissionDenied):
        done.undo(by=UserFactory(role="leader"))


def test_nothing_is_undone_once_the_new_team_handed_in_a_report(anna, two):
    done = merge(anna, two)
    report = report_of(done.targets.get().teams.get(), two[0].user)
    assert done.undo_refusal() == ""
    report.submit(by=two[0].user)
    with pytest.raises(ValidationError, match="đã nộp sau khi sắp xếp"):
        done.undo(by=anna)


def test_what_came_to_the_new_group_meanwhile_goes_back_with_the_rest(anna, two):
    done = merge(anna, two, new_part(head=two[1].head))
    target = done.targets.get()
    petition = PetitionFactory(residential_group=target)
    draft = report_of(target.teams.get(), two[1].user)
    question = question_at(session_on(), residential_group=target)
    task = two[0].briefing.conclusions.create(text="Việc mới", team=target.teams.get())
    done.undo(by=anna)
    for row in (petition, question, task):
        row.refresh_from_db()
    assert (question.residential_group, task.team) == (two[1].group, two[1].team)
    draft.refresh_from_db()
    assert petition.residential_group == two[1].group
    assert (draft.team, draft.residential_group) == (two[1].team, two[1].group)


def test_a_draft_of_the_new_team_holds_undoing_up_where_the_old_team_has_the_same_report(anna, two):
    report_of(two[0].team, two[0].user)
    done = merge(anna, two)
    report_of(done.targets.get().teams.get(), two[0].user)
    with pytest.raises(ValidationError, match="tổ cũ cũng đã có báo cáo"):
        done.undo(by=anna)


def test_what_somebody_changed_since_is_left_as_it_is(anna, two):
    done = merge(anna, two)
    elsewhere = ResidentialGroupFactory()
    Petition.objects.filter(pk=two[0].petition.pk).update(residential_group=elsewhere)
    done.undo(by=anna)
    two[0].petition.refresh_from_db()
    assert two[0].petition.residential_group == elsewhere


def test_the_last_reorganisation_is_undone_first(anna, two):
    done = merge(anna, two, days=3)
    Regrouping(terms(), by=anna).rename(done.targets.get(), new_part(name="Tổ dân phố Đổi"))
    with pytest.raises(ValidationError, match="hoàn tác việc ấy trước"):
        done.undo(by=anna)


def test_a_new_group_goes_though_it_was_renamed_and_that_was_undone(anna, two):
    before = dump()
    done = merge(anna, two, days=3)
    Regrouping(terms(), by=anna).rename(done.targets.get(), new_part(name="Tổ dân phố Đổi")).undo(by=anna)
    done.undo(by=anna)
    assert dump() == before


def test_nothing_is_undone_twice(anna, two):
    done = merge(anna, two)
    done.undo(by=anna)
    with pytest.raises(ValidationError, match="đã được hoàn tác"):
        done.undo(by=anna)


# What is refused


def test_a_day_to_come_is_refused(anna, two):
    with pytest.raises(ValidationError, match="chưa đến"):
        merge(anna, two, days=-1)
    assert not Reorganisation.objects.exists()


def test_a_day_before_a_report_that_was_handed_in_is_refused(anna, two):
    report_of(two[1].team, two[1].user).submit(by=two[1].user)
    with pytest.raises(ValidationError, match="ngày có hiệu lực muộn hơn"):
        merge(anna, two, days=1)
    assert merge(anna, two).pk


def test_a_group_that_ended_is_not_merged_again(anna, two):
    merge(anna, two, days=2)
    for one in two:
        one.group.refresh_from_db()
    with pytest.raises(ValidationError, match="phải hoạt động"):
        Regrouping(terms(), by=anna).merge([one.group for one in two], new_part(750))


def test_one_group_alone_is_no_merge(anna, two):
    with pytest.raises(ValidationError, match="ít nhất hai"):
        Regrouping(terms(), by=anna).merge([two[0].group], Part(group=two[0].group))


# Old addresses


def test_the_address_of_a_merged_group_leads_to_the_new_one(anna, two, client):
    target = merge(anna, two).targets.get()
    response = client.get(two[0].group.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, target.get_absolute_url())
    assert str(two[0].group) in client.get(target.get_absolute_url()).content.decode()


def test_the_old_address_of_a_renamed_group_leads_to_it(anna, two, client):
    old = two[0].group.get_absolute_url()
    Regrouping(terms(3), by=anna).rename(two[0].group, new_part(name="Tổ dân phố Đổi Tên"))
    assert client.get(old)["Location"] == "/to-dan-pho/to-dan-pho-doi-ten/"
    target = merge(anna, two).targets.get()
    assert client.get(old)["Location"] == target.get_absolute_url()


def test_the_address_of_a_split_group_names_the_new_ones(anna, two, client):
    group = two[0].group
    done = Regrouping(terms(), by=anna).split(group, [new_part(760), new_part(761)], 0)
    page = client.get(group.get_absolute_url()).content.decode()
    for target in done.targets.all():
        assert target.get_absolute_url() in page
    done.undo(by=anna)
    assert "được chia thành" not in client.get(group.get_absolute_url()).content.decode()
    assert client.get("/to-dan-pho/to-dan-pho-760/").status_code == 404


def test_no_new_group_takes_an_address_that_leads_elsewhere(anna):
    group = ResidentialGroupFactory(number=770)
    old = group.slug
    Regrouping(terms(2), by=anna).rename(group, new_part(770, name="Tổ Khác Hẳn"))
    other = ResidentialGroupFactory(number=771)
    done = Regrouping(terms(), by=anna).split(other, [new_part(770), new_part(772)], 0)
    assert old not in {target.slug for target in done.targets.all()}
