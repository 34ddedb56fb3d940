"""Whom to telephone when a session is moved or cancelled, or a place became theirs: nobody leaves another address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html

from dialogues.admin.pages import admin_url
from dialogues.admin.papers import PrintPage
from dialogues.models import DialogueSession, Question, QuestionEvent
from dialogues.models.question_queries import QuestionQuerySet
from dialogues.status import QuestionEventKind, SessionEventKind, Slot
from wardportal.models import User
from wardportal.phones import phone_vi

# What people have to be told who were to come.
CALLED_ABOUT = (SessionEventKind.MOVED, SessionEventKind.CANCELLED)


@dataclass
class Call:
    """One person with all they registered."""

    name: str
    phone: str
    questions: list[Question]
    speaks: bool = False
    # When a place that became free was given to them, by nobody.
    promoted_at: datetime | None = None


def registered_by_phone(session: DialogueSession, user: User) -> QuestionQuerySet:
    """The questions this person may read whose askers can only be told over the telephone.

    Those that were moved on to another session since this one was moved or cancelled are among them.
    """
    here = Q(session=session)
    if changed := session.events.filter(kind__in=CALLED_ABOUT).last():
        since = QuestionEvent.objects.filter(left_session=session, at__gte=changed.at)
        here |= Q(pk__in=since.values("question"))
    return Question.objects.visible_to(user).listed().filter(here).exclude(phone="")


def calls_of(session: DialogueSession, user: User) -> list[Call]:
    """Everybody once, as they registered."""
    calls: dict[tuple[str, str], Call] = {}
    # A place given at a session the question was moved on from says nothing of this one.
    moved_on = QuestionEvent.objects.filter(question=OuterRef("pk"), kind=QuestionEventKind.DEFERRED).order_by("-pk")
    by_nobody = Q(events__kind=QuestionEventKind.PROMOTED, events__by=None, events__pk__gt=F("moved_on"))
    rows = registered_by_phone(session, user).annotate(moved_on=Coalesce(Subquery(moved_on.values("pk")[:1]), 0))
    rows = rows.annotate(promoted_at=Max("events__at", filter=by_nobody))
    for question in rows.select_related("session").order_by("pk"):
        name, phone = question.full_name or "(không ghi tên)", phone_vi(str(question.phone))
        call = calls.setdefault((name, phone), Call(name, phone, []))
        call.questions.append(question)
        call.speaks |= question.wants_to_speak
        if question.slot == Slot.SPEAKING:
            call.promoted_at = call.promoted_at or question.promoted_at
    return list(calls.values())


def tell_promoted(request: HttpRequest, user: User, since: int) -> None:
    """Name those whom a place was given since that event, as it became free: they know nothing of it yet."""
    given = Q(events__kind=QuestionEventKind.PROMOTED, events__by=None, events__pk__gt=since)
    for question in Question.objects.visible_to(user).filter(given).order_by("pk"):
        told = '{}, {}, nay được xếp phát biểu, cần báo cho họ: <a href="{}">{}</a>.'
        phone = phone_vi(str(question.phone)) if question.phone else "không để lại số điện thoại"
        messages.warning(request, format_html(told, question.full_name, phone, admin_url(question), question.code))


class CallsView(PrintPage):
    template_name = "admin/dialogues/calls_print.html"
    page_title = "Danh sách gọi điện"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calls = calls_of(self.row, self.user)
        return super().get_context_data(calls=calls, told=self.row.last_told(), **kwargs)
