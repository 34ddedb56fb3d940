"""The pages on which staff decide about a session: what they demand, what they keep, who may, what two see."""

import re
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from dialogues.decisions.sessions import DECISIONS
from dialogues.models import DialogueSession, Minutes
from dialogues.status import SESSION_MOVES, SessionStatus
from tests.factories.dialogues import an_officer, at, conclude, question_at, session_in, session_on
from tests.grids import undone

pytestmark = pytest.mark.django_db

# Verb: a status it is legal in, and the boxes that must be filled.
DEMANDED = {
    "announce": (SessionStatus.PLANNED, set()),
    "move": (SessionStatus.PLANNED, {"day", "start_time", "end_time", "place", "reason"}),
    "cancel": (SessionStatus.PLANNED, {"reason", "sure"}),
    "restore": (SessionStatus.CANCELLED, {"reason"}),
    "open": (SessionStatus.PLANNED, set()),
    "end": (SessionStatus.IN_SESSION, set()),
    "reopen": (SessionStatus.HELD, {"reason"}),
    "submit_minutes": (SessionStatus.HELD, set()),
    "return_minutes": (SessionStatus.HELD, {"reason"}),
    "conclude": (SessionStatus.HELD, {"conclusion_number", "sure", "seen"}),
    "correct": (SessionStatus.CONCLUDED, {"part", "text", "reason"}),
}


def page(session, verb):
    return reverse("admin:dialogues_dialoguesession_decide", args=[session.pk, verb])


def fresh(session):
    return DialogueSession.objects.get(pk=session.pk)


def filled(client, session, verb, **typed):
    """What a browser sends: the boxes as the page shows them, with what somebody typed over them."""
    form = client.get(page(session, verb)).context["form"]
    shown = {bound.name: bound.value() for bound in form if bound.value() is not None and bound.name != "sure"}
    shown = {name: f"{value:%d/%m/%Y}" if hasattr(value, "year") else value for name, value in shown.items()}
    return shown | typed


def sent(session, **typed):
    """What a browser sends of a page that shows nothing to be changed."""
    return {"version": session.version} | typed


@pytest.fixture(scope="module")
def submitted_of_all(sessions_of_all):
    session, host = session_in(SessionStatus.HELD), an_officer("reception")
    minutes = Minutes.of(session)
    minutes.write(by=host, conclusion="Giao địa chính nạo vét cống ngõ 5.", secretary_name="Trần Thị Lan")
    minutes.submit(by=host)
    return session


@pytest.fixture
def submitted(submitted_of_all):
    """A session whose minutes wait for the leader."""
    return fresh(submitted_of_all)


def test_every_decision_has_its_page():
    assert set(DECISIONS) == set(SESSION_MOVES) == set(DEMANDED)


def test_an_empty_form_says_what_is_missing(everything, sessions, as_user):
    client = as_user(everything)
    for verb, (status, boxes) in DEMANDED.items():
        response = client.post(page(sessions[status], verb))
        assert response.status_code == 422, verb
        assert set(response.context["form"].errors) == boxes | {"version"}, verb
        assert not re.search(r"\bNone\b", response.text), verb


def test_a_page_opened_in_the_wrong_state_leads_back_with_a_word(everything, sessions, as_user):
    client = as_user(everything)
    for verb in DEMANDED:
        wrong = next(status for status in SessionStatus.values if status not in SESSION_MOVES[verb].sources)
        overview = reverse("admin:dialogues_dialoguesession_change", args=[sessions[wrong].pk])
        assert client.get(page(sessions[wrong], verb)).url == overview, verb
    # The words wait for the page that is opened next.
    text = client.get(overview).text
    for verb in DEMANDED:
        assert f"Không thể “{DECISIONS[verb].heading}”" in text, verb


def test_who_may_not_decide_is_refused_and_who_sees_no_session_finds_none(minh, bien_tap, sessions, as_user):
    before = {status: session.version for status, session in sessions.items()}
    client, other = as_user(minh), as_user(bien_tap)
    for place, (verb, (status, _boxes)) in enumerate(DEMANDED.items()):
        # The reader of sessions is refused by each page, asked and sent to in turn; to the other it does not exist.
        ask = (client.get, client.post)[place % 2]
        assert ask(page(sessions[status], verb)).status_code == 403, verb
        assert not sessions[status].allows(verb, minh) and not sessions[status].allows(verb, bien_tap), verb
    assert [ask(page(sessions[status], verb)).status_code for ask in (other.get, other.post)] == [404, 404]
    assert {status: fresh(session).version for status, session in sessions.items()} == before


def test_a_decision_nobody_knows_is_not_found(lan, session, as_user):
    client = as_user(lan)
    for verb in ("delete", "register", "give-number"):
        assert client.get(page(session, verb)).status_code == 404, verb


def test_a_month_of_decisions_goes_through_the_pages(lan, chu_tich, session, as_user):
    host, leader = as_user(lan), as_user(chu_tich)
    for verb in ("announce", "open", "end"):
        assert host.post(page(session, verb), filled(host, session, verb)).status_code == 302
    Minutes.of(fresh(session)).write(by=lan, conclusion="Giao địa chính nạo vét.")
    host.post(page(session, "submit_minutes"), filled(host, session, "submit_minutes"))
    leader.post(page(session, "return_minutes"), filled(leader, session, "return_minutes", reason="Ghi rõ thời hạn."))
    Minutes.of(fresh(session)).write(by=lan, conclusion="Giao địa chính nạo vét trước ngày 30.")
    host.post(page(session, "submit_minutes"), filled(host, session, "submit_minutes"))
    typed = filled(leader, session, "conclude", conclusion_number="16/TB-UBND", sure="on")
    assert leader.post(page(session, "conclude"), typed).status_code == 302
    assert fresh(session).status == SessionStatus.CONCLUDED
    assert fresh(session).minutes.conclusion_number == "16/TB-UBND"
    kinds = [event.kind for event in session.events.all()]
    assert kinds[1:4] == ["announced", "opened", "ended"]
    assert kinds[4:] == ["minutes_submitted", "minutes_returned", "minutes_submitted", "concluded"]


def test_the_page_is_named_after_its_decision(lan, session, as_user):
    assert as_user(lan).get(page(session, "announce")).context["title"] == "Thông báo buổi đối thoại"


def test_a_move_tells_everybody_why(chu_tich, session, as_user):
    client = as_user(chu_tich)
    day = timezone.localdate() + timedelta(days=7)
    typed = filled(
        client, session, "move", day=f"{day:%d/%m/%Y}", reason="Trùng kỳ họp.", place="Sân đình", free_day="on"
    )
    assert client.post(page(session, "move"), typed).status_code == 302
    moved = fresh(session)
    assert (moved.held_on, moved.place) == (day, "Sân đình")
    assert moved.last_reason() == "Trùng kỳ họp."


def test_a_move_onto_a_free_day_has_to_be_meant(chu_tich, as_user):
    with at(timezone.localdate().replace(month=6, day=2)):
        session, client = session_on(), as_user(chu_tich)
        sunday = timezone.localdate() + timedelta(days=6 - timezone.localdate().weekday())
        typed = filled(client, session, "move", day=f"{sunday:%d/%m/%Y}", reason="Theo nguyện vọng của dân.")
        refused = client.post(page(session, "move"), typed)
        assert "phường không làm việc" in refused.text
        assert "Theo nguyện vọng của dân." in refused.text
        assert client.post(page(session, "move"), typed | {"free_day": "on"}).status_code == 302


def test_what_was_done_already_is_not_laid_on_the_state(lan, session, as_user):
    session.announce(by=lan)
    told = as_user(lan).get(page(session, "announce"), follow=True).text
    assert "“Thông báo buổi đối thoại” đã làm rồi" in told and "Không thể" not in told


def test_a_session_is_not_moved_onto_another_like_it(chu_tich, session, as_user):
    other = session_on(session.held_on + timedelta(days=30))
    client = as_user(chu_tich)
    typed = filled(client, session, "move", day=f"{other.held_on:%d/%m/%Y}", reason="Vì sao đó.", free_day="on")
    response = client.post(page(session, "move"), typed)
    assert "Đã có một buổi như vậy" in response.context["form"].errors["day"][0]
    other.cancel("Bão.", by=chu_tich)
    assert client.post(page(session, "move"), typed).status_code == 302


def test_a_session_becomes_like_another_neither_held_after_all_nor_put_right(chu_tich, lan, session):
    session.cancel("Bão.", by=chu_tich)
    other = session_on(session.held_on)
    with pytest.raises(ValidationError, match="Đã có một buổi như vậy"):
        session.restore("Bão tan.", by=chu_tich)
    third = session_on(session.held_on, start_time=time(9))
    with pytest.raises(ValidationError, match="Đã có một buổi như vậy"):
        third.revise(by=lan, version=third.version, start_time=other.start_time)


def test_a_move_that_cannot_be_is_refused_beside_its_box(chu_tich, session, as_user):
    client = as_user(chu_tich)
    typed = filled(client, session, "move", reason="Vì sao đó.", free_day="on")
    for box, value in (("day", "01/01/2020"), ("day", "mai"), ("end_time", "06:00"), ("start_time", "99:00")):
        response = client.post(page(session, "move"), typed | {box: value})
        assert response.status_code == 422, (box, value)
        assert box in response.context["form"].errors, (box, value)


def test_cancelling_says_how_many_questions_are_left(chu_tich, session, as_user):
    question_at(session)
    assert "1 câu hỏi đã gửi" in as_user(chu_tich).get(page(session, "cancel")).text


def test_a_session_is_not_opened_before_its_day(lan, ward, as_user):
    session, client = session_on(timezone.localdate() + timedelta(days=3)), as_user(lan)
    response = client.post(page(session, "open"), sent(session))
    assert response.status_code == 422
    assert "chưa đến ngày" in response.text


def test_minutes_with_an_open_question_are_not_submitted(lan, session, as_user):
    question_at(session)
    session.open(by=lan)
    session.end(by=lan)
    client = as_user(lan)
    response = client.post(page(session, "submit_minutes"), sent(session))
    assert response.status_code == 422
    assert "Còn 1 câu hỏi chưa ghi trả lời" in response.text


def test_minutes_nobody_submitted_are_neither_approved_nor_returned(chu_tich, sessions, as_user):
    client = as_user(chu_tich)
    for verb in ("conclude", "return_minutes"):
        text = client.get(page(sessions[SessionStatus.HELD], verb), follow=True).text
        assert "Biên bản chưa được trình" in text, verb


def test_the_leader_reads_everything_before_approving(chu_tich, submitted, as_user):
    text = as_user(chu_tich).get(page(submitted, "conclude")).text
    assert "Giao địa chính nạo vét cống ngõ 5." in text
    assert "Trần Thị Lan" in text


def test_what_was_written_since_has_to_be_read_before_it_is_approved(lan, chu_tich, submitted, as_user):
    client = as_user(chu_tich)
    typed = filled(client, submitted, "conclude", conclusion_number="16/TB-UBND", sure="on")
    submitted.minutes.write(by=lan, conclusion="Giao địa chính trả lời.")
    response = client.post(page(submitted, "conclude"), typed)
    assert response.status_code == 422
    assert "Biên bản vừa được sửa" in response.text
    assert "Giao địa chính trả lời." in response.text
    seen = re.search(r'name="seen" value="([^"]+)"', response.text)[1]
    assert client.post(page(submitted, "conclude"), typed | {"seen": seen}).status_code == 302


def test_who_submitted_does_not_approve(everything, sessions, as_user):
    session, client = sessions[SessionStatus.HELD], as_user(everything)
    minutes = Minutes.of(session)
    minutes.write(by=everything, conclusion="Giao việc.")
    minutes.submit(by=everything)
    typed = filled(client, session, "conclude", conclusion_number="1", sure="on")
    response = client.post(page(session, "conclude"), typed)
    assert response.status_code == 422
    assert "cần người thứ hai" in response.text


def test_a_correction_starts_from_the_wording_of_the_part_chosen(chu_tich, sessions, as_user):
    session, client = sessions[SessionStatus.CONCLUDED], as_user(chu_tich)
    form = client.get(page(session, "correct"), {"muc": "chaired_by"}).context["form"]
    assert form["text"].value() == session.minutes.chaired_by
    typed = filled(client, session, "correct", text="Giao địa chính, xong trước 30/12.", reason="Thiếu thời hạn.")
    assert client.post(page(session, "correct"), typed).status_code == 302
    correction = session.minutes.corrections.get()
    assert (correction.field, correction.after) == ("conclusion", "Giao địa chính, xong trước 30/12.")


def test_an_answer_is_corrected_as_part_of_its_point(chu_tich, lan, session, as_user):
    question_at(session)
    session.open(by=lan)
    session.end(by=lan)
    conclude(session, host=lan, leader=an_officer("leader"))
    item = session.agenda.get()
    client = as_user(chu_tich)
    shown = client.get(page(session, "correct"), {"muc": f"{item.pk}-answer"}).context["form"]
    assert shown["text"].value() == item.answer
    typed = {
        "part": f"{item.pk}-answer",
        "text": "Trong quý này.",
        "reason": "Nhầm hạn.",
        "version": fresh(session).version,
    }
    client.post(page(session, "correct"), typed)
    item.refresh_from_db()
    assert item.answer == "Trong quý này."


def test_a_part_the_minutes_do_not_have_is_not_corrected(chu_tich, sessions, as_user):
    session, client = sessions[SessionStatus.CONCLUDED], as_user(chu_tich)
    for part in ("", "status", "0-answer", "conclusion-x", "'"):
        assert client.get(page(session, "correct"), {"muc": part}).status_code == 200, part
        typed = {"part": part, "text": "x", "reason": "y", "version": session.version}
        response = client.post(page(session, "correct"), typed)
        assert response.status_code == 422, part
        assert "part" in response.context["form"].errors, part


def test_the_same_wording_is_no_correction(chu_tich, sessions, as_user):
    session, client = sessions[SessionStatus.CONCLUDED], as_user(chu_tich)
    response = client.post(page(session, "correct"), filled(client, session, "correct", reason="Thử."))
    assert response.status_code == 422
    assert "text" in response.context["form"].errors


def test_the_one_who_comes_second_sees_what_happened_and_keeps_their_text(lan, chu_tich, session, as_user):
    client = as_user(chu_tich)
    typed = sent(session, reason="Bão số 5 đổ bộ.", sure="on")
    session.announce(by=lan, staff_note="Đã gọi loa.")
    response = client.post(page(session, "cancel"), typed)
    assert response.status_code == 409
    assert [event.kind for event in response.context["since"]] == ["announced"]
    assert "Đã gọi loa." in response.text
    assert "Bão số 5 đổ bộ." in response.text
    version = re.search(r'name="version" value="(\d+)"', response.text)[1]
    assert client.post(page(session, "cancel"), typed | {"version": version}).status_code == 302
    assert fresh(session).status == SessionStatus.CANCELLED


def test_what_is_no_longer_legal_keeps_the_text_but_offers_no_button(lan, chu_tich, session, as_user):
    client = as_user(chu_tich)
    typed = sent(session, reason="Bão số 5 đổ bộ.", sure="on")
    session.open(by=lan)
    response = client.post(page(session, "cancel"), typed)
    assert response.status_code == 409
    assert "Bão số 5 đổ bộ." in response.text
    assert "Hủy buổi này" not in response.text


def test_a_decision_leads_back_to_where_the_link_came_from(lan, session, as_user):
    client = as_user(lan)
    response = client.post(f"{page(session, 'announce')}?ve=/quan-tri/", sent(session))
    assert response.url == "/quan-tri/"


def test_a_decision_never_leads_out_of_the_portal(lan, session, as_user):
    client = as_user(lan)
    typed, overview = sent(session), reverse("admin:dialogues_dialoguesession_change", args=[session.pk])
    for elsewhere in ("https://vidu.vn/", "//vidu.vn/", "javascript:alert(1)", "/\\vidu.vn", ""):
        with undone():
            response = client.post(f"{page(session, 'announce')}?{'ve=' + elsewhere}", typed)
            assert response.url == overview, elsewhere


# Going on after the end


def test_a_session_that_was_ended_too_soon_goes_on_that_day(lan, session, later, as_user):
    session.open(by=lan)
    session.end(by=lan)
    client = as_user(lan)
    typed = sent(session, reason="Bấm nhầm, còn ba người chưa hỏi.")
    assert client.post(page(session, "reopen"), typed).status_code == 302
    event = session.events.last()
    assert (event.kind, event.staff_note, event.public_note) == ("reopened", "Bấm nhầm, còn ba người chưa hỏi.", "")
    again = fresh(session)
    assert (again.status, again.ended_at) == (SessionStatus.IN_SESSION, None)
    again.end(by=lan)
    assert fresh(session).ended_at > session.ended_at
    later(days=1)
    with pytest.raises(ValidationError, match="trong ngày bế mạc"):
        again.reopen("Còn người hỏi.", by=lan)


def test_a_session_whose_minutes_the_leader_has_goes_on_only_once_they_came_back(lan, chu_tich, submitted, as_user):
    client, overview = as_user(lan), reverse("admin:dialogues_dialoguesession_change", args=[submitted.pk])
    assert page(submitted, "reopen") not in client.get(overview).text
    assert "lãnh đạo trả lại biên bản thì mới" in client.get(page(submitted, "reopen"), follow=True).text
    with pytest.raises(ValidationError, match="lãnh đạo trả lại"):
        submitted.reopen("Bấm nhầm.", by=lan)
    submitted.minutes.send_back("Ghi rõ hơn.", by=chu_tich)
    assert page(submitted, "reopen") in client.get(overview).text
    submitted.reopen("Còn người hỏi.", by=lan)


def test_minutes_are_submitted_once_until_they_come_back(lan, chu_tich, submitted, as_user):
    client, overview = as_user(lan), reverse("admin:dialogues_dialoguesession_change", args=[submitted.pk])
    assert page(submitted, "submit_minutes") not in client.get(overview).text
    assert "Biên bản đã trình lúc" in client.get(page(submitted, "submit_minutes"), follow=True).text
    typed = {"version": submitted.version}
    assert "Biên bản đã trình lúc" in client.post(page(submitted, "submit_minutes"), typed).text
    submitted.minutes.send_back("Ghi rõ hạn của việc thứ hai.", by=chu_tich)
    assert page(submitted, "submit_minutes") in client.get(overview).text


def test_who_wrote_the_minutes_reads_why_they_came_back(lan, chu_tich, minh, submitted, as_user):
    overview, minutes = (
        reverse(f"admin:dialogues_dialoguesession_{name}", args=[submitted.pk]) for name in ("change", "minutes")
    )
    submitted.minutes.send_back("Ghi rõ hạn của việc thứ hai.", by=chu_tich)
    client = as_user(lan)
    for address in (overview, minutes):
        text = client.get(address).text
        assert f"{chu_tich} trả lại biên bản lúc" in text and "Ghi rõ hạn của việc thứ hai." in text, address
    assert "Ghi rõ hạn của việc thứ hai." not in as_user(minh).get(overview).text
    fresh(submitted).minutes.submit(by=lan)
    assert "trả lại biên bản lúc" not in client.get(minutes).text


def test_a_box_to_tick_is_not_named_before_its_error(chu_tich, session, as_user):
    response = as_user(chu_tich).post(page(session, "cancel"), {"version": session.version})
    summary = response.text.partition('class="error-summary"')[2].partition("</ul>")[0]
    assert "Lý do: Ghi lý do hủy" in summary
    assert "Xin đánh dấu ô này để xác nhận." in summary and "Tôi chắc chắn" not in summary
