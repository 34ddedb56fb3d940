"""The cast: one resident without account, and those of the ward who may and may not read what she writes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from mobilization.models import MobilizationTeam, ResidentialGroup, Unit
from petitions.models import ConfidentialGrant, Petition
from tests.factories.mobilization import MembershipFactory, MobilizationTeamFactory, UnitFactory
from tests.factories.petitions import UserFactory, an_officer, petition_in
from tests.grid_portal import for_grids
from wardportal.models import User

STATUSES = ["received", "reviewing", "waiting", "accepted", "in_progress", "suspended", "answered", "closed"]


class Cases:
    """A petition in each status, those that are given to a unit to the same one: `cases["answered"]`."""

    def __init__(self) -> None:
        self.unit = UnitFactory(name="Bộ phận địa chính")
        staff = {role: an_officer(role) for role in ("reception", "leader")}
        self._keys = {status: petition_in(status, unit=self.unit, **staff).pk for status in STATUSES}

    def __getitem__(self, status: str) -> Petition:
        return Petition.objects.get(pk=self._keys[status])


@pytest.fixture(scope="module")
def cases(module_rows) -> Cases:
    return Cases()


@pytest.fixture
def on(time_machine):
    """Make it nine in the morning of a day of 2026: `on(2, 3)` is the second of March."""

    def on(day, month):
        time_machine.move_to(datetime(2026, month, day, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), tick=False)

    on(2, 3)
    return on


@pytest.fixture
def hoa() -> dict[str, str]:
    """A resident: what she types into the form."""
    return {
        "kind": "report",
        "body": "Rác ở đầu ngõ 5 ba ngày nay chưa được thu gom.",
        "full_name": "Lê Thị Hoa (dữ liệu mẫu)",
        "phone": "0912 345 678",
        "address": "Ngõ 5 đường Mai",
        "reply_by": "portal",
    }


@pytest.fixture
def unit_a(ward) -> Unit:
    return UnitFactory(name="Bộ phận địa chính")


@pytest.fixture
def unit_b(ward) -> Unit:
    return UnitFactory(name="Bộ phận tư pháp")


@pytest.fixture
def team(ward) -> MobilizationTeam:
    return MobilizationTeamFactory()


@pytest.fixture
def group(team) -> ResidentialGroup:
    return team.residential_group


@pytest.fixture
def quan_tri(ward) -> User:
    """A superuser without any grant."""
    return UserFactory(username="quan-tri", full_name="Quản Trị Viên", is_superuser=True)


@pytest.fixture
def to_truong(team) -> User:
    """Heads the mobilization team of a residential group."""
    user = UserFactory(username="to-truong", full_name="Vũ Thị Trưởng", role="team_head")
    MembershipFactory(head=True, team=team, user=user)
    return user


@pytest.fixture
def grant(chu_tich):
    """Let somebody open confidential petitions: all, or the one named."""

    def give(user: User, petition=None) -> ConfidentialGrant:
        return ConfidentialGrant.objects.create(
            user=user, petition=petition, reason="Xử lý tố cáo", valid_to="2099-12-31", granted_by=chu_tich
        )

    return give


@pytest.fixture
def asks():
    """Somebody signed in who asks much, is read once and gets error pages without words: `asks(lan)`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    with for_grids():
        yield sign_in
