"""The list of questions and registrations; what is done with one stands on its own page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from dialogues.admin import filters
from dialogues.admin.door import DoorAdmin
from dialogues.admin.entry import EntryView, SlipView
from dialogues.admin.pages import page
from dialogues.admin.question_case import QuestionCaseView, QuestionDecisionView
from dialogues.desk import QUESTION_QUEUES
from dialogues.models import Question
from dialogues.models.question_queries import PREFIX, QuestionQuerySet
from wardportal.codes import read_code
from wardportal.phones import PhoneError, read_phone

TEXT_SHOWN = 90


@admin.register(Question)
class QuestionAdmin(DoorAdmin):
    list_display = ["code", "text_column", "asker", "session_day", "slot", "status_column", "created_at"]
    list_filter = [
        filters.QuestionQueueFilter,
        filters.SessionFilter,
        filters.TopicFilter,
        filters.GroupFilter,
        filters.QuestionStatusFilter,
        filters.PlaceFilter,
        filters.ChannelFilter,
    ]
    list_select_related = ["session", "residential_group"]
    search_help_text = (
        "Mã (dt2026000123, 2026/123), số điện thoại hoặc vài từ trong câu hỏi, có dấu hay không dấu đều được."
    )
    work = QUESTION_QUEUES
    row_view = QuestionCaseView

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

    @admin.display(description="tình trạng")
    def status_column(self, row: Question) -> SafeString:
        if not row.is_suspect:
            return super().status_column(row)
        return render_to_string("components/_status_badge.html", {"label": "Nghi là thư rác", "tone": "overdue"})

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
