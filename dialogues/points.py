"""What of an agenda one person may know: nothing of a petition that names them, no code of one they may not read."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from dialogues.models import AgendaItem
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
