"""Lists of a session that staff print: all that is listed, in order, with names and phones; for staff alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dialogues.models import AgendaItem, DialogueSession
from dialogues.papers import Seats, question_rows, questions_paper, seats_paper
from tests.dialogues.paper_cast import (
    CANARY,
    LONG_NAME,
    asked_session,
    counted,
    crowd,
    docx_text,
    held_session,
    pages_of,
    private_question,
)
from tests.factories.dialogues import an_officer, at, commitment_of, question_at, session_on
from tests.pdf import pdf_text
from wardportal.models import User
from wardportal.office import INTERNAL
from wardportal.papers import to_docx, to_pdf

pytestmark = pytest.mark.django_db

PAGES = ("brief", "questions_print", "seats_print", "agenda_print")
FILES = ("brief_pdf", "questions_pdf", "seats_pdf")
NOT_LISTED = ("Tố cáo ai đó", "Không thuộc nội dung", "Đã rút lại", "Quảng cáo rác")
DRAFTS = ("notice_draft", "minutes_draft", "minutes_draft_pdf", "conclusion_draft")
KEEPERS, OTHERS = ("leader", "mobilization"), ("handler", "team_head", "editor", "administrator")


def address(name, session):
    return reverse(f"admin:dialogues_dialoguesession_{name}", args=[session.pk])


@pytest.fixture(scope="module")
def asked_of_all(host_of_all):
    session = asked_session(8)
    sealed, declined, withdrawn, _suspect = [
        question_at(session, text, full_name=text, is_suspect=text.startswith("Quảng")) for text in NOT_LISTED
    ]
    sealed.seal(by=host_of_all)
    declined.decline("Ngoài nội dung.", by=host_of_all)
    withdrawn.withdraw(by=host_of_all)
    return session


@pytest.fixture(scope="module")
def held_of_all(module_rows):
    return held_session(2)


@pytest.fixture(scope="module")
def host_of_all(module_rows):
    return an_officer("reception")


@pytest.fixture(scope="module")
def printed(asked_of_all, held_of_all, host_of_all):
    """All that a host prints: lists of a session to come, drafts of one that is over."""
    client = Client()
    client.force_login(host_of_all)
    client.get(address("brief", asked_of_all))
    files = {name: counted(client, address(name, asked_of_all)) for name in PAGES + FILES}
    return files | {name: client.get(address(name, held_of_all)) for name in DRAFTS}


@pytest.fixture
def asked(asked_of_all, ward):
    """A session to come with eight questions, and four that are not listed."""
    return DialogueSession.objects.get(pk=asked_of_all.pk)


@pytest.fixture
def held(held_of_all, ward):
    """A session that is over, whose minutes are not approved."""
    return DialogueSession.objects.get(pk=held_of_all.pk)


@pytest.fixture
def lan(host_of_all, ward):
    return User.objects.get(pk=host_of_all.pk)


@pytest.fixture
def as_lan(client, lan):
    client.force_login(lan)
    return client


def test_the_question_list_follows_the_agenda(lan, asked):
    rows = question_rows(asked, lan)
    ordered = asked.agenda.exclude(question=None).in_order().values_list("question", flat=True)
    assert [row.question.pk for row in rows] == list(ordered) and [row.number for row in rows] == list(range(1, 9))


def test_the_question_list_has_words_names_and_phones(printed):
    page = printed["questions_print"].content.decode()
    for told in (f"{CANARY} 0", f"{CANARY}: nước ngập nhà số 0.", "0912 345 678", LONG_NAME, INTERNAL):
        assert told in page


def test_what_is_not_listed_is_in_no_print(printed):
    for name in PAGES + FILES:
        content = printed[name].content
        text = pdf_text(content) if name in FILES else content.decode()
        assert CANARY in text and not [gone for gone in NOT_LISTED if gone in text], name


def test_the_seat_list_has_speakers_the_waiting_list_and_room_for_others(as_lan, lan):
    session = session_on(speaker_limit=2, waiting_limit=2)
    for number in range(5):
        private_question(session, number)
    seats = Seats.of(session, lan)
    assert [len(seats.speaking), len(seats.waiting)] == [2, 2]
    page = as_lan.get(address("seats_print", session)).content.decode()
    for told in ("Người được xếp phát biểu", "Danh sách chờ", "Đến thẳng buổi đối thoại", "Ký tên", f"{CANARY} 3"):
        assert told in page
    assert f"{CANARY} 4" not in page


def test_those_who_are_here_stand_first_with_their_numbers(lan):
    session = session_on()
    first, second = private_question(session, 1), private_question(session, 2)
    second.check_in(by=lan)
    rows = Seats.of(session, lan).speaking
    assert [row.question for row in rows] == [second, first] and rows[0].queue_number == "1"


def test_the_print_says_what_the_screen_says(lan, ward, asked, printed):
    rows = question_rows(asked, lan)
    page = printed["questions_print"]
    assert [row.question.pk for row in page.context["rows"]] == [row.question.pk for row in rows]
    text = docx_text(to_docx(questions_paper(asked, ward, rows)))
    for row in rows:
        for told in (row.name, row.group, row.phone, row.topic, row.words, row.slot):
            assert told in page.content.decode() and told in text
    assert pdf_text(printed["questions_pdf"].content).count("0912 345 678") == 8


def test_long_lists_run_over_pages_with_their_head_on_each(ward, lan, asked):
    crowd(asked, 52)
    content = to_pdf(questions_paper(asked, ward, question_rows(asked, lan)))
    assert pages_of(content) > 2 and pdf_text(content).count("Người hỏi Điện thoại") == pages_of(content)
    seats = to_pdf(seats_paper(asked, ward, Seats.of(asked, lan)))
    assert pages_of(seats) == 2


def test_lists_of_nobody_can_be_printed(as_lan):
    session = session_on()
    for name in PAGES + FILES:
        assert as_lan.get(address(name, session)).status_code == 200, name


def test_the_agenda_for_the_chair_has_promises_first_then_questions(as_lan, asked):
    AgendaItem.objects.place_commitments([commitment_of(asked)], asked, after=0)
    AgendaItem.objects.place_topic("Kế hoạch cây xanh", asked)
    page = as_lan.get(address("agenda_print", asked)).content.decode()
    order = [page.index(title) for title in ("Việc đã hứa", "Câu hỏi, kiến nghị của người dân", "Nội dung khác")]
    assert order == sorted(order) and "Kế hoạch cây xanh" in page and LONG_NAME in page


def test_the_agenda_says_what_happened_to_a_promise_since(client, lan):
    promise = commitment_of(session_on())
    promise.session.end(by=lan)
    with at(timezone.localdate() + timedelta(days=3)):
        promise.report_progress("Đã nạo vét 20 m.", by=lan)
        session = session_on()
        other = commitment_of(session, text="Lắp đèn ngõ 5.")
        AgendaItem.objects.place_commitments([other], session, after=0)
        client.force_login(lan)
        page = client.get(address("agenda_print", session)).content.decode()
    since = page.partition(promise.code)[2].partition("</ul>")[0]
    assert "báo cáo tiến độ. Đã nạo vét 20 m." in " ".join(since.split())


def test_drafts_are_for_those_who_keep_the_session(client, held, printed):
    assert {printed[name].status_code for name in DRAFTS} == {200}
    for role, names in zip(KEEPERS, (DRAFTS[:2], DRAFTS[2:]), strict=True):
        client.force_login(an_officer(role))
        assert {client.get(address(name, held)).status_code for name in names} == {200}, role
    for role in OTHERS:
        client.force_login(an_officer(role))
        assert {client.get(address(name, held)).status_code for name in DRAFTS} == {403}, role


def test_a_draft_is_marked_as_one_in_every_way(held, printed):
    assert "DỰ THẢO" in docx_text(printed["minutes_draft"].content)
    assert "DỰ THẢO" in pdf_text(printed["minutes_draft_pdf"].content)
    assert "DỰ THẢO" in docx_text(printed["conclusion_draft"].content)
    name = printed["minutes_draft"]["Content-Disposition"]
    assert name == f'attachment; filename="bien-ban-du-thao-{held.slug}.docx"'


def test_the_notice_can_be_drafted_before_it_is_given(as_lan):
    text = docx_text(as_lan.get(address("notice_draft", session_on())).content)
    assert "ngày … tháng … năm 20…" in text and "Hội trường phường" in text


def test_lists_are_for_those_who_may_read_questions(client, asked):
    first, *others = OTHERS
    for role, names in ((first, PAGES + FILES), *((role, PAGES[:1] + FILES[:1]) for role in others)):
        client.force_login(an_officer(role))
        assert {client.get(address(name, asked)).status_code for name in names} == {403}, role


def test_prints_are_kept_by_no_cache(printed):
    for name, response in printed.items():
        assert "no-store" in response["Cache-Control"], name


def test_a_session_that_is_not_there_has_no_prints(as_lan):
    assert as_lan.get("/quan-tri/dialogues/dialoguesession/999999/cau-hoi/").status_code == 404


def test_many_questions_ask_the_database_no_more_than_few(as_lan, asked, printed):
    as_lan.get(address("brief", asked))
    crowd(asked, 12)
    for name in PAGES + FILES:
        assert counted(as_lan, address(name, asked)).statements == printed[name].statements, name
