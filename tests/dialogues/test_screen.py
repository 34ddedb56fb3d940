"""The screen in the room: numbers only, always new."""

import pytest

from dialogues.models import DialogueSession
from dialogues.status import SessionStatus, Slot
from tests.factories.dialogues import an_officer, question_at, session_in, session_on

pytestmark = pytest.mark.django_db


def address(session):
    return f"/doi-thoai/{session.slug}/man-hinh/"


@pytest.fixture(scope="module")
def room_of_all(module_rows):
    host, session = an_officer("reception"), session_on()
    asked = [question_at(session, f"Chuyện riêng {number}", full_name="Lê Thị Hoa") for number in range(3)]
    session.open(by=host)
    for question in asked:
        question.check_in(by=host)
    asked[0].call(by=host)
    return session


@pytest.fixture
def room(room_of_all, ward):
    """A session going on, three people with numbers, the first one called."""
    return DialogueSession.objects.get(pk=room_of_all.pk)


def test_the_number_called_and_those_that_follow(client, room):
    page = client.get(address(room)).content.decode()
    assert "Đang mời số" in page and '<p class="screen-number">1</p>' in page
    assert "Tiếp theo: <strong>2</strong>, <strong>3</strong>" in page


def test_those_with_a_place_are_called_first_then_those_who_wait(client, room):
    for number, slot in ((1, Slot.NONE), (2, Slot.WAITING)):
        room.questions.filter(queue_number=number).update(slot=slot, called_at=None)
    assert "Tiếp theo: <strong>3</strong>, <strong>2</strong>, <strong>1</strong>" in client.get(address(room)).text
    host, called = an_officer("reception"), [1]
    for _ in range(3):
        called.append(room.call_next(by=host, after=called[-1]).queue_number)
    assert called == [1, 3, 2, 1]


def test_no_name_and_no_word_is_on_it(client, room):
    page = client.get(address(room)).content.decode()
    assert "Hoa" not in page and "Chuyện riêng" not in page


def test_it_loads_itself_again_and_no_cache_keeps_it_long(client, room):
    response = client.get(address(room))
    assert '<meta http-equiv="refresh" content="5">' in response.content.decode()
    assert response["Cache-Control"] == "public, max-age=3" and not response.cookies


def test_whoever_reads_slowly_can_stop_it(client, room):
    assert "http-equiv" not in client.get(f"{address(room)}?dung=1").content.decode()


def test_who_withdrew_is_not_called(client, room):
    room.questions.get(queue_number=2).withdraw()
    page = client.get(address(room)).content.decode()
    assert "<strong>2</strong>" not in page and "<strong>3</strong>" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SessionStatus.PLANNED, "Chưa bắt đầu"),
        (SessionStatus.IN_SESSION, "Nhận số thứ tự ở bàn đón tiếp"),
        (SessionStatus.HELD, "Buổi đối thoại đã kết thúc"),
        (SessionStatus.CONCLUDED, "Buổi đối thoại đã kết thúc"),
        (SessionStatus.CANCELLED, "Buổi này đã hủy"),
    ],
)
def test_before_and_after_the_screen_says_so(client, ward, status, words):
    assert words in client.get(address(session_in(status))).content.decode()


def test_the_screen_asks_very_little(client, room, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(address(room))
