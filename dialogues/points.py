"""What of an agenda one person may know: nothing of a petition that names them, no code of one they may not read.

And by which number the minutes print a point.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from dialogues.models import AgendaItem, DialogueSession, Section
from dialogues.status import QuestionStatus
from petitions.models import Petition
from wardportal.models import User

NOT_READABLE = "Đơn (đồng chí không có quyền xem)"


def points_for(user: User, items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The points as this person may see them; they are for showing, their titles are not to be saved."""
    items = list(items)
    readable = _readable(user, [item.petition_id for item in items if item.petition_id])
    points = []
    for item in items:
        if item.petition_id and item.petition_id not in readable:
            continue
        if item.petition_id and not readable[item.petition_id]:
            item.title, item.petition = NOT_READABLE, None
        points.append(item)
    return points


def _readable(user: User, keys: list[int]) -> dict[int, bool]:
    """By the key of each petition that does not name the person: whether they may read it."""
    if not keys:
        return {}
    theirs = Petition.objects.visible_to(user).filter(pk=OuterRef("pk"))
    rows = Petition.objects.not_about(user).filter(pk__in=keys).annotate(is_theirs=Exists(theirs))
    return dict(rows.values_list("pk", "is_theirs"))


PRINTED_AS = {
    Section.COMMITMENTS: "Việc",
    Section.QUESTIONS: "Câu hỏi",
    Section.PETITIONS: "Nội dung",
    Section.OTHER: "Nội dung",
}


def printed_points(session: DialogueSession) -> list[tuple[AgendaItem, str]]:
    """The points of the minutes in the order of their paper, each with its number there: Câu hỏi 3."""
    return numbered(session.agenda.in_order().open_to_all().with_matters())


def numbered(agenda: Iterable[AgendaItem]) -> list[tuple[AgendaItem, str]]:
    """As `printed_points`, of the points that may be printed, in the order of the agenda."""
    items = [item for item in agenda if _is_printed(item)]
    # The paper puts the questions of one subject together, in the order of their first.
    subjects = list(dict.fromkeys(item.topic_id for item in items if item.section == Section.QUESTIONS))
    items.sort(key=lambda item: (item.section, _place(item, subjects)))
    counted: Counter[int] = Counter()
    points = []
    for item in items:
        counted[item.section] += 1
        points.append((item, f"{PRINTED_AS[Section(item.section)]} {counted[item.section]}"))
    return points


def _is_printed(item: AgendaItem) -> bool:
    """What was written down, and every question that came to its end."""
    return item.is_minuted or (item.question is not None and item.question.status != QuestionStatus.REGISTERED)


def _place(item: AgendaItem, subjects: list[int | None]) -> int:
    return subjects.index(item.topic_id) if item.section == Section.QUESTIONS else 0


def names_to(user: User, items: list[AgendaItem]) -> dict[int, str]:
    """What this person knows each point by: its code where it has one, and its title; nothing they may not read.

    The title of a question is the asker's words.
    """
    known = {item.pk for item in points_for(user, items)}
    return {item.pk: _named(user, item) if item.pk in known else NOT_READABLE for item in items}


def _named(user: User, item: AgendaItem) -> str:
    if item.question and not item.question.is_visible_to(user):
        return ""
    matter = item.question or item.commitment
    return f"{matter.code}, {item.title}" if matter else item.title
