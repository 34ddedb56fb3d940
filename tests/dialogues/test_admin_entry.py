"""Staff type in who calls, comes or sends paper; the person gets the same code and secret."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.models import DialogueSession, Question
from dialogues.status import Channel, Slot
from tests.factories.dialogues import ASKED, question_at, session_on
from tests.factories.petitions import PetitionFactory, confidential_petition
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db

ENTRY = "/quan-tri/dialogues/question/nhap/"


@pytest.fixture
def typed(session):
    """What reception types while Hoa speaks on the telephone."""
    return {
        "channel": "phone",
        "session": session.slug,
        "text": ASKED,
        "wants_to_speak": "on",
        "full_name": "Lê Thị Hoa (dữ liệu mẫu)",
        "phone": "0912 345 678",
        "submission_id": new_submission_id(),
    }


def test_a_caller_is_entered_and_gets_code_and_secret_on_paper_and_as_one_short_message(lan, typed, as_user):
    slip = as_user(lan).post(ENTRY, typed, follow=True)
    question = Question.objects.get()
    assert (question.channel, question.entered_by, question.slot) == (Channel.PHONE, lan, Slot.SPEAKING)
    assert (question.text, str(question.phone)) == (ASKED, "+84912345678")
    for told in (question.code, question.secret, "Xin mời ông/bà đến phát biểu"):
        assert told in slip.text
    sms = slip.context["sms"]
    assert len(sms) <= 160 and sms.isascii()
    assert question.code in sms and question.secret in sms


def test_the_slip_is_gone_once_it_was_handed_over(lan, typed, as_user):
    client = as_user(lan)
    slip = client.post(ENTRY, typed, follow=True).request["PATH_INFO"]
    case = reverse("admin:dialogues_question_change", args=[Question.objects.get().pk])
    assert slip in client.get(case).text
    assert client.post(slip).url == case
    gone = client.get(slip)
    assert gone.status_code == 410 and "Cấp lại mã bí mật" in gone.text and case in gone.text
    assert Question.objects.get().secret not in gone.text
    assert slip not in client.get(case).text


def test_nobody_else_sees_the_slip(lan, chu_tich, bien_tap, everything, typed, as_user):
    slip = as_user(lan).post(ENTRY, typed, follow=True).request["PATH_INFO"]
    for reader in (chu_tich, everything):
        gone = as_user(reader).get(slip)
        assert gone.status_code == 410 and Question.objects.get().secret not in gone.text
    assert as_user(bien_tap).get(slip).status_code == 404
    assert as_user(lan).get(slip.replace(str(Question.objects.get().pk), "999999")).status_code == 404


def test_a_sealed_question_has_no_slip_any_more_and_only_who_held_it_is_told(lan, everything, typed, as_user):
    client = as_user(lan)
    slip = client.post(ENTRY, typed, follow=True).request["PATH_INFO"]
    question = Question.objects.get()
    question.seal(by=lan)
    gone = client.get(slip)
    assert gone.status_code == 410 and "đã chuyển sang hồ sơ mật, không in phiếu được nữa" in gone.text
    for private in (question.secret, ASKED, "Lê Thị Hoa", "0912"):
        assert private not in gone.text
    assert client.post(slip).status_code == 405
    assert [as_user(user).get(slip).status_code for user in (everything, lan)] == [404, 404]


def test_sent_twice_it_is_one_question_with_one_slip(lan, typed, as_user):
    client = as_user(lan)
    first, second = (client.post(ENTRY, typed, follow=True).request["PATH_INFO"] for _ in range(2))
    assert Question.objects.count() == 1
    assert first == second


def test_something_else_sent_from_the_same_page_is_asked_about(lan, typed, as_user):
    client = as_user(lan)
    client.post(ENTRY, typed)
    again = client.post(ENTRY, typed | {"text": "Chợ họp trên vỉa hè."})
    assert again.status_code == 422
    assert Question.objects.get().code in again.text
    fresh = again.context["form"]["submission_id"].value()
    client.post(ENTRY, typed | {"text": "Chợ họp trên vỉa hè.", "submission_id": fresh})
    assert Question.objects.count() == 2


def test_another_persons_submission_shows_no_slip(lan, everything, typed, as_user):
    as_user(lan).post(ENTRY, typed)
    response = as_user(everything).post(ENTRY, typed)
    assert response.status_code == 422
    assert Question.objects.get().secret not in response.text


def test_a_page_whose_question_was_sealed_meanwhile_shows_nothing_of_it(lan, typed, as_user):
    client = as_user(lan)
    client.post(ENTRY, typed)
    Question.objects.get().seal(by=lan)
    response = client.post(ENTRY, typed)
    assert response.status_code == 422
    assert Question.objects.get().code not in response.text


def test_people_are_entered_in_a_row(lan, typed, session, as_user):
    page = as_user(lan).post(ENTRY, typed | {"another": "1"}, follow=True)
    assert page.request["PATH_INFO"] == ENTRY
    assert Question.objects.get().code in page.text
    assert page.context["form"]["channel"].value() == "phone"
    assert page.context["form"]["session"].value() == session.slug


def test_the_next_session_is_chosen_already(lan, session, as_user):
    session_on(timezone.localdate() + timedelta(days=2))
    form = as_user(lan).get(ENTRY).context["form"]
    choices = [str(value) for value, _label in form.fields["session"].choices]
    assert (choices[0], form.fields["session"].empty_label) == (session.slug, None)


def test_staff_register_people_after_the_portal_has_closed(lan, typed, session, as_user):
    session.open(by=lan)
    as_user(lan).post(ENTRY, typed | {"channel": "walk_in"})
    assert Question.objects.get().channel == Channel.WALK_IN


def test_the_petition_asked_about_is_linked_by_its_code(lan, typed, as_user):
    petition = PetitionFactory()
    as_user(lan).post(ENTRY, typed | {"petition_code": f"{petition.year}/{petition.number}"})
    assert Question.objects.get().about_petition == petition


def test_a_confidential_petition_is_never_linked(lan, typed, as_user):
    as_user(lan).post(ENTRY, typed | {"petition_code": confidential_petition().code})
    assert Question.objects.get().about_petition is None


def test_who_asked_for_a_place_where_none_is_left_is_told(lan, session, typed, as_user):
    DialogueSession.objects.filter(pk=session.pk).update(speaker_limit=0, waiting_limit=0)
    slip = as_user(lan).post(ENTRY, typed | {"wants_to_speak": "on"}, follow=True)
    assert slip.context["said"].startswith("Đã hết chỗ phát biểu và chỗ chờ. Câu hỏi sẽ được trả lời")
    assert "Hết chỗ phát biểu và chỗ chờ" in slip.text and "Da het cho phat bieu." in slip.context["sms"]


def test_what_is_missing_or_wrong_is_said_beside_its_box_and_nothing_is_lost(lan, typed, as_user):
    client = as_user(lan)
    for boxes in (
        {"channel": "", "session": "", "text": "", "phone": "123"},
        {"channel": "web", "session": "2005-01-15", "petition_code": "mã gì đó"},
        {"full_name": ""},
    ):
        response = client.post(ENTRY, typed | boxes)
        assert response.status_code == 422, boxes
        assert response.context["form"].errors.keys() == boxes.keys()
        assert response.context["form"]["text"].value() == boxes.get("text", ASKED), boxes
    assert not Question.objects.exists()


def test_an_empty_form_names_every_box_that_is_asked(lan, session, as_user):
    errors = as_user(lan).post(ENTRY, {}).context["form"].errors
    assert {"channel", "session", "text"} <= set(errors)


def test_a_session_that_is_over_takes_nobody(lan, typed, session, as_user):
    session.open(by=lan)
    session.end(by=lan)
    response = as_user(lan).post(ENTRY, typed)
    assert (response.status_code, Question.objects.count()) == (422, 0)


def test_who_only_asks_needs_no_name(lan, typed, as_user):
    del typed["wants_to_speak"]
    as_user(lan).post(ENTRY, typed | {"full_name": "", "phone": ""})
    assert Question.objects.get().slot == Slot.NONE


def test_only_hosts_enter_anybody(chu_tich, minh, bien_tap, to_truong, typed, as_user):
    for user in (chu_tich, minh, bien_tap, to_truong):
        client = as_user(user)
        assert [client.get(ENTRY).status_code, client.post(ENTRY, typed).status_code] == [403, 403], user
    assert not Question.objects.exists()


def test_who_may_type_registrations_in_finds_the_button(lan, chu_tich, session, as_user):
    question_at(session)
    page = "/quan-tri/dialogues/question/"
    assert ENTRY in as_user(lan).get(page).text
    assert ENTRY not in as_user(chu_tich).get(page).text


def speaks(page):
    return page.context["form"]["wants_to_speak"]


def test_nobody_is_put_among_the_speakers_of_a_full_session_unasked(lan, session, as_user):
    client = as_user(lan)
    type(session).objects.filter(pk=session.pk).update(speaker_limit=1, waiting_limit=1)
    free = client.get(ENTRY)
    assert speaks(free).initial is True and "Còn 1 chỗ phát biểu." in speaks(free).help_text
    assert f"{session.title} (còn 1 chỗ)" in free.text
    question_at(session)
    full = client.get(ENTRY)
    assert speaks(full).initial is False and "còn 1 chỗ trong danh sách chờ" in speaks(full).help_text
    other = session_on(timezone.localdate() + timedelta(days=3))
    assert speaks(client.get(f"{ENTRY}?buoi={other.slug}")).initial is True
    question_at(session)
    assert f"{session.title} (hết cả chỗ chờ)" in client.get(ENTRY).text
