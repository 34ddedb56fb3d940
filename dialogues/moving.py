"""What goes along when a residential group is merged or split: questions without answer, promises not kept yet."""

from datetime import date

from django.db.models import QuerySet

from dialogues.models import Commitment, Question
from dialogues.status import UNFINISHED, QuestionStatus


def open_questions() -> QuerySet[Question]:
    return Question.objects.filter(status=QuestionStatus.REGISTERED)


def asked_since(day: date) -> QuerySet[Question]:
    """Counted by the day they came in, whatever became of them."""
    return Question.objects.filter(created_at__date__gte=day)


def unfinished_commitments() -> QuerySet[Commitment]:
    return Commitment.objects.filter(status__in=UNFINISHED)
