from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from mobilization.models import ResidentialGroup
from tests.factories.mobilization import MobilizationTeamFactory, ResidentialGroupFactory

pytestmark = pytest.mark.django_db


def test_a_group_with_a_team_cannot_be_deleted():
    team = MobilizationTeamFactory()
    with pytest.raises(ProtectedError):
        team.residential_group.delete()


def test_two_groups_of_the_same_number_have_their_former_ward_in_the_address():
    first = ResidentialGroupFactory(code="a-5", number=5, former_ward="Quỳnh Liên")
    second = ResidentialGroupFactory(code="b-5", number=5, former_ward="Đông Mẫu")
    assert [first.slug, second.slug] == ["to-dan-pho-5-quynh-lien", "to-dan-pho-5-dong-mau"]


def test_an_address_that_is_taken_is_refused_in_words():
    ResidentialGroupFactory(number=505)
    with pytest.raises(ValidationError) as refused:
        ResidentialGroup(code="khac", number=505, name="Tổ dân phố 505").full_clean()
    assert "slug" in refused.value.message_dict


def test_a_name_that_makes_no_address_is_refused():
    with pytest.raises(ValidationError, match="Xin đặt tên có chữ cái"):
        ResidentialGroup(code="khac", number=505, name="!!!").full_clean()


def test_a_group_cannot_be_merged_into_itself():
    group = ResidentialGroupFactory(valid_to=date(2024, 12, 31))
    group.successor = group
    with pytest.raises(ValidationError, match="không thể nhập vào chính nó"):
        group.full_clean()


def test_a_merged_group_needs_its_last_day():
    group = ResidentialGroupFactory()
    group.successor = ResidentialGroupFactory()
    with pytest.raises(ValidationError, match="Ghi ngày hết hiệu lực"):
        group.full_clean()
