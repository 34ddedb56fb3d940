from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.models import ResidentialGroup
from tests.factories.mobilization import (
    MembershipFactory,
    MobilizationTeamFactory,
    PostFactory,
    ResidentialGroupFactory,
    SelfManagedGroupFactory,
)
from tests.forms import unbroken

pytestmark = pytest.mark.django_db


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def listed(client):
    return {group.pk: group for group in client.get(reverse("mobilization:group_list")).context["groups"]}


def page(client, group):
    return client.get(group.get_absolute_url())


def test_the_list_names_each_group_its_team_head_and_its_self_managed_groups(client):
    head = MembershipFactory(head=True, full_name="Trần Thị Mẫu")
    SelfManagedGroupFactory.create_batch(37, residential_group=head.team.residential_group)
    text = client.get(reverse("mobilization:group_list")).content.decode()
    assert str(head.team.residential_group) in text
    assert "Trần Thị Mẫu" in text
    assert ">37</td>" in text


def test_the_list_is_in_the_order_of_the_numbers(client):
    for number in (510, 52, 51):
        ResidentialGroupFactory(number=number)
    numbers = [group.number for group in listed(client).values()]
    assert numbers[-3:] == [51, 52, 510]
    assert numbers == sorted(numbers)


def test_the_list_without_groups_says_so(client):
    ResidentialGroup.objects.update(valid_to=yesterday())
    assert "Chưa có tổ dân phố nào" in client.get(reverse("mobilization:group_list")).content.decode()


def test_the_list_counts_only_self_managed_groups_of_today(client):
    group = ResidentialGroupFactory()
    SelfManagedGroupFactory(residential_group=group)
    SelfManagedGroupFactory(residential_group=group, valid_to=yesterday())
    assert listed(client)[group.pk].self_managed_count == 1


def test_the_list_costs_the_same_queries_for_many_groups(client, django_assert_max_num_queries):
    for head in MembershipFactory.create_batch(14, head=True):
        SelfManagedGroupFactory(residential_group=head.team.residential_group)
    with django_assert_max_num_queries(4):
        client.get(reverse("mobilization:group_list"))


def test_a_former_head_is_not_named(client):
    head = MembershipFactory(head=True, full_name="Người Cũ Mẫu", valid_to=yesterday())
    assert "Người Cũ Mẫu" not in client.get(reverse("mobilization:group_list")).content.decode()
    assert "Người Cũ Mẫu" not in page(client, head.team.residential_group).content.decode()


def test_a_group_shows_its_team_by_rank_of_post_then_by_name(client):
    head = MembershipFactory(head=True, full_name="Vũ Văn Sáu")
    member = PostFactory(rank=20)
    for name in ("Nguyễn Văn Đức", "Trần Văn Ân", "Lê Thị Dung", "Bùi Văn Dung", "Phạm Văn An"):
        MembershipFactory(unit=None, team=head.team, post=member, full_name=name)
    (team,) = page(client, head.team.residential_group).context["group"].teams.all()
    assert [person.full_name for person in team.memberships.all()] == [
        "Vũ Văn Sáu",
        "Phạm Văn An",
        "Trần Văn Ân",
        "Bùi Văn Dung",
        "Lê Thị Dung",
        "Nguyễn Văn Đức",
    ]


def test_an_official_phone_can_be_tapped(client):
    head = MembershipFactory(head=True, phone="0912 345 678")
    text = page(client, head.team.residential_group).content.decode()
    assert 'href="tel:+84912345678">0912 345 678</a>' in text


def test_a_seat_nobody_holds_says_so(client):
    seat = MembershipFactory(head=True, full_name="")
    assert "<dd>chưa có người</dd>" in unbroken(page(client, seat.team.residential_group).content.decode())


def test_a_group_shows_its_own_posts(client):
    group = ResidentialGroupFactory()
    MembershipFactory(unit=None, residential_group=group, post__name="Tổ trưởng tổ dân phố", full_name="Lê Văn Mẫu")
    text = page(client, group).content.decode()
    assert "Tổ trưởng tổ dân phố" in text
    assert "Lê Văn Mẫu" in text


def test_a_group_lists_a_hundred_and_thirty_one_self_managed_groups(client, django_assert_max_num_queries):
    group = ResidentialGroupFactory()
    SelfManagedGroupFactory.create_batch(131, residential_group=group, household_count=20)
    with django_assert_max_num_queries(12):
        text = page(client, group).content.decode()
    assert "Có 131 tổ tự quản." in text
    assert text.count("(20 hộ)") == 131


def test_a_group_costs_the_same_queries_for_many_people(client, django_assert_max_num_queries):
    team = MobilizationTeamFactory()
    MembershipFactory.create_batch(12, unit=None, team=team)
    MembershipFactory.create_batch(5, unit=None, residential_group=team.residential_group)
    with django_assert_max_num_queries(12):
        page(client, team.residential_group)


def test_a_bare_group_says_what_is_missing(client):
    text = page(client, ResidentialGroupFactory()).content.decode()
    assert "Tổ dân phố chưa có tổ dân vận." in text
    assert "Tổ dân phố chưa có tổ tự quản." in text


def test_a_group_names_what_it_was_called_before(client):
    group = ResidentialGroupFactory(alias="Khối Mẫu")
    ResidentialGroupFactory(name="Tổ dân phố Cũ", successor=group, valid_to=date(2024, 12, 31))
    text = page(client, group).content.decode()
    assert "Khối Mẫu; Tổ dân phố Cũ" in text


def test_the_special_area_is_never_shown(client):
    plain = ResidentialGroupFactory(number=507)
    before = page(client, plain).content
    plain.is_special_area = True
    plain.save()
    assert page(client, plain).content == before


@pytest.mark.parametrize("dates", [{"valid_to": date(2024, 12, 31)}, {"valid_from": date(2999, 1, 1)}])
def test_a_group_that_does_not_hold_today_is_not_found(client, dates):
    group = ResidentialGroupFactory(**dates)
    assert page(client, group).status_code == 404
    assert group.pk not in listed(client)


def test_pages_are_the_same_for_everybody_and_may_be_kept(client):
    group = ResidentialGroupFactory()
    for response in (page(client, group), client.get(reverse("mobilization:group_list"))):
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


def test_addresses_are_words_people_can_type():
    assert ResidentialGroupFactory(number=505).get_absolute_url() == "/to-dan-pho/to-dan-pho-505/"
