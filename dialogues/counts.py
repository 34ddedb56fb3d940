"""What is counted of the dialogue for the monthly report of a residential group's team."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, QuerySet

from dialogues.models import Commitment, Question
from wardportal import figures


def register_figures() -> None:
    figures.register("dialogues.asked", "Câu hỏi gửi đến buổi đối thoại trong kỳ", asked)
    figures.register(
        "dialogues.unfinished", "Cam kết với tổ dân phố chưa xong", unfinished, unfinished_each, on_briefings=True
    )


def asked(group: int, first: date, last: date) -> QuerySet[Question]:
    """What came in within the days and belongs onto an agenda; what went the sealed way names no group."""
    rows = Question.objects.listed().filter(residential_group=group)
    return rows.filter(created_at__date__range=(first, last))


def unfinished(group: int, first: date, last: date) -> QuerySet[Commitment]:
    """Promises everybody reads, made by the last day to somebody of the group, which are not finished now."""
    rows = Commitment.objects.published().unfinished().filter(residential_group=group)
    return rows.filter(promised_on__lte=last)


def unfinished_each(first: date, last: date) -> Mapping[int, int]:
    rows = Commitment.objects.published().unfinished().exclude(residential_group=None).filter(promised_on__lte=last)
    counted = rows.order_by().values("residential_group").annotate(number=Count("pk"))
    return {row["residential_group"]: row["number"] for row in counted}
