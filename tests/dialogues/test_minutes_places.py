"""The list of points beside the minutes: in the order they are called, each with its state, and whose turn it is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.admin import minutes_places
from dialogues.models import AgendaItem, DialogueSession
from tests.factories.dialogues import an_officer, question_at, session_on

pytestmark = pytest.mark.django_db


def page(session, name="minutes"):
    return reverse(f"admin:dialogues_dialoguesession_{name}", args=[session.pk])


@pytest.fixture(scope="module")
def asked_of_all(module_rows):
    session, host = session_on(), an_officer("reception")
    questions = [question_at(session, f"Câu hỏi số {number}") for number in (1, 2, 3)]
    for question in (questions[2], questions[1]):
        question.check_in(by=host)
    session.open(by=host)
    return session


@pytest.fixture
def session(asked_of_all, ward):
    """A session going on."""
    return DialogueSession.objects.get(pk=asked_of_all.pk)


@pytest.fixture
def asked(session):
    """Its three questions; the last two have come, the later one of them first."""
    return list(session.questions.order_by("pk"))


def places(client, session):
    return client.get(page(session)).context["places"]


def test_points_stand_as_they_are_called_and_those_without_a_number_behind(lan, session, asked, as_user):
    client = as_user(lan)
    context = client.get(page(session)).context
    assert [(place.item.question, place.number) for place in context["places"]] == [
        (asked[2], 1),
        (asked[1], 2),
        (asked[0], None),
    ]
    assert [part.item for part in context["parts"]] == [place.item for place in context["places"]]


def test_points_stand_there_with_their_code_and_whole_title(lan, session, asked, as_user):
    words = "Một hai ba bốn năm sáu bảy tám chín mười mười một."
    question = question_at(session, words)
    page_text = as_user(lan).get(page(session)).text
    assert f'<span class="case-code">{question.code}</span> {words}</a>' in page_text.partition("data-minutes")[0]


def test_a_point_nobody_asked_is_written_down_under_the_labels_of_the_paper(lan, session, asked, as_user):
    AgendaItem.objects.put_topic("Kế hoạch chợ", session)
    labels = [[box.label for box in part.boxes] for part in as_user(lan).get(page(session)).context["parts"]]
    assert labels[0] == ["Tóm tắt câu hỏi, ý kiến", "Trả lời", "Kết luận của chủ trì"]
    assert labels[-1] == ["Tóm tắt", "Báo cáo, ý kiến", "Kết luận"]


def test_each_point_says_whether_it_is_written_down(lan, session, asked, as_user):
    answered, summed_up = (question.agenda_items.get() for question in asked[:2])
    answered.minute(by=lan, answer="Trong tháng.")
    summed_up.minute(by=lan, summary="Hỏi về cống.")
    states = {place.item: place.state for place in places(as_user(lan), session)}
    assert states[answered] == "đã ghi"
    assert states[summed_up] == "chưa ghi trả lời"
    assert sorted(states.values())[0] == "chưa ghi"


def test_the_number_that_is_called_leads_to_its_point(lan, session, asked, as_user):
    asked[1].call(by=lan)
    response = as_user(lan).get(page(session))
    key = asked[1].agenda_items.get().pk
    assert f'<a href="?trang=1#noi-dung-{key}">Đang mời số 2</a>' in response.text
    assert f'id="noi-dung-{key}"' in response.text
    assert f'data-calling-mark="{key}">' in response.text


def test_without_a_number_called_the_page_says_so(lan, session, asked, as_user):
    assert "Chưa mời số nào" in as_user(lan).get(page(session)).text


def test_a_number_whose_point_has_left_the_agenda_is_told_without_a_link(lan, session, asked, as_user):
    asked[1].call(by=lan)
    asked[1].withdraw(by=lan)
    response = as_user(lan).get(page(session))
    assert response.context["calling"] is None
    assert "Đang mời số 2</p>" in response.text


def test_the_script_learns_what_is_called_and_written_down(lan, session, asked, as_user):
    item = asked[1].agenda_items.get()
    asked[1].call(by=lan)
    item.minute(by=lan, answer="Trong tháng.")
    told = as_user(lan).get(page(session, "minutes_calling")).json()
    assert (told["number"], told["key"]) == (2, str(item.pk))
    assert told["url"] == f"{page(session)}?trang=1#noi-dung-{item.pk}"
    assert told["states"][str(item.pk)] == "đã ghi"


def test_only_who_prepares_sessions_learns_it(minh, session, asked, as_user):
    assert as_user(minh).get(page(session, "minutes_calling")).status_code == 403


def test_a_question_moved_to_another_session_shows_no_number_of_that(lan, session, asked, as_user):
    later, item = session_on(timezone.localdate()), asked[0].agenda_items.get()
    item.minute(by=lan, summary="Xin chuyển buổi sau.")
    asked[0].defer(later, by=lan)
    asked[0].check_in(by=lan)
    assert {place.item: place.number for place in places(as_user(lan), session)}[item] is None


def test_what_was_typed_is_saved_though_the_point_stands_on_another_page_by_now(
    lan, session, asked, as_user, monkeypatch
):
    monkeypatch.setattr("dialogues.admin.minutes.POINTS_A_PAGE", 1)
    monkeypatch.setattr(minutes_places, "POINTS_A_PAGE", 1)
    client = as_user(lan)
    first = client.get(page(session)).context["parts"][0].item
    sent = {f"{first.pk}-version": "0", f"{first.pk}-answer": "Trong tháng."}
    assert client.post(f"{page(session)}?trang=2", sent).status_code == 302
    assert AgendaItem.objects.get(pk=first.pk).answer == "Trong tháng."
    assert [place.page for place in places(client, session)] == [1, 2, 3]
