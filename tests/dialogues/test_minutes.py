"""Minutes: written by the hosts, approved by another, public from then on, and corrected in the open."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from dialogues.models import AgendaItem, Commitment, DialogueSession, Minutes, Question, SessionPhoto, StaleRow
from dialogues.status import QuestionStatus, SessionStatus
from tests.factories.dialogues import (
    an_officer,
    commitment_of,
    conclude,
    question_at,
    raised_commitment,
    session_in,
    session_on,
)
from tests.factories.petitions import PetitionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def going_on_of_all(module_rows):
    session = session_on()
    question_at(session)
    session.open(by=an_officer("reception"))
    return session


@pytest.fixture
def going_on(going_on_of_all, ward):
    return DialogueSession.objects.get(pk=going_on_of_all.pk)


@pytest.fixture(scope="module")
def held_of_all(module_rows):
    return session_in(SessionStatus.HELD)


@pytest.fixture
def held(held_of_all, ward):
    return DialogueSession.objects.get(pk=held_of_all.pk)


@pytest.fixture(scope="module")
def concluded_of_all(module_rows):
    return session_in(SessionStatus.CONCLUDED)


@pytest.fixture
def concluded(concluded_of_all, ward):
    return DialogueSession.objects.get(pk=concluded_of_all.pk)


@pytest.fixture(scope="module")
def answered_of_all(module_rows):
    session, host = session_on(), an_officer("reception")
    question_at(session)
    session.open(by=host)
    session.end(by=host)
    conclude(session, host=host)
    return session


@pytest.fixture
def answered(answered_of_all, db):
    """A session with one question, whose minutes are approved."""
    return DialogueSession.objects.get(pk=answered_of_all.pk)


def test_minutes_begin_with_what_is_known(going_on, lan):
    minutes = Minutes.of(going_on)
    assert minutes.chaired_by == "Chủ tịch UBND phường"
    assert Minutes.of(going_on) == minutes


@pytest.mark.parametrize(("written", "told"), [(0, 1), (45, 45)])
def test_who_comes_until_the_end_is_counted_unless_somebody_wrote_how_many(going_on, lan, chu_tich, written, told):
    minutes = Minutes.of(going_on)
    minutes.write(by=lan, conclusion="Giao địa chính.", attended=written)
    question = going_on.questions.get()
    question.check_in(by=lan)
    question.decline("Người hỏi về trước.", by=lan)
    going_on.end(by=lan)
    minutes.submit(by=lan)
    minutes.approve("15/TB", by=chu_tich)
    assert Minutes.objects.get(pk=minutes.pk).attended == told


def test_who_comes_after_the_minutes_came_back_is_counted_too(held, lan, chu_tich):
    held.give_number()
    minutes = Minutes.of(held)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    minutes.submit(by=lan)
    minutes.send_back("Còn người đến.", by=chu_tich)
    held.reopen("Còn người đến.", by=lan)
    held.give_number()
    held.end(by=lan)
    minutes.submit(by=lan)
    minutes.approve("15/TB", by=chu_tich)
    assert Minutes.objects.get(pk=minutes.pk).attended == 2


def test_approved_minutes_that_tell_no_number_tell_none_on_paper_either(concluded):
    DialogueSession.objects.filter(pk=concluded.pk).update(last_queue_number=12)
    assert Minutes.objects.get(session=concluded).attendance == 0


def test_a_point_is_minuted_and_says_by_whom(going_on, lan):
    item = going_on.agenda.get()
    item.minute(by=lan, summary="Hỏi về cống.", answer="Sẽ nạo vét.")
    fresh = AgendaItem.objects.get(pk=item.pk)
    assert (fresh.answer, fresh.minuted_by, fresh.version) == ("Sẽ nạo vét.", lan, 1)


def test_only_who_prepares_sessions_writes_in_their_minutes(going_on, minh):
    for write in (Minutes.of(going_on).write, going_on.agenda.get().minute):
        with pytest.raises(PermissionDenied):
            write(by=minh, conclusion="Giao địa chính.")


def test_two_who_write_at_once_lose_nothing(going_on, lan, chu_tich):
    mine, theirs = (AgendaItem.objects.get(session=going_on) for _ in range(2))
    mine.minute(by=lan, version=0, answer="Sẽ nạo vét.")
    with pytest.raises(StaleRow):
        theirs.minute(by=chu_tich, version=0, answer="Đã nạo vét.")
    assert AgendaItem.objects.get(pk=mine.pk).answer == "Sẽ nạo vét."


def test_the_same_text_sent_again_is_no_conflict(going_on, lan):
    item = AgendaItem.objects.get(session=going_on)
    item.minute(by=lan, version=0, answer="Sẽ nạo vét.")
    item.minute(by=lan, version=0, answer="Sẽ nạo vét.")
    assert AgendaItem.objects.get(pk=item.pk).version == 1


def test_minutes_are_not_submitted_with_a_question_left_open(going_on, lan):
    going_on.end(by=lan)
    minutes = Minutes.of(going_on)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    with pytest.raises(ValidationError, match="Còn 1 câu hỏi"):
        minutes.submit(by=lan)
    going_on.questions.get().decline("Người hỏi không đến.", by=lan)
    minutes.submit(by=lan)
    assert minutes.submitted_by == lan


def test_minutes_need_a_conclusion(lan, held):
    with pytest.raises(ValidationError, match="kết luận chung"):
        Minutes.of(held).submit(by=lan)


def test_approving_answers_the_questions_and_publishes_the_promises(going_on, lan, chu_tich):
    commitment = raised_commitment(going_on)
    assert not Commitment.objects.published().exists()
    going_on.end(by=lan)
    conclude(going_on, host=lan, leader=chu_tich)
    assert set(going_on.questions.values_list("status", flat=True)) == {QuestionStatus.ANSWERED}
    assert Commitment.objects.published().get() == commitment
    going_on.refresh_from_db()
    assert going_on.published_minutes().conclusion_number == "15/TB-UBND"


def test_who_submitted_does_not_approve(lan, chu_tich, everything, held):
    minutes = Minutes.of(held)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    with pytest.raises(PermissionDenied):
        minutes.approve("15/TB", by=lan)
    minutes.submit(by=everything)
    with pytest.raises(ValidationError, match="cần người thứ hai"):
        minutes.approve("15/TB", by=everything)
    minutes.approve("15/TB", by=chu_tich)
    assert minutes.approved_by == chu_tich
    fresh = DialogueSession.objects.get(pk=held.pk)
    assert (minutes.session.status, minutes.session.version) == (fresh.status, fresh.version)


def test_minutes_sent_back_are_submitted_again(lan, chu_tich, held):
    minutes = Minutes.of(held)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    minutes.submit(by=lan)
    minutes.send_back("Ghi rõ hạn.", by=chu_tich)
    with pytest.raises(ValidationError, match="chưa được trình"):
        minutes.approve("15/TB", by=chu_tich)


def test_after_approval_only_a_correction_changes_the_minutes(lan, chu_tich, concluded):
    minutes = concluded.minutes
    with pytest.raises(ValidationError, match="đính chính"):
        minutes.write(by=lan, conclusion="Khác.")
    correction = minutes.correct("conclusion", "Giao tư pháp.", "Gõ nhầm đơn vị.", by=chu_tich)
    assert (correction.before, correction.after) == ("Giao địa chính nạo vét cống ngõ 5.", "Giao tư pháp.")
    assert Minutes.objects.get(session=concluded).conclusion == "Giao tư pháp."


def test_a_name_in_published_minutes_is_blanked_with_all_its_old_wordings(chu_tich, concluded):
    minutes = concluded.minutes
    minutes.correct("conclusion", "Giao ông Lê Văn Mẫu.", "Rõ người.", by=chu_tich)
    minutes.correct("conclusion", "Giao bộ phận địa chính.", "Không nêu tên.", by=chu_tich, is_blanked=True)
    words = [text for row in minutes.corrections.all() for text in (row.before, row.after)]
    assert words == ["", "", "", "Giao bộ phận địa chính."]
    assert "không giữ lại" in minutes.corrections.first().new_words


def test_a_point_of_approved_minutes_is_corrected_in_the_open(answered, lan, chu_tich):
    minutes, item = answered.minutes, answered.agenda.get()
    with pytest.raises(ValidationError, match="đính chính"):
        item.minute(by=lan, answer="Khác.")
    minutes.correct("answer", "Nạo vét trước ngày 30.", "Thiếu ngày.", by=chu_tich, item=item)
    assert answered.agenda.get().answer == "Nạo vét trước ngày 30."
    assert minutes.corrections.get().field_label == "trả lời"


def test_a_question_moved_with_a_word_in_the_minutes_does_not_hold_the_chair_up(going_on, lan, chu_tich):
    item = going_on.agenda.get()
    item.minute(by=lan, answer="Trả lời buổi sau.")
    going_on.end(by=lan)
    going_on.questions.get().defer(session_on(timezone.localdate() + timedelta(days=7)), by=lan)
    conclude(going_on, host=lan, leader=chu_tich)
    assert Question.objects.get(pk=item.question_id).status == QuestionStatus.REGISTERED


def test_nothing_is_written_into_minutes_that_are_being_approved(going_on, lan, chu_tich):
    item = going_on.agenda.get()
    going_on.end(by=lan)
    conclude(going_on, host=lan, leader=chu_tich)
    with pytest.raises(ValidationError, match="đính chính"):
        item.minute(by=lan, version=item.version, answer="Sau khi duyệt.")


def test_who_approves_has_read_what_is_approved(going_on, lan, chu_tich):
    going_on.end(by=lan)
    going_on.agenda.get().minute(by=lan, answer="Sẽ nạo vét.")
    minutes = Minutes.of(going_on)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    minutes.submit(by=lan)
    seen = minutes.mark()
    commitment_of(going_on)
    with pytest.raises(ValidationError, match="vừa được sửa"):
        minutes.approve("15", by=chu_tich, seen=seen)
    seen = minutes.mark()
    going_on.questions.get().withdraw(by=lan)
    with pytest.raises(ValidationError, match="vừa được sửa"):
        minutes.approve("15", by=chu_tich, seen=seen)
    minutes.approve("15", by=chu_tich, seen=minutes.mark())


def test_a_point_about_a_petition_that_was_sealed_since_is_not_published(going_on, lan, chu_tich):
    petition = PetitionFactory()
    item = going_on.agenda.put_petition(petition, going_on)
    item.minute(by=lan, summary="Chimhoàngyến", answer="Chimhoàngyến")
    petition.seal(by=lan)
    going_on.end(by=lan)
    conclude(going_on, host=lan, leader=chu_tich)
    assert not AgendaItem.objects.published().filter(summary="Chimhoàngyến").exists()


def test_a_question_sealed_after_a_correction_takes_its_point_along(answered, lan, chu_tich):
    minutes = answered.minutes
    minutes.correct("answer", "Nạo vét trước ngày 30.", "Thiếu ngày.", by=chu_tich, item=answered.agenda.get())
    answered.questions.get().seal(by=lan)
    assert not answered.agenda.exists() and not minutes.corrections.exists()


def test_a_photo_is_shown_with_consent_only(going_on, lan):
    photo = SessionPhoto.objects.create(
        session=going_on, file="x.jpg", width=3, height=2, caption="Hội trường", alt="Hội trường", added_by=lan
    )
    with pytest.raises(ValidationError, match="căn cứ"):
        photo.describe(by=lan, publish=True)
    photo.consent_basis, photo.shows_children = "Đã thông báo tại buổi.", True
    with pytest.raises(ValidationError, match="đại diện"):
        photo.describe(by=lan, publish=True)
    photo.children_consent = True
    photo.save()
    photo.describe(by=lan, publish=True)
    assert photo.published_at
    photo.hide(by=lan)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionPhoto.objects.update(consent_basis="", published_at=photo.session.opened_at)
