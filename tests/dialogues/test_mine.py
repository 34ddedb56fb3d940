"""The person who asked follows the question, withdraws it, and has the last word on what was promised."""

import re
from datetime import timedelta

import pytest

from dialogues.models import AgendaItem, Commitment, DialogueSession, Question
from dialogues.next_steps import next_step_said
from dialogues.status import CommitmentStatus, QuestionStatus, Slot
from tests.factories.dialogues import (
    an_officer,
    commitment_of,
    conclude,
    photo_file,
    question_at,
    session_on,
)
from tests.forms import presses
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db

MINE = "/doi-thoai/cua-toi/"
WITHDRAW = "/doi-thoai/cua-toi/rut/"
HIDE_NAME = "/doi-thoai/cua-toi/khong-neu-ten/"
NAMED = {"full_name": "Lê Thị Hoa", "consent_publish_name": True}


def read(client, address=MINE):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def send(client, address, **form):
    return client.post(address, {"submission_id": new_submission_id()} | form)


@pytest.fixture
def host(ward):
    return an_officer("reception")


@pytest.fixture
def leader(ward):
    return an_officer("leader")


@pytest.fixture(scope="module")
def question_of_all(coming_of_all):
    return question_at(coming_of_all)


@pytest.fixture
def question(question_of_all, ward):
    return Question.objects.get(pk=question_of_all.pk)


def promised_question():
    """A question answered at a session, and the promise made there; the minutes are not approved yet."""
    session, host = session_on(), an_officer("reception")
    question = question_at(session)
    session.open(by=host)
    item = session.agenda.get(question=question)
    item.minute(by=host, summary="Hỏi về cống.", answer="Sẽ nạo vét.", conclusion="Giao địa chính.")
    commitment_of(session, item=item)
    session.end(by=host)
    return question


def keep_promises(question):
    """Have the promises made in answer to the question published, reported done and signed off."""
    conclude(DialogueSession.objects.get(pk=question.session_id))
    host, leader = an_officer("reception"), an_officer("leader")
    for commitment in question.commitments.order_by("pk"):
        commitment.start(by=host)
        commitment.mark_done("Đã nạo vét.", by=host, files=[photo_file()])
        commitment.sign_off(by=leader)


@pytest.fixture(scope="module")
def promised_of_all(module_rows):
    return promised_question()


@pytest.fixture
def promised(promised_of_all, ward):
    return Question.objects.get(pk=promised_of_all.pk)


@pytest.fixture(scope="module")
def done_of_all(module_rows):
    question = promised_question()
    keep_promises(question)
    return question


@pytest.fixture
def done(done_of_all, ward):
    """The promise, published, reported done and signed off."""
    return Commitment.objects.select_related("question").get(question=done_of_all)


def own(commitment, word):
    return f"/doi-thoai/cua-toi/cam-ket/{commitment.code.lower()}/{word}/"


def test_the_view_says_the_place_and_what_happened(looks, question):
    page = read(looks(question))
    assert "Ông/bà có chỗ phát biểu." in page and "Phường đã ghi nhận đăng ký" in page and question.text in page


def test_who_waits_reads_the_position_and_then_the_place(looks, host):
    session = session_on(speaker_limit=1)
    first, second = question_at(session), question_at(session)
    client = looks(second)
    assert "Ông/bà đứng thứ 1 trong danh sách chờ" in read(client)
    first.withdraw()
    page = read(client)
    assert "Ông/bà có chỗ phát biểu." in page and "được chuyển từ danh sách chờ" in page


def test_on_the_day_the_queue_number_stands_on_top(looks, host):
    session = session_on()
    question = question_at(session)
    session.open(by=host)
    question.check_in(by=host)
    assert "Số thứ tự của ông/bà: 1." in read(looks(question))


def test_a_moved_and_a_cancelled_session_are_told(looks, question, coming, leader):
    client = looks(question)
    coming.move(coming.held_on + timedelta(days=2), "Trùng lịch.", by=leader)
    assert "Trùng lịch." in read(client)
    coming.cancel("Bão.", by=leader)
    page = read(client)
    assert "đã hủy.</strong> Phường sẽ chuyển câu hỏi" in " ".join(page.split()) and "Lý do hủy: Bão." in page
    assert f"tại {coming.place}" not in page


def test_nobody_is_invited_to_a_day_that_passed(client, looks, question, coming, later):
    later(days=11)
    own = read(looks(question))
    assert "đã qua" in own and "Xin đến trước" not in own and "Thêm vào lịch" not in own
    for page in ("dang-ky/", "man-hinh/"):
        told = read(client, f"{coming.get_absolute_url()}{page}")
        assert "Ngày này đã qua" in told and "Chưa bắt đầu" not in told and "tại chỗ" not in told
    assert "Ngày đối thoại đã qua" in next_step_said(question)


def test_a_deferred_question_names_the_session_it_left(looks, question, coming, host):
    question.defer(session_on(coming.held_on + timedelta(days=20)), by=host, staff_note="Chuyện nội bộ")
    page = read(looks(question))
    assert f"từ buổi {coming.held_on:%d/%m/%Y}" in page and "Chuyện nội bộ" not in page


def test_a_declined_question_reads_why(looks, question, host):
    question.decline("Không thuộc thẩm quyền của phường.", by=host)
    assert "Không thuộc thẩm quyền của phường." in read(looks(question))


def test_minutes_nobody_approved_are_not_told_even_to_who_asked(looks, promised):
    page = read(looks(promised))
    assert "Sẽ nạo vét." not in page and promised.commitments.get().code not in page
    assert "sau khi biên bản được duyệt" in page


def test_once_approved_the_answer_stands_as_it_was_minuted(looks, done):
    page = read(looks(done.question))
    for words in ("Hỏi về cống.", "Sẽ nạo vét.", "Giao địa chính.", done.code):
        assert words in page


def test_the_petition_made_of_it_comes_with_code_and_secret(looks, question, host):
    question.open_petition(kind="request", by=host)
    page = read(looks(question))
    assert question.opened_petition.code in page and question.opened_petition.secret in page


def test_a_sealed_question_leaves_its_sender_the_new_codes_and_no_words(looks, coming, host):
    question = question_at(coming, "Tố cáo ông A nhận tiền")
    client = looks(question)
    question.seal(by=host)
    page = read(client)
    assert question.opened_petition.code in page and question.opened_petition.secret in page
    assert "nhận tiền" not in page and "được giữ bí mật" in page


def test_withdrawing_needs_a_tick_and_gives_the_place_away(looks, question):
    client = looks(question)
    assert send(client, WITHDRAW).status_code == 422
    assert send(client, WITHDRAW, sure="on", reason="Đã xong").status_code == 302
    question.refresh_from_db()
    assert (question.status, question.slot) == (QuestionStatus.WITHDRAWN, Slot.NONE)
    page = read(client)
    assert "Rút đăng ký" not in page and "đăng ký cho buổi sau" in page


def test_withdrawing_twice_by_the_same_form_counts_once(looks, question):
    client, form = looks(question), {"submission_id": new_submission_id(), "sure": "on"}
    assert [client.post(WITHDRAW, form).status_code for _ in range(2)] == [302, 302]
    assert question.events.filter(kind="withdrawn").count() == 1


def test_what_is_withdrawn_cannot_be_withdrawn_by_another_form(looks, question):
    client = looks(question)
    send(client, WITHDRAW, sure="on")
    assert send(client, WITHDRAW, sure="on").status_code == 422


def test_what_was_answered_in_the_room_belongs_to_the_minutes(looks, promised):
    client = looks(promised)
    assert "Rút đăng ký" not in read(client) and client.get(WITHDRAW)["Location"] == MINE
    refused = send(client, WITHDRAW, sure="on", reason="Thôi.")
    assert refused.status_code == 422 and "thuộc về biên bản" in refused.text and "Thôi." in refused.text


def test_withdrawing_at_a_later_session_leaves_the_minutes_of_the_first_alone(looks, promised, leader, host):
    first = promised.session
    promised.defer(session_on(first.held_on + timedelta(days=20)), by=host)
    conclude(first)
    published = AgendaItem.objects.published().filter(question=promised)
    assert published.exists()
    assert send(looks(promised), WITHDRAW, sure="on").status_code == 302
    assert published.exists()


def test_who_asked_confirms_that_it_was_done(looks, done):
    client = looks(done.question)
    assert "Tôi xác nhận đã làm xong" in read(client)
    assert send(client, own(done, "xac-nhan")).status_code == 302
    done.refresh_from_db()
    assert done.status == CommitmentStatus.CONFIRMED
    assert "Tôi xác nhận đã làm xong" not in read(client)


def test_who_asked_objects_with_a_reason_and_it_is_open_again(looks, done):
    client = looks(done.question)
    assert send(client, own(done, "khong-dong-y")).status_code == 422
    assert send(client, own(done, "khong-dong-y"), reason="Cống vẫn tắc.").status_code == 302
    done.refresh_from_db()
    assert (done.status, done.done_on) == (CommitmentStatus.IN_PROGRESS, None)
    page = read(client)
    assert "Ông/bà đã báo việc chưa được như đã hứa, ngày" in page and "Cống vẫn tắc." in page


def test_an_objection_sent_twice_counts_once_and_other_words_are_not_lost(looks, done):
    client = looks(done.question)
    form = {"submission_id": new_submission_id(), "reason": "Cống vẫn tắc."}
    assert [client.post(own(done, "khong-dong-y"), form).status_code for _ in range(2)] == [302, 302]
    assert done.events.filter(kind="objected").count() == 1
    other = client.post(own(done, "khong-dong-y"), form | {"reason": "Lại ngập."})
    again = send(client, own(done, "khong-dong-y"), reason="Lại ngập.")
    for answer, words in ((other, "Phường đã nhận lần gửi trước, ngày"), (again, "phường đã nhận lời ông/bà ngày")):
        assert answer.status_code == 422 and "Lại ngập." in answer.text and words in answer.text
        assert "Không thể" not in answer.text and "bấm gửi lần nữa" not in answer.text


@pytest.fixture(scope="module")
def both_of_all(module_rows):
    question = promised_question()
    session = DialogueSession.objects.get(pk=question.session_id)
    commitment_of(session, item=question.agenda_items.get(), text="Lắp đèn ngõ 5.")
    keep_promises(question)
    return question


@pytest.fixture
def both(both_of_all, ward):
    """Two promises made in answer to one question, done and signed off."""
    return list(both_of_all.commitments.select_related("question").order_by("pk"))


@pytest.mark.parametrize("word", ["xac-nhan", "khong-dong-y"])
def test_a_form_used_for_another_promise_is_asked_again(word, looks, both):
    first, second = both
    client = looks(first.question)
    form = {"submission_id": new_submission_id(), "reason": "Cống vẫn tắc.", "text": ""}
    assert client.post(own(first, "khong-dong-y"), form).status_code == 302
    answer = client.post(own(second, word), form)
    assert answer.status_code == 422 and "đã dùng cho một lần gửi khác" in answer.content.decode()
    second.refresh_from_db()
    assert second.status == CommitmentStatus.DONE
    renewed = answer.context["form"]["submission_id"].value()
    assert client.post(own(second, word), form | {"submission_id": renewed}).status_code == 302
    assert second.events.last().kind in ("confirmed", "objected")


def test_a_form_used_for_another_question_is_asked_again(looks, coming):
    form = {"submission_id": new_submission_id(), "reason": "", "sure": "on"}
    first, other = question_at(coming), question_at(coming)
    assert looks(first).post(WITHDRAW, form).status_code == 302
    answer = looks(other).post(WITHDRAW, form)
    assert answer.status_code == 422 and "đã dùng cho một lần gửi khác" in answer.content.decode()
    assert not other.events.filter(kind="withdrawn").exists()


def test_before_a_leader_signs_nothing_is_asked_of_the_resident(looks, promised, host):
    conclude(DialogueSession.objects.get(pk=promised.session_id))
    commitment = promised.commitments.get()
    commitment.mark_done("Xong.", by=host, files=[photo_file()])
    client = looks(promised)
    assert "Tôi xác nhận đã làm xong" not in read(client) and "Chưa được như đã hứa" not in read(client)
    for word in ("xac-nhan", "khong-dong-y"):
        assert client.get(own(commitment, word)).headers["Location"] == MINE
        assert send(client, own(commitment, word), reason="Sớm quá.").status_code == 422
    assert Commitment.objects.get(pk=commitment.pk).status == CommitmentStatus.DONE


def test_long_after_it_was_confirmed_the_page_offers_no_objection(looks, done, later):
    done.confirm()
    assert "Chưa được như đã hứa" in read(looks(done.question))
    later(days=400)
    client = looks(done.question)
    assert "Chưa được như đã hứa" not in read(client)
    assert send(client, own(done, "khong-dong-y"), reason="Hỏng lại.").status_code == 422


def test_nobody_decides_on_a_promise_made_to_somebody_else(looks, question, done):
    client = looks(question)
    for word in ("xac-nhan", "khong-dong-y"):
        assert client.get(own(done, word)).status_code == 404
        assert send(client, own(done, word), reason="Việc người khác").status_code == 404
    assert Commitment.objects.get(pk=done.pk).status == CommitmentStatus.DONE


def test_without_a_look_nothing_can_be_decided(client, done):
    for address in (WITHDRAW, own(done, "xac-nhan"), own(done, "khong-dong-y")):
        page = send(client, address, code=done.question.code, reason="Cống vẫn tắc.", text="Cống vẫn tắc.", sure="on")
        assert page.status_code == 403 and "Cống vẫn tắc." in page.content.decode()
    assert Commitment.objects.get(pk=done.pk).status == CommitmentStatus.DONE


def test_a_link_of_a_page_leads_to_its_own_question_or_to_the_codes(looks, done, coming):
    client, other = looks(done.question), question_at(coming, **NAMED)
    links = re.findall(r'href="([^"?]+[?]ma=[^"]+)"', client.get(MINE).content.decode())
    assert {link.partition("?")[0] for link in links} == {own(done, "xac-nhan"), own(done, "khong-dong-y")}
    client.post("/doi-thoai/tra-cuu/", {"code": other.code, "secret": other.secret})
    for link in links:
        assert client.get(link)["Location"] == f"/doi-thoai/tra-cuu/?ma={done.question.code}"


@pytest.mark.parametrize("word", ["xac-nhan", "khong-dong-y", "rut", "khong-neu-ten"])
def test_another_question_opened_in_another_tab_is_left_alone(word, looks, done, coming):
    asked = done.question if word.startswith("x") or word.endswith("y") else question_at(coming, **NAMED)
    address = own(done, word) if asked == done.question else f"{MINE}{word}/"
    typed = {"reason": "Cống vẫn tắc.", "text": "Cống vẫn tắc.", "sure": "on"}
    client, other = looks(asked), question_at(coming, **NAMED)
    client.post("/doi-thoai/tra-cuu/", {"code": other.code, "secret": other.secret})
    page = send(client, address, **typed)
    told = page.content.decode()
    assert page.status_code == 409 and asked.code in told and other.code in told
    assert word == "khong-neu-ten" or "Cống vẫn tắc." in told
    before = other.events.count(), asked.events.count() + done.events.count()
    assert presses(client, page, "Gửi tiếp", {"secret": asked.secret}).redirect_chain == [(MINE, 302)]
    assert (other.events.count(), asked.events.count() + done.events.count()) == (before[0], before[1] + 1)


def test_the_view_is_kept_by_nobody(looks, question):
    response = looks(question).get(MINE)
    assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"


def test_the_view_asks_few_questions(looks, done, django_assert_max_num_queries):
    client = looks(done.question)
    with django_assert_max_num_queries(12):
        client.get(MINE)
