"""The queues of work with sessions, and what most often comes next for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from dialogues.admin.calls import registered_by_phone
from dialogues.admin.pages import admin_url
from dialogues.decisions.sessions import DECISIONS
from dialogues.models import DialogueRule, DialogueSession, Question
from dialogues.models.session_queries import DialogueSessionQuerySet
from dialogues.status import COMING, SessionEventKind, SessionKind, SessionStatus
from wardportal.admin_tools import Queue
from wardportal.calendar import WorkingCalendar
from wardportal.dates import date_vi, day_date
from wardportal.decisions import DecisionForm
from wardportal.models import User

Rows = Callable[[DialogueSessionQuerySet], DialogueSessionQuerySet]
# How far ahead somebody looks for sessions that ought to be announced by now.
ANNOUNCED_WITHIN = timedelta(days=92)
LONGEST_HOLIDAYS = timedelta(days=21)
MOVED_BY_ITSELF = "Buổi đối thoại tự đổi ngày, cần gọi người đã đăng ký"


@dataclass(frozen=True)
class SessionQueue:
    """A named part of the sessions; `permission` says on whose desk it stands, none: it is a filter only."""

    slug: str
    label: str
    rows: Rows
    permission: str = ""
    tone: str = "soon"


def _held(rows: DialogueSessionQuerySet) -> DialogueSessionQuerySet:
    return rows.filter(status=SessionStatus.HELD)


QUEUES = (
    SessionQueue("sap-toi", "Sắp tới", lambda rows: rows.filter(status__in=COMING)),
    SessionQueue(
        "ghi-bien-ban",
        "Biên bản chưa xong",
        lambda rows: _held(rows).exclude(minutes__submitted_at__isnull=False),
        "submit_minutes",
    ),
    SessionQueue(
        "cho-duyet",
        "Biên bản chờ duyệt",
        lambda rows: _held(rows).filter(minutes__submitted_at__isnull=False),
        "conclude",
    ),
    SessionQueue("da-qua", "Đã có kết luận", lambda rows: rows.filter(status=SessionStatus.CONCLUDED)),
    SessionQueue("da-huy", "Đã hủy", lambda rows: rows.filter(status=SessionStatus.CANCELLED)),
)


# Decisions of those on whose desk sessions stand.
ON_DESK = ("keep", "announce", *(queue.permission for queue in QUEUES if queue.permission))


def due_words(session: DialogueSession) -> str:
    """How far the day of a session to come is, in words."""
    days = (session.held_on - timezone.localdate()).days
    return "hôm nay" if days == 0 else f"còn {days} ngày" if days > 0 else f"quá {-days} ngày"


def desk_of(user: User, list_url: str) -> list[Queue]:
    """What waits for this person: the session to come, notices to give, minutes to write and to approve."""
    if not any(user.has_perm(DialogueSession.permission(verb)) for verb in ON_DESK):
        return []
    rows = DialogueSession.objects.filter(status__in=(*COMING, SessionStatus.HELD)).select_related("minutes")
    sessions: Any = list(rows.annotate(registered=registered()).order_by("held_on", "start_time"))
    before = [*_next_session(sessions, user), *_moved_by_itself(sessions, user), *_unannounced(sessions, user)]
    return [*before, *_minutes(sessions, user, list_url)]


def registered() -> Coalesce:
    """How many questions of a session belong onto its agenda."""
    rows = Question.objects.listed().filter(session=OuterRef("pk")).order_by().values("session")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0, output_field=IntegerField())


def _next_session(sessions: list[DialogueSession], user: User) -> list[Queue]:
    """The next session, and apart from it that with the heads of groups, behind which no other hides."""
    if not user.has_perm(DialogueSession.permission("keep")):
        return []
    coming: dict[str, Any] = {}
    for session in sessions:
        if session.status in COMING:
            coming.setdefault(_next_label(session), session)
    return [Queue(label, admin_url(session), 1, _next_age(session)) for label, session in coming.items()]


def _next_label(session: DialogueSession) -> str:
    if session.kind == SessionKind.GROUP_HEADS:
        return f"Buổi tới: {session.get_kind_display()}"
    return "Buổi đối thoại tới"


def _next_age(session: Any) -> str:
    return f"{day_date(session.held_on)}, {due_words(session)}, {session.registered} đăng ký"


def _moved_by_itself(sessions: list[Any], user: User) -> list[Queue]:
    """Sessions that followed the ward's day after people had registered, who have to be told, until notice is given."""
    if not user.has_perm(DialogueSession.permission("keep")):
        return []
    known = [one.pk for one in sessions if one.registered and one.series_month and _may_need_notice(one, date.max)]
    found = []
    for session in DialogueSession.objects.filter(pk__in=known).order_by("held_on").with_told() if known else ():
        move = session.last_told()
        if move and move.old_date and move.kind == SessionEventKind.MOVED and move.by_id is None:
            number = registered_by_phone(session, user).filter(created_at__lt=move.at).count()
            age = f"từ {date_vi(move.old_date)} sang {date_vi(session.held_on)}"
            found.append(Queue(MOVED_BY_ITSELF, admin_url(session, "calls_print"), number, age, "overdue"))
    return [queue for queue in found if queue.count]


def _unannounced(sessions: list[DialogueSession], user: User) -> list[Queue]:
    if not user.has_perm(DialogueSession.permission("announce")):
        return []
    late = unannounced(sessions)
    url = admin_url(late[0]) if late else ""
    age = f"{day_date(late[0].held_on)}, {due_words(late[0])}" if late else ""
    return [Queue("Buổi đối thoại chưa thông báo", url, len(late), age, "soon")] if late else []


def unannounced(sessions: list[DialogueSession]) -> list[DialogueSession]:
    """Those of which, by the rule of today, notice ought to be given by now."""
    today = timezone.localdate()
    untold = [session for session in sessions if _may_need_notice(session, today + ANNOUNCED_WITHIN)]
    rule = DialogueRule.objects.current(today) if untold else None
    if rule is None:
        return []
    # The calendar is read only where it can matter: no run of free days is longer than this.
    near = today + timedelta(days=2 * rule.announce_days) + LONGEST_HOLIDAYS
    untold = [session for session in untold if session.held_on <= near]
    if not untold:
        return []
    calendar = WorkingCalendar.load(today)
    return [session for session in untold if rule.announce_by(session.held_on, calendar) <= today]


def _may_need_notice(session: DialogueSession, last: date) -> bool:
    return session.status == SessionStatus.PLANNED and not session.announced_at and session.held_on <= last


def _minutes(sessions: list[DialogueSession], user: User, list_url: str) -> list[Queue]:
    found = []
    for queue in QUEUES:
        if queue.permission and user.has_perm(DialogueSession.permission(queue.permission)):
            days = [session.held_on for session in sessions if _waits_for(session, queue.permission)]
            age = f"lâu nhất từ {days[0]:%d/%m/%Y}" if days else ""
            found.append(Queue(queue.label, f"{list_url}?viec={queue.slug}", len(days), age, queue.tone))
    return found


def _waits_for(session: DialogueSession, verb: str) -> bool:
    """Whether the minutes of the session are to be submitted, or to be approved."""
    if session.status != SessionStatus.HELD:
        return False
    return session.has_submitted_minutes == (verb == "conclude")


def usual_next(session: DialogueSession) -> tuple[str, ...]:
    """The decisions that most often come next, the likeliest first."""
    if session.status == SessionStatus.PLANNED:
        if session.held_on <= timezone.localdate():
            return ("open",)
        return () if session.announced_at else ("announce",)
    if session.status == SessionStatus.HELD:
        return ("conclude",) if session.has_submitted_minutes else ("submit_minutes",)
    return {SessionStatus.IN_SESSION: ("end",), SessionStatus.CANCELLED: ("restore",)}.get(
        SessionStatus(session.status), ()
    )


def offered_in(session: DialogueSession) -> dict[str, type[DecisionForm]]:
    """The decisions worth a button now: beginning from the day of the session on, about minutes in their turn."""
    later = {"submit_minutes"} if session.has_submitted_minutes else {"conclude", "return_minutes"}
    if session.held_on > timezone.localdate():
        later.add("open")
    return {verb: form for verb, form in DECISIONS.items() if verb not in later}


TONES = {
    SessionStatus.PLANNED: "neutral",
    SessionStatus.IN_SESSION: "progress",
    SessionStatus.HELD: "waiting",
    SessionStatus.CONCLUDED: "done",
    SessionStatus.CANCELLED: "closed",
}


def tone_of(session: DialogueSession) -> str:
    return TONES[SessionStatus(session.status)]
