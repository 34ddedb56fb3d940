"""Accounts in the admin: who gives which role, and whose account nobody but a superuser touches."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from petitions.models import ConfidentialGrant
from tests.factories.petitions import UserFactory
from tests.wardportal.test_admin import DESK, signed_in
from wardportal.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(ward):
    return UserFactory(role="administrator")


def test_an_administrator_makes_an_account_with_a_role(administrator):
    client = signed_in(administrator)
    typed = {"username": "moi", "full_name": "Người Mới", "usable_password": "true"}
    typed |= {"password1": "mat-khau-dai-1", "password2": "mat-khau-dai-1"}
    client.post(reverse("admin:wardportal_user_add"), typed | {"groups": [Group.objects.get(name="Tiếp dân").pk]})
    made = User.objects.get(username="moi")
    assert made.full_name == "Người Mới"
    offered = client.get(reverse("admin:wardportal_user_add")).context["adminform"].form.fields["groups"]
    assert "Lãnh đạo" not in {str(label) for _value, label in offered.choices}
    assert signed_in(made).get(DESK).status_code == 200


@pytest.mark.ignore_template_errors  # the password widget of Django itself leaves a variable undefined
def test_who_is_given_a_role_comes_to_the_desk_and_who_loses_the_last_does_not(administrator):
    other, url = UserFactory(is_staff=False), "admin:wardportal_user_change"
    typed = {"username": other.username, "full_name": "X", "is_active": "on"}
    for groups, status in (([Group.objects.get(name="Tiếp dân").pk], 200), ([], 302)):
        signed_in(administrator).post(reverse(url, args=[other.pk]), typed | {"groups": groups})
        assert signed_in(User.objects.get(pk=other.pk)).get(DESK).status_code == status


@pytest.mark.ignore_template_errors  # the password widget of Django itself leaves a variable undefined
def test_an_administrator_cannot_make_a_superuser_or_promote_themselves(administrator):
    other, leader = UserFactory(), Group.objects.get(name="Lãnh đạo")
    typed = {"full_name": "X", "is_active": "on", "is_superuser": "on", "groups": [leader.pk]}
    for user in (other, administrator):
        url = reverse("admin:wardportal_user_change", args=[user.pk])
        signed_in(administrator).post(url, typed | {"username": user.username})
        user.refresh_from_db()
    assert not (other.is_superuser or administrator.is_superuser)
    assert [group.name for group in administrator.groups.all()] == ["Quản trị"]
    assert not other.groups.exists()


@pytest.mark.ignore_template_errors  # the password widget of Django itself leaves a variable undefined
def test_an_administrator_gives_every_role_but_the_leaders(administrator):
    client, other = signed_in(administrator), UserFactory()
    url = reverse("admin:wardportal_user_change", args=[other.pk])
    offered = [str(label) for _value, label in client.get(url).context["adminform"].form.fields["groups"].choices]
    assert "Lãnh đạo" not in offered and {"Tiếp dân", "Quản trị"} <= set(offered)
    typed = {"username": other.username, "full_name": "X", "is_active": "on"}
    client.post(url, typed | {"groups": [Group.objects.get(name="Tiếp dân").pk]})
    assert [group.name for group in other.groups.all()] == ["Tiếp dân"]


@pytest.mark.ignore_template_errors  # the password widget of Django itself leaves a variable undefined
def test_a_group_the_ward_let_answer_is_a_leaders_group_too(administrator):
    other, deputies = UserFactory(), Group.objects.create(name="Phó")
    deputies.permissions.add(Permission.objects.get(codename="answer_petition"))
    typed = {"username": other.username, "full_name": "X", "groups": [deputies.pk]}
    signed_in(administrator).post(reverse("admin:wardportal_user_change", args=[other.pk]), typed)
    assert not other.groups.exists()


def test_a_superuser_names_a_leader(ward):
    other, leaders = UserFactory(), Group.objects.get(name="Lãnh đạo")
    typed = {"username": other.username, "full_name": "X", "is_active": "on", "groups": [leaders.pk]}
    client = signed_in(UserFactory(is_superuser=True))
    client.post(reverse("admin:wardportal_user_change", args=[other.pk]), typed)
    assert list(other.groups.all()) == [leaders]


@pytest.fixture
def grantee(ward):
    user = UserFactory(role="reception")
    leader = UserFactory(role="leader")
    ConfidentialGrant.objects.create(user=user, granted_by=leader, reason="Xác minh", valid_to="2099-12-31")
    return user


@pytest.mark.parametrize("name", ["wardportal_user_change", "auth_user_password_change"])
def test_an_administrator_takes_over_no_leaders_or_grantees_account(name, administrator, grantee):
    client, leader = signed_in(administrator), User.objects.get(groups__name="Lãnh đạo")
    for user in (leader, grantee):
        typed = {"username": user.username, "full_name": "X", "email": "ke-gian@vidu.vn", "is_active": "on"}
        typed |= {"password1": "mat-khau-dai-1", "password2": "mat-khau-dai-1", "usable_password": "true"}
        assert client.post(reverse(f"admin:{name}", args=[user.pk]), typed).status_code == 403
        assert User.objects.get(pk=user.pk).email == ""


def test_who_may_not_touch_an_account_is_told_who_may(administrator, grantee):
    page = signed_in(administrator).get(reverse("admin:wardportal_user_change", args=[grantee.pk])).text
    assert "chỉ người có toàn quyền sửa" in page
    assert reverse("admin:auth_user_password_change", args=[grantee.pk]) not in page and "../password/" not in page


def test_a_superuser_does_not_lock_themselves_out(ward):
    user = UserFactory(is_superuser=True)
    typed = {"username": user.username, "full_name": "X"}
    assert signed_in(user).post(reverse("admin:wardportal_user_change", args=[user.pk]), typed).status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.is_active, user.is_superuser) == ("X", True, True)


def test_an_account_is_free_again_once_its_grant_has_ended(administrator, grantee, later):
    ConfidentialGrant.objects.update(valid_to=timezone.localdate())
    later(days=2)
    url = reverse("admin:wardportal_user_change", args=[grantee.pk])
    typed = {"username": grantee.username, "full_name": "Tên Mới", "is_active": "on"}
    assert signed_in(administrator).post(url, typed).status_code == 302


def test_an_administrator_cannot_touch_a_superuser(administrator):
    above = UserFactory(is_superuser=True)
    for name in ("wardportal_user_change", "auth_user_password_change"):
        response = signed_in(administrator).post(reverse(f"admin:{name}", args=[above.pk]), {"full_name": "X"})
        assert response.status_code == 403


def test_an_account_is_never_deleted(ward):
    user = UserFactory()
    url = reverse("admin:wardportal_user_delete", args=[user.pk])
    assert signed_in(UserFactory(is_superuser=True)).post(url, {"post": "yes"}).status_code == 403
