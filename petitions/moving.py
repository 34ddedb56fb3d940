"""What goes along when a residential group is merged or split: petitions that are not closed."""

from django.db.models import QuerySet

from petitions.models import Petition
from petitions.status import Status


def open_petitions() -> QuerySet[Petition]:
    return Petition.objects.exclude(status=Status.CLOSED)
