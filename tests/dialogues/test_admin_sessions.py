"""The staff's list of sessions, the page of each, a new one, and what is put right in one."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.admin.session_desk import desk_of
from dialogues.desk import QUESTION_QUEUES
from dialogues.models import DialogueSession, Minutes, Question
from dialogues.status import SessionKind, SessionStatus
from tests.factories.dialogues import at, question_at, session_on

pytestmark = pytest.mark.django_db

LIST = reverse("admin:dialogues_dialoguesession_changelist")
PAGES = ("change", "revise", "agenda", "room", "minutes", "photos")


def url(session, page="change", *args):
    return reverse(f"admin:dialogues_dialoguesession_{page}", args=[session.pk, *args])


def submit(session, by):
    minutes = Minutes.of(session)
    minutes.write(by=by, conclusion="Giao địa chính nạo vét cống ngõ 5.")
    minutes.submit(by=by)


def listed(response):
    return list(response.context["cl"].result_list)


# The list


def test_the_next_session_comes_first_and_past_ones_behind_those_to_come(lan, sessions, as_user):
    past = sessions[SessionStatus.CONCLUDED]
    soon, later = (session_on(timezone.localdate() + timedelta(days=days)) for days in (1, 2))
    rows = listed(as_user(lan).get(LIST))
    assert [row for row in rows if row in (soon, later, past)] == [soon, later, past]


def test_each_queue_holds_the_sessions_of_its_state(lan, sessions, as_user):
    client = as_user(lan)
    queues = {
        "sap-toi": SessionStatus.PLANNED,
        "ghi-bien-ban": SessionStatus.HELD,
        "da-qua": SessionStatus.CONCLUDED,
        "da-huy": SessionStatus.CANCELLED,
    }
    for queue, status in queues.items():
        rows = listed(client.get(LIST, {"viec": queue}))
        assert sessions[status] in rows, queue
        assert all(sessions[other] not in rows for other in sessions if other not in (status, "in_session")), queue


def test_minutes_that_were_submitted_wait_for_the_leader(lan, chu_tich, sessions, as_user):
    session = sessions[SessionStatus.HELD]
    submit(session, lan)
    assert listed(as_user(chu_tich).get(LIST, {"viec": "cho-duyet"})) == [session]
    assert session not in listed(as_user(lan).get(LIST, {"viec": "ghi-bien-ban"}))


def test_strange_addresses_of_the_list_break_nothing(lan, session, as_user):
    client = as_user(lan)
    for query in ("viec=gi-do", "loai=%27", "status__exact=held", "o=1.2", "q=abc", "p=abc", "all="):
        assert client.get(f"{LIST}?{query}").status_code in (200, 302, 400), query


def test_who_has_nothing_to_do_with_dialogues_sees_no_session(bien_tap, to_truong, session, as_user):
    for user in (bien_tap, to_truong):
        client = as_user(user)
        assert client.get(LIST).status_code == 403, user
        assert client.get(url(session)).status_code == 404, user


# The desk


def queues(user):
    return {queue.label: queue for queue in desk_of(user, LIST)}


def test_the_desk_tells_when_the_next_session_is_how_many_come_and_that_notice_ought_to_be_given(
    lan, session, sessions, as_user
):
    sessions[SessionStatus.PLANNED].announce(by=lan)
    question_at(session)
    parts = as_user(lan).get(reverse("admin:index")).context["desk"]
    shown = {queue.label: queue for part in parts for queue in part.queues}
    queue = shown["Buổi đối thoại tới"]
    assert "hôm nay" in queue.age
    assert "1 đăng ký" in queue.age
    assert queue.url == url(session)
    assert shown["Buổi đối thoại chưa thông báo"].url == url(session)
    session.announce(by=lan)
    assert "Buổi đối thoại chưa thông báo" not in queues(lan)


def test_a_meeting_of_group_heads_hides_neither_the_next_session_nor_its_questions(lan, session):
    heads = session_on(kind=SessionKind.GROUP_HEADS, start_time=time(6, 0))
    question = question_at(session)
    assert list(QUESTION_QUEUES[0].rows(Question.objects.all(), lan)) == [question]
    shown = queues(lan)
    assert shown["Buổi đối thoại tới"].url == url(session)
    assert shown[f"Buổi tới: {heads.get_kind_display()}"].url == url(heads)


def test_minutes_stand_on_the_desk_of_those_whose_work_they_are(lan, chu_tich, minh, sessions):
    assert queues(lan)["Biên bản chưa xong"].count == 1
    submit(sessions[SessionStatus.HELD], lan)
    assert queues(chu_tich)["Biên bản chờ duyệt"].count == 1
    assert queues(lan)["Biên bản chưa xong"].count == 0
    assert not {"Biên bản chưa xong", "Biên bản chờ duyệt", "Buổi đối thoại tới"} & queues(minh).keys()


# The page


def test_every_page_opens_in_every_state(lan, sessions, as_user):
    client = as_user(lan)
    for status, session in sessions.items():
        for page in PAGES:
            response = client.get(url(session, page), follow=True)
            assert response.status_code == 200, (page, status)
            assert not re.search(r"\bNone\b", response.text), (page, status)


def test_the_page_counts_who_speaks_waits_wrote_and_came(lan, session, as_user):
    question_at(session).check_in(by=lan)
    question_at(session, wants_to_speak=False)
    client = as_user(lan)
    counts = client.get(url(session)).context["counts"]
    assert [(label, number) for label, number, _url in counts] == [
        ("Được xếp phát biểu", 1),
        ("Danh sách chờ", 0),
        ("Gửi câu hỏi", 1),
        ("Đã đến", 1),
    ]
    for _label, number, listed in counts:
        assert client.get(listed).context["cl"].result_count == number


def test_the_page_names_the_chairs_and_the_next_step(lan, session, as_user):
    response = as_user(lan).get(url(session))
    assert "Chủ tịch UBND phường" in response.text
    assert [button.label for button in response.context["buttons"] if button.is_next] == ["Khai mạc"]


def test_beginning_is_offered_from_the_day_of_the_session_on(lan, as_user):
    coming = session_on(timezone.localdate() + timedelta(days=3))
    labels = [button.label for button in as_user(lan).get(url(coming)).context["buttons"]]
    assert "Khai mạc" not in labels and "Thông báo buổi đối thoại" in labels
    with at(coming.held_on):
        labels = [button.label for button in as_user(lan).get(url(coming)).context["buttons"]]
    assert "Khai mạc" in labels


def test_no_word_of_a_resident_stands_on_the_page_of_the_session(lan, session, as_user):
    question_at(session)
    text = as_user(lan).get(url(session)).text
    assert "Lê Thị Hoa" not in text
    assert "ngập" not in text


def test_a_handler_sees_the_session_but_not_its_agenda_room_and_minutes(minh, session, as_user):
    client = as_user(minh)
    response = client.get(url(session))
    assert response.status_code == 200
    assert response.context["buttons"] == []
    assert [client.get(url(session, page)).status_code for page in PAGES[1:]] == [403] * 5


def test_a_session_nobody_made_is_not_found(lan, as_user):
    client = as_user(lan)
    for key in ("0", "99999999999999999999", "abc"):
        assert client.get(f"{LIST}{key}/change/").status_code == 404, key


# A new one


def typed(**fields):
    day = timezone.localdate() + timedelta(days=7)
    while day.weekday() > 4:
        day += timedelta(days=1)
    known = {
        "kind": "ad_hoc",
        "held_on": f"{day:%d/%m/%Y}",
        "start_time": "14h",
        "end_time": "16:30",
        "place": "Nhà văn hóa tổ 5",
        "subject": "Thoát nước ngõ 5",
        "reason": "Ngập nhiều ngày.",
        "intake_opens_on": f"{timezone.localdate():%d/%m/%Y}",
        "intake_closes_on": f"{day:%d/%m/%Y}",
        "speaker_limit": "10",
        "waiting_limit": "5",
        "minutes_each": "5",
        "chair_posts": [DialogueSession.chair_posts.rel.model.objects.get(code="chair").pk],
    }
    return known | fields


ADD = reverse("admin:dialogues_dialoguesession_add_session")


def test_a_leader_adds_a_session_and_its_reason_is_public(chu_tich, as_user):
    with at(timezone.localdate().replace(month=6, day=2)):
        response = as_user(chu_tich).post(ADD, typed())
        session = DialogueSession.objects.latest("pk")
    assert response.url == url(session)
    assert (session.place, session.start_time.hour) == ("Nhà văn hóa tổ 5", 14)
    assert session.events.get().public_note == "Ngập nhiều ngày."


def test_an_empty_form_says_what_is_missing_in_the_order_of_the_page(chu_tich, ward, as_user):
    response = as_user(chu_tich).post(ADD, {})
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == set(typed())
    assert not re.search(r"\bNone\b", response.text)
    wrong = [field.name for field in form.visible_fields() if field.errors]
    assert wrong[:3] == ["kind", "held_on", "start_time"] and wrong[-1] == "minutes_each"


def test_what_cannot_be_is_refused_beside_its_box(chu_tich, as_user):
    unreadable = {
        "kind": "party",
        "held_on": "31/02/2027",
        "start_time": "25:00",
        "speaker_limit": "99999999999999",
        "minutes_each": "năm",
        "chair_posts": ["0"],
    }
    wrong = [
        unreadable,
        {"held_on": "01/01/2020"},
        {"end_time": "13:00"},
        {"speaker_limit": "0"},
        {"intake_closes_on": "01/01/2020"},
        {"intake_closes_on": "01/01/2090"},
    ]
    with at(timezone.localdate().replace(month=6, day=2)):
        client, right = as_user(chu_tich), typed()
        for boxes in wrong:
            response = client.post(ADD, right | boxes)
            assert response.status_code == 422, boxes
            assert boxes.keys() <= response.context["form"].errors.keys(), boxes


def test_a_day_the_ward_does_not_work_has_to_be_meant(chu_tich, as_user):
    with at(timezone.localdate().replace(month=6, day=2)):
        sunday = timezone.localdate()
        while sunday.weekday() != 6:
            sunday += timedelta(days=1)
        day = typed(held_on=f"{sunday:%d/%m/%Y}", intake_closes_on=f"{sunday:%d/%m/%Y}")
        client = as_user(chu_tich)
        assert "phường không làm việc" in client.post(ADD, day).text
        assert client.post(ADD, day | {"free_day": "on"}).status_code == 302


def test_a_second_press_makes_no_second_session(chu_tich, as_user):
    with at(timezone.localdate().replace(month=6, day=2)):
        client = as_user(chu_tich)
        client.post(ADD, typed())
        response = client.post(ADD, typed())
    assert "held_on" in response.context["form"].errors


def test_only_who_may_adds_a_session(lan, as_user):
    client = as_user(lan)
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, typed()).status_code == 403


# Putting right


def revised(session, client, **fields):
    form = client.get(url(session, "revise")).context["form"]
    values = {bound.name: bound.value() for bound in form if bound.name != "chair_posts"}
    values = {name: f"{value:%d/%m/%Y}" if hasattr(value, "year") else value for name, value in values.items()}
    chairs = [post.pk for post in session.chair_posts.all()]
    return client.post(url(session, "revise"), values | {"chair_posts": chairs} | fields)


def test_place_and_limits_are_put_right_before_anybody_was_told(lan, session, as_user):
    assert revised(session, as_user(lan), place="Sân đình", speaker_limit="12").status_code == 302
    session.refresh_from_db()
    assert (session.place, session.speaker_limit) == ("Sân đình", 12)
    assert session.events.last().kind == "revised"


def test_once_announced_hours_and_place_are_moved_with_a_reason_only(lan, session, as_user):
    session.announce(by=lan)
    client = as_user(lan)
    form = client.get(url(session, "revise")).context["form"]
    assert not session.TOLD & form.fields.keys()
    revised(session, client, place="Sân đình", subject="Rác thải")
    session.refresh_from_db()
    assert (session.place, session.subject) == ("Hội trường phường", "Rác thải")


def test_who_saves_second_sees_what_stands_there_and_keeps_what_was_typed(lan, chu_tich, session, as_user):
    old = session.version
    session.revise(by=chu_tich, version=old, place="Sân đình")
    client = as_user(lan)
    response = revised(session, client, version=old, place="Trường học")
    assert response.status_code == 409
    assert ("Địa điểm", "Sân đình") in response.context["fresh"]
    assert "Trường học" in response.text
    again = {name: response.context["form"].data.getlist(name) for name in response.context["form"].data}
    assert client.post(url(session, "revise"), again).status_code == 302
    session.refresh_from_db()
    assert session.place == "Trường học"


def test_a_session_that_is_over_is_not_revised(lan, sessions, as_user):
    session, client = sessions[SessionStatus.HELD], as_user(lan)
    assert client.get(url(session, "revise")).status_code == 302
    posted = typed(version=session.version)
    assert client.post(url(session, "revise"), posted).status_code == 422


def test_what_was_noted_inside_is_read_by_who_prepares_sessions_only(lan, minh, chu_tich, sessions, as_user):
    session = sessions[SessionStatus.HELD]
    submit(session, lan)
    Minutes.objects.get(session=session).send_back("Ghi lại cho rõ số nhà.", by=chu_tich)
    for reader in (lan, minh):
        response = as_user(reader).get(url(session))
        assert response.status_code == 200 and "Trả lại biên bản" in response.text
        assert ("Ghi lại cho rõ số nhà." in response.text) == (reader == lan)


def test_the_desk_stands_under_the_names_of_the_apps_in_vietnamese(chu_tich, session, as_user):
    page = as_user(chu_tich).get(reverse("admin:index"))
    names = [part.name for part in page.context["desk"]]
    assert set(names) == {"Tổ chức và dân vận", "Đơn, kiến nghị", "Đối thoại, cam kết"}
    assert "Đến nội dung chính" in page.text
    for english in ("Skip to", "Model name", "Add link"):
        assert english not in page.text
