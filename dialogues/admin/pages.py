"""What the staff's own pages of the dialogue share: the frame, who may open which row, and its buttons."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from wardportal import decision_pages
from wardportal.decision_pages import Button, buttons_of
from wardportal.decisions import DecisionForm
from wardportal.models import User
from wardportal.models.door import Door

# The name under which a link tells the page where to go on afterwards.
BACK = "ve"


def admin_url(row: Any, page: str = "change") -> str:
    """The address of a page of the row: `admin_url(question, "slip")`."""
    return reverse(f"admin:dialogues_{row._meta.model_name}_{page}", args=[row.pk])


def list_url(model: type[Door]) -> str:
    return reverse(f"admin:dialogues_{model._meta.model_name}_changelist")


def decide_url(row: Door, verb: str) -> str:
    return reverse(f"admin:dialogues_{row._meta.model_name}_decide", args=[row.pk, verb])


def page(model_admin: Any, route: str, view: Any, name: str) -> URLPattern:
    """An address of `get_urls`, for signed-in staff: `page(self, "<int:pk>/phieu/", SlipView, "slip")`."""
    model_name = model_admin.model._meta.model_name
    return path(route, model_admin.admin_site.admin_view(view.as_view()), name=f"dialogues_{model_name}_{name}")


def buttons_for(row: Door, user: User, forms: Mapping[str, type[DecisionForm]], *usual: str) -> list[Button]:
    """One button for each decision that is this person's and legal now; the first legal one of `usual` comes first.

    The row is one of a `RowPage`, which read it by its gate.
    """
    verbs = row.decisions_left(user)
    first = next((verb for verb in usual if verb in verbs), "")
    return buttons_of(verbs, forms, lambda verb: decide_url(row, verb), first)


class StaffPage(decision_pages.StaffPage):
    """Mixin: a page of the dialogue in the frame of the admin."""

    about: ClassVar[type[Door]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"list_url": list_url(self.about), "list_title": self.about._meta.verbose_name_plural}
        return super().get_context_data(**crumb | kwargs)


class RowPage(StaffPage):
    """Mixin: a page about one row, for those who may know of it; for all others it does not exist."""

    row: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.row = self.rows().filter(pk=kwargs["pk"]).first()
        if self.row is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> Any:
        """What this person may know of, with what the page shows."""
        return self.about._default_manager.visible_to(self.user)  # type: ignore[attr-defined]

    def wanted_url(self) -> str:
        """The page of the portal the link said to go back to; nothing where it named none, or one elsewhere."""
        wanted = self.request.GET.get(BACK, "")
        return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else ""

    def row_url(self) -> str:
        """The row's page, or the list once this person may no longer know of it."""
        return admin_url(self.row) if self.row.is_visible_to(self.user) else list_url(self.about)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Asked only by pages that show it.
        url = SimpleLazyObject(self.row_url)
        return super().get_context_data(**{"row": self.row, "row_url": url} | kwargs)
