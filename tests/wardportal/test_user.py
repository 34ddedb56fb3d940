import pytest

from wardportal.models import User


@pytest.mark.django_db
def test_a_user_is_shown_by_full_name_and_addressed_by_given_name():
    lan = User.objects.create_user("lan", full_name="Trần Thị Lan (dữ liệu mẫu)")
    assert str(lan).startswith("Trần Thị Lan")
