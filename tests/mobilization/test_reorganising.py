"""Groups are merged, split, renamed and renumbered; old work stays, open work goes along, and it can be undone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dialogues.models import Question
from dialogues.status import QuestionStatus
from mobilization.models import (
    Membership,
    MobilizationTeam,
    Part,
    Post,
    Regrouping,
    Reorganisation,
    ResidentialGroup,
    TeamReport,
)
from petitions.models import Petition
from tests.factories.mobilization import (
    MembershipFactory,
    ResidentialGroupFactory,
)
from tests.factories.petitions import UserFactory, petition_in
from tests.factories.reports import report_of, team_with_head
from tests.mobilization.neighbourhood import merge, new_part, terms, today
from wardportal import figures

pytestmark = pytest.mark.django_db


def test_what_ended_between_the_day_and_its_being_entered_is_counted_by_the_new_team(anna, two):
    ended = {0: two[0].closed, 2: two[1].closed, 3: petition_in("closed", residential_group=two[0].group)}
    for days, petition in ended.items():
        Petition.objects.filter(pk=petition.pk).update(closed_on=today() - timedelta(days=days))
    target = merge(anna, two, days=2).targets.get()
    for petition in ended.values():
        petition.refresh_from_db()
    assert [days for days, petition in ended.items() if petition.residential_group == target] == [0, 2]


def test_what_came_in_and_was_settled_in_between_is_in_the_numbers_of_the_new_team(anna, two):
    day = today() - timedelta(days=2)
    for one in two:
        Petition.objects.filter(pk=one.closed.pk).update(received_on=day, closed_on=today())
        Petition.objects.filter(pk=one.petition.pk).update(received_on=day - timedelta(days=9))
        Question.objects.filter(pk=one.question.pk).update(status=QuestionStatus.ANSWERED)
    target = merge(anna, two, days=2).targets.get()
    counted = [figures.count(code, target.pk, day, today()) for code in ("petitions.received", "dialogues.asked")]
    assert counted == [2, 2]


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


def test_who_leads_the_group_goes_on_where_that_was_said(anna, two, client):
    secretary, front = (Post.objects.get(code=code) for code in ("cell-secretary", "front-head"))
    seats = [
        MembershipFactory(unit=None, residential_group=one.group, post=post, full_name=f"{post} {one.group.number}")
        for one in two
        for post in (secretary, front)
    ]
    done = Regrouping(terms(), by=anna).merge([one.group for one in two], new_part(head=two[0].head), seats=[seats[2]])
    target = done.targets.get()
    (made,) = target.memberships.all()
    assert (made.full_name, made.post, made.valid_from) == (seats[2].full_name, secretary, today())
    assert {seat.post for seat in done.seats_without_successor()} == {front, two[0].cell.post, two[1].cell.post}
    assert made.full_name in client.get(target.get_absolute_url()).content.decode()
    done.undo(by=anna)
    assert Membership.objects.valid().filter(pk__in=[seat.pk for seat in seats]).count() == 4


def test_who_is_chosen_from_another_group_follows_the_one_of_the_group_that_stays(anna, two):
    secretary = Post.objects.get(code="cell-secretary")
    old, new = (MembershipFactory(unit=None, residential_group=one.group, post=secretary) for one in two)
    part = Part(group=two[0].group, head=two[0].head)
    Regrouping(terms(), by=anna).merge([one.group for one in two], part, seats=[new])
    held = Membership.objects.valid().filter(residential_group=two[0].group, post=secretary)
    assert [seat.full_name for seat in held] == [new.full_name]
    old.refresh_from_db()
    assert old.valid_to == today() - timedelta(days=1)


def test_a_second_merge_hands_on_what_the_first_took_over(anna, two):
    report = report_of(two[0].team, two[0].user)
    report.submit(by=two[0].user)
    TeamReport.objects.filter(pk=report.pk).update(submitted_at=timezone.now() - timedelta(days=10))
    first = merge(anna, two, days=3).targets.get()
    third, head = team_with_head()
    part = new_part(701, head=third.memberships.get())
    last = Regrouping(terms(), by=anna).merge([first, third.residential_group], part)
    two[0].team.refresh_from_db()
    assert two[0].team.successor == last.targets.get().teams.get()
    assert TeamReport.objects.visible_to(head).filter(pk=report.pk).exists()


def test_a_split_puts_each_self_managed_group_where_it_was_told_and_work_with_the_main_one(anna, two):
    """What is taken up again later belongs to the main group too."""
    one = two[0]
    parts = [new_part(711, head=one.member, self_managed_groups=[one.small[0].pk]), new_part(712, head=one.head)]
    done = Regrouping(terms(), by=anna).split(one.group, parts, 1)
    other, main = done.targets.order_by("number")
    assert list(other.self_managed_groups.all()) == [one.small[0]]
    assert list(main.self_managed_groups.all()) == [one.small[1]]
    one.petition.refresh_from_db()
    assert one.petition.residential_group == main
    one.group.refresh_from_db()
    assert (one.group.successor, one.group.is_valid()) == (None, False)
    assert [seat.full_name for seat in main.teams.get().heads()] == [one.head.full_name]
    assert [seat.full_name for seat in other.teams.get().heads()] == [one.member.full_name]
    one.closed.refresh_from_db()
    one.closed.reopen("Chưa xong.", by=UserFactory(role="leader"))
    assert one.closed.residential_group == main


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


def test_one_group_alone_is_no_merge(anna, two):
    with pytest.raises(ValidationError, match="ít nhất hai"):
        Regrouping(terms(), by=anna).merge([two[0].group], Part(group=two[0].group))


# Old addresses


def test_the_old_address_of_a_renamed_group_leads_to_it(anna, two, client):
    old = two[0].group.get_absolute_url()
    Regrouping(terms(3), by=anna).rename(two[0].group, new_part(name="Tổ dân phố Đổi Tên"))
    assert client.get(old)["Location"] == "/to-dan-pho/to-dan-pho-doi-ten/"
    target = merge(anna, two).targets.get()
    assert client.get(old)["Location"] == target.get_absolute_url()


def test_a_split_group_and_those_that_came_of_it_name_each_other(anna, two, client):
    group = two[0].group
    done = Regrouping(terms(), by=anna).split(group, [new_part(760), new_part(761)], 0)
    page = client.get(group.get_absolute_url()).content.decode()
    for target in done.targets.all():
        assert target.get_absolute_url() in page
        assert f"khi chia tách {group}" in client.get(target.get_absolute_url()).content.decode()
    done.undo(by=anna)
    page = client.get(group.get_absolute_url()).content.decode()
    assert "được chia thành" not in page and "khi chia tách" not in page
    assert client.get("/to-dan-pho/to-dan-pho-760/").status_code == 404


def test_no_new_group_takes_an_address_that_leads_elsewhere(anna):
    group = ResidentialGroupFactory(number=770)
    old = group.slug
    Regrouping(terms(2), by=anna).rename(group, new_part(770, name="Tổ Khác Hẳn"))
    other = ResidentialGroupFactory(number=771)
    done = Regrouping(terms(), by=anna).split(other, [new_part(770), new_part(772)], 0)
    assert old not in {target.slug for target in done.targets.all()}
