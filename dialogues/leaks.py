"""What in a text everybody reads may tell who asked, where they have not agreed to be named."""

from collections.abc import Iterable

from django.db.models import Q

from dialogues.models import AgendaItem, DialogueSession, Minutes, Question
from petitions.leaks import names_in, traces_of_sender

# What of the minutes is said of the whole session, in sentences.
GENERAL = ("opening", "conclusion")


def warnings_of(item: AgendaItem) -> list[str]:
    """The traces in what was minuted of a point; telephone and identity numbers where nobody asked it."""
    return traces_in(_texts_of(item), item.question, where=_where(item))


def warnings_in_minutes(minutes: Minutes, items: Iterable[AgendaItem]) -> list[str]:
    """The traces in the points, and the name of whoever asked at the session in any point or in what is said of all."""
    askers, found = askers_of(minutes.session), []
    for item in items:
        found += warnings_of(item)
        own = item.question.full_name if item.question else ""
        found += names_told(_texts_of(item), [name for name in askers if name != own], where=_where(item))
    for field, label in _general_labels():
        found += names_told([getattr(minutes, field)], askers, where=label)
    return found + warnings_in_general(minutes)


def warnings_in_general(minutes: Minutes) -> list[str]:
    """The telephone and identity numbers in what is said of the whole session."""
    return [
        warning
        for field, label in _general_labels()
        for warning in traces_in([getattr(minutes, field)], None, where=label)
    ]


def _general_labels() -> list[tuple[str, str]]:
    return [(field, str(Minutes._meta.get_field(field).verbose_name).capitalize()) for field in GENERAL]  # type: ignore[union-attr]


def askers_of(session: DialogueSession) -> list[str]:
    """The names of those who asked there and have not agreed to be named; a single word is no name to look for."""
    here = Question.objects.filter(Q(session=session) | Q(agenda_items__session=session), consent_publish_name=False)
    names = here.order_by("full_name").values_list("full_name", flat=True).distinct()
    return [name for name in names if " " in name]


def names_told(texts: Iterable[str], names: Iterable[str], where: str = "Nội dung") -> list[str]:
    """A warning for each of the names in the texts."""
    return [f"{where} có họ tên người hỏi: {name}." for name in names_in(names, " ".join(texts))]


def traces_in(texts: Iterable[str], question: Question | None, where: str = "Nội dung") -> list[str]:
    """A warning for each trace of who asked; telephone and identity numbers of anybody are one."""
    named = question is not None and question.consent_publish_name
    return traces_of_sender(_words_of(question), texts, named=named, where=where, who="người hỏi")


def _texts_of(item: AgendaItem) -> list[str]:
    return [item.summary, item.answer, item.conclusion]


def _where(item: AgendaItem) -> str:
    return f"Nội dung “{item.title}”"


def _words_of(question: Question | None) -> dict[str, str]:
    if question is None:
        return {"full_name": "", "phone": "", "body": ""}
    return {"full_name": question.full_name, "phone": str(question.phone or ""), "body": question.text}
