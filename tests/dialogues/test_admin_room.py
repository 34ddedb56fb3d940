"""The day of a session: who comes gets a number, numbers are called, two desks do not collide."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from dialogues.admin import room
from dialogues.admin.room import found, listed
from dialogues.models import DialogueSession
from dialogues.status import Channel, Slot
from petitions.models import Category
from tests.factories.dialogues import an_officer, conclude, question_at, session_on
from tests.grids import undone
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db


def page(session):
    return reverse("admin:dialogues_dialoguesession_room", args=[session.pk])


def fresh(session):
    return DialogueSession.objects.get(pk=session.pk)


@pytest.fixture(scope="module")
def awaited_of_all(module_rows):
    session = session_on()
    question_at(session)
    question_at(session, "Bao giờ có đèn đường?", full_name="Trần Văn Bảy", phone="+84987654321")
    return session


@pytest.fixture
def awaited(awaited_of_all, ward):
    """A session of today for which Hoa and Bảy have registered."""
    return deepcopy(awaited_of_all)


@pytest.fixture
def hoa(awaited):
    return awaited.questions.earliest("pk")


@pytest.fixture
def bay(awaited):
    return awaited.questions.latest("pk")


# Who comes


def test_who_comes_gets_the_next_number(lan, awaited, hoa, bay, as_user):
    client = as_user(lan)
    given = [client.post(page(awaited), {"check_in": key}, follow=True).context["given"] for key in (bay.pk, hoa.pk)]
    assert [(question.pk, question.queue_number) for question in given] == [(bay.pk, 1), (hoa.pk, 2)]


def test_whoever_stands_beyond_the_end_of_the_list_reads_their_number_and_is_called(
    lan, awaited, bay, as_user, monkeypatch
):
    monkeypatch.setattr(room, "MOST_SHOWN", 1)
    client = as_user(lan)
    page_of_bay = client.post(page(awaited), {"check_in": bay.pk}, follow=True)
    assert page_of_bay.context["given"] == bay and page_of_bay.context["waits"] == 1
    fresh(awaited).open(by=lan)
    assert client.post(page(awaited), {"next": "1", "after": ""}, follow=True).context["called"] == bay


def test_two_desks_that_press_for_one_person_give_one_number(lan, awaited, hoa, as_user):
    as_user(lan).post(page(awaited), {"check_in": hoa.pk})
    again = as_user(lan).post(page(awaited), {"check_in": hoa.pk}, follow=True)
    assert "đã nhận số từ trước" in again.text
    assert fresh(awaited).last_queue_number == 1


def test_somebody_is_found_by_name_code_or_telephone(lan, awaited, hoa, bay, as_user):
    written = (bay.code, bay.code.lower().replace("-", ""))
    for words in ("BAY", "tran bay", "0987654321", "4321", "0987 654 321", *written):
        assert list(found(listed(awaited), words)) == [bay], words
    assert as_user(lan).get(page(awaited), {"q": "bảy"}).context["shown"] == [bay]


def test_digits_are_the_end_of_a_telephone_number_or_the_number_of_a_code(awaited, hoa, bay):
    for words in ("54321", "654321", "7654 321", f"{bay.number:06}", f"{bay.year}/{bay.number}"):
        assert list(found(listed(awaited), words)) == [bay], words


def test_who_has_no_place_is_marked_when_called_and_among_the_numbers(lan, awaited, hoa, bay, as_user):
    awaited.questions.filter(pk=bay.pk).update(slot=Slot.NONE)
    bay.check_in(by=lan)
    awaited.open(by=lan)
    fresh(awaited).call_next(by=lan, after=None)
    text = as_user(lan).get(page(awaited)).text
    assert text.count("Hết chỗ phát biểu và chỗ chờ") == 1 and text.count("hết chỗ phát biểu và chỗ chờ") == 1


def test_strange_words_find_nobody_and_break_nothing(lan, awaited, hoa, as_user):
    client = as_user(lan)
    for words in ("%", "_", "'", "🙂", "x" * 5000):
        response = client.get(page(awaited), {"q": words})
        assert response.status_code == 200, words
        assert response.context["shown"] == [], words


def test_nobody_of_another_session_is_found_or_received(lan, awaited, bay, as_user):
    other = session_on()
    other.open(by=lan)
    client = as_user(lan)
    assert client.get(page(other), {"q": "bảy"}).context["shown"] == []
    assert client.post(page(other), {"check_in": bay.pk}).status_code == 404


def test_a_question_that_was_withdrawn_or_is_suspect_gets_no_number(lan, awaited, hoa, bay, as_user):
    suspect = question_at(awaited, is_suspect=True)
    hoa.withdraw(by=lan)
    client = as_user(lan)
    assert client.get(page(awaited)).context["shown"] == [bay]
    for question in (hoa, suspect):
        assert client.post(page(awaited), {"check_in": question.pk}).status_code == 404


# Who is suspected to be spam


@pytest.fixture
def held_back(session):
    """A registration the portal holds back, of somebody who comes all the same."""
    return question_at(session, "Bao giờ có đèn?", full_name="Đỗ Văn Tám", phone="+84981112223", is_suspect=True)


def test_who_is_suspected_stands_apart_at_the_door_and_is_released_with_one_press(lan, session, held_back, as_user):
    client = as_user(lan)
    shown = client.get(page(session))
    assert shown.context["held_back"] == [held_back] and held_back not in shown.context["shown"]
    assert "Đăng ký nghi là thư rác (1)" in shown.text
    released = client.post(page(session), {"release": held_back.pk}, follow=True)
    assert released.context["shown"] == [held_back] and released.context["held_back"] == []
    client.post(page(session), {"check_in": held_back.pk})
    assert fresh(session).last_queue_number == 1
    assert session.agenda.filter(question=held_back).exists()


def test_who_is_suspected_is_found_like_all_others(lan, session, held_back, as_user):
    client = as_user(lan)
    for words, expected in (("tám", 1), ("2223", 1), (held_back.code, 1), ("bảy", 0)):
        assert len(client.get(page(session), {"q": words}).context["held_back"]) == expected, words


def test_two_desks_that_release_one_person_do_so_once(lan, session, held_back, as_user):
    client = as_user(lan)
    for _ in range(2):
        assert client.post(page(session), {"release": held_back.pk}).status_code == 302
    assert held_back.events.filter(kind="released").count() == 1


def test_nobody_who_is_not_registered_here_is_released(lan, session, held_back, as_user):
    client = as_user(lan)
    for key in ("0", "abc", "99999999999999999999"):
        assert client.post(page(session), {"release": key}).status_code == 404, key


def test_who_may_not_release_sees_them_without_a_button(session, held_back, as_user):
    keeper = an_officer("reception")
    keeper.groups.clear()
    keeper.user_permissions.set(Permission.objects.filter(codename__in=("keep_dialoguesession", "check_in_question")))
    client = as_user(keeper)
    text = client.get(page(session)).text
    assert "Đỗ Văn Tám" in text and 'name="release"' not in text
    assert client.post(page(session), {"release": held_back.pk}).status_code == 403


# Calling


def test_who_called_comes_back_to_where_they_pressed(lan, awaited, here, as_user):
    awaited.open(by=lan)
    awaited.questions.get(queue_number=1).call(by=lan)
    client = as_user(lan)
    for pressed, place in (
        ({"next": "1", "after": "1"}, "moi-tiep"),
        ({"again": "1"}, "moi-lai"),
        ({"number": "2"}, "id_number"),
    ):
        assert client.post(page(awaited), pressed).url == f"{page(awaited)}#{place}"


@pytest.fixture
def here(lan, hoa, bay):
    for question in (hoa, bay):
        question.check_in(by=lan)


def test_numbers_are_called_one_after_the_other_and_again(lan, awaited, here, as_user):
    awaited.open(by=lan)
    client = as_user(lan)
    called = []
    for typed in ({"next": "1", "after": ""}, {"next": "1", "after": "1"}, {"again": "1"}, {"number": "1"}):
        client.post(page(awaited), typed)
        called.append(fresh(awaited).calling_number)
    assert called == [1, 2, 2, 1]


def test_two_desks_that_call_the_next_at_once_call_one(lan, awaited, here, as_user):
    awaited.open(by=lan)
    client = as_user(lan)
    client.post(page(awaited), {"next": "1", "after": ""})
    second = client.post(page(awaited), {"next": "1", "after": ""}, follow=True)
    assert "Vừa có người khác mời số 1" in second.text
    assert fresh(awaited).calling_number == 1


def test_when_nobody_waits_the_number_stays(lan, session, as_user):
    response = as_user(lan).post(page(session), {"next": "1", "after": ""}, follow=True)
    assert "Không còn ai đang chờ mời" in response.text
    assert fresh(session).calling_number is None


def test_a_number_nobody_holds_is_not_called(lan, awaited, here, as_user):
    awaited.open(by=lan)
    client = as_user(lan)
    for number in ("", "9", "abc", "²", "-1", "999999999999"):
        assert client.post(page(awaited), {"number": number}).status_code == 302, number
    assert client.get(page(awaited)).status_code == 200
    assert fresh(awaited).calling_number is None


def test_a_next_that_saw_no_number_is_as_if_none_was_called(lan, awaited, here, as_user):
    awaited.open(by=lan)
    client = as_user(lan)
    for after in ("abc", "-1", "²", "99999999999999999999"):
        with undone():
            client.post(page(awaited), {"next": "1", "after": after})
            assert fresh(awaited).calling_number == 1, after


# Who was not registered


def walk_in(**typed):
    known = {"walk_in": "1", "full_name": "Phạm Thị Mận", "text": "Xin hỏi về rác.", "wants_to_speak": "on"}
    return known | {"submission_id": new_submission_id()} | typed


def test_who_was_not_registered_has_a_number_after_one_form(lan, session, as_user):
    topic = Category.objects.first()
    response = as_user(lan).post(page(session), walk_in(topic=topic.pk, phone="0912 345 678"), follow=True)
    question = session.questions.get()
    assert response.context["given"] == question
    assert (question.channel, question.queue_number, question.entered_by) == (Channel.WALK_IN, 1, lan)
    assert (question.topic, str(question.phone)) == (topic, "+84912345678")


def test_an_empty_walk_in_says_what_is_missing_and_keeps_the_rest(lan, session, as_user):
    response = as_user(lan).post(page(session), walk_in(full_name="", text="Xin hỏi về rác."))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"full_name"}
    assert "Xin hỏi về rác." in response.text


def test_a_second_press_takes_nobody_in_twice(lan, session, as_user):
    typed, client = walk_in(), as_user(lan)
    for _ in range(2):
        assert client.post(page(session), typed).status_code == 302
    assert session.questions.get().queue_number == 1


def test_somebody_else_typed_into_the_same_page_is_asked_about_and_then_gets_an_own_number(lan, session, as_user):
    client, typed = as_user(lan), walk_in()
    client.post(page(session), typed)
    for other in ({"full_name": "Đỗ Văn Khác"}, {"text": "Việc khác hẳn."}, {"phone": "0987654321"}):
        with undone():
            response = client.post(page(session), typed | other)
            assert response.status_code == 422, other
            assert "số thứ tự 1" in response.text and "chưa được ghi" in response.text, other
            form = response.context["form"]
            assert all(form[name].value() == value for name, value in other.items())
            client.post(page(session), typed | other | {"submission_id": form["submission_id"].value()})
            numbers = session.questions.order_by("pk").values_list("queue_number", flat=True)
            assert list(numbers) == [1, 2], other


def test_who_took_somebody_in_finds_the_slip_with_the_secret(lan, chu_tich, session, as_user):
    client = as_user(lan)
    response = client.post(page(session), walk_in(), follow=True)
    question = session.questions.get()
    assert question.secret in client.get(response.context["slip_url"]).text
    assert as_user(chu_tich).get(f"{page(session)}?so=1").context["slip_url"] == ""


def test_a_form_somebody_else_sent_gives_nothing_away_and_keeps_what_was_typed(lan, session, as_user):
    typed = walk_in()
    as_user(an_officer("reception")).post(page(session), typed)
    response = as_user(lan).post(page(session), typed | {"full_name": "Người Khác"})
    assert response.status_code == 422
    assert "Người Khác" in response.text
    assert session.questions.count() == 1


def test_what_cannot_be_is_refused_beside_its_box(lan, session, as_user):
    client = as_user(lan)
    for box, value in (("phone", "12"), ("topic", "0"), ("full_name", "x" * 121)):
        response = client.post(page(session), walk_in(**{box: value}))
        assert response.status_code == 422, (box, value)
        assert set(response.context["form"].errors) == {box}


# When and who


def test_nobody_is_received_before_the_day(lan, ward, as_user):
    session = session_on(timezone.localdate() + timedelta(days=2))
    question = question_at(session)
    client = as_user(lan)
    assert "chưa" not in client.get(page(session)).context["title"]
    response = client.post(page(session), {"check_in": question.pk}, follow=True)
    assert "chỉ mở trong ngày đó" in response.text
    assert session.questions.get().queue_number is None


def test_who_comes_after_the_end_is_received_once_the_session_goes_on_and_what_was_typed_stays(lan, session, as_user):
    session.open(by=lan)
    session.end(by=lan)
    client = as_user(lan)
    refused = client.post(page(session), walk_in())
    assert refused.status_code == 422 and not session.questions.exists()
    assert "Xin hỏi về rác." in refused.text and "Buổi này đã bế mạc: chưa ghi" in refused.text
    assert refused.context["reopen_url"] in refused.text
    assert "Buổi này đã bế mạc: chưa ghi" in client.post(page(session), {"next": "1", "after": ""}, follow=True).text
    session.reopen("Còn người đến.", by=lan)
    client.post(page(session), walk_in())
    assert session.questions.get().queue_number == 1


def test_where_a_session_does_not_go_on_any_more_nobody_is_told_to_reopen_it(lan, session, as_user):
    session.open(by=lan)
    session.end(by=lan)
    conclude(session)
    text = as_user(lan).post(page(session), walk_in()).text
    assert "Buổi này đã bế mạc: chưa ghi" in text and "Mở lại buổi" not in text


def test_a_leader_watches_the_room_but_receives_nobody(chu_tich, awaited, hoa, as_user):
    client = as_user(chu_tich)
    text = client.get(page(awaited)).text
    assert "Lê Thị Hoa" in text
    assert 'name="check_in"' not in text
    for typed in ({"check_in": hoa.pk}, walk_in()):
        assert client.post(page(awaited), typed).status_code == 403


def test_only_who_prepares_sessions_opens_the_room(minh, bien_tap, session, as_user):
    for user in (minh, bien_tap):
        client = as_user(user)
        assert client.get(page(session)).status_code == 403
        assert client.post(page(session), walk_in()).status_code == 403


def test_nothing_to_do_is_not_found(lan, session, as_user):
    client = as_user(lan)
    for typed in ({}, {"check_in": "99999999999999999999"}):
        assert client.post(page(session), typed).status_code == 404, typed


def test_nobody_is_called_before_the_session_opens(lan, awaited, here, as_user):
    client = as_user(lan)
    assert "Mời số được từ khi khai mạc." in client.get(page(awaited)).text
    client.post(page(awaited), {"next": "1", "after": ""})
    assert fresh(awaited).calling_number is None
