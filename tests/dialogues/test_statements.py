"""No page of the dialogue asks the database more often than twelve times, whoever looks and whatever hangs on it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dialogues.models import AgendaItem, DialogueSession, Minutes
from dialogues.status import SessionStatus
from mobilization.models import Unit
from petitions.models import Category
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.dialogues.paper_cast import counted as count_statements
from tests.factories.dialogues import commitment_of, photo_of, question_at, session_in, session_on
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import PetitionFactory, petition_in

pytestmark = pytest.mark.django_db

SESSION_PAGES = (
    *("change", "revise", "agenda", "room", "minutes", "minutes_calling", "photos", "brief"),
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
def busy(unit_a_of_all):
    """Unit A keeps every promise of it."""
    session_in(SessionStatus.HELD)
    session = session_on(timezone.localdate(), speaker_limit=1)
    asked_much(session, unit_a_of_all, 3)
    Minutes.of(session)
    return session


@pytest.fixture
def counted(as_user, django_assert_max_num_queries):
    """Come in by the first of these pages, then count at each: `counted(user, addresses)`."""

    def open_pages(user, addresses):
        client = as_user(user)
        client.get(addresses[0])
        for address in addresses:
            with django_assert_max_num_queries(STATEMENTS_AT_MOST, info=f"{user}, {address}"):
                assert client.get(address).status_code == 200, address

    return open_pages


def page_of(name: str, row) -> str:
    return reverse(f"admin:dialogues_{name}", args=[row.pk])


def test_no_page_of_a_session_asks_more_than_it_may(lan, chu_tich, busy, counted):
    for user in (lan, chu_tich):
        counted(user, [page_of(f"dialoguesession_{name}", busy) for name in SESSION_PAGES])


def decide_url(session, verb: str) -> str:
    return reverse("admin:dialogues_dialoguesession_decide", args=[session.pk, verb])


def test_the_page_of_whoever_speaks_and_of_whoever_waits(lan, chu_tich, busy, counted):
    questions = [busy.questions.speaking().get(), busy.questions.waiting().last()]
    for user in (lan, chu_tich):
        counted(user, [page_of("question_change", question) for question in questions])


def test_the_page_of_a_commitment_raised_by_a_petition_and_by_a_question(lan, chu_tich, minh, busy, counted):
    commitments = [busy.commitments.filter(question=None).last(), busy.commitments.exclude(question=None).last()]
    for user in (lan, chu_tich, minh):
        counted(user, [page_of("commitment_change", commitment) for commitment in commitments])


def test_no_list_asks_more_than_it_may(lan, chu_tich, minh, busy, counted):
    for user, models in (
        (lan, ("dialoguesession", "question", "commitment")),
        (chu_tich, ("dialoguesession", "question", "commitment")),
        (minh, ("dialoguesession", "commitment")),
    ):
        counted(user, [reverse(f"admin:dialogues_{name}_changelist") for name in models])


def desk_of(user):
    """The desk of this person, with how many statements it took."""
    client = Client()
    client.force_login(user)
    return count_statements(client, reverse("admin:index"))


@pytest.fixture(scope="module")
def desks(lan_of_all, chu_tich_of_all, minh_of_all, everything_of_all, busy):
    desk_of(lan_of_all)
    return {user: desk_of(user) for user in (lan_of_all, chu_tich_of_all, minh_of_all, everything_of_all)}


def test_the_desk_asks_for_all_its_queues_at_once_and_no_more_with_more_work(lan, chu_tich, minh, desks, busy, unit_a):
    before = {user: desk.statements for user, desk in desks.items()}
    assert max(before.values()) <= STATEMENTS_AT_MOST, before
    asked_much(busy, unit_a, 1)
    assert before == before | {user: desk_of(user).statements for user in (lan, chu_tich, minh)}


def test_the_desk_shows_each_person_their_queues(lan, chu_tich, minh, bien_tap, desks):
    def labels(desk):
        return {queue.label for part in desk.context["desk"] for queue in part.queues}

    host, handler = labels(desks[lan]), labels(desks[minh])
    assert "Cam kết của tôi, đơn vị tôi" in handler
    assert "Cam kết chờ lãnh đạo xác nhận" in labels(desks[chu_tich])
    assert "Cam kết chờ lãnh đạo xác nhận" not in handler | host
    assert {"Đăng ký nghi là thư rác", "Cam kết chờ người dân xác nhận"} <= host
    assert not any("Cam kết" in label for label in labels(desk_of(bien_tap)))


def test_promises_are_carried_over_in_one_go_however_many_there_are(busy, unit_a):
    coming = DialogueSession.objects.ahead().planned().first()

    def asked_to_carry(number):
        coming.agenda.all().delete()
        with CaptureQueriesContext(connection) as done:
            assert AgendaItem.objects.carry_over() == number
        rows = coming.agenda.in_order().values_list("position", "commitment__due_on")
        assert [position for position, _due in rows] == list(range(1, number + 1))
        assert [due for _position, due in rows] == sorted(due for _position, due in rows)
        return len(done)

    few = asked_to_carry(6)
    for days in (3, 30, 5):
        commitment_of(busy, unit=unit_a, working_days=days)
    assert asked_to_carry(9) == few <= STATEMENTS_AT_MOST


def test_the_page_that_ends_a_session(lan, busy, counted):
    counted(lan, [decide_url(busy, "end")])


def test_the_pages_on_which_the_leader_reads_the_minutes_and_corrects_them(lan, chu_tich, busy, counted):
    for item in busy.agenda.all():
        item.minute(by=lan, summary="Tóm tắt.", answer="Phường sẽ làm.")
    photo_of(busy, by=lan).describe(by=lan, publish=True, consent_basis="Đã thông báo.")
    session = DialogueSession.objects.get(pk=busy.pk)
    session.end(by=lan)
    minutes = Minutes.of(session)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    minutes.submit(by=lan)
    counted(chu_tich, [decide_url(session, verb) for verb in ("conclude", "return_minutes")])
    minutes.approve("15", by=chu_tich)
    counted(chu_tich, [decide_url(session, "correct")])
