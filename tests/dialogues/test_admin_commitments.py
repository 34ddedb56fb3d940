"""The list of promises and the page of one: who sees which, what stands on it, evidence and milestones."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from dialogues.models import Commitment, Milestone
from dialogues.status import CommitmentStatus as Status
from tests.factories.dialogues import (
    an_officer,
    at,
    commitment_in,
    commitment_of,
    conclude,
    more_like,
    photo_file,
    raised_commitment,
)
from tests.grids import undone
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
LIST = "/quan-tri/dialogues/commitment/"


def codes(response) -> set[str]:
    return {commitment.code for commitment in response.context["cl"].result_list}


def address(commitment, name: str = "change", *more) -> str:
    return reverse(f"admin:dialogues_commitment_{name}", args=[commitment.pk, *more])


def give(commitment, unit, owner=None) -> Commitment:
    commitment.assign(unit, owner=owner, by=an_officer("reception"))
    return commitment


@pytest.fixture
def shown(drain, minh):
    """A promise with one piece of evidence."""
    drain.report_progress("Đã nạo vét một nửa.", by=minh, files=[photo_file()], caption="Cống ngõ 5")
    return drain


def test_hosts_and_leaders_see_all_and_a_handler_what_their_unit_keeps(
    lan, chu_tich, everything, minh, tuan, drain, as_user
):
    for user in (lan, chu_tich, everything, minh):
        assert list(Commitment.objects.visible_to(user)) == [drain], user
    client = as_user(minh)
    assert codes(client.get(LIST)) == {drain.code}
    assert client.get(address(drain)).status_code == 200
    client = as_user(tuan)
    assert codes(client.get(LIST)) == set()
    assert client.get(address(drain)).status_code == 404


def test_others_find_neither_the_list_nor_a_promise(bien_tap, to_truong, drain, as_user):
    for user in (bien_tap, to_truong):
        client = as_user(user)
        assert (client.get(LIST).status_code, client.get(address(drain)).status_code) == (403, 404), user


def test_each_queue_holds_its_part(minh, unit_a, unit_b, chu_tich, session, drain, as_user):
    mine = give(commitment_of(session, unit=unit_a, working_days=60), unit_a, minh)
    soon = commitment_of(session, unit=unit_b, working_days=1)
    to_sign_off = commitment_in(Status.DONE, session, raised=True)
    [to_confirm] = more_like(to_sign_off, [{"signed_off_at": timezone.now()}])
    client = as_user(chu_tich)
    assert codes(as_user(minh).get(LIST, {"viec": "cua-toi"})) == {mine.code, drain.code}
    assert codes(client.get(LIST, {"viec": "cua-toi"})) == set()
    assert codes(client.get(LIST, {"viec": "sap-den-han"})) <= {soon.code}
    assert codes(client.get(LIST, {"viec": "cho-lanh-dao"})) == {to_sign_off.code}
    assert codes(client.get(LIST, {"viec": "cho-nguoi-dan"})) == {to_confirm.code}
    assert codes(client.get(LIST, {"viec": "dang-lam"})) == {mine.code, drain.code, soon.code}
    assert len(codes(client.get(LIST, {"viec": "tat-ca"}))) == 5
    with at(soon.due_on):
        assert codes(as_user(chu_tich).get(LIST, {"viec": "sap-den-han"})) == {soon.code}
    with at(soon.due_on + timedelta(days=1)):
        late = as_user(chu_tich).get(LIST, {"viec": "qua-han"})
        assert codes(late) == {soon.code}
        assert "quá hạn 1 ngày" in late.text


def test_filters_narrow_by_unit_session_group_and_status(lan, session, drain, unit_a, as_user):
    other = commitment_in(Status.NOT_DONE, session, raised=False)
    client = as_user(lan)
    assert codes(client.get(LIST, {"don-vi": unit_a.code})) == {drain.code}
    assert codes(client.get(LIST, {"tinh-trang": "not_done"})) == {other.code}
    assert codes(client.get(LIST, {"buoi": session.slug})) == {drain.code, other.code}
    assert codes(client.get(LIST, {"to": "khong-co"})) == {drain.code, other.code}


def test_a_promise_is_found_by_code_and_words(lan, session, drain, as_user):
    commitment_of(session, text="Lắp đèn ngõ 3.")
    client = as_user(lan)
    for typed in (drain.code.lower(), f"{drain.year}/{drain.number}", "Nạo vét", "nao vet", "cong  nao"):
        assert codes(client.get(LIST, {"q": typed})) == {drain.code}, typed


def test_the_list_costs_the_same_however_long_it_is(
    chu_tich, drain, as_user, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(chu_tich)
    client.get(LIST)
    with django_assert_max_num_queries(12) as done:
        client.get(LIST, {"viec": "dang-lam"})
    counting = [query["sql"] for query in done.captured_queries if "COUNT(" in query["sql"]]
    assert counting and all("LIMIT" in sql for sql in counting)
    more_like(drain, [{}] * 6)
    with django_assert_num_queries(len(done)):
        assert len(codes(client.get(LIST, {"viec": "dang-lam"}))) == 7


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
    host = buttons(lan)
    assert "Lùi hạn" not in host and "Giao lại việc" in host


def test_a_promise_links_to_its_public_page_once_the_minutes_are_approved(lan, session, drain, as_user):
    assert "Chưa công khai" in as_user(lan).get(address(drain)).text
    session.end(by=lan)
    conclude(session)
    assert drain.get_absolute_url() in as_user(lan).get(address(drain)).text


def test_what_a_resident_said_is_not_shown_as_public(lan, session, as_user):
    commitment = commitment_in(Status.CONFIRMED, session)
    commitment.object("Nước vẫn đọng trước nhà tôi.", by=lan, staff_note="Gọi điện.")
    told = as_user(lan).get(address(commitment)).context["told"]
    assert told and all("trước nhà tôi" not in words for _event, words in told)


def test_staff_open_evidence_that_is_not_public(minh, tuan, lan, shown, as_user):
    file = shown.evidence.get()
    url = address(shown, "evidence", file.pk)
    assert b"".join(as_user(minh).get(url)) == photo_file().content
    assert b"".join(as_user(lan).get(url))
    assert as_user(tuan).get(url).status_code == 404
    file.file.storage.delete(file.file.name)
    assert as_user(lan).get(url).status_code == 404


def test_who_reports_on_a_promise_shows_and_hides_no_evidence_of_their_own(minh, shown):
    evidence = shown.evidence.get()
    for show in (evidence.publish, evidence.hide):
        with pytest.raises(PermissionDenied):
            show(by=minh)


def test_hosts_and_leaders_say_which_evidence_is_public(lan, chu_tich, minh, tuan, shown, as_user):
    url = address(shown, "show_evidence", shown.evidence.get().pk)
    for user, status in ((minh, 403), (tuan, 404)):
        assert as_user(user).post(url, {"publish": "1"}).status_code == status, user
        assert shown.evidence.get().published_at is None, user
    for user in (lan, chu_tich):
        client = as_user(user)
        assert client.post(url, {"publish": "1"}).status_code == 302, user
        assert shown.evidence.get().published_at, user
        client.post(url, {"hide": "1"})
        assert shown.evidence.get().published_at is None, user


def test_evidence_of_another_promise_is_not_reached_through_this_one(lan, session, shown, as_user):
    other, file, client = commitment_of(session), shown.evidence.get(), as_user(lan)
    assert client.get(address(other, "evidence", file.pk)).status_code == 404
    assert client.post(address(other, "show_evidence", file.pk)).status_code == 404


def test_milestones_are_added_and_ticked(minh, drain, as_user):
    client = as_user(minh)
    day = drain.promised_on + timedelta(days=3)
    typed = {"text": "Khảo sát", "due_on": f"{day:%d/%m/%Y}", "submission_id": new_submission_id()}
    for _press in range(2):
        assert client.post(address(drain, "milestone"), typed).status_code == 302
    milestone = drain.milestones.get()
    assert (milestone.text, milestone.due_on) == ("Khảo sát", day)
    assert drain.events.filter(kind="milestone_added", milestone=milestone, by=minh).count() == 1
    other = client.post(address(drain, "milestone"), typed | {"text": "Nạo vét"})
    assert other.status_code == 422 and "Nạo vét" in other.text and drain.milestones.count() == 1
    with undone():
        milestone.drop(by=minh)
        assert client.post(address(drain, "milestone"), typed).status_code == 422
    client.post(address(drain, "tick", milestone.pk))
    assert drain.milestones.get().done_on == timezone.localdate()
    assert "Xong một mốc: Khảo sát" in client.get(address(drain, "change")).text


def test_a_milestone_written_by_mistake_is_dropped_until_it_is_reached(minh, drain, as_user):
    day = drain.promised_on + timedelta(days=3)
    wrong, right = (Milestone.objects.add_to(drain, text, day, by=minh) for text in ("Khảo xát", "Khảo sát"))
    as_user(minh).post(address(drain, "tick", wrong.pk), {"drop": "1"})
    assert drain.milestones.standing().get() == right
    page = as_user(minh).get(address(drain, "change")).text
    assert "Bỏ một mốc: Khảo xát" in page and f"{day:%d/%m/%Y}: Khảo xát" not in page
    with pytest.raises(ValidationError, match="vừa được bỏ"):
        wrong.tick(by=minh)
    right.tick(by=minh)
    with pytest.raises(ValidationError, match="đã xong"):
        right.drop(by=minh)


def test_only_who_reports_on_it_adds_a_milestone_and_until_it_is_due(minh, chu_tich, drain):
    for by, day, refusal in ((chu_tich, drain.due_on, PermissionDenied), (minh, drain.due_on + A_DAY, ValidationError)):
        with pytest.raises(refusal):
            Milestone.objects.add_to(drain, "Khảo sát", day, by=by)


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


def test_a_milestone_out_of_time_or_without_words_is_refused(minh, drain, as_user):
    day, client = drain.promised_on + timedelta(days=3), as_user(minh)
    for box, value in (("text", ""), ("due_on", ""), ("due_on", "01/01/2001"), ("due_on", "31/12/2099")):
        typed = {"text": "Khảo sát", "due_on": f"{day:%d/%m/%Y}", "submission_id": new_submission_id()} | {box: value}
        response = client.post(address(drain, "milestone"), typed)
        assert response.status_code == 422, (box, value)
        assert set(response.context["milestone_form"].errors) == {box}, (box, value)
    assert not drain.milestones.exists()


def test_a_milestone_names_nobody(lan, session, as_user):
    commitment = raised_commitment(session)
    day = commitment.promised_on + timedelta(days=3)
    typed = {"text": "Gặp bà Lê Thị Hoa (dữ liệu mẫu)", "due_on": f"{day:%d/%m/%Y}"}
    response = as_user(lan).post(address(commitment, "milestone"), typed)
    assert response.status_code == 422 and "xin viết lại" in response.text


def test_only_who_reports_on_it_sets_milestones(chu_tich, tuan, drain, as_user):
    assert as_user(chu_tich).post(address(drain, "milestone"), {}).status_code == 403
    assert as_user(tuan).post(address(drain, "milestone"), {}).status_code == 404


def test_a_promise_that_is_done_takes_no_milestones(lan, session, as_user):
    done = commitment_in(Status.CONFIRMED, session)
    assert as_user(lan).post(address(done, "milestone"), {}).status_code == 403


def test_the_state_says_whose_word_is_missing(lan, chu_tich, session, as_user):
    commitment, client = commitment_in(Status.DONE, session), as_user(lan)
    pages = (LIST, address(commitment))
    assert all("Đã làm xong, chờ lãnh đạo xác nhận" in client.get(url).text for url in pages)
    commitment.sign_off(by=chu_tich)
    assert all("Lãnh đạo đã xác nhận, chờ người dân xác nhận" in client.get(url).text for url in pages)


def test_the_page_tells_who_let_a_file_be_seen_and_that_it_was_hidden(chu_tich, lan, session, as_user):
    commitment = commitment_in(Status.DONE, session)
    evidence = commitment.evidence.get()
    url = address(commitment, "show_evidence", evidence.pk)
    client = as_user(chu_tich)
    assert f"{chu_tich} cho hiện" in client.post(url, {"publish": "1"}, follow=True).text
    assert f"Đã ẩn; trước đó {chu_tich} cho hiện." in client.post(url, {"hide": "1"}, follow=True).text
