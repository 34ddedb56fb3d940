from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from mobilization.models import Membership, MobilizationTeam, ResidentialGroup, Unit
from tests.factories.mobilization import MembershipFactory, MobilizationTeamFactory, PostFactory, UnitFactory
from wardportal.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    """A member of staff."""
    return User.objects.create_user("lan", full_name="Trần Thị Lan")


@pytest.mark.parametrize("bodies", [[], ["unit", "team"]])
def test_a_membership_is_of_exactly_one_body(bodies):
    choices = {"unit": UnitFactory(), "team": MobilizationTeamFactory()}
    membership = Membership(post=PostFactory(), **{body: choices[body] for body in bodies})
    with pytest.raises(ValidationError, match="Chọn đúng một: đơn vị, tổ dân vận, tổ dân phố hoặc tổ tự quản"):
        membership.full_clean()
    with pytest.raises(IntegrityError):
        membership.save()


def test_a_phone_is_made_of_digits():
    with pytest.raises(ValidationError, match="Số điện thoại chỉ gồm chữ số"):
        Membership(post=PostFactory(), unit=UnitFactory(), phone="gọi cô Lan").full_clean()


def test_a_person_with_an_account_is_named_like_it(lan):
    assert MembershipFactory(user=lan, full_name="").full_name == "Trần Thị Lan"


def test_saving_one_field_keeps_the_derived_ones_in_step():
    membership = MembershipFactory(full_name="Trần Thị Lan")
    membership.full_name = "Bùi Thị Ánh"
    membership.save(update_fields=["full_name"])
    membership.refresh_from_db()
    assert membership.folded == "bui thi anh"


def test_a_user_is_in_the_units_of_the_posts_held_today(lan):
    held = MembershipFactory(user=lan)
    MembershipFactory(user=lan, valid_to=date(2024, 12, 31))
    MembershipFactory()
    assert list(Membership.objects.of_user(lan)) == [held]
    assert list(Unit.objects.of_user(lan)) == [held.unit]
    assert Unit.objects.of_user(lan, date(2024, 12, 31)).count() == 2


def test_a_unit_that_ended_is_nobodys_any_more(lan):
    MembershipFactory(user=lan, unit__valid_to=date(2025, 6, 30))
    assert not Unit.objects.of_user(lan).exists()


def test_a_head_heads_the_team_and_its_group(lan):
    head = MembershipFactory(head=True, user=lan)
    MembershipFactory(of_team=True, user=lan)
    assert list(MobilizationTeam.objects.of_head(lan)) == [head.team]
    assert list(ResidentialGroup.objects.of_team_head(lan)) == [head.team.residential_group]


def test_a_former_head_heads_nothing(lan):
    MembershipFactory(head=True, user=lan, valid_to=date(2024, 12, 31))
    assert not MobilizationTeam.objects.of_head(lan).exists()
    assert not ResidentialGroup.objects.of_team_head(lan).exists()


def test_a_team_that_ended_gives_its_head_no_group(lan):
    MembershipFactory(head=True, user=lan, team__valid_to=date(2025, 6, 30))
    assert not ResidentialGroup.objects.of_team_head(lan).exists()


def test_a_visitor_does_not_sit_in_the_empty_seats():
    MembershipFactory(head=True, user=None)
    MembershipFactory(user=None)
    visitor = AnonymousUser()
    assert not Membership.objects.of_user(visitor).exists()
    assert not Unit.objects.of_user(visitor).exists()
    assert not ResidentialGroup.objects.of_team_head(visitor).exists()
