"""What the staff's pages about rows share in every app: their list, their addresses, and who may open which row."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import SimpleLazyObject

from wardportal import decision_pages
from wardportal.admin_tools import Asked, BoundedList, OnDesk, Queue
from wardportal.list_filters import queue_named
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.work_queues import WorkQueue, desk_queues


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


class RowsAdmin(OnDesk, BoundedList):
    """A list of rows that only their own pages change: narrowed in offered ways, its queues on the desk."""

    work: ClassVar[tuple[WorkQueue, ...]] = ()
    row_view: ClassVar[Any]
    sortable_by: ClassVar[Any] = []

    def rows(self, user: User) -> Any:
        """The rows this person may know of."""
        return self.model._default_manager.visible_to(user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.rows(request.user).order_by(*self.get_ordering(request))  # type: ignore[arg-type]

    def get_ordering(self, request: HttpRequest) -> Any:
        queue = queue_named(self.work, request.GET.get("viec"))
        return list(dict.fromkeys([queue.order, "pk"])) if queue else ["-pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what is offered: a free look-up would tell, letter by letter, what the list does not show."""
        return lookup in {offered.parameter_name for offered in self.get_list_filter(request)}  # type: ignore[union-attr]

    def queues(self, request: HttpRequest) -> Sequence[Queue | Asked]:
        if not self.has_view_permission(request):
            return []
        user: User = request.user  # type: ignore[assignment]
        return desk_queues(self.work, self.rows(user), user, list_url(self.model))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The stock address of a row shows its page; there is nothing to edit."""
        if (key := plain_number(object_id)) is None:
            raise Http404
        return self.row_view.as_view()(request, pk=key)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404


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
