"""Jobs of the dialogue. Each calls one method; retries and schedules are procrastinate's."""

from django.utils import timezone
from procrastinate.contrib.django import app

from dialogues.models import AgendaItem, DialogueSession
from dialogues.notifications import remind, send_weekly_lists


@app.periodic(cron="11 19 * * *")  # in UTC: past two at night in the ward
@app.task(name="generate_sessions")
def generate_sessions(timestamp: int) -> None:
    DialogueSession.objects.follow_calendar()
    DialogueSession.objects.generate()
    AgendaItem.objects.carry_over()


@app.periodic(cron="30 0 * * *")  # in UTC: half past seven in the ward
@app.task(name="remind_of_commitments")
def remind_of_commitments(timestamp: int) -> None:
    remind(timezone.localdate())


@app.periodic(cron="40 0 * * 1")
@app.task(name="send_weekly_commitments")
def send_weekly_commitments(timestamp: int) -> None:
    send_weekly_lists(timezone.localdate())
