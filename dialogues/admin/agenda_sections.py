"""The points of a session as the staff's pages and prints show them: in their parts, with what happened since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce

from dialogues.admin.point_pages import code_of, url_of
from dialogues.models import AgendaItem, CommitmentEvent, DialogueSession, Section
from dialogues.points import points_for
from wardportal.models import User


@dataclass
class Row:
    """A point of the agenda as the page shows it; `typed` is what stood in its box where that was refused."""

    item: AgendaItem
    number: int
    events: list[CommitmentEvent] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False
    url: str = ""
    typed: str | None = None
    error: str = ""

    @property
    def code(self) -> str:
        return code_of(self.item)

    @property
    def number_shown(self) -> str:
        return str(self.number) if self.typed is None else self.typed

    @property
    def may_drop(self) -> bool:
        return not self.item.is_minuted and self.item.section in (Section.PETITIONS, Section.OTHER)


def points_of(session: DialogueSession, user: User) -> list[AgendaItem]:
    """The points this person may know of, in order."""
    return points_for(user, session.agenda.in_order().open_to_all().with_matters())


def sections_of(session: DialogueSession, user: User) -> list[tuple[str, list[Row]]]:
    """Each part of the agenda with its points, each with what happened to its promise since the last session."""
    items = points_of(session, user)
    events = _events_since_last(session, [item.commitment_id for item in items if item.commitment_id])
    return [
        (section.label, _rows([item for item in items if item.section == section], events, user)) for section in Section
    ]


def _rows(items: list[AgendaItem], events: dict[Any, list[CommitmentEvent]], user: User) -> list[Row]:
    return [
        Row(
            item,
            number,
            events[item.commitment_id],
            is_first=number == 1,
            is_last=number == len(items),
            url=url_of(item, user),
        )
        for number, item in enumerate(items, start=1)
    ]


def _events_since_last(session: DialogueSession, commitments: Iterable[Any]) -> dict[Any, list[CommitmentEvent]]:
    """What happened to each promise since the session before this one has ended."""
    found: dict[Any, list[CommitmentEvent]] = defaultdict(list)
    keys = list(commitments)
    if not keys:
        return found
    earlier = DialogueSession.objects.past().filter(held_on__lt=session.held_on, ended_at__isnull=False)
    before = Coalesce(earlier.values("ended_at")[:1], Value(datetime.min.replace(tzinfo=UTC)))
    events = CommitmentEvent.objects.filter(commitment__in=keys, at__gt=before)
    for event in events.select_related("note", "unit").order_by("pk"):
        found[event.commitment_id].append(event)
    return found
