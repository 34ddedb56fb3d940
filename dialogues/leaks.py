"""What in a text everybody reads may tell who asked, where they have not agreed to be named."""

from collections.abc import Iterable

from dialogues.models import AgendaItem, Question
from petitions.leaks import traces_of_sender


def warnings_of(item: AgendaItem) -> list[str]:
    """The traces in what was minuted of a point; one that nobody asked tells of nobody."""
    if item.question is None:
        return []
    shown = [item.summary, item.answer, item.conclusion]
    return traces_in(shown, item.question, where=f"Nội dung “{item.title}”")


def traces_in(texts: Iterable[str], question: Question | None, where: str = "Nội dung") -> list[str]:
    """A warning for each trace of who asked; telephone and identity numbers of anybody are one."""
    named = question is not None and question.consent_publish_name
    return traces_of_sender(_words_of(question), texts, named=named, where=where, who="người hỏi")


def _words_of(question: Question | None) -> dict[str, str]:
    if question is None:
        return {"full_name": "", "phone": "", "body": ""}
    return {"full_name": question.full_name, "phone": str(question.phone or ""), "body": question.text}
