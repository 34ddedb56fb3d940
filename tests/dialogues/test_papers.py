"""The papers of a dialogue say what the rows say, no more, and the same each time."""

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import AgendaItem, DialogueRule, DialogueSession, Minutes
from dialogues.papers import Record, conclusion_paper, minutes_paper
from dialogues.status import Issuer, SessionKind, SessionStatus
from tests.dialogues.paper_cast import (
    CANARY,
    LONG_NAME,
    PRIVATE,
    address,
    announced,
    asked_session,
    concluded_session,
    counted,
    docx_text,
    held_session,
    later,
    private_question,
)
from tests.factories.dialogues import an_officer, commitment_of, conclude, session_in, session_on
from tests.factories.mobilization import UnitFactory
from tests.pdf import pdf_text
from wardportal.office import number_and_symbol
from wardportal.papers import Layout, to_docx, to_pdf

pytestmark = pytest.mark.django_db

NOTICES = ("notice_pdf", "notice_docx", "board_notice", "spoken")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AFTERWARDS = ("minutes_pdf", "minutes_docx", "conclusion_pdf", "conclusion_docx")


def minutes_text(session, ward):
    return docx_text(to_docx(minutes_paper(Record.of(session, ward))))


def conclusion_text(session, ward):
    return docx_text(to_docx(conclusion_paper(Record.of(session, ward))))


def issued_by(issuer):
    DialogueRule.objects.update(issued_by=issuer)


@pytest.fixture(scope="module")
def announced_of_all(module_rows):
    return announced(session_on())


@pytest.fixture(scope="module")
def asked_of_all(module_rows):
    return announced(asked_session(6, place="Sân"))


@pytest.fixture(scope="module")
def concluded_of_all(module_rows):
    return concluded_session()


@pytest.fixture(scope="module")
def held_of_all(module_rows):
    return held_session(1)


@pytest.fixture(scope="module")
def served(announced_of_all, asked_of_all, concluded_of_all):
    """Every paper as everybody reads it: of a session to come, of another with questions, of one that is over."""
    pages = [address(name, session) for session in (announced_of_all, asked_of_all) for name in NOTICES]
    pages += [address(name, concluded_of_all) for name in AFTERWARDS]
    return {page: counted(Client(), page) for page in pages}


@pytest.fixture
def told(announced_of_all, ward):
    """A session of which notice was given."""
    return DialogueSession.objects.get(pk=announced_of_all.pk)


@pytest.fixture
def concluded(concluded_of_all, ward):
    """A session with five answers and two promises, whose minutes are approved."""
    return DialogueSession.objects.get(pk=concluded_of_all.pk)


@pytest.fixture
def held(held_of_all, ward):
    """A session that is over, with an answer and two promises; its minutes are not written yet."""
    return DialogueSession.objects.get(pk=held_of_all.pk)


# Minutes and conclusion


def test_minutes_tell_each_question_its_answer_and_what_was_promised(concluded, served):
    text = text_of(served[address("minutes_docx", concluded)])
    for told in (
        "Hỏi về cống ngõ 1.",
        "Phường sẽ nạo vét",
        "Giao nạo vét ngõ 5.",
        "Lắp đèn đường",
        "Bộ phận Địa chính",
    ):
        assert told in text
    assert "Số: 14/BB-UBND" in text and "Trần Thị Lan" in text and "DỰ THẢO" not in text
    assert text.count("Nguyễn Văn Bí (dữ liệu mẫu)") == 2  # who chaired, and who signs


def test_a_name_stands_in_the_minutes_with_consent_only(concluded, served):
    text = text_of(served[address("minutes_docx", concluded)])
    assert LONG_NAME in text and "Một người dân" in text and CANARY not in text


def test_a_question_made_a_petition_is_told_as_such_without_its_code(ward):
    session = asked_session(1)
    host = an_officer("reception")
    session.open(by=host)
    question = session.questions.get()
    question.open_petition(kind="report", by=host)
    session.end(by=host)
    text = minutes_text(DialogueSession.objects.get(pk=session.pk), ward)
    assert "Đã lập đơn" in text and question.opened_petition.code not in text


def test_minutes_before_approval_are_marked_as_a_draft(ward, held):
    assert "DỰ THẢO" in minutes_text(held, ward)


def test_the_party_and_the_state_have_their_own_layouts(ward, signatories, concluded):
    issued_by(Issuer.PARTY)
    party = conclusion_text(concluded, ward)
    issued_by(Issuer.STATE)
    state = conclusion_text(concluded, ward)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in party and "CỘNG HÒA" not in party and "Lê Văn Bí" in party
    assert "T/M ĐẢNG ỦY" in party and "Lưu: Văn phòng Đảng ủy" in party
    assert "CỘNG HÒA XÃ HỘI" in state and "ĐẢNG CỘNG SẢN" not in state and "Hồ Văn Chủ" in state
    assert "Số: 15/TB-UBND" in state and "Ai Khác" not in party + state


def test_every_issuer_has_a_layout():
    assert [Layout(value).value for value in Issuer.values] == Issuer.values


def test_the_conclusion_lists_promises_with_unit_and_day(concluded, served):
    text = text_of(served[address("conclusion_docx", concluded)])
    assert concluded.commitments.count() == 2
    for promise in concluded.commitments.all():
        assert promise.code in text and promise.text in text and f"{promise.first_due_on:%d/%m/%Y}" in text


def test_a_conclusion_without_promises_says_so(ward):
    assert "Không có việc nào được giao" in conclusion_text(session_in(SessionStatus.CONCLUDED), ward)


def test_papers_keep_what_was_promised_when_it_is_postponed_and_given_to_others_later(ward, concluded):
    before = [to_docx(minutes_paper(Record.of(concluded, ward))), to_pdf(conclusion_paper(Record.of(concluded, ward)))]
    promise, host = concluded.commitments.first(), an_officer("reception")
    promise.assign(UnitFactory(name="Đơn vị khác"), by=host)
    day = promise.due_on + timezone.timedelta(days=7)
    promise.postpone(day, "Mưa kéo dài.", by=an_officer("leader"))
    after = [to_docx(minutes_paper(Record.of(concluded, ward))), to_pdf(conclusion_paper(Record.of(concluded, ward)))]
    assert before == after


def test_a_correction_is_applied_and_shown(ward, concluded):
    leader, item = an_officer("leader"), concluded.agenda.filter(question__isnull=False).in_order().first()
    concluded.minutes.correct("conclusion", "Làm xong trước ngày 30.", "Ghi thiếu hạn.", by=leader)
    concluded.minutes.correct("answer", "Phường đã nạo vét.", "Ghi nhầm thì.", by=leader, item=item)
    text = minutes_text(concluded, ward)
    for told in (
        "Đính chính",
        "Các đơn vị thực hiện đúng hạn.",
        "Ghi thiếu hạn.",
        "Phường đã nạo vét.",
        "Ghi nhầm thì.",
    ):
        assert told in text
    assert text.count("Làm xong trước ngày 30.") == 2
    assert "Ghi nhầm thì." not in conclusion_text(concluded, ward)


def test_reprints_are_the_same_bytes(client, told, concluded, served, later_hour):
    pages = [address(name, told) for name in NOTICES] + [address(name, concluded) for name in AFTERWARDS]
    later_hour()
    for page in pages:
        assert client.get(page).content == served[page].content, page


@pytest.fixture
def later_hour(time_machine):
    return lambda: time_machine.move_to(timezone.now() + timezone.timedelta(hours=30))


# Privacy


def test_no_public_paper_shows_words_names_phones_or_notes(ward, served, asked_of_all, concluded):
    for name in NOTICES:
        assert_private(served[address(name, asked_of_all)], name)
    for name in AFTERWARDS:
        assert_private(served[address(name, concluded)], name)


def assert_private(response, name):
    assert response.status_code == 200, name
    text = response.content.decode() if name == "spoken" else text_of(response)
    assert not [word for word in PRIVATE if word in text], name


def text_of(response):
    return docx_text(response.content) if "word" in response["Content-Type"] else pdf_text(response.content)


def test_the_papers_of_a_meeting_with_group_heads_name_group_heads(client, ward):
    session = session_in(SessionStatus.HELD, kind=SessionKind.GROUP_HEADS)
    Minutes.of(session).write(by=an_officer("reception"), attended=96)
    conclude(session)
    record = Record.of(DialogueSession.objects.get(pk=session.pk), ward)
    papers = [docx_text(to_docx(paper(record))) for paper in (conclusion_paper, minutes_paper)]
    for text in (*papers, client.get(session.get_absolute_url()).text.partition("<main")[2].partition("</main")[0]):
        assert "ổ trưởng, tổ phó tổ tự quản" in text and "96" in text and "gười dân" not in text


def test_questions_not_listed_are_in_no_paper(ward):
    session = asked_session(4)
    host, leader = an_officer("reception"), an_officer("leader")
    session.open(by=host)
    for number, item in enumerate(session.agenda.filter(question__isnull=False).order_by("pk")):
        item.minute(by=host, summary=f"Tóm tắt {number}.", answer="Trả lời.")
    sealed, declined, withdrawn, kept = session.questions.order_by("pk")
    sealed.seal(by=host)
    declined.decline("Không thuộc nội dung.", by=leader)
    withdrawn.withdraw(by=host)
    session.end(by=host)
    text = minutes_text(DialogueSession.objects.get(pk=session.pk), ward)
    assert "Tóm tắt 3." in text
    assert not [number for number in range(3) if f"Tóm tắt {number}." in text]


def test_a_suspected_question_is_in_no_paper(ward):
    session = session_on()
    private_question(session, is_suspect=True)
    assert not session.agenda.printed().exclude(question=None).exists()


def test_a_petition_sealed_since_is_in_no_paper(ward):
    session = asked_session(1)
    host = an_officer("reception")
    petition = petition_on_agenda(session, host)
    assert session.agenda.printed().filter(petition=petition).exists()
    petition.seal(by=host)
    assert not session.agenda.printed().filter(petition=petition).exists()


def petition_on_agenda(session, host):
    session.questions.get().open_petition(kind="report", by=host)
    petition = session.questions.get().opened_petition
    AgendaItem.objects.place_petition(petition, session)
    return petition


def test_a_promise_of_a_session_not_concluded_yet_is_not_told_in_the_minutes_of_another(ward):
    first = session_in(SessionStatus.IN_SESSION)
    promise = commitment_of(first, text="Hứa riêng chưa công bố.")
    session = session_on()
    host = an_officer("reception")
    AgendaItem.objects.carry_over(session)
    session.open(by=host)
    session.agenda.get(commitment=promise).minute(by=host, answer="Đang làm.")
    assert "Hứa riêng chưa công bố." not in minutes_text(session, ward)


# How they are served


def test_no_paper_is_there_before_its_time(client, told, served):
    silent = session_on()
    assert {client.get(address(name, silent)).status_code for name in NOTICES + AFTERWARDS} == {404}
    assert {served[address(name, told)].status_code for name in NOTICES} == {200}
    assert {client.get(address(name, told)).status_code for name in AFTERWARDS} == {404}


def test_a_session_that_took_place_but_is_not_approved_has_no_minutes(client, held):
    assert {client.get(address(name, held)).status_code for name in AFTERWARDS} == {404}


def test_papers_are_kept_by_caches_and_have_plain_names(client, concluded, served):
    names = {
        "minutes_pdf": ("application/pdf", f'inline; filename="bien-ban-doi-thoai-{concluded.slug}.pdf"'),
        "minutes_docx": (DOCX, f'attachment; filename="bien-ban-doi-thoai-{concluded.slug}.docx"'),
        "conclusion_pdf": ("application/pdf", f'inline; filename="ket-luan-doi-thoai-{concluded.slug}.pdf"'),
        "conclusion_docx": (DOCX, f'attachment; filename="ket-luan-doi-thoai-{concluded.slug}.docx"'),
    }
    for name, (content_type, disposition) in names.items():
        response = served[address(name, concluded)]
        assert (response["Content-Type"], response["Content-Disposition"]) == (content_type, disposition)
        assert "public" in response["Cache-Control"] and not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert client.post(address(name, concluded)).status_code == 405


def test_the_old_address_of_a_paper_leads_to_the_new_one(client, ward):
    session = announced(session_on(later(10)))
    old = address("notice_pdf", session)
    session.move(later(12), "Hội trường sửa chữa.", by=an_officer("leader"))
    response = client.get(old)
    assert response.status_code == 302 and response["Location"] == address("notice_pdf", session)
    assert client.get("/doi-thoai/2001-01-01/thong-bao.pdf").status_code == 404


def test_many_questions_ask_the_database_no_more_than_few(client, concluded, served):
    few = concluded_session(2)
    for name in AFTERWARDS:
        many = served[address(name, concluded)].statements
        assert counted(client, address(name, few)).statements == many <= 12, name


def test_a_number_is_read_however_it_was_written(ward):
    assert number_and_symbol("15/TB-VP", "TB-UBND") == ("15", "TB-VP")
    assert number_and_symbol(" 15-TB/VP ", "TB/ĐU") == ("15", "TB/VP")


def test_a_symbol_of_the_other_layout_is_not_printed(ward):
    assert number_and_symbol("15/TB-UBND", "TB/ĐU") == ("15", "TB/ĐU")
    assert number_and_symbol(" 15-TB/ĐU ", "TB-UBND") == ("15", "TB-UBND")
    assert number_and_symbol("15", "TB/ĐU") == ("15", "TB/ĐU")
    assert number_and_symbol("", "TB/ĐU") == ("", "TB/ĐU")


def test_a_session_without_minutes_yet_prints_a_draft_with_dots(ward):
    text = minutes_text(session_on(), ward)
    assert "DỰ THẢO" in text and "…… giờ …… phút" in text


def test_minutes_and_conclusion_say_which_promise_a_point_is_about_though_it_was_summed_up(ward, held):
    host = an_officer("reception")
    promise = held.commitments.first()
    AgendaItem.objects.place_commitments([promise], held, after=0)[0].minute(
        by=host, summary="Địa chính báo cáo.", answer="Xong một nửa.", conclusion="Làm tiếp."
    )
    text = minutes_text(held, ward)
    told = (f"Việc 1: {promise.text} ({promise.code})", "Tóm tắt: Địa chính báo cáo.", "Báo cáo, ý kiến: Xong một nửa.")
    assert sorted(told, key=text.index) == list(told)
    assert f"{promise.text} ({promise.code})" in docx_text(to_docx(conclusion_paper(Record.of(held, ward))))
