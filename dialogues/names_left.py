"""Whose name still stands in minutes, though they took back their consent to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q

from dialogues.leaks import GENERAL
from dialogues.models import AgendaItem, DialogueSession, MinutesCorrection, Question
from dialogues.models.corrections import label_of
from petitions.leaks import names_in

# The latest; earlier ones show once these are put right.
SESSIONS = 24


@dataclass(frozen=True)
class NameLeft:
    """A text of a point or of the whole session, or an earlier wording of it still shown beside its correction."""

    session: DialogueSession
    item: AgendaItem | None
    field: str
    is_old: bool

    @property
    def part(self) -> str:
        """The part of the minutes, by the name the form of a correction gives it."""
        return f"{self.item.pk}-{self.field}" if self.item else self.field

    def __str__(self) -> str:
        point = f"Nội dung “{self.item.title}”" if self.item else "Phần chung"
        label = self.item.label_of(self.field).lower() if self.item else label_of(self.field)
        return f"{point}: {label}{', lời cũ còn hiện ở phần đính chính' if self.is_old else ''}"


def names_left(session: DialogueSession | None = None) -> list[NameLeft]:
    """Where such a name stands in the minutes of the session, or of all; the latest session first."""
    hidden = _hidden(session)
    sessions = [session] if session else _latest(hidden)
    if not hidden:
        return []
    items = AgendaItem.objects.filter(session__in=sessions).open_to_all().written().in_order()
    points: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in items.select_related("question"):
        points[item.session_id].append(item)
    old = _old_wordings(sessions)
    return [
        left
        for row in sessions
        for item in (*points[row.pk], None)
        for left in _left_in(row, item, hidden[row.pk], old)
    ]


def _latest(hidden: dict[int, list[Question]]) -> list[DialogueSession]:
    rows = DialogueSession.objects.filter(pk__in=list(hidden)).select_related("minutes")
    return list(rows.order_by("-held_on", "-pk")[:SESSIONS]) if hidden else []


def _hidden(session: DialogueSession | None) -> dict[int, list[Question]]:
    """By session, who asked there and took back the consent."""
    rows = Question.objects.of_hidden_names().annotate(placed_at=F("agenda_items__session"))
    if session:
        rows = rows.filter(Q(session=session) | Q(placed_at=session.pk))
    found: dict[int, list[Question]] = defaultdict(list)
    for question in rows.distinct():
        for key in {question.session_id, question.placed_at} - {None}:
            found[key].append(question)
    return found


def _old_wordings(sessions: Iterable[DialogueSession]) -> dict[tuple[int, int | None, str], str]:
    found: dict[tuple[int, int | None, str], str] = defaultdict(str)
    rows = MinutesCorrection.objects.filter(minutes__session__in=sessions)
    for key, item, field, before, after in rows.values_list("minutes__session", "item", "field", "before", "after"):
        found[key, item, field] += f" {before} | {after}"
    return found


def _left_in(
    session: DialogueSession,
    item: AgendaItem | None,
    hidden: list[Question],
    old: dict[tuple[int, int | None, str], str],
) -> Iterator[NameLeft]:
    row = item or getattr(session, "minutes", None)
    names = [question.full_name for question in hidden if _is_meant(question, item)]
    for field in (AgendaItem.MINUTED if item else GENERAL) if row else ():
        if names_in(names, getattr(row, field)):
            yield NameLeft(session, item, field, is_old=False)
        elif names_in(names, old.get((session.pk, item.pk if item else None, field), "")):
            yield NameLeft(session, item, field, is_old=True)


def _is_meant(question: Question, item: AgendaItem | None) -> bool:
    """One word alone is a name at its own point only; whoever agreed there may be named there."""
    asked = item.question if item else None
    if asked and asked.consent_publish_name and asked.full_name == question.full_name:
        return False
    return " " in question.full_name or (asked is not None and asked.pk == question.pk)
