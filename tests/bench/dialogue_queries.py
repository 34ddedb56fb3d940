"""How the database answers what the models of the dialogue ask: time, rows, and every large table read whole."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dialogues.figures import CommitmentFigures, board
from dialogues.models import AgendaItem, Commitment, DialogueSession, Evidence, Question
from tests.bench.dialogue_pages import Samples
from wardportal.models import User

LARGE = ("question", "questionevent", "questionnote", "agendaitem", "commitment", "commitmentevent", "evidence")
PAGE = 50


def asked(samples: Samples) -> dict[str, Callable[[], Any]]:
    """What pages, nightly jobs and decisions ask; each as the smallest code that makes the model ask it."""
    host, officer = (User.objects.get(username=name) for name in ("tiepdan", "xuly"))
    questions, promises, sessions = Question.objects, Commitment.objects, DialogueSession.objects
    today, old, coming = timezone.localdate(), samples.old_session, samples.coming
    seen, own, public = questions.visible_to(host), promises.visible_to(officer), promises.published()
    return {
        "questions visible, first page": lambda: list(seen.order_by("-pk")[:PAGE]),
        "questions visible, of a session": lambda: list(seen.filter(session=coming).listed().order_by("pk")),
        "questions visible, of a subject": lambda: list(seen.filter(topic_id=1).order_by("-pk")[:PAGE]),
        "questions visible, of a group": lambda: list(seen.filter(residential_group_id=1).order_by("-pk")[:PAGE]),
        "questions listed, of a session": lambda: list(coming.questions.listed()),
        "questions left over": lambda: list(questions.left_over().order_by("-pk")[:PAGE]),
        "questions left over, number": lambda: questions.left_over().count(),
        "questions suspect, number": lambda: questions.suspect().count(),
        "questions waiting, of a session": lambda: list(coming.questions.waiting()),
        "questions speaking, of a session": lambda: coming.questions.speaking().count(),
        "questions checked in, of a session": lambda: list(old.questions.checked_in()),
        "questions of a petition": lambda: list(questions.filter(about_petition_id=1)),
        "questions, common words": lambda: list(seen.search("đường tổ").order_by("-pk")[:PAGE]),
        "questions, rare words": lambda: list(seen.search("ngo 1234").order_by("-pk")[:PAGE]),
        "questions, no such word": lambda: list(seen.search("khongcotunay").order_by("-pk")[:PAGE]),
        "questions, telephone": lambda: list(seen.filter(phone=samples.question.phone)),
        "promises of a unit, first page": lambda: list(own.order_by("-pk")[:PAGE]),
        "promises published, first page": lambda: list(public.order_by("-pk")[:PAGE]),
        "promises published, number": lambda: public.count(),
        "promises unfinished": lambda: list(promises.unfinished().order_by("due_on", "pk")[:PAGE]),
        "promises unfinished, number": lambda: promises.unfinished().count(),
        "promises overdue": lambda: list(promises.overdue().order_by("due_on")[:PAGE]),
        "promises due within a week": lambda: list(promises.due_between(today, today + timedelta(days=7))),
        "promises to sign off, number": lambda: promises.to_sign_off().count(),
        "promises to confirm, number": lambda: promises.to_confirm().count(),
        "promises of a session": lambda: list(old.commitments.all()),
        "promises of a question": lambda: list(promises.raised_in(samples.question)),
        "promises of an owner": lambda: list(promises.unfinished().filter(owner=officer)),
        "promises of a residential group": lambda: list(public.filter(residential_group_id=1).order_by("-pk")[:PAGE]),
        "figures of the board": board,
        "figures by unit": lambda: CommitmentFigures.by(public, "unit__name"),
        "figures by month": lambda: CommitmentFigures.by_month(public),
        "carry over": AgendaItem.objects.carry_over,
        "agenda of a session": lambda: list(old.agenda.in_order().with_matters()),
        "items not minuted": lambda: samples.last_session.agenda.unminuted().count(),
        "events of a promise": lambda: list(samples.promise.events.select_related("note", "by")),
        "evidence of a promise": lambda: list(Evidence.objects.published().filter(commitment=samples.promise)),
        "sessions coming": lambda: sessions.next(),
        "sessions past, first page": lambda: list(sessions.past()[:PAGE]),
        "session of an old address": lambda: sessions.moved_from(old.slug),
    }


def explain_queries() -> list[str]:
    """A line for each: milliseconds of the database, rows, and the large tables that were read whole."""
    return [_line(name, ask) for name, ask in asked(Samples()).items()]


def _line(name: str, ask: Callable[[], Any]) -> str:
    with CaptureQueriesContext(connection) as statements:
        ask()
    took, rows, whole = 0.0, 0, set()
    for statement in statements.captured_queries:
        sql = statement["sql"]
        if sql.startswith("SELECT") and "FOR UPDATE" not in sql and "NO KEY" not in sql:
            plan = _plan(sql)
            took += plan["Execution Time"]
            rows += plan["Plan"]["Actual Rows"]
            whole |= {table for table in _read_whole(plan["Plan"])}
    told = f"   reads whole: {', '.join(sorted(whole))}" if whole else ""
    return f"{name:40}{took:9.2f} ms{rows:8.0f} rows{told}"


def _plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) " + sql.replace("%", "%%"), [])
        return cursor.fetchone()[0][0]


def _read_whole(node: dict[str, Any]) -> list[str]:
    table = node.get("Relation Name", "").removeprefix("dialogues_")
    here = [table] if node["Node Type"] == "Seq Scan" and table in LARGE else []
    return here + [found for child in node.get("Plans", ()) for found in _read_whole(child)]
