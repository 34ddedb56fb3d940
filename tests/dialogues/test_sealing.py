"""A denunciation found out late leaves nothing in the dialogue, whether the question or its petition is sealed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dialogues.models import AgendaItem, CommitmentNote, Minutes, Question, QuestionNote
from dialogues.status import QuestionStatus, SessionStatus, Slot
from petitions.models import Petition
from petitions.status import Kind
from tests.factories.dialogues import (
    an_officer,
    commitment_of,
    conclude,
    photo_file,
    question_at,
    question_in,
    session_in,
    session_on,
)
from tests.factories.petitions import PetitionFactory, UserFactory

pytestmark = pytest.mark.django_db

WORDS = "Tố cáo ông A nhận tiền của các hộ ngõ 5"


@pytest.fixture
def opened(session, lan):
    """A question of which a petition was opened before anybody noticed what it says."""
    question = question_at(session, WORDS)
    question.open_petition(kind=Kind.REPORT, by=lan, staff_note=WORDS)
    return question


def sealed(question) -> Question:
    question = Question.objects.get(pk=question.pk)
    assert question.is_sealed and (question.text, question.full_name, str(question.phone)) == ("", "", "")
    assert not AgendaItem.objects.filter(question=question).exists()
    assert not QuestionNote.objects.filter(event__question=question).exists()
    return question


def seal(petition, by):
    petition.seal(by=by)


def classify(petition, by):
    petition.review(by=by)
    petition.classify(Kind.DENUNCIATION, by=by)


@pytest.mark.parametrize("decide", [seal, classify])
def test_sealing_the_petition_seals_its_question(decide, opened, lan):
    decide(Petition.objects.get(), lan)
    question = sealed(opened)
    assert question.opened_petition == Petition.objects.get()
    event = question.events.last()
    assert (event.kind, event.by, event.from_status) == ("sealed", lan, QuestionStatus.FORWARDED)
    assert Petition.objects.get().words()["body"] == WORDS


def test_sealing_the_question_seals_its_petition_once(opened, lan):
    opened.seal(by=lan, version=opened.version)
    question = sealed(opened)
    petition = Petition.objects.get()
    assert petition.is_confidential and question.opened_petition == petition
    assert question.events.filter(kind="sealed").count() == petition.events.filter(kind="sealed").count() == 1


def test_who_may_not_seal_the_petition_blanks_nothing(opened, session):
    host = an_officer("mobilization")
    with pytest.raises(PermissionDenied):
        opened.seal(by=host)
    assert Question.objects.get(pk=opened.pk).text == WORDS and not Petition.objects.get().is_confidential


def test_who_seals_the_petition_needs_no_permission_in_the_dialogue(opened, ward):
    user = UserFactory()
    user.user_permissions.set(permissions("view_all_petitions", "seal_petition"))
    Petition.objects.get().seal(by=type(user).objects.get(pk=user.pk))
    sealed(opened)


def permissions(*names):
    return Permission.objects.filter(codename__in=names)


def test_an_answered_question_loses_its_minutes_too(lan, chu_tich):
    session = session_in(SessionStatus.IN_SESSION)
    question = question_at(session, WORDS)
    item = session.agenda.get(question=question)
    item.minute(by=lan, summary=WORDS, answer="Sẽ xem xét.")
    commitment = commitment_of(session, item=item)
    session.end(by=lan)
    conclude(session)
    Minutes.of(session).correct("summary", "Hỏi về ông A.", "Gõ nhầm.", item=item, by=chu_tich)
    question = Question.objects.get(pk=question.pk)
    question.open_petition(kind=Kind.REPORT, by=lan)
    question.opened_petition.seal(by=lan)
    sealed(question)
    commitment.refresh_from_db()
    assert commitment.item is None


def test_what_was_minuted_of_it_at_an_earlier_session_goes_too(session, lan):
    question = question_at(session, WORDS)
    session.agenda.get(question=question).minute(by=lan, summary=WORDS)
    question.defer(session_in(SessionStatus.PLANNED), by=lan)
    question.seal(by=lan)
    sealed(question)


def test_a_sealed_petition_leaves_every_agenda(session, lan):
    petition = PetitionFactory()
    item = AgendaItem.objects.put_petition(petition, session)
    item.minute(by=lan, summary="Đơn nêu tên ông A.", answer="Giao kiểm tra.")
    other = AgendaItem.objects.put_petition(PetitionFactory(), session)
    petition.seal(by=lan)
    assert list(AgendaItem.objects.filter(session=session, petition__isnull=False)) == [other]


def test_a_question_about_a_sealed_petition_points_at_nothing(session, lan):
    petition = PetitionFactory()
    question = question_at(session, petition_code=petition.code)
    assert question.about_petition == petition
    petition.seal(by=lan)
    question.refresh_from_db()
    assert question.about_petition is None and question.text and not question.is_sealed


def test_the_place_of_a_sealed_speaker_goes_to_who_waits(lan):
    session = session_in(SessionStatus.PLANNED)
    type(session).objects.filter(pk=session.pk).update(speaker_limit=1)
    speaking, waiting = question_in("registered", session=session), question_in("registered", session=session)
    assert (speaking.slot, waiting.slot) == (Slot.SPEAKING, Slot.WAITING)
    speaking.seal(by=lan)
    waiting.refresh_from_db()
    assert waiting.slot == Slot.SPEAKING


@pytest.mark.parametrize("side", ["question", "petition"])
def test_no_session_it_ever_stood_at_keeps_the_words(side, session, lan):
    question = question_at(session, WORDS)
    session.agenda.get(question=question).minute(by=lan, answer="Sẽ xem.")
    question.defer(session_on(timezone.localdate() + timedelta(days=3)), by=lan)
    if side == "petition":
        question.open_petition(kind=Kind.REPORT, by=lan)
        seal(Petition.objects.get(), lan)
    else:
        question.seal(by=lan)
    sealed(question)
    assert not AgendaItem.objects.filter(title__contains="nhận tiền").exists()


@pytest.mark.parametrize("say", ["confirm", "object"])
def test_what_the_asker_said_of_a_promise_is_blanked_and_the_rest_stays(say, session, lan, chu_tich):
    question = question_at(session, WORDS)
    commitment = commitment_of(session, item=session.agenda.get(question=question))
    commitment.mark_done("Đã xác minh.", by=lan, files=[photo_file()])
    commitment.sign_off(by=chu_tich)
    commitment.confirm(text=WORDS) if say == "confirm" else commitment.object(WORDS)
    question.seal(by=lan)
    assert not CommitmentNote.objects.filter(public_note__contains="nhận tiền").exists()
    assert CommitmentNote.objects.filter(public_note="Đã xác minh.").exists()
