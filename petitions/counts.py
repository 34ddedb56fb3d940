"""What is counted of the petitions of a residential group for its team's monthly report.

Confidential petitions name no group, so they are in none of these; suspected spam counts nowhere.
"""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q

from petitions.models import Petition
from petitions.models.queries import PetitionQuerySet
from wardportal import figures


def register_figures() -> None:
    figures.register("petitions.received", "Đơn, kiến nghị nhận trong kỳ", received)
    figures.register("petitions.answered", "Đơn, kiến nghị trả lời lần đầu trong kỳ", answered)
    figures.register("petitions.open", "Đơn, kiến nghị chưa giải quyết xong cuối kỳ", unsettled)
    figures.register("petitions.overdue", "Số đơn quá hạn hiện nay", overdue, overdue_each, on_briefings=True)


def received(group: int, first: date, last: date) -> PetitionQuerySet:
    return _of(group).filter(received_on__range=(first, last))


def answered(group: int, first: date, last: date) -> PetitionQuerySet:
    """By the first answer, so that a matter taken up again does not change a past month."""
    return _of(group).filter(first_answered_on__range=(first, last))


def unsettled(group: int, first: date, last: date) -> PetitionQuerySet:
    """Received by the last day and neither answered nor ended by it."""
    answered_later = Q(first_answered_on=None) | Q(first_answered_on__gt=last)
    ended_later = Q(closed_on=None) | Q(closed_on__gt=last)
    return _of(group).filter(answered_later, ended_later, received_on__lte=last)


def overdue(group: int, first: date, last: date) -> PetitionQuerySet:
    """Those overdue today, whatever the period: what was late then and is answered by now is no work."""
    return _of(group).overdue()


def overdue_each(first: date, last: date) -> Mapping[int, int]:
    rows = Petition.objects.counted().overdue().exclude(residential_group=None).order_by().values("residential_group")
    return {row["residential_group"]: row["number"] for row in rows.annotate(number=Count("pk"))}


def _of(group: int) -> PetitionQuerySet:
    return Petition.objects.counted().filter(residential_group=group)
