"""What the lists of the dialogue share: offered ways to search and narrow, queues, the row's own page."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from dialogues.desk import tone_of
from wardportal.admin_tools import Asked, BoundedList, OnDesk
from wardportal.list_filters import queue_named
from wardportal.models import User
from wardportal.work_queues import WorkQueue, desk_queues


class DoorAdmin(OnDesk, BoundedList):
    """A list of rows with a door: searched and filtered in offered ways only, changed by decisions alone."""

    sortable_by = ["code"]
    search_fields = ["code"]
    desk_queues: tuple[WorkQueue, ...]
    case_view: Any

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = self.model._default_manager.visible_to(request.user)
        return rows.order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> Any:
        queue = queue_named(self.desk_queues, request.GET.get("viec"))
        return [queue.order, "pk"] if queue and queue.order != "pk" else ["pk" if queue else "-pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in {offered.parameter_name for offered in self.get_list_filter(request)}  # type: ignore[union-attr]

    @admin.display(description="tình trạng")
    def status_column(self, row: Any) -> SafeString:
        context = {"label": row.get_status_display(), "tone": tone_of(row)}
        return render_to_string("components/_status_badge.html", context)

    def queues(self, request: HttpRequest) -> list[Asked]:
        user: User = request.user  # type: ignore[assignment]
        if not self.has_view_permission(request):
            return []
        url = reverse(f"admin:dialogues_{self.model._meta.model_name}_changelist")
        return desk_queues(self.desk_queues, self.model._default_manager.visible_to(user), user, url)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The stock address of a row shows its page; there is nothing to edit."""
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        return self.case_view.as_view()(request, pk=int(object_id))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404
