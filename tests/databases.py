"""The database of the tests: made once in a run, and copied for each worker and after each test that commits.

A copy is made in a fifth of the time that emptying every table and setting the ward up again would take.
"""

import fcntl
import io
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections

from mobilization.models import ReportRule


@contextmanager
def alone(folder):
    """Hold the one file that all workers of this run see; what it says is whether the database was made."""
    with (folder / "database").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def make(folder, *, keep):
    """Make the database that the others are copied from, unless another worker has; return its name."""
    name = connection.creation._get_test_db_name()
    with alone(folder) as file:
        if not file.read():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=keep)
            call_command("setup_ward", stdout=io.StringIO())
            # Tests stand on any day, also before the one on which this database was set up.
            ReportRule.objects.update(valid_from=None)
            file.write("made")
    return name


def copy(made, name):
    """Let `name` be as `made` is, whatever it was before, and whoever is still connected to it."""
    with elsewhere() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')
    connection.settings_dict["NAME"] = name


@contextmanager
def empty():
    """Let the tests' connection lead to a database without any table, until the block ends."""
    mine = connection.settings_dict["NAME"]
    copy("template0", f"{mine}_empty")
    try:
        yield
    finally:
        drop(connection.settings_dict["NAME"])
        connection.settings_dict["NAME"] = mine


def drop(name):
    with elsewhere() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def elsewhere():
    """Speak to the server while nobody of this process is connected to the database itself."""
    connections.close_all()
    connection.close_pool()
    with connection.creation._nodb_cursor() as cursor:
        yield cursor
