import re
import unicodedata
from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from mobilization.models import Membership, MobilizationTeam, Post, ResidentialGroup, SelfManagedGroup, Unit
from tests.factories.mobilization import (
    MembershipFactory,
    MobilizationTeamFactory,
    PostFactory,
    ResidentialGroupFactory,
    SelfManagedGroupFactory,
    UnitFactory,
)
from tests.factories.petitions import UserFactory

pytestmark = pytest.mark.django_db

FACTORIES = {
    Unit: UnitFactory,
    ResidentialGroup: ResidentialGroupFactory,
    MobilizationTeam: MobilizationTeamFactory,
    SelfManagedGroup: SelfManagedGroupFactory,
    Post: PostFactory,
    Membership: MembershipFactory,
}
NO_MEMBERSHIPS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
every_model = pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)


@pytest.fixture(scope="module")
def superuser(module_rows):
    return UserFactory(is_superuser=True)


@pytest.fixture
def admin_client(superuser, as_user):
    return as_user(superuser)


def address(model, page, *args):
    return reverse(f"admin:mobilization_{model._meta.model_name}_{page}", args=args)


def shown(response):
    return list(response.context["cl"].result_list)


EMPTY_LISTS = ["mobilization_briefing", "mobilization_direction", "dialogues_commitment", "petitions_petition"]


@pytest.mark.parametrize("rows", EMPTY_LISTS)
def test_a_list_nobody_narrowed_says_that_nothing_is_there_yet(admin_client, rows):
    listed = reverse(f"admin:{rows}_changelist")
    whole, narrowed = (admin_client.get(f"{listed}{asked}").text for asked in ("", "?viec=tat-ca"))
    assert re.search(r"Chưa có [\w ]+ nào\.", whole) and "khớp" not in whole and "kết quả (" not in whole
    assert re.search(r"Không có [\w ]+ nào khớp", narrowed)


@every_model
def test_a_row_is_opened_and_an_empty_form_is_refused_with_field_errors(admin_client, model):
    assert admin_client.get(address(model, "change", FACTORIES[model]().pk)).status_code == 200
    before = model.objects.count()
    response = admin_client.post(address(model, "add"), NO_MEMBERSHIPS)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert model.objects.count() == before


def test_a_row_is_added_on_an_empty_form(admin_client):
    for model in FACTORIES:
        assert admin_client.get(address(model, "add")).status_code == 200, model


@every_model
def test_lists_are_short_enough_to_read(model):
    assert 3 <= len(admin.site._registry[model].list_display) <= 7


@every_model
def test_a_list_costs_the_same_queries_for_many_rows(admin_client, django_assert_max_num_queries, model):
    FACTORIES[model].create_batch(12)
    with django_assert_max_num_queries(14):
        assert admin_client.get(address(model, "changelist")).status_code == 200


def test_staff_add_a_group_and_its_address_is_made(admin_client):
    filled = {"code": "tdp-515", "number": 515, "name": "Tổ dân phố 515", **NO_MEMBERSHIPS}
    assert admin_client.post(address(ResidentialGroup, "add"), filled).status_code == 302
    assert ResidentialGroup.objects.get(code="tdp-515").slug == "to-dan-pho-515"


def test_staff_add_a_person_within_the_unit(admin_client):
    unit, post = UnitFactory(), PostFactory()
    filled = {
        "name": unit.name,
        "kind": unit.kind,
        "rank": 1,
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "memberships-0-post": post.pk,
        "memberships-0-full_name": "Trần Thị Mẫu",
    }
    assert admin_client.post(address(Unit, "change", unit.pk), filled).status_code == 302
    assert unit.memberships.get().post == post


def test_typed_names_are_kept_composed_and_without_stray_spaces(admin_client):
    typed = unicodedata.normalize("NFD", "  Tổ  trưởng\u200b mẫu ")
    admin_client.post(address(Post, "add"), {"code": "mau", "name": typed, "rank": 1})
    assert Post.objects.get(code="mau").name == "Tổ trưởng mẫu"


def test_a_person_without_a_body_is_refused_in_words(admin_client):
    response = admin_client.post(address(Membership, "add"), {"post": PostFactory().pk})
    assert "Chọn đúng một: đơn vị, tổ dân vận, tổ dân phố hoặc tổ tự quản." in response.content.decode()


def test_a_code_cannot_be_changed_later(admin_client):
    post = PostFactory(code="truoc")
    admin_client.post(address(Post, "change", post.pk), {"code": "sau", "name": "Tên mới", "rank": 1})
    post.refresh_from_db()
    assert (post.code, post.name) == ("truoc", "Tên mới")


def test_units_are_found_with_and_without_marks(admin_client):
    wanted = UnitFactory(name="Bộ phận Địa vật lý")
    for typed in ("Địa vật lý", "dia vat ly", "ĐỊA VẬT LÍ"):
        assert shown(admin_client.get(address(Unit, "changelist"), {"q": typed})) == [wanted], typed


def test_people_are_found_by_name_and_by_phone(admin_client):
    wanted = MembershipFactory(full_name="Trần Thị Ánh", phone="0912 345 678")
    MembershipFactory(full_name="Lê Văn Mẫu")
    assert shown(admin_client.get(address(Membership, "changelist"), {"q": "thi anh"})) == [wanted]
    assert shown(admin_client.get(address(Membership, "changelist"), {"q": "0912"})) == [wanted]


def test_lists_can_be_narrowed_to_what_holds_or_has_ended(admin_client):
    now, over = UnitFactory(name="Mẫu A"), UnitFactory(name="Mẫu B", valid_to=date(2025, 6, 30))
    url = address(Unit, "changelist")
    assert shown(admin_client.get(url, {"q": "mau", "validity": "now"})) == [now]
    assert shown(admin_client.get(url, {"q": "mau", "validity": "ended"})) == [over]
    assert shown(admin_client.get(url, {"q": "mau"})) == [now, over]


def test_deleting_a_group_in_use_is_refused_with_the_reason(admin_client):
    team = MobilizationTeamFactory()
    url = address(ResidentialGroup, "delete", team.residential_group.pk)
    assert str(team) in admin_client.get(url).content.decode()
    admin_client.post(url, {"post": "yes"})
    assert ResidentialGroup.objects.filter(teams=team).exists()


def test_only_a_group_of_today_links_to_its_page(admin_client):
    over = ResidentialGroupFactory(valid_to=date(2024, 12, 31))
    now = ResidentialGroupFactory()
    assert (
        over.get_absolute_url() not in admin_client.get(address(ResidentialGroup, "change", over.pk)).content.decode()
    )
    assert now.get_absolute_url() in admin_client.get(address(ResidentialGroup, "change", now.pk)).content.decode()
