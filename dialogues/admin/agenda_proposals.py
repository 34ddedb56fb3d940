"""What the portal proposes for an agenda: petitions that run late, came back, or are many alike."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from dialogues.models import AgendaItem, DialogueSession
from petitions.models import Petition, PetitionEvent
from petitions.status import EventKind
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
    late = list(rows.overdue().order_by("due_on", "pk").values_list("pk", "code", "title", "due_on")[:PROPOSED])
    again = PetitionEvent.objects.filter(kind=EventKind.REOPENED).values("petition")
    back = rows.open().filter(pk__in=again).exclude(pk__in=[row[0] for row in late])
    found = [PetitionProposal(pk, code, title, f"quá hạn từ {due:%d/%m/%Y}") for pk, code, title, due in late]
    for pk, code, title in back.order_by("pk").values_list("pk", "code", "title")[: PROPOSED - len(found)]:
        found.append(PetitionProposal(pk, code, title, "người gửi đề nghị giải quyết lại"))
    return found


def topic_proposals(session: DialogueSession, user: User) -> list[TopicProposal]:
    """Subjects that several petitions of one residential group share, and that are no topic of this session yet."""
    since = timezone.localdate() - ALIKE_WITHIN
    rows = Petition.objects.visible_to(user).filter(
        received_on__gte=since, is_suspect=False, category__isnull=False, residential_group__isnull=False
    )
    alike = (
        rows.order_by()
        .values("category__name", "residential_group__name")
        .annotate(number=Count("pk"))
        .filter(number__gte=MANY)
        .order_by("-number", "category__name", "residential_group__name")
    )
    known = set(
        AgendaItem.objects.filter(session=session, commitment=None, question=None).values_list("title", flat=True)
    )
    found = [
        TopicProposal(f"{row['category__name']}: {row['residential_group__name']}", row["number"])
        for row in alike[:PROPOSED]
    ]
    return [proposal for proposal in found if proposal.title not in known]
