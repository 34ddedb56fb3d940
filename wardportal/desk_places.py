"""The bar over the desk: the few places somebody goes to every day, and at which of them they are."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse

# More would be a second list of everything.
MOST_SHOWN = 6


@dataclass(frozen=True)
class Place:
    """A word of the bar. `part` are the addresses of the desk that belong to it; no `model`: it opens its whole app."""

    label: str
    part: str
    app: str
    model: str = ""

    def is_for(self, site: AdminSite, request: HttpRequest) -> bool:
        """Whether this person may see what it opens, by the word of that list itself."""
        return any(
            one.has_view_permission(request)
            for model, one in site._registry.items()
            if model._meta.app_label == self.app and self.model in ("", model._meta.model_name)
        )

    @property
    def url(self) -> str:
        if self.model:
            return reverse(f"admin:{self.app}_{self.model}_changelist")
        return reverse("admin:app_list", args=[self.app])


PLACES = (
    Place("Đơn, kiến nghị", "petitions/", "petitions", "petition"),
    Place("Đối thoại", "dialogues/", "dialogues", "dialoguesession"),
    Place("Cam kết", "dialogues/commitment/", "dialogues", "commitment"),
    Place("Dân vận", "mobilization/", "mobilization"),
    Place("Tài khoản", "wardportal/user/", "wardportal", "user"),
    Place("Tin tức", "news/", "news", "post"),
)


def places_of(site: AdminSite, request: HttpRequest) -> list[dict[str, Any]]:
    """The places of this person, the start page first; the one that fits the address most closely is where they are."""
    start = reverse("admin:index")
    at = request.path.removeprefix(start)
    shown = [place for place in PLACES if place.is_for(site, request)][: MOST_SHOWN - 1]
    here = max((place for place in shown if at.startswith(place.part)), key=lambda place: len(place.part), default=None)
    first = {"label": "Việc hôm nay", "url": start, "is_here": not at}
    return [first, *({"label": place.label, "url": place.url, "is_here": place is here} for place in shown)]
