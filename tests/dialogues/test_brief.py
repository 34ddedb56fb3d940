"""The leader's brief: one page, what is pressing first, nothing that its reader may not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dialogues.brief import MOST_ROWS, MOST_SPEAKERS, Brief, brief_sheet
from dialogues.figures import board
from dialogues.models import DialogueSession
from dialogues.status import CommitmentStatus
from petitions.models import Petition
from petitions.status import Kind
from tests.dialogues.paper_cast import (
    LONG_NAME,
    asked_session,
    concluded_session,
    crowd,
    pages_of,
)
from tests.factories.dialogues import an_officer, commitment_in, commitment_of, more_like, question_at, session_on
from tests.factories.mobilization import ResidentialGroupFactory, UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.pdf import pdf_text, tallest_letters
from wardportal.papers import sheet_pdf

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.localdate() - timedelta(days=400)


@pytest.fixture(scope="module")
def asked_of_all(module_rows):
    return asked_session(5)


@pytest.fixture
def asked(asked_of_all, ward):
    """A session to come with five questions."""
    return DialogueSession.objects.get(pk=asked_of_all.pk)


@pytest.fixture
def leader(ward):
    return an_officer("leader")


def address(name, session):
    return reverse(f"admin:dialogues_dialoguesession_{name}", args=[session.pk])


def overdue_petition(unit, **fields):
    """A petition of long ago that a unit still works on."""
    lan = an_officer("reception")
    known = {"declared_kind": Kind.REPORT, "body": "Đèn tắt.", "received_on": LONG_AGO, "channel": "counter"}
    petition = Petition.objects.register(by=lan, **known | fields)
    petition.review(by=lan)
    petition.accept(by=lan)
    petition.assign(unit, by=lan)
    return petition


def test_the_brief_counts_questions_by_subject_and_group(leader, asked):
    brief = Brief.of(asked, leader)
    assert brief.asked == 5 and brief.topics[0] == (asked.questions.order_by("pk").first().topic.name, 2)
    assert sum(number for _name, number in brief.groups) == 5 and len(brief.speaking) == 5


def test_what_does_not_fit_is_one_line(leader):
    session = session_on()
    question_at(session)
    crowd(session, MOST_ROWS + 2)
    for question in session.questions.all():
        question.residential_group = ResidentialGroupFactory()
        question.save()
    brief = Brief.of(session, leader)
    assert len(brief.groups) == MOST_ROWS + 1 and brief.groups[-1] == ("3 tổ dân phố khác", 3)


def test_open_promises_and_speakers_that_do_not_fit_are_counted(leader):
    session = session_on(speaker_limit=MOST_SPEAKERS + 2)
    question_at(session)
    crowd(session, MOST_SPEAKERS + 1)
    for _ in range(MOST_ROWS + 2):
        commitment_of(session, unit=UnitFactory())
    brief = Brief.of(session, leader)
    assert brief.unit_rows[-1] == ("2 đơn vị khác", 2, 0)
    assert (len(brief.speakers), brief.more_speakers) == (MOST_SPEAKERS, "và 2 người khác")


def test_overdue_petitions_stand_by_unit_with_the_oldest_codes(leader, session):
    unit = UnitFactory(name="Bộ phận Địa chính thử")
    petitions = [overdue_petition(unit) for _ in range(2)]
    brief = Brief.of(session, leader)
    assert brief.overdue.by_unit == [("Bộ phận Địa chính thử", 2)]
    assert brief.overdue.codes == [petition.code for petition in petitions]


def test_confidential_petitions_are_never_in_the_brief(leader, ward, session):
    petition = overdue_petition(UnitFactory())
    petition.seal(by=an_officer("reception"))
    brief = Brief.of(session, leader)
    assert brief.overdue.total == 0 and petition.code not in pdf_text(sheet_pdf(brief_sheet(brief, ward)))


def test_petitions_taken_up_again_are_counted(leader, session):
    petition = overdue_petition(UnitFactory())
    petition.answer(**ANSWER, letter_number="12/UBND", by=leader)
    petition.reopen("Chưa đúng nội dung.", by=leader)
    assert Brief.of(session, leader).reopened.codes == [petition.code]


def test_who_may_see_no_petitions_reads_no_figures_of_them(ward, session):
    brief = Brief.of(session, an_officer("mobilization"))
    sheet = brief_sheet(brief, ward)
    assert not brief.sees_petitions and "Đơn quá hạn" not in pdf_text(sheet_pdf(sheet))


def test_units_with_overdue_promises_come_first(leader, later):
    calm, late = UnitFactory(name="A thong thả"), UnitFactory(name="B quá hạn")
    session = session_on()
    commitment_of(session, unit=late, working_days=1)
    for _ in range(2):
        commitment_of(session, unit=calm, working_days=60)
    later(days=20)
    brief = Brief.of(session_on(), leader)
    assert [row[0] for row in brief.unit_rows] == ["B quá hạn", "A thong thả"]
    assert brief.unit_rows[0][1:] == (1, 1) and [row[4] for row in brief.promise_rows] == [True, False, False]


def test_promises_that_wait_for_a_resident_are_open_but_press_nobody(leader):
    commitment_in(CommitmentStatus.DONE)
    brief = Brief.of(session_on(), leader)
    assert brief.unit_rows[0][1:] == (1, 0) and brief.promises == []


def test_the_figures_are_those_of_the_board(leader):
    concluded_session(2)
    assert Brief.of(session_on(), leader).figures == board() and board().promised == 2


def test_the_brief_is_one_page_however_much_there_is_in_letters_as_large_as_fit(leader, ward, asked):
    letters = [tallest_letters(sheet_pdf(brief_sheet(Brief.of(session_on(), leader), ward)))]
    empty, full = session_on(place="Nhà văn hóa tổ dân phố " * 8), asked
    full.place, full.speaker_limit = empty.place, 60
    full.save()
    crowd(full, 55)
    names = [f"Bộ phận Địa chính – Xây dựng, Đô thị và Môi trường phường số {number}" for number in range(9)]
    first, *units = [UnitFactory(name=name) for name in names]
    promise = commitment_of(empty, unit=first, text="Nạo vét cống thoát nước ngõ 5 " * 30)
    more_like(promise, [{"unit": unit} for unit in units])
    for session, asked in ((empty, 0), (full, 60)):
        brief = Brief.of(session, leader)
        content = sheet_pdf(brief_sheet(brief, ward))
        assert (brief.asked, len(brief.units), pages_of(content)) == (asked, 9, 1)
        text = pdf_text(content)
        assert "Bảng cam kết công khai" in text and (LONG_NAME in text) == (asked > 0)
        letters.append(tallest_letters(content))
    assert letters[0] > letters[1] > letters[2]


def test_the_same_brief_is_the_same_bytes(leader, ward, asked):
    assert len({sheet_pdf(brief_sheet(Brief.of(asked, leader), ward)) for _ in range(2)}) == 1


def test_the_page_and_the_print_say_the_same(client, leader, asked):
    commitment_of(asked)
    client.force_login(leader)
    page, printed = client.get(address("brief", asked)), client.get(address("brief_pdf", asked))
    brief, paper = page.context["brief"], pdf_text(printed.content)
    # Lines of columns that stand side by side are torn apart: word by word.
    columns = " ".join([*brief.speakers, *(name for name, _number in brief.topics)]).split()
    told = [brief.figures_line, *brief.promise_rows[0][:4], *columns]
    assert printed["Content-Type"] == "application/pdf" and "no-store" in printed["Cache-Control"]
    assert [words for words in told if squeezed(words) not in squeezed(paper)] == []
    assert [words for words in told if squeezed(words) not in squeezed(page.content.decode())] == []


def squeezed(words):
    """Without spaces: lines of columns that stand side by side are torn apart otherwise."""
    return "".join(words.split())


def test_few_and_many_questions_ask_the_same_number_of_queries(client, leader, asked):
    client.force_login(leader)
    client.get(address("brief", asked))
    numbers = []
    for more in (0, 20):
        crowd(asked, more)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("brief", asked)).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_hosts_and_leaders_read_the_brief_and_nobody_else(client, session):
    for role in ("leader", "reception", "mobilization"):
        client.force_login(an_officer(role))
        assert client.get(address("brief", session)).status_code == 200, role
    for role in ("handler", "team_head", "editor", "administrator", "treasurer"):
        client.force_login(an_officer(role))
        answers = [client.get(address(name, session)).status_code for name in ("brief", "brief_pdf")]
        assert answers == [403, 403], role


def test_a_visitor_is_sent_to_sign_in(client, session):
    assert client.get(address("brief", session)).status_code == 302


def test_a_locked_account_reads_nothing(asked):
    user = UserFactory(role="leader", is_active=False)
    assert Brief.of(asked, user).asked == 0
