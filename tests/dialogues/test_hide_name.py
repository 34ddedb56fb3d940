"""Who agreed to be named in the minutes takes that back, alone and at once."""

from types import SimpleNamespace

import pytest

from dialogues.models import Question
from dialogues.views.follow import HideNameView
from tests.dialogues.paper_cast import docx_text
from tests.dialogues.test_mine import HIDE_NAME, read
from tests.factories.dialogues import conclude, question_at, session_on

pytestmark = pytest.mark.django_db


def test_who_agreed_to_be_named_takes_that_back_at_once(client, looks, lan):
    session = session_on()
    question = question_at(session, full_name="Lê Thị Hoa", consent_publish_name=True)
    session.open(by=lan)
    session.end(by=lan)
    conclude(session)
    own, public = looks(question), session.get_absolute_url()
    assert "Không nêu tên tôi nữa" in read(own) and "Lê Thị Hoa hỏi" in read(client, public)
    told = own.post(HIDE_NAME, follow=True).text
    assert "chỉ ghi “Một người dân”" in told and "Không nêu tên trong biên bản công khai nữa" in told
    assert "Không nêu tên tôi nữa" not in told
    assert "Một người dân hỏi" in read(client, public) and "Lê Thị Hoa" not in read(client, public)
    minutes = client.get(f"{public}bien-ban.docx")
    assert "Lê Thị Hoa" not in docx_text(minutes.content) and "Một người dân" in docx_text(minutes.content)
    assert own.post(HIDE_NAME).status_code == 302
    assert question.events.filter(kind="name_hidden").count() == 1


def test_of_two_presses_at_once_the_second_reads_as_well_that_the_name_is_taken_back(rf, coming):
    question = question_at(coming, consent_publish_name=True)
    view, request = HideNameView(), rf.post(HIDE_NAME)
    view.row = Question.objects.get(pk=question.pk)
    request._messages = SimpleNamespace(add=lambda *args: None)
    question.hide_name()
    assert view.post(request).status_code == 302


def test_who_agreed_to_nothing_is_asked_nothing_about_names(looks, coming):
    client = looks(question := question_at(coming))
    assert "Không nêu tên tôi nữa" not in read(client)
    client.post(HIDE_NAME)
    assert not question.events.filter(kind="name_hidden").exists()


def test_nobody_hides_a_name_without_a_look(client, coming):
    question = question_at(coming, consent_publish_name=True)
    assert client.post(HIDE_NAME, {"code": question.code}).status_code == 403
    question.refresh_from_db()
    assert question.consent_publish_name
