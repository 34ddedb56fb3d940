"""What the dialogue forgets of a petition that is sealed."""

from dialogues.models import AgendaItem, Question
from dialogues.status import QuestionStatus
from petitions.models import Petition
from wardportal.models import User


def forget_petition(petition: Petition, by: User | None) -> None:
    """Seal the question it was opened from, take it off every agenda with what was minuted, let no question name it."""
    for question in Question.objects.filter(opened_petition=petition).exclude(status=QuestionStatus.SEALED):
        question.seal_with_petition(by=by)
    AgendaItem.objects.filter(petition=petition).delete()
    Question.objects.filter(about_petition=petition).update(about_petition=None)
