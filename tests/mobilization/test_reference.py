import io
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from mobilization.models import (
    Indicator,
    Membership,
    MobilizationTeam,
    Post,
    ResidentialGroup,
    SelfManagedGroup,
    Street,
    Unit,
)
from mobilization.reference import load_reference
from news.models import Category
from petitions.models import DeadlineRule, ReplyTemplate
from wardportal.models import ReferenceMark
from wardportal.reference import demo_ward, load_all

pytestmark = pytest.mark.django_db

MODELS = [Unit, Post, ResidentialGroup, MobilizationTeam, SelfManagedGroup, Membership]


@pytest.fixture
def loaded():
    """The ward's data, loaded once."""
    data = demo_ward()
    load_reference(data)
    return data


def counts():
    return {model: model.objects.count() for model in MODELS}


def test_the_ward_of_the_data_file_is_loaded(loaded):
    assert ResidentialGroup.objects.count() == 14
    assert MobilizationTeam.objects.count() == 14
    assert SelfManagedGroup.objects.count() == 131


def test_self_managed_groups_are_spread_evenly(loaded):
    spread = Counter(SelfManagedGroup.objects.values_list("residential_group__number", flat=True))
    assert len(spread) == 14
    assert set(spread.values()) == {9, 10}


def test_the_rapid_response_team_has_seven_seats_of_different_posts(loaded):
    seats = Membership.objects.filter(unit__code="to-phan-ung-nhanh")
    assert seats.count() == 7
    assert seats.values("post").distinct().count() == 7
    assert set(seats.values_list("full_name", "user")) == {("", None)}


def test_the_town_level_has_ended_and_units_know_their_parent(loaded):
    town = Unit.objects.get(code="btv-thi-uy")
    assert not town.is_valid()
    assert town.parent.code == "tinh-uy"


def test_loading_again_adds_nothing(loaded):
    before = counts()
    load_reference(loaded)
    assert counts() == before


def test_loading_again_keeps_what_staff_edited(loaded):
    unit = Unit.objects.get(code="ubnd")
    unit.name = "Ủy ban nhân dân (đã sửa)"
    unit.save()
    seat = Membership.objects.filter(unit__code="to-phan-ung-nhanh").first()
    seat.full_name = "Nguyễn Văn Mẫu"
    seat.save()
    load_reference(loaded)
    unit.refresh_from_db()
    assert unit.name == "Ủy ban nhân dân (đã sửa)"
    assert Membership.objects.filter(unit__code="to-phan-ung-nhanh").count() == 7


def test_loading_again_brings_back_nothing_the_ward_deleted(loaded):
    SelfManagedGroup.objects.get(code="TTQ-131").delete()
    Street.objects.all().delete()
    load_reference(loaded)
    assert not SelfManagedGroup.objects.filter(code="TTQ-131").exists()
    assert not Street.objects.exists()


def test_what_a_portal_set_up_before_has_deleted_does_not_come_back(loaded):
    SelfManagedGroup.objects.get(code="TTQ-131").delete()
    ReferenceMark.objects.all().delete()
    load_reference(loaded)
    assert not SelfManagedGroup.objects.filter(code="TTQ-131").exists()


def test_a_row_that_a_later_release_brings_is_added_once(loaded):
    street = {"code": "moi", "name": "Đường Mới", "use": "tree_planting"}
    loaded["streets"].append(street)
    load_reference(loaded)
    Street.objects.get(code="moi").delete()
    load_reference(loaded)
    assert not Street.objects.filter(code="moi").exists()


def test_loading_is_quick(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        load_reference(loaded)


def test_loaded_rows_are_found_like_saved_ones(loaded):
    assert Unit.objects.filter(folded__contains="dia chinh").exists()
    assert ResidentialGroup.objects.get(number=7).get_absolute_url() == "/to-dan-pho/to-dan-pho-7/"


def test_every_registered_loader_runs_and_is_named():
    out = io.StringIO()
    load_all(demo_ward(), out)
    assert "mobilization" in out.getvalue().split()


def test_what_the_ward_calls_otherwise_or_follows_up_by_another_row_does_not_come_back():
    Category.objects.filter(slug="thong-bao").delete()
    ReplyTemplate.objects.filter(purpose="decline").update(title="Tên của phường")
    rule = DeadlineRule.objects.get(kind="report", step="settle")
    DeadlineRule.objects.create(kind="report", step="settle", amount=3, legal_basis="X", valid_from="2027-01-01")
    load_all(demo_ward(), io.StringIO())
    assert not Category.objects.filter(slug="thong-bao").exists()
    assert ReplyTemplate.objects.filter(purpose="decline").count() == 1
    assert DeadlineRule.objects.filter(kind=rule.kind, step=rule.step).count() == 2


def test_the_data_file_marks_what_is_for_staff_only():
    facts = {fact["id"]: fact for fact in demo_ward()["facts"]}
    assert len(facts) == 46
    staff = {fact["id"] for fact in facts.values() if fact["audience"] == "staff"}
    special = {"special.conscripts", "special.flag_rate", "special.workers_abroad"}
    assert staff == special | {"site.idle_timeout", "site.rating_points", "site.rating_votes"}


def test_the_data_file_has_a_word_for_every_code_it_uses():
    data = demo_ward()
    assert {fact["qualifier"] for fact in data["facts"]} <= set(data["qualifiers"])
    assert {fact["scope"] for fact in data["facts"]} <= set(data["scopes"])
    assert {fact["kind"] for fact in data["facts"]} <= set(data["kinds"])
    assert data["scopes"]["special_area"] == "một số tổ dân phố"


def test_a_ward_set_up_before_gets_the_new_numbers_from_this_month_on(loaded):
    load_all(demo_ward(), io.StringIO())
    running = Indicator.objects.get(code="mo-hinh")
    running.name, running.source = "Mô hình (tên của phường)", ""
    running.save()
    fresh_codes = ["mo-hinh-co-tien-do", "vi-pham-thao-do"]
    Indicator.objects.filter(code__in=fresh_codes).delete()
    ReferenceMark.objects.filter(code__in=fresh_codes).delete()
    load_all(demo_ward(), io.StringIO())
    fresh = Indicator.objects.get(code="mo-hinh-co-tien-do")
    this_month = timezone.localdate().replace(day=1)
    assert (fresh.heading.code, fresh.source) == ("dan-van-kheo", "mobilization.campaigns_told")
    assert fresh.is_valid(this_month) and not fresh.is_valid(this_month - timedelta(days=1))
    assert Indicator.objects.filter(code="vi-pham-thao-do").exists()
    running.refresh_from_db()
    assert (running.name, running.source) == ("Mô hình (tên của phường)", "")


def test_who_heads_self_managed_groups_is_said_where_no_post_says_it(loaded):
    Post.objects.update(is_self_managed_head=False)
    load_reference(loaded)
    heads = Post.objects.filter(is_self_managed_head=True)
    assert [post.code for post in heads] == ["self-managed-head"]
    heads.update(is_self_managed_head=False)
    Post.objects.filter(code="chair").update(is_self_managed_head=True)
    load_reference(loaded)
    assert Post.objects.get(is_self_managed_head=True).code == "chair"
