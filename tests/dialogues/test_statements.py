"""No page of the dialogue asks the database more often than twelve times, whoever looks and whatever hangs on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dialogues.models import AgendaItem, Commitment, DialogueSession, Minutes, Question
from dialogues.status import SessionStatus
from mobilization.models import Unit
from petitions.models import Category
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.dialogues import an_officer, commitment_of, photo_of, question_at, session_in, session_on
from tests.factories.mobilization import ResidentialGroupFactory, UnitFactory
from tests.factories.petitions import PetitionFactory, petition_in

pytestmark = pytest.mark.django_db

SESSION_PAGES = (
    *("change", "agenda", "room", "minutes", "minutes_calling", "photos", "brief"),
    *("agenda_print", "questions_print", "seats_print", "calls_print"),
)


def asked_much(session, unit: Unit, number: int) -> None:
    """Petitions asked about and opened, speakers and people who wait, promises of every origin."""
    topic, group = Category.objects.first(), ResidentialGroupFactory()
    for _ in range(number):
        late = petition_in("in_progress")
        type(late).objects.filter(pk=late.pk).update(due_on="2026-01-05", unit=unit)
        placed = AgendaItem.objects.put_petition(late, session)
        commitment_of(session, unit=unit, item=placed)
        about = PetitionFactory(category=topic, residential_group=group)
        question = question_at(session, petition_code=about.code, topic=topic, residential_group=group)
        commitment_of(session, unit=unit, item=question.agenda_items.get())


@pytest.fixture(scope="module")
def unit_of_all(module_rows):
    """Keeps every promise of the busy session."""
    return UnitFactory(name="Bộ phận địa chính")


@pytest.fixture(scope="module")
def busy(unit_of_all):
    session_in(SessionStatus.HELD)
    session = session_on(timezone.localdate(), speaker_limit=1)
    asked_much(session, unit_of_all, 3)
    return session


@pytest.fixture
def unit_a(unit_of_all):
    return unit_of_all


@pytest.fixture
def counted(as_user, django_assert_max_num_queries):
    """Open a page twice and count the second time: `counted(user, address)`."""

    def open_page(user, address, most=STATEMENTS_AT_MOST):
        client = as_user(user)
        assert client.get(address).status_code == 200
        with django_assert_max_num_queries(most):
            client.get(address)

    return open_page


@pytest.mark.parametrize("name", SESSION_PAGES)
@pytest.mark.parametrize("who", ["lan", "chu_tich"])
def test_each_page_of_a_session(who, name, request, busy, counted):
    counted(request.getfixturevalue(who), reverse(f"admin:dialogues_dialoguesession_{name}", args=[busy.pk]))


@pytest.fixture(scope="module")
def submitted(busy):
    """The busy session with all its answers, a photo to show and its minutes handed in."""
    lan = an_officer("reception")
    for item in busy.agenda.all():
        item.minute(by=lan, summary="Tóm tắt.", answer="Phường sẽ làm.")
    photo = photo_of(busy, by=lan)
    photo.describe(by=lan, publish=True, consent_basis="Đã thông báo.")
    busy.refresh_from_db()
    busy.end(by=lan)
    minutes = Minutes.of(busy)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    minutes.submit(by=lan)
    return DialogueSession.objects.get(pk=busy.pk)


@pytest.fixture(scope="module")
def concluded(submitted):
    Minutes.of(submitted).approve("15", by=an_officer("leader"))
    return DialogueSession.objects.get(pk=submitted.pk)


def decide_url(session, verb: str) -> str:
    return reverse("admin:dialogues_dialoguesession_decide", args=[session.pk, verb])


@pytest.mark.parametrize("who", ["lan", "chu_tich"])
def test_the_page_of_each_question(who, request, busy, counted):
    for question in Question.objects.all():
        counted(request.getfixturevalue(who), reverse("admin:dialogues_question_change", args=[question.pk]))


@pytest.mark.parametrize("who", ["lan", "chu_tich", "minh"])
def test_the_page_of_each_commitment(who, request, busy, counted):
    for commitment in Commitment.objects.all():
        counted(request.getfixturevalue(who), reverse("admin:dialogues_commitment_change", args=[commitment.pk]))


@pytest.mark.parametrize(
    ("who", "model"),
    [
        *(("lan", name) for name in ("dialoguesession", "question", "commitment")),
        *(("chu_tich", name) for name in ("dialoguesession", "question", "commitment")),
        *(("minh", name) for name in ("dialoguesession", "commitment")),
    ],
)
def test_each_list(who, model, request, busy, counted):
    counted(request.getfixturevalue(who), reverse(f"admin:dialogues_{model}_changelist"))


@pytest.mark.parametrize("who", ["lan", "chu_tich", "minh", "everything"])
def test_the_desk_asks_for_all_its_queues_at_once(who, request, busy, counted):
    counted(request.getfixturevalue(who), reverse("admin:index"))


@pytest.mark.parametrize("who", ["lan", "chu_tich", "minh"])
def test_a_desk_with_more_work_asks_no_more(who, request, busy, unit_a, as_user, django_assert_num_queries):
    client, desk = as_user(request.getfixturevalue(who)), reverse("admin:index")
    client.get(desk)
    with CaptureQueriesContext(connection) as before:
        client.get(desk)
    asked_much(busy, unit_a, 4)
    with django_assert_num_queries(len(before)):
        client.get(desk)


# Last, since each brings the busy session further.


def test_the_page_that_ends_a_session(lan, busy, counted):
    counted(lan, decide_url(busy, "end"))


@pytest.mark.parametrize("verb", ["conclude", "return_minutes"])
def test_the_page_on_which_the_leader_reads_the_minutes(verb, chu_tich, submitted, counted):
    counted(chu_tich, decide_url(submitted, verb))


def test_the_page_of_a_correction(chu_tich, concluded, counted):
    counted(chu_tich, decide_url(concluded, "correct"))
