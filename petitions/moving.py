"""What goes along when a residential group is merged or split: petitions that are not closed."""

from datetime import date

from django.db.models import QuerySet

from petitions.models import Petition
from petitions.status import Status


def open_petitions() -> QuerySet[Petition]:
    return Petition.objects.exclude(status=Status.CLOSED)


def closed_since(day: date) -> QuerySet[Petition]:
    return Petition.objects.filter(status=Status.CLOSED, closed_on__gte=day)
