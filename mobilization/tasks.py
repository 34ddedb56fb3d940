"""Jobs of the mobilization work. Each calls one method; retries and schedules are procrastinate's."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mobilization.reminders import remind


@app.periodic(cron="35 0 * * *")  # in UTC: past half past seven in the ward
@app.task(name="remind_of_reports")
def remind_of_reports(timestamp: int) -> None:
    remind(timezone.localdate())
