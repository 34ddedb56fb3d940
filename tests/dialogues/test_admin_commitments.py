"""The list of promises and the page of one: who sees which, what stands on it, evidence and milestones."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.models import Commitment
from dialogues.status import CommitmentStatus as Status
from tests.factories.dialogues import (
    an_officer,
    at,
    commitment_in,
    commitment_of,
    conclude,
    photo_file,
    raised_commitment,
)

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/dialogues/commitment/"


def codes(response) -> set[str]:
    return {commitment.code for commitment in response.context["cl"].result_list}


def address(commitment, name: str = "change", *more) -> str:
    return reverse(f"admin:dialogues_commitment_{name}", args=[commitment.pk, *more])


def give(commitment, unit, owner=None) -> Commitment:
    commitment.assign(unit, owner=owner, by=an_officer("reception"))
    return commitment


@pytest.fixture
def drain(session, unit_a):
    return commitment_of(session, unit=unit_a)


@pytest.fixture
def shown(drain, minh):
    """A promise with one piece of evidence."""
    drain.report_progress("Đã nạo vét một nửa.", by=minh, files=[photo_file()], caption="Cống ngõ 5")
    return drain


def test_hosts_and_leaders_see_all_and_a_handler_what_their_unit_keeps(
    lan, chu_tich, everything, minh, tuan, drain, as_user
):
    for user in (lan, chu_tich, everything, minh):
        assert codes(as_user(user).get(LIST)) == {drain.code}
        assert as_user(user).get(address(drain)).status_code == 200
    assert codes(as_user(tuan).get(LIST)) == set()
    assert as_user(tuan).get(address(drain)).status_code == 404


@pytest.mark.parametrize("role", ["bien_tap", "to_truong"])
def test_others_find_neither_the_list_nor_a_promise(role, request, drain, as_user):
    client = as_user(request.getfixturevalue(role))
    assert (client.get(LIST).status_code, client.get(address(drain)).status_code) == (403, 404)


def test_each_queue_holds_its_part(minh, unit_a, unit_b, chu_tich, session, as_user):
    mine = give(commitment_of(session, working_days=60), unit_a, minh)
    of_unit = commitment_of(session, unit=unit_a, working_days=60)
    soon = commitment_of(session, unit=unit_b, working_days=1)
    to_sign_off = commitment_in(Status.DONE, session)
    to_confirm = commitment_in(Status.DONE, session)
    to_confirm.sign_off(by=chu_tich)
    client = as_user(chu_tich)
    assert codes(as_user(minh).get(LIST, {"viec": "cua-toi"})) == {mine.code, of_unit.code}
    assert codes(client.get(LIST, {"viec": "cua-toi"})) == set()
    assert codes(client.get(LIST, {"viec": "sap-den-han"})) <= {soon.code}
    assert codes(client.get(LIST, {"viec": "cho-lanh-dao"})) == {to_sign_off.code}
    assert codes(client.get(LIST, {"viec": "cho-nguoi-dan"})) == {to_confirm.code}
    assert codes(client.get(LIST, {"viec": "dang-lam"})) == {mine.code, of_unit.code, soon.code}
    assert len(codes(client.get(LIST, {"viec": "tat-ca"}))) == 5
    with at(soon.due_on):
        assert codes(as_user(chu_tich).get(LIST, {"viec": "sap-den-han"})) == {soon.code}
    with at(soon.due_on + timedelta(days=1)):
        late = as_user(chu_tich).get(LIST, {"viec": "qua-han"})
        assert codes(late) == {soon.code}
        assert "quá hạn 1 ngày" in late.text


def test_filters_narrow_by_unit_session_group_and_status(lan, session, drain, unit_a, as_user):
    other = commitment_in(Status.NOT_DONE, session)
    client = as_user(lan)
    assert codes(client.get(LIST, {"don-vi": unit_a.code})) == {drain.code}
    assert codes(client.get(LIST, {"tinh-trang": "not_done"})) == {other.code}
    assert codes(client.get(LIST, {"buoi": session.slug})) == {drain.code, other.code}
    assert codes(client.get(LIST, {"to": "khong-co"})) == {drain.code, other.code}


@pytest.mark.parametrize("query", ["{code}", "{short}", "Nạo vét"])
def test_a_promise_is_found_by_code_and_words(query, lan, session, drain, as_user):
    commitment_of(session, text="Lắp đèn ngõ 3.")
    typed = query.format(code=drain.code.lower(), short=f"{drain.year}/{drain.number}")
    assert codes(as_user(lan).get(LIST, {"q": typed})) == {drain.code}


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_costs_the_same_however_long_it_is(
    number, chu_tich, session, unit_a, as_user, django_assert_max_num_queries
):
    for _ in range(number):
        commitment_of(session, unit=unit_a)
    client = as_user(chu_tich)
    client.get(LIST)
    with django_assert_max_num_queries(12) as done:
        client.get(LIST, {"viec": "dang-lam"})
    counting = [query["sql"] for query in done.captured_queries if "COUNT(" in query["sql"]]
    assert all("LIMIT" in sql for sql in counting)


def test_no_promise_is_added_changed_or_deleted_by_hand(everything, drain, as_user):
    client = as_user(everything)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{drain.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    client.post(address(drain), {"status": "confirmed", "text": "x"})
    assert Commitment.objects.get(pk=drain.pk).text == drain.text
    assert client.get(f"{LIST}{drain.pk}/history/").status_code == 404


def test_the_page_tells_who_keeps_it_by_when_and_how_that_was_counted(lan, drain, unit_a, as_user):
    page = as_user(lan).get(address(drain)).text
    for told in (drain.text, str(unit_a), f"{drain.due_on:%d/%m/%Y}", "10 ngày làm việc", drain.session.title):
        assert told in page


def test_the_page_counts_how_often_it_was_postponed(lan, chu_tich, drain, as_user):
    due = drain.due_on + timedelta(days=28)
    drain.postpone(due, "Chờ vốn.", by=chu_tich)
    page = as_user(lan).get(address(drain)).text
    assert "1 lần, hạn ban đầu" in page
    assert "Chờ vốn." in page


def test_the_page_offers_what_the_person_may_decide_the_next_step_first(lan, minh, chu_tich, drain, as_user):
    def buttons(user):
        return [button.label for button in as_user(user).get(address(drain)).context["buttons"]]

    assert buttons(minh) == ["Bắt đầu thực hiện", "Báo cáo tiến độ", "Báo cáo đã làm xong"]
    assert "Lùi hạn" in buttons(chu_tich)
    assert "Lùi hạn" not in buttons(lan)
    assert "Giao lại việc" in buttons(lan)


def test_a_promise_links_to_its_public_page_once_the_minutes_are_approved(lan, session, drain, as_user):
    assert "Chưa công khai" in as_user(lan).get(address(drain)).text
    session.end(by=lan)
    conclude(session)
    assert drain.get_absolute_url() in as_user(lan).get(address(drain)).text


def test_what_a_resident_said_is_not_shown_as_public(lan, session, as_user):
    commitment = commitment_in(Status.CONFIRMED, session)
    commitment.object("Nước vẫn đọng trước nhà tôi.", by=lan, staff_note="Gọi điện.")
    told = as_user(lan).get(address(commitment)).context["told"]
    assert all("trước nhà tôi" not in words for _event, words in told)


def test_staff_open_evidence_that_is_not_public(minh, tuan, lan, shown, as_user):
    file = shown.evidence.get()
    url = address(shown, "evidence", file.pk)
    assert b"".join(as_user(minh).get(url)) == photo_file().content
    assert as_user(lan).get(url).status_code == 200
    assert as_user(tuan).get(url).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("lan", 302), ("chu_tich", 302), ("minh", 403), ("tuan", 404)])
def test_hosts_and_leaders_say_which_evidence_is_public(role, status, request, shown, as_user):
    file = shown.evidence.get()
    client, url = as_user(request.getfixturevalue(role)), address(shown, "show_evidence", file.pk)
    assert client.post(url, {"publish": "1"}).status_code == status
    assert bool(shown.evidence.get().published_at) == (status == 302)
    if status == 302:
        client.post(url, {"hide": "1"})
        assert shown.evidence.get().published_at is None


def test_evidence_of_another_promise_is_not_reached_through_this_one(lan, session, shown, as_user):
    other = commitment_of(session)
    file = shown.evidence.get()
    for name in ("evidence", "show_evidence"):
        client, url = as_user(lan), address(other, name, file.pk)
        assert (client.get if name == "evidence" else client.post)(url).status_code == 404


def test_milestones_are_added_and_ticked(minh, drain, as_user):
    client = as_user(minh)
    day = drain.promised_on + timedelta(days=3)
    client.post(address(drain, "milestone"), {"text": "Khảo sát", "due_on": f"{day:%d/%m/%Y}"})
    milestone = drain.milestones.get()
    assert (milestone.text, milestone.due_on) == ("Khảo sát", day)
    client.post(address(drain, "tick", milestone.pk))
    assert drain.milestones.get().done_on == timezone.localdate()
    assert "Xong một mốc: Khảo sát" in client.get(address(drain, "change")).text


def test_a_tick_is_told_once_and_can_be_taken_back_the_same_day(minh, session, unit_a, as_user, later):
    day = timezone.localdate()
    drain = commitment_of(session, unit=unit_a, milestones=[(day, "Khảo sát")])
    milestone = drain.milestones.get()
    client = as_user(minh)
    for _ in range(2):
        client.post(address(drain, "tick", milestone.pk))
    assert drain.events.filter(kind="milestone_done", milestone=milestone, by=minh).count() == 1
    client.post(address(drain, "tick", milestone.pk), {"undo": "1"})
    milestone.refresh_from_db()
    assert milestone.done_on is None and drain.events.last().kind == "milestone_undone"
    client.post(address(drain, "tick", milestone.pk))
    assert "Bỏ đánh dấu" in client.get(address(drain, "change")).text
    later(days=1)
    client = as_user(minh)
    assert "Bỏ đánh dấu<" not in client.get(address(drain, "change")).text
    refused = client.post(address(drain, "tick", milestone.pk), {"undo": "1"}, follow=True)
    assert "Mốc chỉ bỏ đánh dấu được ngay trong ngày." in refused.text
    milestone.refresh_from_db()
    assert milestone.done_on == day


def test_a_tick_does_not_hide_what_others_decided_meanwhile(minh, chu_tich, session, unit_a, as_user):
    drain = commitment_of(session, unit=unit_a, milestones=[(timezone.localdate(), "Khảo sát")])
    drain.milestones.get().tick(by=minh)
    typed = {"version": 0, "reason": "Không có vốn.", "sure": "on"}
    response = as_user(chu_tich).post(address(drain, "decide", "fail"), typed)
    assert response.status_code == 409 and "Xong một mốc: Khảo sát" in response.text


@pytest.mark.parametrize(
    ("box", "value"), [("text", ""), ("due_on", ""), ("due_on", "01/01/2001"), ("due_on", "31/12/2099")]
)
def test_a_milestone_out_of_time_or_without_words_is_refused(box, value, minh, drain, as_user):
    day = drain.promised_on + timedelta(days=3)
    typed = {"text": "Khảo sát", "due_on": f"{day:%d/%m/%Y}"} | {box: value}
    response = as_user(minh).post(address(drain, "milestone"), typed)
    assert response.status_code == 422
    assert box in response.context["milestone_form"].errors
    assert not drain.milestones.exists()


def test_a_milestone_names_nobody(lan, session, as_user):
    commitment = raised_commitment(session)
    day = commitment.promised_on + timedelta(days=3)
    typed = {"text": "Gặp bà Lê Thị Hoa (dữ liệu mẫu)", "due_on": f"{day:%d/%m/%Y}"}
    assert as_user(lan).post(address(commitment, "milestone"), typed).status_code == 422


def test_only_who_reports_on_it_sets_milestones(chu_tich, tuan, drain, as_user):
    assert as_user(chu_tich).post(address(drain, "milestone"), {}).status_code == 403
    assert as_user(tuan).post(address(drain, "milestone"), {}).status_code == 404


def test_a_promise_that_is_done_takes_no_milestones(lan, session, as_user):
    done = commitment_in(Status.CONFIRMED, session)
    assert as_user(lan).post(address(done, "milestone"), {}).status_code == 403


def test_the_desk_shows_each_person_their_queues(lan, chu_tich, minh, bien_tap, drain, as_user):
    def labels(user):
        return {queue.label for part in as_user(user).get("/quan-tri/").context["desk"] for queue in part.queues}

    assert "Cam kết của tôi, đơn vị tôi" in labels(minh)
    assert "Cam kết chờ lãnh đạo xác nhận" in labels(chu_tich)
    assert "Cam kết chờ lãnh đạo xác nhận" not in labels(minh) | labels(lan)
    assert {"Đăng ký nghi là thư rác", "Cam kết chờ người dân xác nhận"} <= labels(lan)
    assert not any("Cam kết" in label for label in labels(bien_tap))


def test_the_page_costs_the_same_whatever_hangs_on_it(lan, session, as_user, django_assert_max_num_queries):
    commitment = raised_commitment(session)
    client = as_user(lan)
    client.get(address(commitment))
    with django_assert_max_num_queries(12):
        client.get(address(commitment))


def test_the_state_says_whose_word_is_missing(lan, chu_tich, session, as_user):
    commitment = commitment_in(Status.DONE, session)
    listed, case = LIST, address(commitment)
    for url in (listed, case):
        assert "Đã làm xong, chờ lãnh đạo xác nhận" in as_user(lan).get(url).text
    commitment.sign_off(by=chu_tich)
    for url in (listed, case):
        assert "Lãnh đạo đã xác nhận, chờ người dân xác nhận" in as_user(lan).get(url).text


def test_the_page_tells_who_let_a_file_be_seen_and_that_it_was_hidden(chu_tich, lan, session, as_user):
    commitment = commitment_in(Status.DONE, session)
    evidence = commitment.evidence.get()
    url = address(commitment, "show_evidence", evidence.pk)
    client = as_user(chu_tich)
    assert f"{chu_tich} cho hiện" in client.post(url, {"publish": "1"}, follow=True).text
    assert f"Đã ẩn; trước đó {chu_tich} cho hiện." in client.post(url, {"hide": "1"}, follow=True).text
