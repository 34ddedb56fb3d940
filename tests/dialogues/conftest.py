"""Who asks and looks: people with a browser and no account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dialogues.models import DialogueSession, Question
from tests.factories.dialogues import session_on
from wardportal.forms import new_submission_id

REGISTERED = {"question": "Đường ngõ 5 ngập mỗi khi mưa, bao giờ nạo vét cống?"}


@pytest.fixture
def coming(ward) -> DialogueSession:
    """A session in ten days that takes registrations."""
    return session_on(timezone.localdate() + timedelta(days=10))


@pytest.fixture
def filled(later):
    """What a resident types into the form and when: not faster than anybody types."""

    def fill(**changes):
        form = {"submission_id": new_submission_id()} | REGISTERED | changes
        later(seconds=10)
        return form

    return fill


@pytest.fixture
def looks():
    """A browser in which somebody has given the code and the secret of their question."""

    def look(question: Question) -> Client:
        client = Client()
        answer = client.post("/doi-thoai/tra-cuu/", {"code": question.code, "secret": question.secret})
        assert answer.status_code == 302
        return client

    return look
