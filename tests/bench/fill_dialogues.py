"""Grows the demo ward to decades of dialogues: rows the domain methods made are copied by SQL, moved in time."""

from django.apps import apps
from django.db import connection, models

from dialogues.models import (
    AgendaItem,
    Commitment,
    CommitmentEvent,
    CommitmentNote,
    DialogueSession,
    Evidence,
    Milestone,
    Minutes,
    Question,
    QuestionEvent,
    QuestionNote,
    SessionEvent,
)
from dialogues.models.commitment_queries import PREFIX as COMMITMENT
from dialogues.models.question_queries import PREFIX as QUESTION
from tests.bench.fill import copy, copy_numbered, follow_numbers, follow_sequences, resting

# Of a hundred promises of twenty years, so many are still worked on; each was spoken about at so many later sessions.
UNFINISHED_PERCENT, SPOKEN_ABOUT = 1, 2

# The months before the first session of the demo, each a copy of one of its concluded sessions.
SESSIONS = """
CREATE TEMP TABLE plan AS
WITH template AS (
    SELECT id, held_on, row_number() OVER (ORDER BY held_on) - 1 AS place, count(*) OVER () AS places
    FROM dialogues_dialoguesession WHERE status = 'concluded' AND series_month IS NOT NULL
), wish AS (
    SELECT number, (date_trunc('month', min(held_on)) - number * interval '1 month' + interval '14 days')::date AS day
    FROM dialogues_dialoguesession, generate_series(1, %(sessions)s) AS number GROUP BY number
)
SELECT %(last)s + %(sessions)s + 1 - number AS id, template.id AS template, day - held_on AS shift, day
FROM wish JOIN template ON place = number %% places
"""
SESSION = {
    "id": "plan.id",
    "uid": "gen_random_uuid()",
    "slug": "to_char(plan.day, 'YYYY-MM-DD')",
    "series_month": "date_trunc('month', plan.day)::date",
}
QUESTIONS = """
CREATE TEMP TABLE plan AS
WITH template AS (
    SELECT question.id, held_on, row_number() OVER (ORDER BY question.id) - 1 AS place, count(*) OVER () AS places
    FROM dialogues_question AS question JOIN dialogues_dialoguesession AS session ON session.id = session_id
    WHERE question.status IN ('answered', 'withdrawn', 'declined') AND opened_petition_id IS NULL
      AND session.status = 'concluded'
), wish AS (
    SELECT id AS session, day, floor(random() * 1000000)::int AS pick
    FROM sessions JOIN generate_series(1, %(questions)s) AS number ON sessions.place = number %% sessions.places
)
SELECT %(last)s + row_number() OVER (ORDER BY day) AS id, template.id AS template, day - held_on AS shift, session, day,
       row_number() OVER (PARTITION BY session) + 100 AS place, extract(year FROM day)::int AS year,
       1000 + row_number() OVER (PARTITION BY extract(year FROM day)) AS number
FROM wish JOIN template ON template.place = pick %% template.places
"""
# Somebody asks three times in twenty years. Some words are everybody's, some are in a few questions only.
ASKED = {
    "id": "plan.id",
    "session_id": "plan.session",
    "year": "plan.year",
    "number": "plan.number",
    "code": "'DT-' || plan.year || '-' || lpad(plan.number::text, 6, '0')",
    "submission_id": "gen_random_uuid()",
    "phone": "'+8491' || lpad((plan.id / 3)::text, 7, '0')",
    "search_text": "old.search_text || ' ngo ' || plan.id % 4000",
    "queue_number": "CASE WHEN old.queue_number IS NULL THEN NULL ELSE plan.place END",
}
COMMITMENTS = """
CREATE TEMP TABLE plan AS
WITH template AS (
    SELECT id, promised_on, status IN ('open', 'in_progress', 'done') AS is_unfinished,
           row_number() OVER pool - 1 AS place,
           count(*) OVER (PARTITION BY status IN ('open', 'in_progress', 'done')) AS places
    FROM dialogues_commitment WHERE question_id IS NOT NULL
    WINDOW pool AS (PARTITION BY status IN ('open', 'in_progress', 'done') ORDER BY id)
), place AS (
    SELECT item.id AS item, question_id AS question, session_id AS session, day,
           row_number() OVER (ORDER BY item.id) AS number, count(*) OVER () AS numbers
    FROM dialogues_agendaitem AS item JOIN sessions ON sessions.id = session_id
    WHERE section = 2 AND answer <> ''
), wish AS (
    SELECT place.*, random() * 100 < %(unfinished)s AS is_unfinished, floor(random() * 1000000)::int AS pick
    FROM place WHERE number %% greatest(numbers / %(commitments)s, 1) = 0 LIMIT %(commitments)s
)
SELECT %(last)s + row_number() OVER (ORDER BY day) AS id, template.id AS template, wish.is_unfinished, item, question,
       CASE WHEN wish.is_unfinished THEN 0 ELSE day - promised_on END AS shift, session,
       extract(year FROM made_on)::int AS year,
       1000 + row_number() OVER (PARTITION BY extract(year FROM made_on)) AS number
FROM wish JOIN template ON template.is_unfinished = wish.is_unfinished AND template.place = pick %% template.places,
     LATERAL (SELECT CASE WHEN wish.is_unfinished THEN promised_on ELSE day END AS made_on) AS made
"""
# What is unfinished was promised lately, at a session of the demo; the rest at one of the copies.
PROMISED = {
    "id": "plan.id",
    "year": "plan.year",
    "number": "plan.number",
    "code": "'CK-' || plan.year || '-' || lpad(plan.number::text, 6, '0')",
    **{
        f"{name}_id": f"CASE WHEN plan.is_unfinished THEN old.{name}_id ELSE plan.{name} END"
        for name in ("session", "item", "question")
    },
}
CARRIED = """
INSERT INTO dialogues_agendaitem
       (session_id, section, position, title, commitment_id, summary, answer, conclusion, version)
SELECT later.id, 1, row_number() OVER (PARTITION BY later.id), left(text, 300), plan.id, '', '', '', 0
FROM plan JOIN dialogues_commitment AS commitment ON commitment.id = plan.id
JOIN sessions AS made ON made.id = plan.session
JOIN sessions AS later ON later.place BETWEEN made.place + 1 AND made.place + %s
WHERE NOT is_unfinished
"""


def fill_dialogues(sessions: int, questions: int, commitments: int) -> None:
    """Add sessions with all that hangs on them, and have the unfinished promises carried over as every night."""
    with connection.cursor() as cursor, resting(cursor):
        add_sessions(cursor, sessions)
        add_questions(cursor, questions)
        add_commitments(cursor, commitments)
        check_links(cursor)
    AgendaItem.objects.carry_over()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def plan(cursor, text: str, model: type[models.Model], **numbers: int) -> None:
    cursor.execute("DROP TABLE IF EXISTS plan")
    cursor.execute(text, {"last": model.objects.order_by("pk").last().pk, **numbers})


def add_sessions(cursor, sessions: int) -> None:
    plan(cursor, SESSIONS, DialogueSession, sessions=sessions)
    copy(cursor, DialogueSession, SESSION, "plan.template = old.id")
    chairs = DialogueSession.chair_posts.through
    copy(cursor, chairs, {"dialoguesession_id": "plan.id"}, "plan.template = old.dialoguesession_id")
    of_session = {"session_id": "plan.id"}
    copy(cursor, Minutes, of_session, "plan.template = old.session_id")
    copy(cursor, SessionEvent, of_session | {"submission_id": "NULL"}, "plan.template = old.session_id")
    cursor.execute(
        "CREATE TEMP TABLE sessions AS SELECT id, day, row_number() OVER (ORDER BY day) - 1 AS place, "
        "count(*) OVER () AS places FROM plan"
    )
    follow_sequences(cursor, DialogueSession)


def add_questions(cursor, questions: int) -> None:
    plan(cursor, QUESTIONS, Question, questions=questions)
    copy(cursor, Question, ASKED, "plan.template = old.id")
    copy_numbered(cursor, QuestionEvent, "question_id", {QuestionNote: {}})
    item = {"session_id": "plan.session", "question_id": "plan.id", "position": "plan.place"}
    copy(cursor, AgendaItem, item, "plan.template = old.question_id")
    follow_numbers(cursor, Question, QUESTION)
    follow_sequences(cursor, Question, QuestionEvent)


def add_commitments(cursor, commitments: int) -> None:
    plan(cursor, COMMITMENTS, Commitment, commitments=commitments, unfinished=UNFINISHED_PERCENT)
    copy(cursor, Commitment, PROMISED, "plan.template = old.id")
    of_commitment = {"commitment_id": "plan.id"}
    copy_numbered(cursor, CommitmentEvent, "commitment_id", {CommitmentNote: {}, Evidence: of_commitment})
    copy(cursor, Milestone, of_commitment, "plan.template = old.commitment_id")
    cursor.execute(CARRIED, [SPOKEN_ABOUT])
    follow_numbers(cursor, Commitment, COMMITMENT)
    follow_sequences(cursor, Commitment, CommitmentEvent)


def check_links(cursor) -> None:
    """Foreign keys rested: every row that is pointed at is there."""
    for model in apps.get_app_config("dialogues").get_models():
        for field in model._meta.concrete_fields:
            if field.many_to_one or field.one_to_one:
                there = field.related_model._meta
                lost = f"SELECT FROM {there.db_table} AS there WHERE there.{there.pk.column} = here.{field.column}"
                here = f"SELECT count(*) FROM {model._meta.db_table} AS here WHERE here.{field.column} IS NOT NULL"
                cursor.execute(f"{here} AND NOT EXISTS ({lost})")
                assert cursor.fetchone() == (0,), f"{model.__name__}.{field.name} points at nothing"
