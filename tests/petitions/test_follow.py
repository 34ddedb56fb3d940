"""A resident follows a petition, answers questions, withdraws, asks again, objects."""

import re
from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from petitions.models import Petition
from petitions.models.petition import new_nonce
from petitions.status import Outcome, Status, Visibility
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.forms import Looking, presses
from tests.petitions.test_submit import photo
from tests.wardportal.uploading import image_bytes, picture
from tests.wardportal.uploading import sent as upload
from wardportal.forms import SUBMISSION_AGE, new_submission_id
from wardportal.looks import LOOK_TIME
from wardportal.lookup import WINDOW, Lookup
from wardportal.models import AttemptCount, User

pytestmark = pytest.mark.django_db

MINE = "/kien-nghi/cua-toi/"


@pytest.fixture(scope="module")
def sent(module_rows):
    """A petition, and the cookies of its sender who looked it up."""
    petition = Petition.objects.submit(declared_kind="report", body="Cống trước ngõ 5 bị nghẹt", consent_publish=True)
    client = Client()
    client.post("/kien-nghi/tra-cuu/", {"code": petition.code, "secret": petition.secret})
    return petition.pk, client.cookies


@pytest.fixture
def petition(sent):
    return Petition.objects.get(pk=sent[0])


@pytest.fixture
def hoa(sent, petition):
    """The sender, looking at her petition."""
    client = Looking(petition.code)
    client.cookies = deepcopy(sent[1])
    return client


@pytest.fixture(scope="module")
def cast(module_rows):
    unit = UnitFactory(name="Bộ phận địa chính")
    people = {"reception": UserFactory(role="reception"), "handler": UserFactory(role="handler", unit=unit)}
    people["leader"] = UserFactory(role="leader")
    return {role: user.pk for role, user in people.items()}


@pytest.fixture
def lan(cast):
    return User.objects.get(pk=cast["reception"])


@pytest.fixture
def minh(cast):
    return User.objects.get(pk=cast["handler"])


@pytest.fixture
def chu_tich(cast):
    return User.objects.get(pk=cast["leader"])


def reviewing(petition, lan):
    petition.review(by=lan)
    return petition


def answered(petition, lan, minh, chu_tich):
    reviewing(petition, lan).accept(by=lan)
    petition.assign(minh.memberships.get().unit, by=lan, officer=minh)
    petition.draft_answer(conclusion="Đã thông cống.", reason="Kiểm tra tại chỗ.", next_step="Hết việc.", by=minh)
    petition.answer(
        conclusion="Đã thông cống.",
        reason="Kiểm tra tại chỗ.",
        next_step="Hết việc.",
        letter_number="12/UBND",
        by=chu_tich,
    )
    return petition


def test_the_timeline_tells_what_happened_in_words(petition, hoa, lan):
    reviewing(petition, lan).accept(by=lan, staff_note="Chuyện nội bộ")
    page = hoa.get(MINE).content.decode()
    assert "Phường bắt đầu xem xét" in page and "Phường thụ lý" in page
    assert "Chuyện nội bộ" not in page


@pytest.mark.parametrize(("channel", "told"), [("web", True), ("paper", False)])
def test_who_denounces_without_signing_is_told_what_is_still_to_do(client, channel, told):
    petition = Petition.objects.submit(declared_kind="denunciation", body="Việc Q", full_name="Mật")
    petition.channel = channel
    petition.save()
    client.post("/kien-nghi/tra-cuu/", {"code": petition.code, "secret": petition.secret})
    assert ("ông/bà cần gửi đơn có chữ ký" in client.get(MINE).text) == told
    petition.withdraw(reason="Không cần nữa")
    assert "ông/bà cần gửi đơn có chữ ký" not in client.get(MINE).text


def test_the_page_says_the_due_date_and_what_is_left(petition, hoa):
    page = hoa.get(MINE).content.decode()
    assert f"{petition.due_on:%d/%m/%Y}" in page
    assert "còn 5 ngày làm việc" in page


def test_the_last_day_is_told_as_today(petition, hoa):
    today = timezone.localdate()
    Petition.objects.filter(pk=petition.pk).update(due_on=today)
    petition.deadlines.update(due_on=today)
    assert f"{today:%d/%m/%Y}, hôm nay." in hoa.get(MINE).text


def test_a_suspended_petition_does_not_seem_to_wait_for_its_sender(petition, hoa, lan, minh, chu_tich):
    reviewing(petition, lan).accept(by=lan)
    petition.assign(minh.memberships.get().unit, by=lan)
    petition.suspend("Chờ giám định", by=chu_tich)
    assert "tính tiếp khi phường quyết định tiếp tục giải quyết" in hoa.get(MINE).text


def test_the_days_are_counted_one_by_one(petition, hoa):
    page = hoa.get(f"{MINE}han/").content.decode()
    assert "5 ngày làm việc" in page
    assert f"{petition.due_on:%d/%m/%Y}" in page


def test_a_question_is_answered_with_words_and_files_and_the_clock_runs_on(petition, hoa, lan):
    reviewing(petition, lan).ask("Xin cho biết số nhà?", by=lan)
    assert "Xin cho biết số nhà?" in hoa.get(f"{MINE}bo-sung/").content.decode()
    hoa.post(
        f"{MINE}bo-sung/",
        {"submission_id": new_submission_id(), "text": "Số 12.", "attachments": [photo()]},
    )
    petition.refresh_from_db()
    assert petition.status == Status.REVIEWING
    assert petition.due_on is not None and petition.unread_since is not None
    event = petition.events.last()
    assert (event.kind, event.sender_note, event.attachments.count()) == ("supplied", "Số 12.", 1)


def test_an_answer_without_words_keeps_the_photo_for_the_next_try(petition, hoa, lan):
    reviewing(petition, lan).ask("Số nhà?", by=lan)
    form = {"submission_id": new_submission_id(), "text": "", "attachments": [photo("so-nha.jpg")]}
    refused = hoa.post(f"{MINE}bo-sung/", form)
    assert refused.status_code == 422 and "so-nha.jpg" in refused.content.decode()


def test_something_may_be_added_without_being_asked(petition, hoa):
    hoa.post(f"{MINE}bo-sung/", {"submission_id": new_submission_id(), "text": "Nay nặng hơn."})
    petition.refresh_from_db()
    assert petition.events.last().kind == "added"
    assert petition.unread_since is not None and petition.status == Status.RECEIVED


def test_the_same_addition_sent_twice_is_kept_once(petition, hoa):
    form = {"submission_id": new_submission_id(), "text": "Nay nặng hơn."}
    hoa.post(f"{MINE}bo-sung/", form)
    hoa.post(f"{MINE}bo-sung/", form)
    assert petition.events.filter(kind="added").count() == 1


def test_withdrawing_has_to_be_confirmed(petition, hoa):
    assert hoa.post(f"{MINE}rut/", {"submission_id": new_submission_id(), "reason": ""}).status_code == 422
    hoa.post(f"{MINE}rut/", {"submission_id": new_submission_id(), "reason": "Đã tự giải quyết", "sure": "on"})
    petition.refresh_from_db()
    assert (petition.status, petition.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)


def test_the_same_words_after_the_back_button_are_kept_once_unless_the_ward_asked_in_between(petition, hoa, lan):
    reviewing(petition, lan)
    for _ in range(2):
        petition.ask("Còn gì nữa không?", by=lan)
        for _ in range(2):
            hoa.post(f"{MINE}bo-sung/", {"submission_id": new_submission_id(), "text": "Không có gì thêm."})
        petition.refresh_from_db()
    assert petition.events.filter(kind__in=["supplied", "added"]).count() == 2


def test_an_addition_is_sent_again_though_the_ward_began_meanwhile_but_another_photo_or_day_is_one_more(
    petition, hoa, lan, time_machine
):
    def add(**more):
        hoa.post(f"{MINE}bo-sung/", {"submission_id": new_submission_id(), "text": "Vẫn chưa ai đến.", **more})
        return petition.events.filter(kind="added").count()

    assert add(attachments=[photo()]) == 1
    reviewing(petition, lan)
    assert add(attachments=[photo()]) == add() == 1
    assert add(attachments=[upload("ngo.jpg", image_bytes(of=picture((50, 30))))]) == 2
    time_machine.move_to(timezone.now() + SUBMISSION_AGE)
    hoa.post("/kien-nghi/tra-cuu/", {"code": petition.code, "secret": petition.secret})
    assert add() == 3


def test_the_same_withdrawal_sent_twice_says_twice_that_it_is_done(petition, hoa):
    form = {"submission_id": new_submission_id(), "reason": "Đã tự giải quyết", "sure": "on"}
    for _ in range(2):
        response = hoa.post(f"{MINE}rut/", form, follow=True)
        assert response.redirect_chain == [(MINE, 302)]
        assert "Ông/bà đã rút đơn." in response.content.decode()
    assert petition.events.filter(kind="withdrawn").count() == 1


def test_another_reason_on_a_page_already_sent_is_not_taken_for_the_first(petition, hoa):
    form = {"submission_id": new_submission_id(), "reason": "Đã tự giải quyết", "sure": "on"}
    hoa.post(f"{MINE}rut/", form)
    response = hoa.post(f"{MINE}rut/", form | {"reason": "Bị ép rút"})
    assert response.status_code == 422
    assert "Bị ép rút" in response.content.decode() and "chưa được gửi" in response.content.decode()


def test_withdrawing_what_is_withdrawn_says_that_it_is_over(petition, hoa):
    hoa.post(f"{MINE}rut/", {"submission_id": new_submission_id(), "sure": "on"})
    response = hoa.post(f"{MINE}rut/", {"submission_id": new_submission_id(), "sure": "on"})
    assert response.status_code == 422
    assert "Đơn này đã rút rồi" in response.content.decode()


def test_the_answer_is_read_with_its_reason_and_what_comes_next(petition, hoa, lan, minh, chu_tich):
    answered(petition, lan, minh, chu_tich)
    page = hoa.get(MINE).content.decode()
    assert "Đã thông cống." in page and "Kiểm tra tại chỗ." in page and "12/UBND" in page


def test_a_draft_answer_is_not_shown_before_a_leader_approves_it(petition, hoa, lan, minh):
    reviewing(petition, lan).accept(by=lan)
    petition.assign(minh.memberships.get().unit, by=lan)
    petition.draft_answer(conclusion="Bản nháp kín", reason="x", next_step="y", by=minh)
    assert "Bản nháp kín" not in hoa.get(MINE).content.decode()


def test_an_unhappy_sender_reopens_with_a_new_deadline_in_somebodys_queue(petition, hoa, lan, minh, chu_tich):
    answered(petition, lan, minh, chu_tich).close(Outcome.RESOLVED, by=lan)
    form = {"submission_id": new_submission_id(), "reason": "Mưa xuống lại nghẹt."}
    assert [hoa.post(f"{MINE}giai-quyet-lai/", form).status_code for _ in range(2)] == [302, 302]
    assert petition.events.filter(kind="reopened").count() == 1
    petition.refresh_from_db()
    assert (petition.status, petition.outcome) == (Status.IN_PROGRESS, "")
    assert petition.due_on > timezone.localdate()
    assert petition in Petition.objects.with_unread_additions()


def test_reopening_ends_with_the_time_the_ward_gives(petition, hoa, lan, minh, chu_tich, ward, later):
    answered(petition, lan, minh, chu_tich)
    later(days=ward.reopen_days + 1)
    client = Looking(petition.code)
    client.post("/kien-nghi/tra-cuu/", {"code": petition.code, "secret": petition.secret})
    assert "Đề nghị giải quyết lại" not in client.get(MINE).content.decode()
    response = client.post(f"{MINE}giai-quyet-lai/", {"submission_id": new_submission_id(), "reason": "Muộn rồi"})
    assert "quá thời gian" in response.content.decode()


def test_an_objection_takes_the_summary_off_at_once(petition, hoa, lan):
    petition.publish(title="Cống nghẹt", text="Cống một ngõ bị nghẹt.", by=lan)
    assert Client().get(f"/kien-nghi/{petition.code}/").status_code == 200
    hoa.post(f"{MINE}go-cong-khai/")
    petition.refresh_from_db()
    assert petition.visibility == Visibility.PRIVATE
    assert Client().get(f"/kien-nghi/{petition.code}/").status_code == 404
    with pytest.raises(ValidationError):
        petition.publish(title="Cống nghẹt", text="Cống một ngõ bị nghẹt.", by=lan)


def test_consent_is_taken_back_once_and_only_by_who_gave_it(petition, hoa):
    button = "Rút lại đồng ý công khai"
    assert button in hoa.get(MINE).content.decode()
    for _ in range(2):
        hoa.post(f"{MINE}go-cong-khai/")
    assert petition.events.filter(kind="objected").count() == 1
    assert button not in hoa.get(MINE).content.decode()


def test_a_reissued_secret_closes_every_open_look(petition, hoa, lan):
    old = petition.secret
    petition.reissue_secret(by=lan, nonce=new_nonce(), staff_note="Đã xem căn cước.")
    assert petition.secret != old
    assert hoa.get(MINE).status_code == 302
    response = Client().post("/kien-nghi/tra-cuu/", {"code": petition.code, "secret": old})
    assert response.status_code == 422


def test_the_sender_gets_their_own_files_and_nobody_elses(petition, hoa, client):
    client.post(
        "/kien-nghi/gui/",
        {
            "submission_id": new_submission_id(),
            "kind": "report",
            "body": "x",
            "reply_by": "portal",
            "attachments": [photo()],
        },
    )
    strange = Petition.objects.exclude(pk=petition.pk).get().attachments.get()
    assert hoa.get(f"{MINE}tep/{strange.pk}/").status_code == 404
    own = client.get(f"{MINE}tep/{strange.pk}/")
    assert own["Content-Disposition"].startswith("attachment")
    assert own["X-Content-Type-Options"] == "nosniff" and "sandbox" in own["Content-Security-Policy"]
    assert b"".join(own.streaming_content)
    strange.file.storage.delete(strange.file.name)
    assert client.get(f"{MINE}tep/{strange.pk}/").status_code == 404


ADDED = {"text": "Tôi thấy ông A nhận tiền."}
# Pages of the sender, what is typed there, and the event it makes of the petition they were opened for.
PAGES = {
    "bo-sung": (ADDED, "added"),
    "rut": ({"reason": "Đã tự giải quyết", "sure": "on"}, "withdrawn"),
    "giai-quyet-lai": ({"reason": "Mưa xuống lại nghẹt."}, "reopened"),
    "go-cong-khai": ({}, "objected"),
}


@pytest.mark.parametrize("address", PAGES)
def test_another_petition_opened_in_another_tab_is_left_alone(address, petition, hoa, lan, minh, chu_tich):
    typed, kind = PAGES[address]
    if kind == "reopened":
        answered(petition, lan, minh, chu_tich)
    other = Petition.objects.submit(declared_kind="denunciation", body="Việc khác", full_name="Hoa")
    hoa.post("/kien-nghi/tra-cuu/", {"code": other.code, "secret": other.secret})
    page = hoa.post(f"{MINE}{address}/", {"submission_id": new_submission_id()} | typed)
    told = page.content.decode()
    assert page.status_code == 409 and petition.code in told and other.code in told
    assert all(words in told for words in typed.values())
    assert "no-store" in page["Cache-Control"]
    assert not Petition.objects.filter(events__kind=kind).exists()
    assert presses(hoa, page, "Gửi tiếp", {"secret": petition.secret}).redirect_chain == [(MINE, 302)]
    assert Petition.objects.get(events__kind=kind) == petition


def test_a_link_of_a_page_leads_to_its_own_petition_or_to_the_codes(petition, hoa):
    links = re.findall(r'href="([^"?]+)[?]ma=([^"]+)"', hoa.get(MINE).content.decode())
    assert sorted(links) == [(f"{MINE}bo-sung/", petition.code), (f"{MINE}rut/", petition.code)]
    other = Petition.objects.submit(declared_kind="report", body="Việc khác")
    hoa.post("/kien-nghi/tra-cuu/", {"code": other.code, "secret": other.secret})
    for address, code in links:
        page = hoa.get(f"{address}?ma={code}", follow=True)
        assert page.redirect_chain == [(f"/kien-nghi/tra-cuu/?ma={code}", 302)]
    form = {"submission_id": new_submission_id(), "code": petition.code, "secret": petition.secret} | ADDED
    assert hoa.post(f"{MINE}bo-sung/?ma={other.code}", form)["Location"] == MINE
    assert petition.events.get(kind="added").sender_note == ADDED["text"]


def test_a_form_used_for_another_petition_is_asked_again(petition, hoa):
    form = {"submission_id": new_submission_id()} | ADDED
    hoa.post(f"{MINE}bo-sung/", form)
    other = Petition.objects.submit(declared_kind="report", body="Việc khác")
    page = hoa.post(f"{MINE}bo-sung/", form | {"code": other.code, "secret": other.secret})
    assert page.status_code == 422 and ADDED["text"] in page.content.decode()
    assert presses(hoa, page, "Gửi bổ sung").redirect_chain == [(MINE, 302)]
    assert other.events.get(kind="added").sender_note == ADDED["text"]


def test_a_page_that_does_not_say_whose_it_is_asks_for_the_codes(petition, hoa):
    form = {"submission_id": new_submission_id(), "code": ""} | ADDED
    page = hoa.post(f"{MINE}bo-sung/", form)
    assert page.status_code == 409 and ADDED["text"] in page.content.decode()
    assert not petition.events.filter(kind="added").exists()


def test_what_was_typed_outlives_the_look(petition, hoa, later):
    form = {"submission_id": new_submission_id(), "attachments": [photo("so-nha.jpg")]} | ADDED
    later(seconds=LOOK_TIME.total_seconds() + 1)
    page = hoa.post(f"{MINE}bo-sung/", form)
    assert page.status_code == 403 and "no-store" in page["Cache-Control"]
    wrong = "000000" if petition.secret != "00-0000" else "111111"
    page = presses(hoa, page, "Gửi tiếp", {"secret": wrong})
    assert page.status_code == 422 and ADDED["text"] in page.content.decode()
    assert not petition.events.filter(kind="added").exists()
    presses(hoa, page, "Gửi tiếp", {"secret": petition.secret})
    event = petition.events.get(kind="added")
    assert event.sender_note == ADDED["text"] and event.attachments.get().name == "so-nha.jpg"


def test_guessing_on_a_form_waits_as_on_the_page_of_looking_up(petition):
    form = {"code": petition.code, "submission_id": new_submission_id(), "secret": petition.secret} | ADDED
    for _ in range(4):
        AttemptCount.objects.add(Lookup(petition.code, "127.0.0.1")._pair_key, window=WINDOW)
    page = Client().post(f"{MINE}bo-sung/", form)
    assert page.status_code == 429 and ADDED["text"] in page.content.decode()
