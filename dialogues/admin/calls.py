"""Whom to telephone when a session is moved or cancelled: nobody who registers leaves another address."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dialogues.admin.papers import PrintPage
from dialogues.models import DialogueSession, Question, QuestionEvent
from dialogues.models.question_queries import QuestionQuerySet
from dialogues.status import SessionEventKind
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
    for question in registered_by_phone(session, user).select_related("session").order_by("pk"):
        name, phone = question.full_name or "(không ghi tên)", phone_vi(str(question.phone))
        call = calls.setdefault((name, phone), Call(name, phone, []))
        call.questions.append(question)
        call.speaks |= question.wants_to_speak
    return list(calls.values())


class CallsView(PrintPage):
    template_name = "admin/dialogues/calls_print.html"
    page_title = "Danh sách gọi điện"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calls = calls_of(self.row, self.user)
        return super().get_context_data(calls=calls, told=self.row.last_told(), **kwargs)
