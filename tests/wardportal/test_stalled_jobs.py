from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from wardportal.tasks import forget_old_attempts, take_up_stalled_jobs


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_killed_worker_is_queued_again():
    job_id = forget_old_attempts.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %s", [job_id])

    # In a thread that knows no event loop, as the worker has it: a browser leaves one in that of the tests.
    with ThreadPoolExecutor(max_workers=1) as threads:
        threads.submit(async_to_sync(take_up_stalled_jobs.func), timestamp=0).result()

    assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"
