from importlib import import_module

import pytest
from django.apps import apps

from tests.factories.petitions import UserFactory
from wardportal.models import User
from wardportal.text import name_sort_key


@pytest.mark.django_db
def test_a_user_is_shown_by_full_name_and_addressed_by_given_name():
    lan = User.objects.create_user("lan", full_name="Trần Thị Lan (dữ liệu mẫu)")
    assert str(lan).startswith("Trần Thị Lan")


@pytest.mark.django_db
def test_accounts_are_listed_by_given_name_in_the_order_of_vietnamese_letters(admin_client):
    for number, name in enumerate(("Trần Văn Vinh", "Lê Thị Đào", "Nguyễn Hồ", "Phạm Hoàng", "Vũ Minh Dung")):
        User.objects.create_user(f"u{number}", full_name=name)
    listed = admin_client.get("/quan-tri/wardportal/user/?q=u").context["cl"].result_list
    names = [user.full_name for user in listed if user.full_name]
    assert names == ["Vũ Minh Dung", "Lê Thị Đào", "Phạm Hoàng", "Nguyễn Hồ", "Trần Văn Vinh"]


@pytest.mark.django_db
def test_a_changed_name_changes_the_place_in_the_list():
    lan = User.objects.create_user("lan", full_name="Trần Thị Lan")
    lan.full_name = "Trần Thị Anh"
    lan.save(update_fields=["full_name"])
    assert User.objects.get(pk=lan.pk).sort_key == name_sort_key("Trần Thị Anh")


@pytest.mark.django_db
def test_accounts_made_before_come_to_the_desk_by_role_and_nobody_comes_back_unseen():
    ticked = {"works": UserFactory(role="reception"), "no_role": UserFactory(), "root": UserFactory(is_superuser=True)}
    kept = {"away": UserFactory(role="reception", is_staff=False), "nobody": UserFactory(is_staff=False)}
    kept["far"] = UserFactory(is_superuser=True, is_staff=False)
    import_module("wardportal.migrations.0005_desk_by_role").decide_by_role(apps, None)
    users = {name: User.objects.get(pk=user.pk) for name, user in (ticked | kept).items()}
    assert {name for name, user in users.items() if user.is_staff} == {"works", "root", "away", "far"}
    assert {name for name, user in users.items() if not user.is_active} == {"away", "far"}


@pytest.mark.django_db
def test_at_work_are_those_of_the_staff_who_can_sign_in():
    works, _away, _resident = UserFactory(), UserFactory(is_active=False), UserFactory(is_staff=False)
    assert list(User.objects.at_work()) == [works]
