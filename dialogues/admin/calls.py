"""Whom to telephone when a session is moved or cancelled: nobody who registers leaves another address."""

from dataclasses import dataclass
from typing import Any

from dialogues.admin.papers import PrintPage
from dialogues.models import DialogueSession, Question
from dialogues.models.question_queries import QuestionQuerySet
from wardportal.models import User
from wardportal.phones import phone_vi


@dataclass
class Call:
    """One person with all they registered."""

    name: str
    phone: str
    codes: list[str]
    speaks: bool = False


def registered_by_phone(session: DialogueSession, user: User) -> QuestionQuerySet:
    """The questions this person may read whose askers can only be told over the telephone."""
    return Question.objects.visible_to(user).listed().filter(session=session).exclude(phone="")


def calls_of(session: DialogueSession, user: User) -> list[Call]:
    """Everybody once, as they registered."""
    calls: dict[tuple[str, str], Call] = {}
    for question in registered_by_phone(session, user).order_by("pk"):
        name, phone = question.full_name or "(không ghi tên)", phone_vi(str(question.phone))
        call = calls.setdefault((name, phone), Call(name, phone, []))
        call.codes.append(question.code)
        call.speaks |= question.wants_to_speak
    return list(calls.values())


class CallsView(PrintPage):
    template_name = "admin/dialogues/calls_print.html"
    page_title = "Danh sách gọi điện"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calls = calls_of(self.row, self.user)
        return super().get_context_data(calls=calls, told=self.row.last_told(), **kwargs)
