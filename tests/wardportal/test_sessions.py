"""Sessions that have run out do not stay in the database."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from wardportal.tasks import forget_ended_sessions

pytestmark = pytest.mark.django_db


def test_ended_sessions_are_forgotten_and_others_stay():
    now = timezone.now()
    Session.objects.create(session_key="ended", session_data="x", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="running", session_data="x", expire_date=now + timedelta(days=1))
    forget_ended_sessions(timestamp=0)
    assert [session.session_key for session in Session.objects.all()] == ["running"]
