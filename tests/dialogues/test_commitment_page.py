"""One promise as everybody reads it: its days, its history, its evidence, where it came from."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import Commitment, DialogueSession
from dialogues.status import CommitmentEventKind, SessionStatus
from tests.factories.dialogues import (
    an_officer,
    commitment_of,
    conclude,
    photo_file,
    question_at,
    raised_commitment,
    session_in,
    session_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(ward):
    return an_officer("reception")


@pytest.fixture
def leader(ward):
    return an_officer("leader")


@pytest.fixture(scope="module")
def commitment_of_all(module_rows):
    session, host = session_on(), an_officer("reception")
    question = question_at(session, "Chuyện riêng của tôi", full_name="Lê Thị Hoa")
    session.open(by=host)
    item = session.agenda.get(question=question)
    item.minute(by=host, summary="Hỏi về cống ngõ 5.", answer="Sẽ nạo vét.")
    made = commitment_of(session, item=item, milestones=[(timezone.localdate(), "Khảo sát")])
    session.end(by=host)
    conclude(DialogueSession.objects.get(pk=session.pk))
    return made


@pytest.fixture
def commitment(commitment_of_all, ward):
    """A promise made to a resident, whose minutes are approved."""
    return Commitment.objects.get(pk=commitment_of_all.pk)


@pytest.fixture(scope="module")
def page(commitment_of_all):
    """The page of the promise as everybody reads it before anything is done."""
    return read(Client(), commitment_of_all)


def read(client, commitment):
    response = client.get(commitment.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_what_who_by_when_and_how_the_day_was_counted(commitment, page):
    for words in (
        commitment.text,
        commitment.unit.name,
        f"{commitment.due_on:%d/%m/%Y}",
        "Hỏi về cống ngõ 5.",
        "Khảo sát",
    ):
        assert words in page
    assert all(line in page for line in commitment.count.explain())


def test_who_asked_and_their_words_are_not_told(page):
    assert "Chuyện riêng" not in page and "Lê Thị Hoa" not in page


def test_the_address_is_read_in_any_spelling_of_the_code_and_only_so(client, commitment):
    assert client.get(f"/doi-thoai/cam-ket/{commitment.code}/").status_code == 200
    assert client.get("/doi-thoai/cam-ket/ck-2026-999999/").status_code == 404


def test_a_promise_of_minutes_nobody_approved_has_no_page(client, ward):
    commitment = raised_commitment(session_in(SessionStatus.PLANNED))
    assert client.get(commitment.get_absolute_url()).status_code == 404


def test_progress_and_reasons_are_public_and_office_notes_are_not(client, commitment, host, leader):
    commitment.report_progress("Đã nạo vét 20 m.", by=host, staff_note="Thiếu người")
    commitment.postpone(commitment.due_on + timedelta(days=7 - commitment.due_on.weekday()), "Chờ vật tư.", by=leader)
    page = read(client, commitment)
    assert "Đã nạo vét 20 m." in page and "Chờ vật tư." in page and "đã lùi 1 lần" in page
    assert "Thiếu người" not in page


def test_what_the_resident_said_is_told_without_their_words(client, commitment, host, leader):
    commitment.mark_done("Xong.", by=host, files=[photo_file()])
    commitment.sign_off(by=leader)
    commitment.object("Ông Nam ở số 5 vẫn đổ đất ra cống.")
    commitment.mark_done("Xong lần hai.", by=host, files=[photo_file()])
    commitment.sign_off(by=leader)
    commitment.confirm(text="Cảm ơn, số tôi là 0912345678.")
    page = read(client, commitment)
    assert "Người dân cho biết chưa được như đã hứa" in page and "Người dân xác nhận đã làm xong" in page
    assert f"Người hỏi xác nhận đã làm xong, ngày {timezone.localdate():%d/%m/%Y}" in page
    assert "Ông Nam" not in page and "0912345678" not in page


def test_every_event_has_its_sentence(client, commitment, host):
    for kind in CommitmentEventKind.values:
        commitment.record(kind, by=host)
    titles = re.findall(r'timeline-title">\s*([^<]*\S)\s*</p>', read(client, commitment))
    assert len(titles) == commitment.events.count() > len(CommitmentEventKind.values)


def test_evidence_is_seen_only_once_somebody_checked_it(client, commitment, host):
    commitment.report_progress("Đang làm.", by=host, files=[photo_file("le-thi-hoa.jpg")], caption="Cống ngõ 5")
    evidence = commitment.evidence.get()
    url = f"{commitment.get_absolute_url()}minh-chung/{evidence.pk}/"
    assert client.get(url).status_code == 404 and "Cống ngõ 5" not in read(client, commitment)
    evidence.publish(by=host)
    response = client.get(url, {"rong": "480"})
    assert b"".join(response.streaming_content).endswith(b"anh"), "what cannot be made smaller is given as it is"
    assert response.status_code == 200 and "le-thi-hoa" not in str(response.headers)
    page = read(client, commitment)
    assert f'src="{url}" srcset="{url}?rong=480 480w' in page and "Cống ngõ 5" in page and "le-thi-hoa" not in page
    evidence.hide(by=host)
    assert client.get(url).status_code == 404


def test_a_milestone_reached_stands_in_the_history(client, commitment, host):
    milestone = commitment.milestones.get()
    milestone.tick(by=host)
    assert "Xong một mốc: Khảo sát" in read(client, commitment)
    milestone.untick(by=host)
    assert "Mốc đánh dấu nhầm, chưa xong: Khảo sát" in read(client, commitment)


def test_evidence_opens_under_its_own_promise_only(client, commitment, host):
    commitment.report_progress("Đang làm.", by=host, files=[photo_file()])
    evidence = commitment.evidence.get()
    evidence.publish(by=host)
    assert client.get(f"/doi-thoai/cam-ket/ck-2026-999999/minh-chung/{evidence.pk}/").status_code == 404


def test_a_link_that_is_shared_has_an_address_and_a_title(commitment, page, settings):
    address = f"{settings.SITE_URL}{commitment.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in page and f'property="og:url" content="{address}"' in page


def test_the_page_asks_a_fixed_number_of_questions(client, commitment, host, django_assert_max_num_queries):
    for number in range(4):
        commitment.report_progress(f"Bước {number}.", by=host, files=[photo_file()])
    for evidence in commitment.evidence.all():
        evidence.publish(by=host)
    with django_assert_max_num_queries(8):
        client.get(commitment.get_absolute_url())


def test_an_objection_stands_beside_the_state_and_not_in_the_history_alone(client, commitment, host, leader):
    commitment.mark_done("Xong.", by=host, files=[photo_file()])
    commitment.sign_off(by=leader)
    assert "Lời người hỏi" not in read(client, commitment)
    commitment.object("Vẫn ngập.")
    facts = read(client, commitment).partition("timeline")[0]
    assert f"Người hỏi cho biết chưa được như đã hứa, ngày {timezone.localdate():%d/%m/%Y}" in facts


def test_on_paper_the_page_says_its_whole_address(commitment, page, settings):
    share = page.partition('class="share"')[2].partition("</section>")[0]
    address = share.partition("<p>")[2].partition("</p>")[0]
    assert f"{settings.SITE_URL}{commitment.get_absolute_url()}" in address
