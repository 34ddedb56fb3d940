"""What goes along when a residential group is merged or split: questions without answer, promises not kept yet."""

from django.db.models import QuerySet

from dialogues.models import Commitment, Question
from dialogues.status import UNFINISHED, QuestionStatus


def open_questions() -> QuerySet[Question]:
    return Question.objects.filter(status=QuestionStatus.REGISTERED)


def unfinished_commitments() -> QuerySet[Commitment]:
    return Commitment.objects.filter(status__in=UNFINISHED)
