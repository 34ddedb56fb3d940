"""The cast of a dialogue: one resident, those who prepare it, who leads it, who keeps a promise and who may not."""

from copy import deepcopy
from datetime import time, timedelta
from itertools import cycle

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import Commitment, DialogueSession, Question
from dialogues.status import SessionStatus
from mobilization.models import Unit
from tests.factories.dialogues import commitment_of, session_in, session_on
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import UserFactory
from tests.forms import Looking
from wardportal.forms import new_submission_id
from wardportal.models import Signatory, User

REGISTERED = {"question": "Đường ngõ 5 ngập mỗi khi mưa, bao giờ nạo vét cống?"}


@pytest.fixture(scope="module")
def session_of_all(module_rows) -> DialogueSession:
    return session_on(timezone.localdate())


@pytest.fixture
def session(session_of_all, db) -> DialogueSession:
    """A session of today on which people may still register."""
    return deepcopy(session_of_all)


@pytest.fixture(scope="module")
def sessions_of_all(module_rows) -> dict[str, DialogueSession]:
    afternoon = {"start_time": time(14), "end_time": time(16)}
    return {status: session_in(status, **afternoon) for status in SessionStatus.values}


@pytest.fixture
def sessions(sessions_of_all, db) -> dict[str, DialogueSession]:
    """A session of this afternoon in each status."""
    return deepcopy(sessions_of_all)


@pytest.fixture(scope="module")
def unit_a_of_all(module_rows) -> Unit:
    return UnitFactory(name="Bộ phận địa chính")


@pytest.fixture
def unit_a(unit_a_of_all, db) -> Unit:
    return deepcopy(unit_a_of_all)


@pytest.fixture(scope="module")
def minh_of_all(unit_a_of_all) -> User:
    return UserFactory(username="minh", full_name="Nguyễn Văn Minh", role="handler", unit=unit_a_of_all)


@pytest.fixture
def minh(minh_of_all, db) -> User:
    """Keeps what unit A promised."""
    return deepcopy(minh_of_all)


@pytest.fixture(scope="module")
def drain_of_all(session_of_all, unit_a_of_all) -> Commitment:
    return commitment_of(session_of_all, unit=unit_a_of_all)


@pytest.fixture
def drain(drain_of_all, db) -> Commitment:
    """A promise unit A keeps, which no resident asked for."""
    return deepcopy(drain_of_all)


@pytest.fixture(scope="module")
def unit_b_of_all(module_rows) -> Unit:
    return UnitFactory(name="Bộ phận tư pháp")


@pytest.fixture
def unit_b(unit_b_of_all, db) -> Unit:
    return deepcopy(unit_b_of_all)


@pytest.fixture(scope="module")
def tuan_of_all(unit_b_of_all) -> User:
    return UserFactory(username="tuan", full_name="Phạm Anh Tuấn", role="handler", unit=unit_b_of_all)


@pytest.fixture
def tuan(tuan_of_all, db) -> User:
    """Works for unit B, and must not see what unit A has."""
    return deepcopy(tuan_of_all)


@pytest.fixture(scope="module")
def lan_of_all(module_rows) -> User:
    return UserFactory(username="lan", full_name="Trần Thị Lan", role="reception")


@pytest.fixture
def lan(lan_of_all, db) -> User:
    """Reception: prepares sessions, and writes down what is said at them."""
    return deepcopy(lan_of_all)


@pytest.fixture(scope="module")
def chu_tich_of_all(module_rows) -> User:
    return UserFactory(username="chu-tich", full_name="Hồ Văn Chủ", role="leader")


@pytest.fixture
def chu_tich(chu_tich_of_all, db) -> User:
    """Leads the ward: approves minutes, signs promises off."""
    return deepcopy(chu_tich_of_all)


@pytest.fixture(scope="module")
def everything_of_all(module_rows) -> User:
    return UserFactory(username="tat-ca", is_superuser=True)


@pytest.fixture
def everything(everything_of_all, db) -> User:
    """Somebody with every permission, so that only the state refuses."""
    return deepcopy(everything_of_all)


@pytest.fixture(scope="module")
def bien_tap_of_all(module_rows) -> User:
    return UserFactory(username="bien-tap", full_name="Biên Tập Viên", role="editor")


@pytest.fixture
def bien_tap(bien_tap_of_all, db) -> User:
    """Writes the news, and has no business with a dialogue."""
    return deepcopy(bien_tap_of_all)


@pytest.fixture(scope="module")
def to_truong_of_all(module_rows) -> User:
    user = UserFactory(username="to-truong", full_name="Vũ Thị Trưởng", role="team_head")
    MembershipFactory(head=True, user=user)
    return user


@pytest.fixture
def to_truong(to_truong_of_all, db) -> User:
    """Heads a mobilization team."""
    return deepcopy(to_truong_of_all)


@pytest.fixture(scope="module")
def coming_of_all(module_rows) -> DialogueSession:
    return session_on(timezone.localdate() + timedelta(days=10))


@pytest.fixture
def coming(coming_of_all, db) -> DialogueSession:
    """A session in ten days that takes registrations."""
    return deepcopy(coming_of_all)


@pytest.fixture
def filled(later):
    """What a resident types into the form and when: not faster than anybody types."""

    def fill(**changes):
        form = {"submission_id": new_submission_id()} | REGISTERED | changes
        later(seconds=10)
        return form

    return fill


@pytest.fixture
def looks():
    """A browser in which somebody has given the code and the secret of their question."""

    def look(question: Question) -> Client:
        client = Looking(question.code)
        answer = client.post("/doi-thoai/tra-cuu/", {"code": question.code, "secret": question.secret})
        assert answer.status_code == 302
        return client

    return look


@pytest.fixture
def decides_nothing(as_user):
    """Who may not read a row is told that it has no page of a decision, and the door itself lets none of them in."""

    def check(people, row, decisions, page):
        browsers = {user: as_user(user) for user in people}
        for verb, user in zip(decisions, cycle(people), strict=False):
            assert browsers[user].get(page(row, verb)).status_code == 404, (user, verb)
        for verb, user in zip(decisions, people, strict=False):
            assert browsers[user].post(page(row, verb), {"version": 0}).status_code == 404, (user, verb)
        for user in people:
            assert not [verb for verb in decisions if row.allows(verb, user)], user

    return check


@pytest.fixture
def signatories(ward):
    """Who signs papers of these days, and somebody who does not."""
    rows = [
        ("Chủ tịch UBND phường", "Hồ Văn Chủ"),
        ("Bí thư Đảng ủy phường", "Lê Văn Bí"),
        ("Chủ tịch HĐND", "Ai Khác"),
    ]
    for post, name in rows:
        Signatory.objects.create(ward=ward, post=post, full_name=name, valid_from="2020-01-01")
