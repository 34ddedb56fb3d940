"""The list of sessions, their queues on the desk, and the addresses of their pages."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, Value, When
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString

from dialogues.admin.agenda import AgendaView
from dialogues.admin.minutes import CallingView, DraftView, MinutesView
from dialogues.admin.names_desk import names_desk
from dialogues.admin.pages import page
from dialogues.admin.paper_urls import paper_pages
from dialogues.admin.photos import PhotoFileView, PhotosView
from dialogues.admin.room import RoomView
from dialogues.admin.session_desk import QUEUES, desk_of, due_words, registered, tone_of
from dialogues.admin.session_pages import (
    AddSessionView,
    ReviseView,
    SessionDecisionView,
    SessionView,
    may_see_sessions,
)
from dialogues.models import DialogueSession
from dialogues.models.session_queries import DialogueSessionQuerySet
from dialogues.status import COMING, SessionKind
from wardportal.admin_tools import Asked, Queue
from wardportal.dates import day_date
from wardportal.list_filters import ListFilter, OfferedFilter
from wardportal.models import User
from wardportal.row_pages import RowsAdmin


class QueueFilter(OfferedFilter):
    title, parameter_name = "việc", "viec"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.slug, queue.label) for queue in QUEUES]

    def queryset(self, request: HttpRequest, queryset: DialogueSessionQuerySet) -> DialogueSessionQuerySet:  # type: ignore[override]
        chosen = next((queue for queue in QUEUES if queue.slug == self.chosen()), None)
        return chosen.rows(queryset) if chosen else queryset


class KindFilter(ListFilter):
    title, parameter_name, column, offered = "loại", "loai", "kind", SessionKind


@admin.register(DialogueSession)
class DialogueSessionAdmin(RowsAdmin):
    """No field is edited here: what changes a session are its decisions and its own pages."""

    list_display = ["day_column", "kind", "place", "status_column", "registered_column"]
    list_filter = [QueueFilter, KindFilter]
    row_view = SessionView

    # Who sees what

    def has_view_permission(self, request: HttpRequest, obj: DialogueSession | None = None) -> bool:
        return may_see_sessions(request.user)  # type: ignore[arg-type]

    def rows(self, user: User) -> Any:
        return super().rows(user).annotate(registered=registered())

    def get_ordering(self, request: HttpRequest) -> Any:
        """The next one first; behind those to come, what was, the latest first."""
        coming = Case(When(status__in=COMING, then=F("held_on")), default=Value(None))
        return [coming.asc(nulls_last=True), F("held_on").desc(), "-pk"]

    # The list

    @admin.display(description="ngày, giờ")
    def day_column(self, session: DialogueSession) -> str:
        left = f" ({due_words(session)})" if session.status in COMING else ""
        return f"{day_date(session.held_on).capitalize()}, {session.start_time:%H:%M}{left}"

    @admin.display(description="tình trạng")
    def status_column(self, session: DialogueSession) -> SafeString:
        label = session.get_status_display()
        if session.announced_at and session.status in COMING:
            label = f"{label}, đã thông báo"
        return render_to_string("components/_status_badge.html", {"label": label, "tone": tone_of(session)})

    @admin.display(description="đăng ký")
    def registered_column(self, session: DialogueSession) -> int:
        return session.registered  # type: ignore[attr-defined]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_add = request.user.has_perm(DialogueSession.permission("add_session"))
        context = {"title": "Buổi đối thoại", "may_add": may_add}
        return super().changelist_view(request, context | (extra_context or {}))

    # The desk

    def queues(self, request: HttpRequest) -> list[Queue | Asked]:
        if not self.has_view_permission(request):
            return []
        user: User = request.user  # type: ignore[assignment]
        return [*desk_of(user, reverse("admin:dialogues_dialoguesession_changelist")), *names_desk(user)]

    # Pages

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "them/", AddSessionView, "add_session"),
            page(self, "<int:pk>/sua/", ReviseView, "revise"),
            page(self, "<int:pk>/chuong-trinh/", AgendaView, "agenda"),
            page(self, "<int:pk>/don-tiep/", RoomView, "room"),
            page(self, "<int:pk>/bien-ban/", MinutesView, "minutes"),
            page(self, "<int:pk>/bien-ban/luu/", DraftView, "minutes_save"),
            page(self, "<int:pk>/bien-ban/dang-moi/", CallingView, "minutes_calling"),
            page(self, "<int:pk>/anh/", PhotosView, "photos"),
            page(self, "<int:pk>/anh/<int:photo>/", PhotoFileView, "photo"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", SessionDecisionView, "decide"),
            *paper_pages(self),
            *super().get_urls(),
        ]
