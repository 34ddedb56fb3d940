"""Jobs of the worker. Each calls one method of a model; retries and schedules are procrastinate's."""

from django.core.management import call_command
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from wardportal.models import AttemptCount, OutgoingMessage, WaitingUpload, forget_expired_tries
from wardportal.uploads import remove_orphans

# Waits grow from a minute to hours; after four days somebody looks at the list of stuck messages.
PATIENT = RetryStrategy(max_attempts=50, wait=60, linear_wait=300)


@app.task(name="deliver_message", retry=PATIENT)
def deliver_message(message_id: int) -> None:
    OutgoingMessage.objects.get(pk=message_id).deliver()


@app.periodic(cron="17 * * * *")
@app.task(name="forget_old_attempts")
def forget_old_attempts(timestamp: int) -> None:
    AttemptCount.objects.forget_old()


@app.periodic(cron="22 * * * *")
@app.task(name="forget_expired_tries_at_passwords")
def forget_expired_tries_at_passwords(timestamp: int) -> None:
    forget_expired_tries()


@app.periodic(cron="27 * * * *")
@app.task(name="forget_waiting_uploads")
def forget_waiting_uploads(timestamp: int) -> None:
    WaitingUpload.objects.forget_old()


@app.periodic(cron="43 20 * * *")  # in UTC: past half past three at night in the ward
@app.task(name="remove_orphaned_files")
def remove_orphaned_files(timestamp: int) -> None:
    remove_orphans()


@app.periodic(cron="7 20 * * *")  # in UTC: past three at night in the ward
@app.task(name="forget_ended_sessions")
def forget_ended_sessions(timestamp: int) -> None:
    call_command("clearsessions")


@app.periodic(cron="* * * * *")
@app.task(name="take_up_stalled_jobs", queueing_lock="take_up_stalled_jobs")
async def take_up_stalled_jobs(timestamp: int) -> None:
    """Queue again what a killed worker was at; its heartbeat stopped half a minute ago or more."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
