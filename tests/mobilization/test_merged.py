"""Two groups were merged today: what goes on in the new one, what stays with the old, and how it is undone."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from dialogues.models import Commitment, Question
from dialogues.status import CommitmentStatus, QuestionStatus
from mobilization.models import MobilizationTeam, Post, Regrouping, TeamReport
from petitions.models import Petition
from tests.factories.dialogues import commitment_in, commitment_of, question_in, session_in
from tests.factories.mobilization import MembershipFactory, ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_of
from tests.mobilization.neighbourhood import merge, new_part, terms, today
from wardportal.calendar import WorkingCalendar

pytestmark = pytest.mark.django_db

SAME_OR_ALIKE = [
    (("Nguyễn Văn An", "0912 000 001"), ("Nguyễn Văn An", "0912 000 002")),
    (("Trần Văn An", ""), ("Trần Văn An", "")),
    (("Lê Văn An", "0912 000 001"), ("Lê Vân Ân", "0912 000 002")),
    (("Hồ Văn An", ""), ("Hồ Vân Ân", "")),
]


class Merged:
    """Two groups with people of one name in both teams, a report, a failed and a kept promise, and what they became."""

    def __init__(self, two):
        self.two, self.bloc, self.leader = two, a_reader(), UserFactory(role="leader")
        self._people()
        self.report = report_of(two[1].team, two[1].user)
        self.report.submit(by=two[1].user)
        self._promises()
        self.asked = question_in(
            QuestionStatus.ANSWERED, session=session_in("in_session"), residential_group=two[1].group
        )
        Question.objects.filter(pk=self.asked.pk).update(created_at=timezone.now() - timedelta(days=30))
        self.done = merge(self.bloc, two)
        self.target = self.done.targets.get()
        self.team = self.target.teams.get()

    def _people(self):
        post = Post.objects.get(code="team-member")
        MembershipFactory(unit=None, team=self.two[1].team, post=post, user=self.two[0].user, full_name="")
        for pair in SAME_OR_ALIKE:
            for one, (name, phone) in zip(self.two, pair, strict=True):
                MembershipFactory(unit=None, team=one.team, post=post, full_name=name, phone=phone)

    def _promises(self):
        self.failed, self.kept = commitment_of(session_in("held"), unit=None), commitment_in(CommitmentStatus.CONFIRMED)
        promises = Commitment.objects.filter(pk__in=[self.failed.pk, self.kept.pk])
        promises.update(residential_group=self.two[1].group)
        self.failed.refresh_from_db()
        self.failed.fail("Không có vốn.", by=self.leader)


@pytest.fixture(scope="module")
def merged_of_all(two_of_all):
    return Merged(two_of_all)


@pytest.fixture
def merged(merged_of_all):
    return deepcopy(merged_of_all)


def test_a_merge_ends_the_old_groups_and_takes_their_open_work_along(merged):
    target, team = merged.target, merged.team
    for one in merged.two:
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


def test_the_chosen_head_goes_on_and_the_other_becomes_a_member(merged):
    two, team = merged.two, merged.team
    named = {name for pair in SAME_OR_ALIKE for name, _phone in pair}
    people = team.memberships.exclude(full_name__in=named).select_related("post")
    seats = {seat.user_id or seat.full_name: seat.post.code for seat in people}
    assert seats[two[0].user.pk] == two[0].head.post.code
    assert seats[two[1].user.pk] == "team-member"
    assert len(seats) == 4
    assert [seat.user for seat in team.heads()] == [two[0].user]
    assert not MobilizationTeam.objects.of_head(two[1].user).exists()


def test_old_reports_stay_under_the_old_name_and_the_new_head_answers_for_them(merged):
    report, two = merged.report, merged.two
    report.refresh_from_db()
    assert report.team == two[1].team
    assert report.team_name == str(two[1].team)
    assert TeamReport.objects.visible_to(two[0].user).filter(pk=report.pk).exists()
    assert not TeamReport.objects.visible_to(two[1].user).exists()


def test_who_sits_in_both_teams_sits_once_in_the_new_one(merged):
    assert merged.team.memberships.filter(user=merged.two[0].user).count() == 1


def test_two_people_of_one_name_stay_two(merged):
    seats = list(merged.team.memberships.values_list("full_name", "phone"))
    for pair in SAME_OR_ALIKE:
        assert sorted(seat for seat in seats if seat[0] in dict(pair)) == sorted(pair)


def test_what_is_taken_up_again_belongs_to_the_group_of_today(merged):
    """A petition answered and closed before, a promise that could not be kept, one that was and is objected to."""
    two, leader, failed, kept, closed = merged.two, merged.leader, merged.failed, merged.kept, merged.two[1].closed
    Petition.objects.filter(pk=closed.pk).update(team=two[1].team)
    for row in (closed, kept):
        row.refresh_from_db()
        assert row.residential_group == two[1].group
    closed.reopen("Chưa xong.", by=leader)
    working = WorkingCalendar.load(today()).next_working(failed.due_on + timedelta(days=30))
    failed.take_up(working, "Đã có vốn.", by=leader)
    kept.object("Cống lại tắc.")
    for row in (closed, failed, kept):
        row.refresh_from_db()
        assert row.residential_group == merged.target
    assert closed.team == merged.team


def test_a_petition_made_of_a_question_answered_before_goes_to_the_group_of_today(merged):
    asked = merged.asked
    asked.refresh_from_db()
    assert asked.residential_group == merged.two[1].group
    asked.open_petition(kind="recommendation", by=UserFactory(role="reception"))
    assert asked.opened_petition.residential_group == merged.target


def test_a_group_that_ended_is_not_merged_again(merged):
    groups = [one.group for one in merged.two]
    for group in groups:
        group.refresh_from_db()
    with pytest.raises(ValidationError, match="phải hoạt động"):
        Regrouping(terms(), by=merged.bloc).merge(groups, new_part(750))


def test_the_address_of_a_merged_group_leads_to_the_new_one(merged, client):
    old, target = merged.two[0].group, merged.target
    response = client.get(old.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, target.get_absolute_url())
    assert str(old) in client.get(target.get_absolute_url()).content.decode()


# Undoing


def test_undoing_needs_the_same_permission_and_is_done_once(merged):
    with pytest.raises(PermissionDenied):
        merged.done.undo(by=merged.leader)
    merged.done.undo(by=merged.bloc)
    with pytest.raises(ValidationError, match="đã được hoàn tác"):
        merged.done.undo(by=merged.bloc)


def test_nothing_is_undone_once_the_new_team_handed_in_a_report(merged):
    head = merged.two[0].user
    report = report_of(merged.team, head)
    assert merged.done.undo_refusal() == ""
    report.submit(by=head)
    with pytest.raises(ValidationError, match="đã nộp sau khi sắp xếp"):
        merged.done.undo(by=merged.bloc)


def test_what_somebody_changed_since_is_left_as_it_is(merged):
    petition, elsewhere = merged.two[0].petition, ResidentialGroupFactory()
    Petition.objects.filter(pk=petition.pk).update(residential_group=elsewhere)
    merged.done.undo(by=merged.bloc)
    petition.refresh_from_db()
    assert petition.residential_group == elsewhere
