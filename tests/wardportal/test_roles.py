"""Roles are groups with the listed permissions; setting them up again takes nothing away."""

import pytest
from django.contrib.auth.models import Group, Permission

from wardportal.roles import ROLES, grant_roles, group_of

pytestmark = pytest.mark.django_db


def names(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_each_role_has_exactly_its_permissions(role):
    assert names(Group.objects.get(name=role.name)) == set(role.permissions)


def test_what_the_ward_added_stays_and_what_is_missing_comes_back():
    reception = group_of("reception")
    extra = Permission.objects.get(codename="extend_petition")
    reception.permissions.set([extra])
    grant_roles()
    assert names(reception) == {
        *next(role.permissions for role in ROLES if role.code == "reception"),
        "petitions.extend_petition",
    }


def test_setting_up_again_makes_no_second_group():
    before = Group.objects.count()
    grant_roles()
    assert Group.objects.count() == before


def test_no_role_opens_confidential_petitions_by_permission():
    granted = {name for role in ROLES for name in role.permissions}
    assert not {name for name in granted if "confidentialidentity" in name}
