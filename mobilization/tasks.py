"""Jobs of the mobilization work. Each calls one method; retries and schedules are procrastinate's."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mobilization.inspections import reminders as inspection_reminders
from mobilization.reports import reminders


@app.periodic(cron="35 0 * * *")  # in UTC: past half past seven in the ward
@app.task(name="remind_of_reports")
def remind_of_reports(timestamp: int) -> None:
    reminders.remind(timezone.localdate())


@app.periodic(cron="37 0 * * *")
@app.task(name="remind_of_directions")
def remind_of_directions(timestamp: int) -> None:
    reminders.remind_of_directions(timezone.localdate())


@app.periodic(cron="40 23 * * *")  # in UTC: before seven in the ward
@app.task(name="remind_of_follow_ups")
def remind_of_follow_ups(timestamp: int) -> None:
    inspection_reminders.remind(timezone.localdate())
