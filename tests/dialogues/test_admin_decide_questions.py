"""Each decision about a question through its page: taken, refused by state, by person, by what was typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.decisions.questions import DECISIONS
from dialogues.models import Question
from dialogues.status import QUESTION_MOVES, QuestionStatus, Slot
from petitions.models import ConcernedParty, ConfidentialGrant, Petition
from petitions.status import Channel as PetitionChannel
from petitions.status import Kind
from tests.factories.dialogues import ASKED, conclude, question_at, session_on
from tests.factories.petitions import UserFactory

pytestmark = pytest.mark.django_db


def page(question, verb: str) -> str:
    return reverse("admin:dialogues_question_decide", args=[question.pk, verb])


def fresh(question) -> Question:
    return Question.objects.get(pk=question.pk)


def petition_link(petition, page="change"):
    return f'<a href="{reverse(f"admin:petitions_petition_{page}", args=[petition.pk])}">{petition.code}</a>'


@pytest.fixture(scope="module")
def question_of_all(session_of_all):
    return question_at(session_of_all)


@pytest.fixture
def question(question_of_all, ward):
    return fresh(question_of_all)


@pytest.fixture
def later(session):
    return session_on(timezone.localdate() + timedelta(days=2))


def test_every_decision_of_the_table_has_a_form():
    assert set(DECISIONS) == set(QUESTION_MOVES)


def test_a_suspect_is_released_into_the_place_that_is_left(lan, session, as_user):
    suspect = question_at(session, is_suspect=True)
    as_user(lan).post(page(suspect, "release"), {"version": 0})
    assert (fresh(suspect).is_suspect, fresh(suspect).slot) == (False, Slot.SPEAKING)


def test_somebody_waiting_is_given_a_place(lan, session, as_user):
    type(session).objects.filter(pk=session.pk).update(speaker_limit=0)
    waiting = question_at(session)
    as_user(lan).post(page(waiting, "promote"), {"version": 0})
    assert fresh(waiting).slot == Slot.SPEAKING


def test_who_comes_is_given_a_number_and_called(lan, question, as_user):
    client = as_user(lan)
    told = client.post(page(question, "check_in"), {"version": 0}, follow=True).text
    assert "Số thứ tự: 1." in told
    fresh(question).session.open(by=lan)
    client.post(page(question, "call"), {"version": 1})
    assert fresh(question).session.calling_number == 1


def test_an_answer_in_the_minutes_closes_the_question(lan, question, as_user):
    client = as_user(lan)
    refused = client.post(page(question, "answer"), {"version": 0})
    assert refused.status_code == 422
    assert "Ghi câu trả lời vào biên bản trước." in refused.text
    question.agenda_items.get().minute(by=lan, answer="Nạo vét trong tháng.")
    assert "Nạo vét trong tháng." in client.get(page(question, "answer")).text
    client.post(page(question, "answer"), {"version": 0})
    assert fresh(question).status == QuestionStatus.ANSWERED


def test_a_question_is_moved_to_a_coming_session(lan, question, later, as_user):
    as_user(lan).post(page(question, "defer"), {"version": 0, "session": later.pk, "staff_note": "Hết giờ."})
    assert fresh(question).session == later
    assert fresh(question).events.last().staff_note == "Hết giờ."


def test_a_question_is_not_moved_to_its_own_session_or_one_that_is_over(lan, chu_tich, question, later, as_user):
    later.cancel("Bão.", by=chu_tich)
    client = as_user(lan)
    for session in (question.session, later):
        response = client.post(page(question, "defer"), {"version": 0, "session": session.pk})
        assert "session" in response.context["form"].errors, session


def test_who_asked_reads_why_a_question_is_declined(lan, question, as_user):
    typed = {"version": 0, "reason": "Việc của công ty điện lực.", "sure": "on"}
    as_user(lan).post(page(question, "decline"), typed)
    assert fresh(question).status == QuestionStatus.DECLINED
    assert fresh(question).events.last().public_note == "Việc của công ty điện lực."


def test_staff_write_down_how_somebody_withdrew(lan, question, as_user):
    typed = {"version": 0, "reason": "Gọi điện sáng nay.", "sure": "on"}
    as_user(lan).post(page(question, "withdraw"), typed)
    assert fresh(question).status == QuestionStatus.WITHDRAWN
    assert fresh(question).events.last().public_note == "Gọi điện sáng nay."


def test_staff_write_down_that_somebody_no_longer_wants_to_be_named(lan, session, as_user):
    named = question_at(session, consent_publish_name=True)
    as_user(lan).post(page(named, "hide_name"), {"version": 0, "staff_note": "Gọi điện sáng nay."})
    assert not fresh(named).consent_publish_name
    assert fresh(named).events.last().staff_note == "Gọi điện sáng nay."


def test_a_petition_is_made_of_the_question_without_typing_again_and_the_way_to_it_is_told(lan, question, as_user):
    client = as_user(lan)
    assert ASKED in client.get(page(question, "open_petition")).text
    after = client.post(page(question, "open_petition"), {"version": 0, "kind": "report"}, follow=True)
    petition = fresh(question).opened_petition
    assert petition_link(petition) in after.text
    assert (petition.body, petition.full_name, petition.channel) == (
        ASKED,
        question.full_name,
        PetitionChannel.DIALOGUE,
    )


def test_no_denunciation_is_opened_in_the_clear(lan, question, as_user):
    response = as_user(lan).post(page(question, "open_petition"), {"version": 0, "kind": Kind.DENUNCIATION})
    assert "kind" in response.context["form"].errors
    assert not Petition.objects.exists()


def test_a_question_without_a_name_makes_no_request_that_needs_one(lan, session, as_user):
    nameless = question_at(session, full_name="", wants_to_speak=False)
    response = as_user(lan).post(page(nameless, "open_petition"), {"version": 0, "kind": "recommendation"})
    assert "Câu hỏi không nêu tên" in str(response.context["form"].errors["kind"])


def test_sealing_leads_back_to_the_list_and_leaves_no_trace(lan, question, as_user):
    client = as_user(lan)
    question.agenda_items.get()
    assert "không lùi lại được" in client.get(page(question, "seal")).text
    response = client.post(page(question, "seal"), {"version": 0, "sure": "on"})
    assert response.url == reverse("admin:dialogues_question_changelist")
    sealed = fresh(question)
    assert (sealed.status, sealed.text, sealed.full_name) == (QuestionStatus.SEALED, "", "")
    assert sealed.opened_petition.is_confidential
    assert ASKED not in client.get(response.url).text


def test_who_may_not_seal_the_petition_is_told_who_may(question, lan, as_user):
    host = UserFactory(role="mobilization")
    question.open_petition(kind="report", by=lan)
    response = as_user(host).post(page(question, "seal"), {"version": 1, "sure": "on"})
    assert response.status_code == 422
    assert "người có quyền chuyển sang hồ sơ mật" in response.text
    assert fresh(question).text == ASKED


def test_no_secret_is_reissued_where_nothing_tells_who_asked(lan, session, as_user):
    nameless = question_at(session, full_name="", phone="", wants_to_speak=False)
    typed = {"version": nameless.version, "identity_seen": "on", "reason": "Mất phiếu."}
    response = as_user(lan).post(page(nameless, "reissue_secret"), typed)
    assert response.status_code == 422 and "không cấp lại được" in response.text


def test_who_seals_a_question_of_published_minutes_is_told_what_they_lose(lan, session, as_user):
    question = question_at(session)
    client = as_user(lan)
    told = "mất khỏi biên bản trên cổng"
    assert told not in client.get(page(question, "seal")).text
    made_petition = question_at(session)
    made_petition.open_petition(kind="report", by=lan)
    session.open(by=lan)
    session.end(by=lan)
    conclude(session)
    assert all(told in client.get(page(row, "seal")).text for row in (question, made_petition))


def test_a_reissued_secret_is_on_one_slip_and_kills_the_old_one(lan, question, as_user):
    client, before = as_user(lan), question.secret
    typed = {"identity_seen": "on", "reason": "Mất phiếu", "version": 0}
    slip = client.post(page(question, "reissue_secret"), typed, follow=True)
    assert fresh(question).secret != before
    assert fresh(question).secret in slip.text
    assert fresh(question).events.last().staff_note == "Đã xem giấy tờ. Lý do: Mất phiếu"
    client.post(slip.request["PATH_INFO"])
    used = client.get(slip.request["PATH_INFO"])
    assert used.status_code == 410 and fresh(question).secret not in used.text


EMPTY = {
    "defer": {"session"},
    "decline": {"reason", "sure"},
    "withdraw": {"reason", "sure"},
    "open_petition": {"kind"},
    "seal": {"sure"},
    "reissue_secret": {"identity_seen", "reason"},
}


def test_an_empty_form_says_what_is_missing_beside_its_box(lan, session, as_user):
    type(session).objects.filter(pk=session.pk).update(speaker_limit=0)
    waiting, suspect, client = question_at(session), question_at(session, is_suspect=True), as_user(lan)
    for verb in DECISIONS:
        response = client.post(page(suspect if verb == "release" else waiting, verb), {})
        assert response.status_code == 422, verb
        assert set(response.context["form"].errors) == {"version"} | EMPTY.get(verb, set()), verb
    assert (fresh(waiting).version, fresh(suspect).version) == (0, 0)


def test_what_the_state_forbids_is_refused_in_words(lan, question, as_user):
    question.withdraw()
    client = as_user(lan)
    forbidden = ("release", "promote", "call", "answer", "defer", "decline", "withdraw", "check_in")
    for verb in forbidden:
        assert client.get(page(question, verb)).status_code == 302, verb
    # The words wait for the page that is opened next.
    told = client.get(reverse("admin:dialogues_question_change", args=[question.pk])).text
    for verb in forbidden:
        assert f"Không thể “{DECISIONS[verb].heading}” khi câu hỏi đang ở tình trạng “Đã rút”" in told, verb


def test_who_may_not_read_questions_decides_nothing(minh, bien_tap, to_truong, question, decides_nothing):
    decides_nothing((minh, bien_tap, to_truong), question, DECISIONS, page)


def test_a_leader_does_not_do_the_hosts_work(chu_tich, question, as_user):
    client = as_user(chu_tich)
    for verb in ("release", "promote", "open_petition", "reissue_secret", "withdraw"):
        assert client.get(page(question, verb)).status_code == 403, verb


def test_a_decision_nobody_knows_has_no_page(lan, question, as_user):
    assert as_user(lan).get(page(question, "xoa")).status_code == 404


def test_the_page_is_called_what_the_decision_is(lan, question, as_user):
    assert "<title>Chuyển sang buổi sau | " in as_user(lan).get(page(question, "defer")).text


def test_two_at_once_see_what_the_other_did_and_lose_nothing(lan, question, as_user):
    client = as_user(lan)
    question.check_in(by=lan)
    typed = {"version": 0, "reason": "Không thuộc phường.", "sure": "on"}
    conflict = client.post(page(question, "decline"), typed)
    assert conflict.status_code == 409
    assert "Đến dự, nhận số" in conflict.text
    assert "Không thuộc phường." in conflict.text
    client.post(page(question, "decline"), typed | {"version": conflict.context["form"]["version"].value()})
    assert fresh(question).status == QuestionStatus.DECLINED


# The new code


def test_who_seals_is_told_the_code_but_no_way_without_a_grant(lan, question, as_user):
    page_after = as_user(lan).post(page(question, "seal"), {"version": 0, "sure": "on"}, follow=True)
    petition = Question.objects.get().opened_petition
    assert f"Hồ sơ mật mới: {petition.code}." in page_after.text
    assert f"/{petition.pk}/" not in page_after.text


def test_who_holds_a_grant_is_led_to_the_sealed_petition(lan, question, everything, as_user):
    ConfidentialGrant.objects.create(user=lan, granted_by=everything, reason="Phân công", valid_to="2099-12-31")
    page_after = as_user(lan).post(page(question, "seal"), {"version": 0, "sure": "on"}, follow=True)
    assert petition_link(Question.objects.get().opened_petition, "confidential") in page_after.text


def test_who_is_named_in_the_petition_learns_no_code(lan, question, as_user, everything):
    question.open_petition(kind="report", by=everything)
    petition = fresh(question).opened_petition
    ConcernedParty.objects.create(petition=petition, user=lan)
    page_after = as_user(lan).post(page(question, "seal"), {"version": 1, "sure": "on"}, follow=True)
    assert petition.code not in page_after.text
