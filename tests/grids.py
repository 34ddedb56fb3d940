"""Grids of who may do what, written as a table that people can read, compared with what is answered cell by cell."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction


def table(answers: dict[str, dict[str, str]], people: Iterable[str]) -> str:
    """The answers as the table that stands in a test: a line for each page, a column for each person."""
    people = list(people)
    first = max(len(name) for name in answers)
    lines = [" " * first + "  " + "  ".join(people)]
    for page, row in answers.items():
        lines.append(page.ljust(first) + "  " + "  ".join(row[who].ljust(len(who)) for who in people))
    return "\n".join(line.rstrip() for line in lines)


def agrees(expected: str, ask: Callable[[str, str], object], pages: Iterable[str]) -> None:
    """Ask every cell, `ask(page, who)`, and tell all that differ at once."""
    head, *lines = filter(str.strip, expected.splitlines())
    people = head.split()
    rows = {name: dict(zip(people, cells, strict=True)) for name, *cells in map(str.split, lines)}
    answers = {page: {who: str(ask(page, who)) for who in people} for page in pages}
    wrong = [
        f"{page}, {who}: {answer} instead of {rows.get(page, {}).get(who)}"
        for page, row in answers.items()
        for who, answer in row.items()
        if rows.get(page, {}).get(who) != answer
    ]
    missing = rows.keys() - answers.keys()
    assert not wrong and not missing, "\n".join([*wrong, *missing, "", table(answers, people)])


@contextmanager
def undone() -> Iterator[None]:
    """Try something on rows that the next cell of the grid finds as they were."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
