"""The list of promises, by whose turn it is and by what is late."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from dialogues.admin import filters
from dialogues.admin.commitment_case import (
    CommitmentCaseView,
    CommitmentDecisionView,
    EvidenceView,
    MilestoneView,
    ShowEvidenceView,
    TickView,
)
from dialogues.admin.door import DoorAdmin
from dialogues.admin.pages import page
from dialogues.admin.promise import PromiseView
from dialogues.desk import COMMITMENT_QUEUES, due_text, tone_of
from dialogues.models import Commitment
from dialogues.models.commitment_queries import PREFIX
from wardportal.codes import read_code

TEXT_SHOWN = 110


@admin.register(Commitment)
class CommitmentAdmin(DoorAdmin):
    list_display = ["code", "text_column", "kept_by", "status_column", "due_column", "postponements", "promised_on"]
    list_filter = [
        filters.CommitmentQueueFilter,
        filters.UnitFilter,
        filters.SessionFilter,
        filters.GroupFilter,
        filters.CommitmentStatusFilter,
    ]
    list_select_related = ["unit", "owner"]
    search_help_text = "Mã (ck2026000123, 2026/123) hoặc vài từ, có dấu hay không, trong nội dung cam kết."
    work = COMMITMENT_QUEUES
    row_view = CommitmentCaseView

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        seeing = ("view_all_commitments", "view_unit_commitments")
        return any(request.user.has_perm(f"dialogues.{name}") for name in seeing)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        code = read_code(term, PREFIX)
        return queryset.filter(code=code) if code else queryset.search(term.replace("\0", "")), False  # type: ignore[attr-defined]

    @admin.display(description="nội dung")
    def text_column(self, commitment: Commitment) -> str:
        return Truncator(commitment.text).chars(TEXT_SHOWN, truncate="…")

    @admin.display(description="đơn vị, người phụ trách")
    def kept_by(self, commitment: Commitment) -> str:
        return ", ".join(str(part) for part in (commitment.unit, commitment.owner) if part)

    @admin.display(description="tình trạng")
    def status_column(self, row: Commitment) -> SafeString:
        return render_to_string("components/_status_badge.html", {"label": row.stage, "tone": tone_of(row)})

    @admin.display(description="hạn", ordering="due_on")
    def due_column(self, commitment: Commitment) -> SafeString:
        context = {"text": due_text(commitment, timezone.localdate()), "row": commitment}
        return render_to_string("admin/dialogues/_due.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Cam kết"} | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "buoi/<int:pk>/", PromiseView, "promise"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", CommitmentDecisionView, "decide"),
            page(self, "<int:pk>/minh-chung/<int:file>/", EvidenceView, "evidence"),
            page(self, "<int:pk>/minh-chung/<int:file>/cong-khai/", ShowEvidenceView, "show_evidence"),
            page(self, "<int:pk>/moc/", MilestoneView, "milestone"),
            page(self, "<int:pk>/moc/<int:milestone>/", TickView, "tick"),
            *super().get_urls(),
        ]
