from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from wardportal.models import Ward


def ward(request: HttpRequest) -> dict[str, object]:
    """Give every template the ward of today, its name, hotline, hours and address, and where the portal stands."""
    return {"ward": SimpleLazyObject(lambda: Ward.objects.current()), "site_url": settings.SITE_URL}
