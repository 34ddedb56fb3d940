"""What the portal proposes for an agenda: petitions that run late, came back, or are many alike."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from dialogues.models import AgendaItem, DialogueSession
from petitions.models import Petition, PetitionEvent
from petitions.status import RUNNING, EventKind
from wardportal.models import User

# How far back petitions are compared, how many alike are worth a word, and how much is proposed at once.
ALIKE_WITHIN = timedelta(days=60)
MANY = 3
PROPOSED = 8


@dataclass(frozen=True)
class PetitionProposal:
    pk: int
    code: str
    title: str
    why: str


@dataclass(frozen=True)
class TopicProposal:
    """A matter several petitions are about; it comes onto the agenda as a topic that names none of them."""

    title: str
    number: int


def petition_proposals(session: DialogueSession, user: User) -> list[PetitionProposal]:
    """Late ones first, then those somebody had to ask for again; only what this person may read."""
    rows = Petition.objects.visible_to(user).exclude(agenda_items__session=session)
    late, again = rows.overdue(), PetitionEvent.objects.filter(kind=EventKind.REOPENED).values("petition")
    back = rows.open().filter(pk__in=again).exclude(status__in=RUNNING, due_on__lt=timezone.localdate())
    # One query; a union keeps no order, so the rows are put in order here.
    shown = ("pk", "code", "title", "since")
    first: Any = late.annotate(since=F("due_on")).order_by("due_on", "pk").values_list(*shown)[:PROPOSED]
    then: Any = back.annotate(since=Value(None, DateField())).order_by("pk").values_list(*shown)[:PROPOSED]
    found = sorted(first.union(then, all=True), key=lambda row: (row[3] is None, row[3] or date.min, row[0]))
    return [PetitionProposal(pk, code, title, _why(since)) for pk, code, title, since in found[:PROPOSED]]


def _why(late_since: date | None) -> str:
    return f"quá hạn từ {late_since:%d/%m/%Y}" if late_since else "người gửi đề nghị giải quyết lại"


def topic_proposals(session: DialogueSession, user: User) -> list[TopicProposal]:
    """Subjects that several petitions of one residential group share, and that are no topic of this session yet."""
    since = timezone.localdate() - ALIKE_WITHIN
    rows = Petition.objects.visible_to(user).filter(
        received_on__gte=since, is_suspect=False, category__isnull=False, residential_group__isnull=False
    )
    known = AgendaItem.objects.filter(session=session, commitment=None, question=None).values("title")
    alike = (
        rows.annotate(topic=Concat("category__name", Value(": "), "residential_group__name"))
        .exclude(topic__in=known)
        .order_by()
        .values_list("topic")
        .annotate(number=Count("pk"))
        .filter(number__gte=MANY)
        .order_by("-number", "topic")
    )
    return [TopicProposal(title, number) for title, number in alike[:PROPOSED]]
