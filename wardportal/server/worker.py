"""The job worker: mails, schedules and whatever a page left for later."""

import os

import django
from procrastinate.contrib.django.django_connector import DjangoConnector

from wardportal.server.lifeline import hold_lifeline


def main() -> None:
    hold_lifeline()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
    django.setup()
    from procrastinate.contrib.django import app

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(concurrency=2, shutdown_graceful_timeout=5, delete_jobs="successful")


if __name__ == "__main__":
    main()
