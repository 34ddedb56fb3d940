"""One ward in a database and a process of its own, so that a small and a large one can be asked in turn."""

import io
import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

# So often at most is a page visited, warming up included.
VISITS = 27
SLOW_STATEMENT = 0.005
spawn = multiprocessing.get_context("spawn")


def in_own_process(work: Callable[..., Any], url: str, *arguments: Any) -> Any:
    """Run the function in a fresh process with this database and return what it returns."""
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_once, args=(theirs, work, url, arguments), daemon=True)
    process.start()
    theirs.close()
    result = ours.recv()
    process.join()
    return result


def _once(pipe: Connection, work: Callable[..., Any], url: str, arguments: tuple[Any, ...]) -> None:
    set_up(url)
    pipe.send(work(*arguments))


def set_up(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
    import django

    django.setup()


def make_demo() -> float:
    """Make the tables, the demo ward and the static files; return the seconds the demo took."""
    from django.core.management import call_command

    from wardportal.server.prepare import collect_static, migrate

    migrate()
    call_command("createcachetable", verbosity=0)
    call_command("setup_ward", stdout=io.StringIO())
    started = time.monotonic()
    call_command("load_demo", stdout=io.StringIO())
    seconds = time.monotonic() - started
    collect_static()
    return seconds


def grow(petitions: int, questions: int, commitments: int, posts: int, sessions: int, years: int, teams: int) -> None:
    from tests.bench.fill import fill
    from tests.bench.fill_dialogues import fill_dialogues
    from tests.bench.fill_movement import fill_movement
    from tests.bench.fill_reports import fill_reports

    fill(petitions, posts)
    fill_dialogues(sessions, questions, commitments)
    fill_reports(years, teams)
    fill_movement(years)


def explain_dialogue() -> list[str]:
    from tests.bench.dialogue_queries import explain_queries

    return explain_queries()


class Ward:
    """Answers visits: how long one took, how many statements it ran, how long the database worked at them."""

    def __init__(self, url: str) -> None:
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=serve, args=(theirs, url), daemon=True)
        self.process.start()
        theirs.close()

    def names(self) -> list[str]:
        return self._ask("names")

    def missing(self) -> list[str]:
        return self._ask("missing")

    def visit(self, name: str) -> tuple[float, int, float]:
        return self._ask("visit", name)

    def explain(self, name: str) -> list[str]:
        return self._ask("explain", name)

    def close(self) -> None:
        self.pipe.send(None)
        self.process.join()

    def _ask(self, *question: str) -> Any:
        self.pipe.send(question)
        answer = self.pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


def serve(pipe: Connection, url: str) -> None:
    set_up(url)
    from tests.bench.pages import Visitor

    visitor = Visitor()
    visits = visitor.visits()
    answers = {
        "missing": lambda: visitor.missing,
        "names": lambda: list(visits),
        "visit": lambda name: visit(visits[name]),
        "explain": lambda name: explain(visits[name]),
    }
    while question := pipe.recv():
        try:
            pipe.send(answers[question[0]](*question[1:]))
        except Exception as error:  # told to the one who asked
            pipe.send(RuntimeError(f"{question}: {error!r}"))


class Statements:
    """Counts what is asked of the database, and keeps what took long."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0
        self.slow: list[tuple[float, str, Any]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = time.perf_counter() - started
            self.count += 1
            self.seconds += took
            if took > SLOW_STATEMENT:
                self.slow.append((took, sql, params))


def visit(page: Callable[[], Any]) -> tuple[float, int, float]:
    from django.db import connection

    statements = Statements()
    with connection.execute_wrapper(statements):
        started = time.perf_counter()
        response = page()
        took = time.perf_counter() - started
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}")
    return took, statements.count, statements.seconds


def explain(page: Callable[[], Any]) -> list[str]:
    from django.db import connection

    statements, told = Statements(), []
    with connection.execute_wrapper(statements):
        page()
    for took, sql, params in statements.slow:
        told.append(f"-- {took * 1000:.1f} ms: {sql[:1500]}")
        if sql.startswith("SELECT") and "FOR UPDATE" not in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) {sql}", params)
                told += [f"   {line}" for (line,) in cursor]
    return told
