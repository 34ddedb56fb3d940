"""What in the minutes may tell who asked, where they have not agreed to be named."""

from dialogues.models import AgendaItem, Question
from petitions.leaks import traces_of_sender
from wardportal.phones import phone_vi


def warnings_of(item: AgendaItem) -> list[str]:
    """What in the texts of a point may tell who asked, without their consent."""
    if item.question is None:
        return []
    return traces_of_sender(
        words_of(item.question),
        [item.summary, item.answer, item.conclusion],
        named=item.question.consent_publish_name,
        where=f"Nội dung “{item.title}”",
        who="người hỏi",
    )


def words_of(question: Question) -> dict[str, str]:
    phone = phone_vi(str(question.phone)) if question.phone else ""
    return {"full_name": question.full_name, "phone": phone, "body": question.text}
