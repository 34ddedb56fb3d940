"""Grows the demo ward to years of petitions: rows the domain methods made are copied by SQL, moved in time."""

from contextlib import contextmanager

from django.db import connection, models

from news.models import Post
from petitions.models import (
    Answer,
    ConcernedParty,
    ConfidentialIdentity,
    Deadline,
    DeadlineChange,
    Petition,
    PetitionEvent,
    PublicSummary,
    Transfer,
)
from petitions.models.events import EventNote
from wardportal.models import OutgoingMessage

YEARS_IN_DAYS = 5 * 365
# Of a hundred petitions of five years, so many are still worked on, and so many published.
OPEN_PERCENT, PUBLISHED_PERCENT = 1, 5
EVENTS_AT_MOST = 64
CHILDREN = (Answer, ConcernedParty, ConfidentialIdentity, PublicSummary, Transfer)

PLAN = """
CREATE TEMP TABLE plan AS
WITH template AS (
    SELECT id, received_on, status <> 'closed' AS is_open, visibility = 'published' AS is_published,
           row_number() OVER pool - 1 AS place,
           count(*) OVER (PARTITION BY status <> 'closed', visibility = 'published') AS places
    FROM petitions_petition WHERE id <= %(last)s
    WINDOW pool AS (PARTITION BY status <> 'closed', visibility = 'published' ORDER BY id)
), wish AS (
    SELECT random() * 100 < %(open)s AS is_open, random() * 100 < %(published)s AS is_published,
           random() AS pick, random() AS age
    FROM generate_series(1, %(petitions)s)
), dated AS (
    SELECT template.id AS template,
           CASE WHEN wish.is_open THEN -floor(age * 21)
                ELSE current_date - floor(age * %(days)s)::int - received_on END::int AS shift,
           received_on
    FROM wish JOIN template USING (is_open, is_published)
    WHERE place = floor(pick * places)
)
SELECT %(last)s + row_number() OVER (ORDER BY received_on + least(shift, 0)) AS id, template, least(shift, 0) AS shift,
       extract(year FROM received_on + least(shift, 0))::int AS year,
       1000 + row_number() OVER (PARTITION BY extract(year FROM received_on + least(shift, 0))
                                 ORDER BY received_on + least(shift, 0)) AS number
FROM dated
"""
# Somebody writes three times in five years. Some words are everybody's, some are in a few petitions only.
PETITION = {
    "id": "plan.id",
    "year": "plan.year",
    "number": "plan.number",
    "code": "'KN-' || plan.year || '-' || lpad(plan.number::text, 6, '0')",
    "submission_id": "gen_random_uuid()",
    "phone": "CASE WHEN old.phone = '' THEN '' ELSE '+8491' || lpad((plan.id / 3)::text, 7, '0') END",
    "search_text": "CASE WHEN old.search_text = '' THEN '' ELSE old.search_text || ' ngo ' || plan.id % 4000 END",
    "duplicate_of_id": "CASE WHEN old.duplicate_of_id IS NULL THEN NULL ELSE plan.id - 1 END",
}
POST = {
    "slug": "old.slug || '-' || number",
    "published_at": "least(now() - number * interval '18 hours', old.published_at)",
}
POSTS = """
INSERT INTO news_post ({columns})
SELECT {values} FROM generate_series(1, %s) AS number
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS places FROM news_post
      WHERE published_at IS NOT NULL) AS old
ON old.place = number %% old.places
"""


def fill(petitions: int, posts: int) -> None:
    """Add petitions with all that hangs on them, and articles."""
    with connection.cursor() as cursor, resting(cursor):
        last = Petition.objects.order_by("pk").last().pk
        cursor.execute(
            PLAN,
            {
                "last": last,
                "petitions": petitions,
                "days": YEARS_IN_DAYS,
                "open": OPEN_PERCENT,
                "published": PUBLISHED_PERCENT,
            },
        )
        copy(cursor, Petition, PETITION, "plan.template = old.id")
        for model in CHILDREN:
            copy(cursor, model, {"petition_id": "plan.id"}, "plan.template = old.petition_id")
        copy_numbered(cursor, PetitionEvent, "petition_id", {EventNote: {}})
        copy_numbered(cursor, Deadline, "petition_id", {DeadlineChange: {}}, link="deadline_id")
        copy(
            cursor,
            OutgoingMessage,
            {"about": "'KN-' || plan.year || '-' || plan.number"},
            "plan.template = (SELECT id FROM petitions_petition WHERE code = old.about)",
        )
        cursor.execute(POSTS.format(**columns(Post, POST)), [posts])
        follow_numbers(cursor, Petition, "KN")
        follow_sequences(cursor, Petition, PetitionEvent, Deadline)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def resting(cursor):
    """Let triggers and foreign keys rest meanwhile, and chance be the same each time."""
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SELECT setseed(0.5)")
    yield
    cursor.execute("DROP TABLE IF EXISTS plan")
    cursor.execute("SET session_replication_role = DEFAULT")


def copy(cursor, model: type[models.Model], given: dict[str, str], on: str, rows: str = "") -> None:
    names = columns(model, given)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names['columns']}) SELECT {names['values']} "
        f"FROM plan JOIN {rows or model._meta.db_table} AS old ON {on} ORDER BY plan.id"
    )


def copy_numbered(cursor, model, key: str, pointing: dict, link: str = "event_id") -> None:
    """Copy rows that others point at: their new number follows from their owner's, so no list of pairs is needed."""
    table = model._meta.db_table
    number = f"plan.id * {EVENTS_AT_MOST} + old.nth"
    placed = f"(SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY id) AS nth FROM {table})"
    names = {field.column for field in model._meta.concrete_fields}
    fresh = {"submission_id": "NULL"} if "submission_id" in names else {}
    copy(cursor, model, {"id": number, key: "plan.id", **fresh}, f"plan.template = old.{key}", placed)
    for child, given in pointing.items():
        joined = (
            f"(SELECT pointing.*, parent.{key} AS of_owner, parent.nth "
            f"FROM {child._meta.db_table} AS pointing JOIN {placed} AS parent ON parent.id = pointing.{link})"
        )
        copy(cursor, child, {link: number, **given}, "plan.template = old.of_owner", joined)


def columns(model: type[models.Model], given: dict[str, str]) -> dict[str, str]:
    """The columns of a model and what a copy puts there: days move with the petition, the rest stays."""
    found = {}
    for field in model._meta.concrete_fields:
        if field.column in given:
            found[field.column] = given[field.column]
        elif isinstance(field, models.DateTimeField):
            found[field.column] = f'old."{field.column}"' + (
                " + plan.shift * interval '1 day'" if model is not Post else ""
            )
        elif isinstance(field, models.DateField):
            found[field.column] = f'old."{field.column}" + plan.shift'
        elif not (field.generated or field.primary_key and isinstance(field, models.AutoField)):
            found[field.column] = f'old."{field.column}"'
    return {"columns": ", ".join(f'"{column}"' for column in found), "values": ", ".join(found.values())}


def follow_numbers(cursor, model: type[models.Model], series: str) -> None:
    """Let the numbers that are given next follow the copies."""
    cursor.execute(
        f"INSERT INTO wardportal_numberseries (series, year, last_number) SELECT %s, year, max(number) "
        f"FROM {model._meta.db_table} GROUP BY year "
        "ON CONFLICT (series, year) DO UPDATE SET last_number = excluded.last_number",
        [series],
    )


def follow_sequences(cursor, *classes: type[models.Model]) -> None:
    for model in classes:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), "
            f"(SELECT max(id) FROM {model._meta.db_table}))"
        )
