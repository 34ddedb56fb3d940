"""A resident registers for a session, or sends a question ahead."""

from datetime import timedelta

import pytest
from django.test import Client

from dialogues.models import Question
from dialogues.sms import SMS_LENGTH, registration_sms
from dialogues.status import Channel, Slot
from dialogues.views.register import MANY_PER_HOUR
from petitions.models import Petition
from tests.factories.dialogues import an_officer, at, question_at, session_on
from tests.forms import follows, unbroken
from wardportal.dates import day_date
from wardportal.forms import new_submission_id
from wardportal.models import AttemptCount
from wardportal.text import strip_marks

pytestmark = pytest.mark.django_db

RECEIPT = "/doi-thoai/bien-nhan/"
SPEAKER = {"wants_to_speak": "on", "full_name": "Lê Thị Hoa (dữ liệu mẫu)", "phone": "0912 345 678"}


@pytest.fixture
def form(coming):
    return f"/doi-thoai/{coming.slug}/dang-ky/"


def test_a_question_alone_is_received_and_shows_code_and_secret(client, coming, form, filled):
    response = client.post(form, filled(), follow=True)
    question = Question.objects.get()
    page = response.content.decode()
    assert response.redirect_chain == [(f"{RECEIPT}?ma={question.code}", 302)]
    assert question.code in page and question.secret in page and question.text in page
    assert (question.session, question.slot, question.channel) == (coming, Slot.NONE, Channel.WEB)
    assert not question.is_suspect


def test_who_wants_to_speak_gets_a_place(client, form, filled):
    page = client.post(form, filled(**SPEAKER), follow=True).content.decode()
    question = Question.objects.get()
    assert question.slot == Slot.SPEAKING and question.phone == "+84912345678"
    assert "Ông/bà có chỗ phát biểu." in page


def test_who_wants_to_speak_gives_their_name(client, form, filled):
    response = client.post(form, filled(wants_to_speak="on"))
    assert response.status_code == 422 and "Vui lòng nhập họ và tên" in response.content.decode()
    assert not Question.objects.exists()


def test_to_be_named_one_gives_a_name(client, form, filled):
    response = client.post(form, filled(consent_publish_name="on"))
    assert response.status_code == 422 and "Muốn nêu tên trong biên bản" in response.content.decode()


def test_an_empty_question_is_refused_and_what_was_typed_is_kept(client, form, filled):
    response = client.post(form, filled(question=" ", full_name="Lê Thị Hoa"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Vui lòng nhập câu hỏi hoặc ý kiến." in page and 'value="Lê Thị Hoa"' in page


def test_a_choice_ended_meanwhile_is_asked_again_in_plain_words(client, form, filled):
    page = client.post(form, filled(topic="999999")).text
    assert "Lựa chọn này không còn dùng được, xin chọn lại." in page


def test_the_code_of_a_petition_is_read_as_it_was_told(client, form, filled):
    for typed in ("kn2026000123", "KN 2026 123", "2026/123"):
        client.post(form, filled(petition_code=typed))
        assert Question.objects.latest("pk").petition_code == "KN-2026-000123", typed


def test_nobody_learns_whether_a_petition_exists(form, filled):
    real = Petition.objects.submit(declared_kind="report", body="Riêng tư")
    pages = []
    for code in (real.code, "KN-2026-999999"):
        client = Client()
        page = client.post(form, filled(petition_code=code), follow=True).content.decode()
        question = Question.objects.latest("pk")
        mine = client.get("/doi-thoai/cua-toi/").content.decode()
        for text in (page, mine):
            body = text.partition("<h1>")[2].partition('class="end-look')[0].partition("data:image")
            tail = body[2].partition(">")[2] if body[1] else ""
            words = (body[0] + tail).replace(code, "…").replace(question.code, "…").replace(question.secret, "…")
            pages.append("".join(line for line in words.splitlines() if "timeline-time" not in line))
    assert pages[0] == pages[2] and pages[1] == pages[3]
    assert [question.about_petition for question in Question.objects.order_by("pk")] == [real, None]


def test_what_is_no_code_at_all_is_asked_for_again(client, form, filled):
    response = client.post(form, filled(petition_code="không nhớ"))
    assert response.status_code == 422 and "Không nhớ thì xin để trống" in response.content.decode()


def test_the_page_says_how_many_places_are_left(client, coming, form):
    type(coming).objects.filter(pk=coming.pk).update(speaker_limit=2, waiting_limit=1)
    seen = []
    for number in range(4):
        seen.append(client.get(form).content.decode())
        question_at(coming, f"Câu hỏi {number}")
    assert "Còn 2 chỗ phát biểu." in seen[0] and "Còn 1 chỗ phát biểu." in seen[1]
    assert "Hết chỗ phát biểu, còn 1 chỗ trong danh sách chờ." in seen[2]
    assert "Hết cả chỗ chờ phát biểu: câu hỏi vẫn được nhận và trả lời." in seen[3]
    field = seen[2].partition('id="id_wants_to_speak"')[0].rpartition("<input")[2]
    assert "checked" not in field and 'aria-describedby="id_wants_to_speak_helptext"' in field


def test_the_receipt_says_where_one_stands_on_the_waiting_list(client, coming, form, filled):
    type(coming).objects.filter(pk=coming.pk).update(speaker_limit=1, waiting_limit=2)
    question_at(coming), question_at(coming)
    page = client.post(form, filled(**SPEAKER), follow=True).content.decode()
    assert "Ông/bà đứng thứ 2 trong danh sách chờ" in page


def test_with_everything_full_the_question_is_still_taken(client, coming, form, filled):
    type(coming).objects.filter(pk=coming.pk).update(speaker_limit=0, waiting_limit=0)
    page = client.post(form, filled(**SPEAKER), follow=True).content.decode()
    assert Question.objects.get().slot == Slot.NONE and "Đã hết chỗ phát biểu và chỗ chờ." in page


def test_sent_twice_it_is_one_question_and_one_receipt(client, form, filled):
    data = filled()
    first, second = client.post(form, data), client.post(form, data)
    assert first["Location"] == second["Location"] == f"{RECEIPT}?ma={Question.objects.get().code}"


def test_each_tab_keeps_the_receipt_of_what_it_sent(client, form, filled):
    address = [client.post(form, filled(question=words))["Location"] for words in ("Cống tắc.", "Cây đổ.")]
    for question, receipt in zip(Question.objects.order_by("pk"), address, strict=True):
        assert question.secret in client.get(receipt).content.decode()


def test_back_and_send_again_opens_a_fresh_form_and_takes_one_place(client, coming, form, filled):
    client.post(form, filled(**SPEAKER))
    page = client.post(form, filled(**SPEAKER), follow=True).content.decode()
    question = Question.objects.get()
    assert question.secret in page and "đã gửi rồi" in page
    Client().post(form, filled(**SPEAKER))
    question.withdraw("", submission_id=None)
    client.post(form, filled(**SPEAKER))
    assert Question.objects.count() == 3


def test_the_receipt_of_what_was_withdrawn_promises_nothing_any_more(client, form, filled):
    receipt = client.post(form, filled(**SPEAKER), follow=True)
    promises = ("Việc tiếp theo", "tin-nhan", "Thêm vào lịch", "được trả lời")
    assert any(words in receipt.text for words in promises)
    Question.objects.get().withdraw("", submission_id=None)
    page = client.get(receipt.wsgi_request.get_full_path()).text
    assert "Ông/bà đã rút đăng ký này" in page and "Đã rút đăng ký</dd>" in unbroken(page)
    assert not any(words in page for words in promises)


def test_sent_again_with_other_words_it_is_not_taken_for_the_first(client, form, filled):
    data = filled()
    client.post(form, data)
    response = client.post(form, data | {"question": "Việc khác hẳn"})
    page = response.content.decode()
    assert response.status_code == 422 and "chưa được gửi" in page and "Việc khác hẳn" in page


def test_the_receipt_leads_to_its_own_question_whatever_was_looked_up_since(client, coming, form, filled):
    receipt = client.post(form, filled(), follow=True)
    sent, other = Question.objects.get(), question_at(coming)
    client.post("/doi-thoai/tra-cuu/", {"code": other.code, "secret": other.secret})
    page = follows(client, receipt, "Xem tình trạng")
    assert page.redirect_chain == [(f"/doi-thoai/tra-cuu/?ma={sent.code}", 302)]


def test_another_browser_sees_no_receipt(form, filled):
    data = filled()
    Client().post(form, data)
    stranger = Client()
    assert stranger.get(RECEIPT).status_code == 410
    stranger.post("/doi-thoai/cua-toi/ket-thuc/")
    assert stranger.get(RECEIPT).status_code == 410


@pytest.mark.parametrize("made", ["trap", "haste"])
def test_what_a_robot_seems_to_have_sent_is_received_and_held(client, form, filled, made):
    data = filled(**SPEAKER, website="https://x") if made == "trap" else filled(**SPEAKER)
    if made == "haste":
        data["submission_id"] = new_submission_id()
    page = client.post(form, data, follow=True).content.decode()
    question = Question.objects.get()
    assert question.is_suspect and question.slot == Slot.NONE
    assert "Cán bộ kiểm tra rồi xếp chỗ phát biểu" in page and not question.agenda_items.exists()


def test_very_many_from_one_address_are_received_and_held(client, form, filled):
    client.post(form, filled(question="Câu hỏi đầu"))
    AttemptCount.objects.update(count=MANY_PER_HOUR - 1)
    for place in ("trong mức", "quá mức"):
        client.post(form, filled(question=f"Câu hỏi {place}"))
    assert [question.is_suspect for question in Question.objects.order_by("pk")] == [False, False, True]


def test_a_session_that_takes_no_more_says_so_and_names_the_next_one(client, coming, form):
    sooner = session_on(coming.held_on - timedelta(days=5), intake_closes_on=coming.held_on - timedelta(days=7))
    with at(sooner.intake_closes_on + timedelta(days=1)):
        page = client.get(f"/doi-thoai/{sooner.slug}/dang-ky/").content.decode()
    assert "Cổng đã ngừng nhận đăng ký" in page and f'href="{form}"' in page and "gửi kiến nghị" in page
    assert "<textarea" not in page


def test_what_arrives_after_closing_is_kept_and_can_go_to_the_next_session(client, coming, form, filled):
    sooner = session_on(coming.held_on - timedelta(days=5), intake_closes_on=coming.held_on - timedelta(days=7))
    with at(sooner.intake_closes_on + timedelta(days=1)):
        data = filled()
        response = client.post(f"/doi-thoai/{sooner.slug}/dang-ky/", data)
        page = response.content.decode()
        assert response.status_code == 422 and data["question"] in page
        assert "chưa được gửi, nhưng vẫn còn nguyên" in page and f'formaction="{form}"' in page
        assert client.post(form, data).status_code == 302
    assert Question.objects.get().session == coming


def test_a_form_opened_before_the_session_moved_is_taken_for_it(client, coming, form, filled):
    coming.move(coming.held_on + timedelta(days=2), "Trùng lịch.", by=an_officer("leader"))
    old = coming.held_on - timedelta(days=2)
    receipt = client.post(form, filled(), follow=True).text
    assert Question.objects.get().session == coming
    assert f"Đã dời từ {day_date(old)}" in receipt and "Trùng lịch." in receipt


def test_a_session_called_off_takes_nothing(client, coming, form, filled):
    coming.cancel("Bão.", by=an_officer("leader"))
    assert "Buổi này đã hủy nên không nhận đăng ký." in client.get(form).content.decode()
    assert client.post(form, filled()).status_code == 422
    assert not Question.objects.exists()


def test_the_qr_code_and_the_addresses_carry_no_secret(client, form, filled, settings):
    page = client.post(form, filled(), follow=True).content.decode()
    question = Question.objects.get()
    digits = question.secret.replace("-", "")
    links = page.split('href="')[1:]
    assert not any(digits in link.partition('"')[0] or question.secret in link.partition('"')[0] for link in links)
    assert f"{settings.SITE_URL}/doi-thoai/tra-cuu/" in page


def test_the_receipt_is_gone_after_a_day_and_after_a_new_secret(client, form, filled, later):
    client.post(form, filled())
    assert client.get(RECEIPT).status_code == 200
    later(hours=25)
    assert client.get(RECEIPT).status_code == 410


def test_the_message_fits_into_one_sms_without_marks(ward, coming):
    type(ward).objects.update(hotline="0238 000 0000")
    type(coming).objects.filter(pk=coming.pk).update(place="Hội trường Ủy ban nhân dân phường " * 5)
    coming.refresh_from_db()
    question = question_at(coming)
    text = registration_sms(question)
    assert len(text) <= SMS_LENGTH and text.isascii()
    assert question.code in text and question.secret in text and f"{coming.held_on:%d/%m/%Y}" in text
    assert "0238 000 0000" in text and "Hoi truong" not in text
    assert text.startswith(f"Phuong {strip_marks(ward.name)}, doi thoai: ma ")


def test_the_message_holds_code_and_secret_however_long_the_wards_name(ward, coming):
    type(ward).objects.update(name="Ngã Bảy " * 10)
    question = question_at(coming)
    text = registration_sms(question)
    assert len(text) <= SMS_LENGTH and question.code in text and question.secret in text


def test_private_pages_are_kept_by_no_cache(client, form, filled):
    for response in (client.get(form), client.post(form, filled()), client.get(RECEIPT)):
        assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"


def test_the_form_asks_few_questions(client, form, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(form)
