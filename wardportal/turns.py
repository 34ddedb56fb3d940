"""Advisory locks, for work that has no row to lock."""

from django.db import connection


def take_turn(name: str) -> None:
    """Wait until nobody else holds the turn of this name; it is ours until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
