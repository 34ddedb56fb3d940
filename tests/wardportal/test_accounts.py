"""Accounts in the admin: what their history tells, and how one is found."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories.petitions import UserFactory
from tests.wardportal.test_admin import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.ignore_template_errors  # the password widget of Django itself leaves a variable undefined
def test_the_history_of_an_account_says_which_role_was_given_and_which_taken(ward):
    other, client = UserFactory(role="reception"), signed_in(UserFactory(role="administrator"))
    typed = {"username": other.username, "full_name": other.full_name, "email": "moi@vidu.vn", "is_active": "on"}
    groups = {"groups": [Group.objects.get(name="Biên tập viên").pk]}
    client.post(reverse("admin:wardportal_user_change", args=[other.pk]), typed | groups)
    told = LogEntry.objects.get(object_id=str(other.pk)).get_change_message()
    assert "vai trò Biên tập viên (giao)" in told and "vai trò Tiếp dân (bỏ)" in told
    assert "ịa chỉ thư điện tử" in told
    typed = {"password1": "mat-khau-dai-1", "password2": "mat-khau-dai-1", "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[other.pk]), typed)
    assert LogEntry.objects.first().get_change_message() == "Đã sửa Mật khẩu."


@pytest.mark.ignore_template_errors  # the password widget of Django itself leaves a variable undefined
@pytest.mark.parametrize("typed", ["tran thi hien", "HIỀN", "hien@vidu"])
def test_an_account_is_found_with_and_without_marks(ward, typed):
    hien = UserFactory(full_name="Trần Thị Hiền", email="hien@vidu.vn")
    found = signed_in(UserFactory(role="administrator")).get(reverse("admin:wardportal_user_changelist"), {"q": typed})
    assert list(found.context["cl"].result_list) == [hien]
