"""A name stays in minutes after its owner took back the consent to it: the staff see where."""

import pytest
from django.urls import reverse

from dialogues.admin.names_desk import LABEL, names_desk
from dialogues.models import AgendaItem, DialogueSession, Minutes
from dialogues.status import SessionStatus
from tests.factories.dialogues import an_officer, conclude, question_at, session_on

pytestmark = pytest.mark.django_db

NAMED = "Bà LE THI HOA hỏi về cống ngõ 5."


def page(session):
    return reverse("admin:dialogues_dialoguesession_minutes", args=[session.pk])


def going_on(host):
    """A session with a question of somebody who agreed to be named, and is."""
    session = session_on()
    question_at(session, full_name="Lê Thị Hoa", consent_publish_name=True)
    session.open(by=host)
    session.agenda.get().minute(by=host, summary=NAMED, answer="Trong tháng.")
    return session


@pytest.fixture(scope="module")
def meeting_of_all(module_rows):
    return going_on(an_officer("reception"))


@pytest.fixture(scope="module")
def concluded_of_all(module_rows):
    host = an_officer("reception")
    session = going_on(host)
    session.end(by=host)
    conclude(session, host=host)
    return session


@pytest.fixture
def meeting(meeting_of_all, ward):
    return DialogueSession.objects.get(pk=meeting_of_all.pk)


@pytest.fixture
def concluded(concluded_of_all, ward):
    return DialogueSession.objects.get(pk=concluded_of_all.pk)


def hide_name(session):
    session.questions.get().hide_name()


def names(client, session):
    return client.get(page(session)).context["names"]


def queue(client):
    desk = client.get(reverse("admin:index")).context["desk"]
    return next((queue for part in desk for queue in part.queues if queue.label == LABEL), None)


def test_a_name_that_may_be_told_is_nobodys_work(lan, concluded, as_user):
    assert names(as_user(lan), concluded) == [] and names_desk(lan) == []


def test_before_approval_the_page_and_the_desk_lead_to_the_point(lan, meeting, as_user):
    hide_name(meeting)
    client = as_user(lan)
    shown = client.get(page(meeting))
    assert [(name.left.field, name.url) for name in shown.context["names"]] == [
        ("summary", f"?trang=1#noi-dung-{meeting.agenda.get().pk}")
    ]
    waiting = queue(client)
    assert (waiting.count, waiting.url) == (1, f"{page(meeting)}#ten-con-lai")
    assert 'id="ten-con-lai"' in shown.text


def test_after_approval_the_leader_is_led_to_the_correction_of_that_text(lan, chu_tich, concluded, as_user):
    hide_name(concluded)
    item = concluded.agenda.get()
    leader = as_user(chu_tich)
    (found,) = names(leader, concluded)
    form = leader.get(found.url).context["form"]
    assert (form.chosen.key, form["text"].value()) == (f"{item.pk}-summary", NAMED)
    shown = as_user(lan).get(page(concluded))
    (told,) = shown.context["names"]
    assert told.url == "" and "nhờ lãnh đạo đính chính" in shown.text


def test_what_was_put_right_without_keeping_the_old_words_is_done(chu_tich, concluded, as_user):
    hide_name(concluded)
    concluded.minutes.correct(
        "summary", "Một người dân hỏi.", "Bỏ tên.", by=chu_tich, item=concluded.agenda.get(), is_blanked=True
    )
    assert names(as_user(chu_tich), concluded) == [] and names_desk(chu_tich) == []


def test_an_old_wording_that_is_still_shown_counts(chu_tich, concluded, as_user):
    concluded.minutes.correct("summary", "Một người dân hỏi.", "Bỏ tên.", by=chu_tich, item=concluded.agenda.get())
    hide_name(concluded)
    (found,) = names(as_user(chu_tich), concluded)
    assert found.left.is_old and "lời cũ" in str(found.left)


def test_a_question_that_was_sealed_leaves_nothing_to_put_right(lan, meeting, as_user):
    hide_name(meeting)
    meeting.questions.get().seal(by=lan)
    assert names(as_user(lan), meeting) == [] and names_desk(lan) == []


def test_who_never_agreed_is_warned_of_where_it_is_written(lan, session, as_user):
    question_at(session, full_name="Lê Thị Hoa")
    session.open(by=lan)
    session.agenda.get().minute(by=lan, summary=NAMED)
    shown = as_user(lan).get(page(session)).context
    assert shown["names"] == [] and names_desk(lan) == []
    assert shown["parts"][0].warnings


def test_who_reads_no_questions_finds_no_row(minh, meeting, as_user):
    hide_name(meeting)
    assert meeting.status == SessionStatus.IN_SESSION and queue(as_user(minh)) is None


def test_many_names_cost_no_more_statements(lan, meeting, as_user, django_assert_max_num_queries):
    for number in range(3):
        question_at(meeting, full_name=f"Lê Thị Hoa {number}", consent_publish_name=True)
    for item in meeting.agenda.all():
        item.minute(by=lan, summary=f"{item.question.full_name} hỏi.")
        item.question.hide_name()
    client = as_user(lan)
    assert len(names(client, meeting)) == 4
    with django_assert_max_num_queries(12):
        client.get(page(meeting))


def test_a_name_in_what_is_said_of_the_whole_session_or_at_another_point_counts(lan, chu_tich, meeting, as_user):
    plan = AgendaItem.objects.put_topic("Kế hoạch chợ", meeting)
    plan.minute(by=lan, answer="Như đã trả lời bà Lê Thị Hoa.")
    meeting.agenda.get(question__isnull=False).minute(by=lan, summary="Hỏi về cống.")
    Minutes.of(meeting).write(by=lan, conclusion=NAMED)
    hide_name(meeting)
    client = as_user(lan)
    assert [(name.left.part, name.url) for name in names(client, meeting)] == [
        (f"{plan.pk}-answer", f"?trang=1#noi-dung-{plan.pk}"),
        ("conclusion", "?trang=1#chung"),
    ]
    assert [row.count for row in names_desk(lan)] == [2]


def test_a_name_in_the_published_conclusion_leads_to_its_correction(lan, chu_tich, concluded, as_user):
    concluded.agenda.update(summary="Hỏi về cống.")
    Minutes.objects.update(conclusion=NAMED)
    hide_name(concluded)
    client = as_user(chu_tich)
    (found,) = names(client, concluded)
    assert client.get(found.url).context["form"].chosen.key == "conclusion"
    assert str(found.left) == "Phần chung: kết luận chung"
