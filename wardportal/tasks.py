"""Jobs of the worker. Each calls one method of a model; retries and schedules are procrastinate's."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from wardportal.models import AttemptCount, OutgoingMessage

PATIENT = RetryStrategy(max_attempts=12, exponential_wait=4)


@app.task(name="deliver_message", retry=PATIENT)
def deliver_message(message_id: int) -> None:
    OutgoingMessage.objects.get(pk=message_id).deliver()


@app.periodic(cron="17 * * * *")
@app.task(name="forget_old_attempts")
def forget_old_attempts(timestamp: int) -> None:
    AttemptCount.objects.forget_old()
