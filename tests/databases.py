"""The database of the tests: made once in a run, copied for each worker, put back after each test that commits."""

import fcntl
import io
from contextlib import contextmanager
from functools import cache

import pgtrigger
from django.core.management import call_command
from django.db import connection, connections, transaction

from mobilization.models import ReportRule

ALL_END = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'
"""
SEQUENCES_GO_BACK = """
    SELECT setval(quote_ident(sequencename)::regclass, coalesce(last_value, 1), last_value IS NOT NULL)
    FROM kept.sequence
"""


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
            _keep_rows()
            file.write("made")
    return name


def _keep_rows():
    """Lay beside every table that holds rows a copy of them, for `put_back`."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE")
        cursor.execute("CREATE SCHEMA kept")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
            if not cursor.rowcount:
                cursor.execute(f'DROP TABLE kept."{table}"')
        cursor.execute("CREATE TABLE kept.sequence AS SELECT * FROM pg_sequences WHERE schemaname = 'public'")


def put_back():
    """Give every table the rows it had when the database was made, whoever is still connected to it."""
    with elsewhere() as cursor:
        cursor.execute(ALL_END, [connection.settings_dict["NAME"]])
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(_statements_to_put_back())


@cache
def _statements_to_put_back():
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'kept'")
        kept = {name for (name,) in cursor}
    return ";".join(
        [
            *(f'DELETE FROM public."{name}"' for name in names),
            *(f'INSERT INTO public."{name}" TABLE kept."{name}"' for name in names if name in kept),
            SEQUENCES_GO_BACK,
        ]
    )


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
