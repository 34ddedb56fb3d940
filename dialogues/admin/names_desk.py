"""Names left in minutes as staff see them: a row on the desk, and the way to where each is put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from dialogues.admin.pages import admin_url, decide_url
from dialogues.models import DialogueSession
from dialogues.names_left import NameLeft, names_left
from dialogues.status import SessionStatus
from wardportal.admin_tools import Queue
from wardportal.models import User

LABEL = "Tên người hỏi còn trong biên bản"


@dataclass(frozen=True)
class NameToMend:
    """Where a name is left, and where it is put right; no address where this person may not."""

    left: NameLeft
    url: str


def names_of(session: DialogueSession, user: User, points: Mapping[int, str]) -> list[NameToMend]:
    """Before approval it is put right at the point, after it by a correction; `points` are the addresses of points."""
    found = names_left(session)
    return [NameToMend(left, _mended_at(session, left, user, points)) for left in found]


def _mended_at(session: DialogueSession, left: NameLeft, user: User, points: Mapping[int, str]) -> str:
    if session.status != SessionStatus.CONCLUDED:
        return points.get(left.item.pk, "") if left.item else "?trang=1#chung"
    may_correct = user.has_perm(DialogueSession.permission("correct"))
    return f"{decide_url(session, 'correct')}?{urlencode({'muc': left.part})}" if may_correct else ""


def names_desk(user: User) -> list[Queue]:
    """One row for all of them; it leads to the minutes of the latest session that has one."""
    if not user.has_perm(DialogueSession.permission("keep")):
        return []
    found = names_left()
    if not found:
        return []
    session = found[0].session
    url = f"{admin_url(session, 'minutes')}#ten-con-lai"
    return [Queue(LABEL, url, len(found), f"buổi {session.held_on:%d/%m/%Y}", "overdue")]
