"""What the staff's own pages of this app share besides those of every app: the list of a gate."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse

from wardportal.admin_tools import Asked, BoundedList, OnDesk
from wardportal.list_filters import queue_named
from wardportal.models import User
from wardportal.row_pages import RowPage, StaffPage, admin_url, list_url, page
from wardportal.work_queues import WorkQueue, desk_queues

__all__ = ["RowPage", "RowsAdmin", "StaffPage", "admin_url", "list_url", "page"]


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
        return [queue.order, "pk"] if queue else ["-pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in {offered.parameter_name for offered in self.get_list_filter(request)}  # type: ignore[union-attr]

    def queues(self, request: HttpRequest) -> list[Asked]:
        if not self.has_view_permission(request):
            return []
        user: User = request.user  # type: ignore[assignment]
        return desk_queues(self.work, self.rows(user), user, list_url(self.model))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The stock address of a row shows its page; there is nothing to edit."""
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        return self.row_view.as_view()(request, pk=int(object_id))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404
