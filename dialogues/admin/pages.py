"""What the staff's own pages of the dialogue share: the frame, who may open which row, and its buttons."""

from collections.abc import Mapping
from typing import ClassVar

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from wardportal import row_pages
from wardportal.decision_pages import Button, buttons_of
from wardportal.decisions import DecisionForm
from wardportal.models import User
from wardportal.models.door import Door
from wardportal.row_pages import StaffPage, admin_url, list_url, page

__all__ = ["BACK", "RowPage", "StaffPage", "admin_url", "buttons_for", "decide_url", "list_url", "page"]

# The name under which a link tells the page where to go on afterwards.
BACK = "ve"


def decide_url(row: Door, verb: str) -> str:
    return reverse(f"admin:dialogues_{row._meta.model_name}_decide", args=[row.pk, verb])


def buttons_for(row: Door, user: User, forms: Mapping[str, type[DecisionForm]], *usual: str) -> list[Button]:
    """One button for each decision that is this person's and legal now; the first legal one of `usual` comes first.

    The row is one of a `RowPage`, which read it by its gate.
    """
    verbs = row.decisions_left(user)
    first = next((verb for verb in usual if verb in verbs), "")
    return buttons_of(verbs, forms, lambda verb: decide_url(row, verb), first)


class RowPage(row_pages.RowPage):
    """Mixin: a page about one row of the dialogue, to which a link can say where to go on afterwards."""

    about: ClassVar[type[Door]]

    def wanted_url(self) -> str:
        """The page of the portal the link said to go back to; nothing where it named none, or one elsewhere."""
        wanted = self.request.GET.get(BACK, "")
        return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else ""

    def row_url(self) -> str:
        """The row's page, or the list once this person may no longer know of it."""
        return admin_url(self.row) if self.row.is_visible_to(self.user) else list_url(self.about)
