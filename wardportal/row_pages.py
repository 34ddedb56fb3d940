"""What the staff's pages about rows share in every app: their addresses in the admin, and who may open which row."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import SimpleLazyObject

from wardportal import decision_pages


def admin_url(row: Model, page: str = "change", *args: Any) -> str:
    """The address of a page of the row: `admin_url(report, "photo", 5)`."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk, *args])


def list_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page(model_admin: Any, route: str, view: Any, name: str) -> URLPattern:
    """An address of `get_urls`, for signed-in staff: `page(self, "<int:pk>/csv/", CsvView, "csv")`."""
    about = model_admin.model._meta
    name = f"{about.app_label}_{about.model_name}_{name}"
    return path(route, model_admin.admin_site.admin_view(view.as_view()), name=name)


class StaffPage(decision_pages.StaffPage):
    """Mixin: a page in the frame of the admin, under the list of its rows."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"list_url": list_url(self.about), "list_title": self.about._meta.verbose_name_plural}
        return super().get_context_data(**crumb | kwargs)


class RowPage(StaffPage):
    """Mixin: a page about one row, for those who may know of it; for all others it does not exist."""

    row: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.row = get_object_or_404(self.rows(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> Any:
        """What this person may know of, with what the page shows."""
        return self.about._default_manager.visible_to(self.user)  # type: ignore[attr-defined]

    def row_url(self) -> str:
        return admin_url(self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Asked only by pages that show it.
        url = SimpleLazyObject(self.row_url)
        return super().get_context_data(**{"row": self.row, "row_url": url} | kwargs)
