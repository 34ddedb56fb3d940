"""One session as everybody reads it: before, during, after."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from dialogues.models import DialogueSession, SessionPhoto
from dialogues.papers import Record, conclusion_paper, minutes_paper
from dialogues.status import SessionStatus
from tests.factories.dialogues import an_officer, at, commitment_of, conclude, question_at, session_in, session_on
from wardportal.dates import date_words
from wardportal.models import Ward
from wardportal.uploads import with_sizes

pytestmark = pytest.mark.django_db


def address(session):
    return f"/doi-thoai/{session.slug}/"


def read(client, session):
    response = client.get(address(session))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def host(ward):
    return an_officer("reception")


def ended():
    """A session that ended, with two questions answered and one of them promised."""
    session, host = session_on(), an_officer("reception")
    hoa = question_at(session, "Chuyện riêng của tôi ở ngõ 5", full_name="Lê Thị Hoa", consent_publish_name=True)
    nam = question_at(session, "Chuyện riêng khác", full_name="Trần Văn Nam")
    session.open(by=host)
    for question, words in ((hoa, "Hỏi về cống."), (nam, "Hỏi về đèn đường.")):
        session.agenda.get(question=question).minute(by=host, summary=words, answer="Phường sẽ làm trong tháng.")
    commitment_of(session, item=session.agenda.get(question=hoa), text="Nạo vét cống ngõ 5.")
    session.end(by=host)
    return session


@pytest.fixture(scope="module")
def held_of_all(module_rows):
    return ended()


@pytest.fixture(scope="module")
def concluded_of_all(module_rows):
    session = ended()
    conclude(session)
    return session


@pytest.fixture(scope="module")
def published(concluded_of_all):
    """The page of a session whose minutes are approved, as everybody reads it."""
    return read(Client(), concluded_of_all)


@pytest.fixture
def held(held_of_all, ward):
    return DialogueSession.objects.get(pk=held_of_all.pk)


@pytest.fixture
def concluded(concluded_of_all, ward):
    return DialogueSession.objects.get(pk=concluded_of_all.pk)


def test_before_it_the_page_says_when_where_who_and_how_to_register(client, coming):
    page = read(client, coming)
    assert date_words(coming.held_on) in page and coming.place in page and coming.subject in page
    assert "Chủ tịch" in page and f"/doi-thoai/{coming.slug}/dang-ky/" in page


def test_before_it_only_subjects_and_numbers_are_told_of_the_questions(client, coming):
    question_at(coming, "Chuyện riêng của tôi", full_name="Lê Thị Hoa")
    page = read(client, coming)
    assert "Đến nay có 1 câu hỏi" in page
    assert "Chuyện riêng" not in page and "Lê Thị Hoa" not in page


def test_a_question_held_as_suspect_or_sealed_is_not_counted(client, coming, host):
    question_at(coming, is_suspect=True)
    question_at(coming, "Tố cáo ông A").seal(by=host)
    assert "Chưa có câu hỏi nào" in read(client, coming)


def test_while_it_goes_on_the_page_leads_to_the_screen(client, ward):
    session = session_in(SessionStatus.IN_SESSION)
    assert f"/doi-thoai/{session.slug}/man-hinh/" in read(client, session)


def test_minutes_nobody_approved_are_not_shown(client, held):
    page = read(client, held)
    assert "sau khi chủ trì duyệt" in page
    assert "Hỏi về cống." not in page and "Nạo vét cống ngõ 5." not in page


def test_approved_minutes_show_summary_answer_and_conclusion(published):
    for words in ("Hỏi về cống.", "Phường sẽ làm trong tháng.", "Giao địa chính nạo vét cống ngõ 5."):
        assert words in published
    assert "Chuyện riêng" not in published


def test_what_came_of_a_session_is_told_before_how_it_went(published):
    assert "2 nội dung được trả lời</a>" in published and "1 cam kết</a>" in published
    places = [published.index(f'id="{part}"') for part in ("ket-luan", "cam-ket", "noi-dung-buoi", "giay-to")]
    assert places == sorted(places)


def test_the_page_names_the_papers_by_the_numbers_they_carry(published, concluded):
    record = Record.of(concluded, Ward.objects.current())
    for paper in (conclusion_paper(record), minutes_paper(record)):
        assert f"số {paper.number_line.removeprefix('Số').strip(': ')}" in published


def test_a_name_is_shown_with_consent_only(published):
    assert "Lê Thị Hoa hỏi" in published and "Một người dân hỏi" in published and "Trần Văn Nam" not in published


def test_a_promise_stands_under_the_minutes_with_its_state(published):
    assert "Nạo vét cống ngõ 5." in published and "Chưa thực hiện, còn" in published


def test_a_promise_of_a_session_without_minutes_is_not_told_by_another_one(client, held, host):
    """It stands on the next agenda, and that session may be concluded first."""
    other = session_on()
    other.open(by=host)
    item = other.agenda.get(commitment=held.commitments.get())
    item.minute(by=host, answer="Đang chờ vật tư.")
    other.end(by=host)
    conclude(other)
    assert "Nạo vét cống ngõ 5." not in read(client, other)


def test_a_correction_shows_both_wordings_and_why(client, concluded):
    item = concluded.agenda.get(summary="Hỏi về cống.")
    concluded.minutes.correct("answer", "Phường sẽ làm quý sau.", "Ghi nhầm.", by=an_officer("leader"), item=item)
    page = read(client, concluded)
    assert "<del>Phường sẽ làm trong tháng.</del>" in page and "<ins>Phường sẽ làm quý sau.</ins>" in page
    assert "Ghi nhầm." in page and "Đã đính chính ngày" in page


def test_a_photo_is_seen_only_while_it_is_published(client, concluded, host):
    photo = SessionPhoto.objects.create(
        session=concluded, file=ContentFile(b"anh", name="a.jpg"), width=300, height=200, caption="Hội trường",
        alt="Hội trường", consent_basis="Không nhận ra ai", added_by=host,
    )  # fmt: skip
    url = f"{address(concluded)}anh/{photo.pk}/"
    assert client.get(url).status_code == 404 and "Hội trường</figcaption>" not in read(client, concluded)
    photo.describe(by=host, publish=True)
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"anh"
    assert response.status_code == 200 and response["Cache-Control"] == "public, max-age=60"
    assert "Hội trường</figcaption>" in read(client, concluded)
    photo.hide(by=host)
    assert client.get(url).status_code == 404


def test_a_phone_loads_a_photo_in_a_smaller_size_which_is_kept(client, concluded, host):
    whole = BytesIO()
    Image.new("RGB", (1200, 800), "teal").save(whole, "JPEG")
    photo = SessionPhoto.objects.create(
        session=concluded, file=ContentFile(whole.getvalue(), name="a.jpg"), width=1200, height=800, caption="Hội",
        alt="Hội trường", consent_basis="Không nhận ra ai", added_by=host, published_at=timezone.now(),
    )  # fmt: skip
    url = f"{address(concluded)}anh/{photo.pk}/"
    assert f'srcset="{url}?rong=480 480w, {url}?rong=960 960w' in read(client, concluded)
    for asked, size in (("480", (480, 320)), ("480", (480, 320)), ("1600", (1200, 800)), ("481", (1200, 800))):
        given = b"".join(client.get(url, {"rong": asked}).streaming_content)
        assert Image.open(BytesIO(given)).size == size
    kept = [photo.file.storage.exists(name) for name in with_sizes(photo.file.name)]
    assert kept == [True, True, False, False]


def test_a_session_called_off_says_why(client, ward):
    page = read(client, session_in(SessionStatus.CANCELLED))
    assert "Buổi này đã hủy." in page and "Bão." in page


def test_the_old_address_leads_to_the_new_one_for_good(client, coming):
    old = coming.slug
    coming.move(coming.held_on + timedelta(days=2), "Trùng lịch.", by=an_officer("leader"))
    for page in ("", "dang-ky/", "man-hinh/"):
        response = client.get(f"/doi-thoai/{old}/{page}")
        assert response.status_code == 301 and response["Location"] == f"/doi-thoai/{coming.slug}/{page}", page


@pytest.mark.parametrize("slug", ["2026-02-30", "khong-co", "2026-12-15-9", "x" * 80])
def test_an_unknown_session_is_not_found(client, ward, slug):
    assert client.get(f"/doi-thoai/{slug}/").status_code == 404


def test_the_page_asks_a_fixed_number_of_questions(client, concluded, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(address(concluded))


def test_the_announcement_asks_few_questions(client, coming, django_assert_max_num_queries):
    for number in range(4):
        question_at(coming, f"Câu hỏi {number}")
    assert timezone.localdate() < coming.held_on
    with django_assert_max_num_queries(8):
        client.get(address(coming))


def next_line(page):
    return page.partition("Buổi gần nhất ông/bà đến dự được:")[2].partition("</p>")[0]


@pytest.mark.parametrize("status", [SessionStatus.CANCELLED, SessionStatus.HELD, SessionStatus.CONCLUDED])
def test_where_one_cannot_come_any_more_the_next_session_is_named(client, coming, status):
    line = next_line(read(client, session_in(status)))
    assert date_words(coming.held_on).lower() in line and address(coming) in line and "dang-ky/" in line


def test_a_missed_session_and_one_not_open_yet_name_the_next_one(client, coming):
    day = coming.held_on + timedelta(days=40)
    later_one = session_on(day, intake_opens_on=day - timedelta(days=5))
    assert address(coming) in next_line(read(client, later_one))
    assert not next_line(read(client, coming))
    with at(coming.held_on + timedelta(days=1)):
        nearest = DialogueSession.objects.ahead().first()
        assert nearest != coming and address(nearest) in next_line(read(client, coming))


def test_without_another_session_none_is_named(client, coming):
    DialogueSession.objects.planned().exclude(pk=coming.pk).update(status=SessionStatus.CANCELLED)
    coming.cancel("Bão.", by=an_officer("leader"))
    assert not next_line(read(client, coming))


def test_a_question_nobody_classified_is_called_so(client, coming, held):
    question_at(coming, topic=None)
    assert "Chưa phân loại: 1" in read(client, coming)
    conclude(held)
    page = read(client, DialogueSession.objects.get(pk=held.pk))
    assert "<h3>Chưa phân loại</h3>" in page and "Lĩnh vực khác" not in page


def test_what_came_of_a_session_stands_before_its_notice(client, coming, host):
    coming.announce(by=an_officer("leader"))
    with at(coming.held_on):
        coming.open(by=host)
        coming.end(by=host)
        conclude(coming)
        papers = read(client, coming).partition('id="giay-to"')[2]
    order = ("ket-luan.pdf", "bien-ban.pdf", "thong-bao.pdf", "to-dan.pdf")
    assert sorted(order, key=papers.index) == list(order)
