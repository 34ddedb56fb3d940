"""The list of questions and registrations; what is done with one stands on its own page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from dialogues.admin import filters
from dialogues.admin.entry import EntryView, SlipView
from dialogues.admin.pages import page
from dialogues.admin.question_case import QuestionCaseView, QuestionDecisionView
from dialogues.desk import QUESTION_QUEUES, WorkQueue, tone_of
from dialogues.models import Question
from dialogues.models.questions import PREFIX, QuestionQuerySet
from wardportal.admin_tools import CappedPaginator, OnDesk, Queue, ReadOnlyAdmin, capped_count
from wardportal.codes import read_code
from wardportal.models import User
from wardportal.phones import PhoneError, read_phone

TEXT_SHOWN = 90


class DoorAdmin(OnDesk, ReadOnlyAdmin):
    """A list of rows with a door: searched and filtered in offered ways only, changed by decisions alone."""

    list_per_page = 50
    list_max_show_all = 0
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
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
        queue = filters.queue_named(self.desk_queues, request.GET.get("viec"))
        return [queue.order, "pk"] if queue and queue.order != "pk" else ["pk" if queue else "-pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in {offered.parameter_name for offered in self.get_list_filter(request)}  # type: ignore[union-attr]

    @admin.display(description="tình trạng")
    def status_column(self, row: Any) -> SafeString:
        context = {"label": row.get_status_display(), "tone": tone_of(row)}
        return render_to_string("components/_status_badge.html", context)

    def queues(self, request: HttpRequest) -> list[Queue]:
        user: User = request.user  # type: ignore[assignment]
        if not self.has_view_permission(request):
            return []
        url = reverse(f"admin:dialogues_{self.model._meta.model_name}_changelist")
        seen = self.model._default_manager.visible_to(user)
        found = []
        for queue in self.desk_queues:
            if queue.is_for(user):
                rows = queue.rows(seen, user)
                count = capped_count(rows)
                age, tone = (queue.age(rows), queue.tone) if count else ("", "neutral")
                found.append(Queue(queue.label, f"{url}?viec={queue.slug}", count, age, tone))
        return found

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


@admin.register(Question)
class QuestionAdmin(DoorAdmin):
    list_display = ["code", "text_column", "asker", "session_day", "slot", "status_column", "created_at"]
    list_filter = [
        filters.QuestionQueueFilter,
        filters.SessionFilter,
        filters.TopicFilter,
        filters.GroupFilter,
        filters.QuestionStatusFilter,
        filters.ChannelFilter,
    ]
    list_select_related = ["session", "residential_group"]
    search_help_text = (
        "Mã (dt2026000123, 2026/123), số điện thoại hoặc vài từ trong câu hỏi, có dấu hay không dấu đều được."
    )
    desk_queues = QUESTION_QUEUES
    case_view = QuestionCaseView

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("dialogues.view_all_questions")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        rows: QuestionQuerySet = queryset  # type: ignore[assignment]
        term = search_term.strip()
        if not term:
            return rows, False
        try:
            return rows.filter(phone=read_phone(term)), False
        except PhoneError:
            code = read_code(term, PREFIX)
            return rows.filter(code=code) if code else rows.search(term), False

    @admin.display(description="câu hỏi")
    def text_column(self, question: Question) -> str:
        return Truncator(question.text).chars(TEXT_SHOWN, truncate="…")

    @admin.display(description="người hỏi")
    def asker(self, question: Question) -> str:
        return ", ".join(str(part) for part in (question.full_name, question.residential_group) if part) or "–"

    @admin.display(description="buổi")
    def session_day(self, question: Question) -> str:
        return f"{question.session.held_on:%d/%m/%Y}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {
            "title": "Câu hỏi, đăng ký đối thoại",
            "may_register": request.user.has_perm("dialogues.register_question"),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "nhap/", EntryView, "entry"),
            page(self, "<int:pk>/phieu/", SlipView, "slip"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", QuestionDecisionView, "decide"),
            *super().get_urls(),
        ]
