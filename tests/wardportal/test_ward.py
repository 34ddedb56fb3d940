"""The ward's own row: bounds within which the portal works, and what its page offers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from wardportal.models import Signatory, Ward

pytestmark = pytest.mark.django_db


def test_a_ward_is_not_offered_as_its_own_predecessor(ward, admin_client):
    former = Ward.objects.create(
        name="Cũ", province="X", dialogue_day=1, valid_from="2000-01-01", valid_to="2000-12-31"
    )
    url = reverse("admin:wardportal_ward_change", args=[ward.pk])
    page = admin_client.get(url)
    fields = page.context["adminform"].form.fields
    assert [key.value for key, _label in fields["predecessors"].choices] == [former.pk]
    assert "_continue" in page.text and "_addanother" not in page.text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("photo_max_side", 0),
        ("photo_max_side", 1),
        ("upload_max_files", 0),
        ("upload_max_megabytes", 0),
        ("hotline", "gọi bác Năm"),
        ("hotline", "12"),
        ("valid_to", "2000-01-01"),
        ("valid_to", "2099-12-31"),
        ("valid_to", "9999-12-31"),
    ],
)
def test_a_ward_keeps_what_the_portal_needs(ward, field, wrong):
    setattr(ward, field, wrong)
    with pytest.raises(ValidationError) as refused:
        ward.full_clean()
    assert set(refused.value.message_dict) == {field}


def test_a_ward_ends_once_another_follows_and_not_before_it_began(ward):
    Ward.objects.create(name="Mới", province="X", dialogue_day=1, valid_from="2026-01-01")
    ward.email, ward.hotline, ward.valid_to = "", "1022", timezone.localdate()
    ward.full_clean()
    ward.valid_to = ward.valid_from - timedelta(days=1)
    with pytest.raises(ValidationError, match="Ngày kết thúc phải từ ngày bắt đầu trở đi"):
        ward.full_clean()


def test_nobody_stops_signing_before_they_begin(ward):
    with pytest.raises(ValidationError, match="Ngày kết thúc phải từ ngày bắt đầu trở đi"):
        Signatory(
            ward=ward, post="Chủ tịch", full_name="A", valid_from="2026-01-01", valid_to="2020-01-01"
        ).full_clean()


def test_a_year_nobody_counts_narrows_no_list_of_days(ward, admin_client):
    assert admin_client.get(reverse("admin:wardportal_calendarday_changelist"), {"nam": "0000"}).status_code == 200


@pytest.mark.parametrize("typed", ["quoc khanh", "Quốc khánh"])
def test_a_holiday_is_found_with_and_without_marks(ward, admin_client, typed):
    found = admin_client.get(reverse("admin:wardportal_calendarday_changelist"), {"q": typed}).context["cl"].result_list
    assert found and all("Quốc khánh" in day.name for day in found)
