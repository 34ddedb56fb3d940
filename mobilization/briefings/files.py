"""Who issues the papers of a briefing."""

from django.http import Http404

from mobilization.models import Briefing
from wardportal.models import Ward


def ward_of(briefing: Briefing) -> Ward:
    """The ward of the day of the briefing, which issues the paper; else the one of today."""
    ward = Ward.objects.current(briefing.held_on) or Ward.objects.current()
    if ward is None:
        raise Http404
    return ward
