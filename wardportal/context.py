from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wardportal.models import Ward


def ward(request: HttpRequest) -> dict[str, object]:
    """Give every template the ward of today: its name, hotline, hours and address."""
    return {"ward": SimpleLazyObject(lambda: Ward.objects.current())}
