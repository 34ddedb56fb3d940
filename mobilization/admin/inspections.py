"""The list of inspections, their queues on the desk, the fields the ward keeps, and the addresses of the pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString

from mobilization.admin import inspection_prints as prints
from mobilization.admin.inspection_filters import (
    QUEUES,
    AreaFilter,
    DaysFilter,
    DecisionFilter,
    FieldFilter,
    GroupFilter,
    InspectionQueueFilter,
    StatusFilter,
    StreetFilter,
)
from mobilization.admin.inspection_pages import (
    InspectionDecisionView,
    InspectionView,
    PhotoView,
    PlanView,
    ReviseView,
    TakeDownView,
    tone_of,
)
from mobilization.models import Inspection, InspectionField
from mobilization.models.inspections import CODE_PREFIX
from wardportal.admin_tools import NeverDeleted
from wardportal.codes import read_code
from wardportal.dates import date_vi
from wardportal.row_pages import RowsAdmin, page
from wardportal.work_queues import days_left


@admin.register(Inspection)
class InspectionAdmin(RowsAdmin):
    """No field is edited here: what changes an inspection are its decisions and its own pages."""

    work = QUEUES
    row_view = InspectionView
    list_display = ["code_column", "where_column", "field", "day_column", "status_column", "due_column"]
    list_filter = [
        InspectionQueueFilter, FieldFilter, GroupFilter, StreetFilter, StatusFilter, DecisionFilter, AreaFilter,
        DaysFilter,
    ]  # fmt: skip
    list_select_related = ["field", "street", "residential_group"]
    search_fields = ["code"]
    search_help_text = "Mã cuộc kiểm tra, ví dụ KT2026000012 hoặc 2026/12."

    def has_view_permission(self, request: HttpRequest, obj: Inspection | None = None) -> bool:
        return request.user.has_perm("mobilization.view_all_inspections")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the code alone: nothing anybody wrote is searched."""
        term = search_term.strip()
        return (queryset.filter(code=read_code(term, CODE_PREFIX) or "") if term else queryset), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == DaysFilter.last_name or super().lookup_allowed(lookup, value, request)

    # The list

    @admin.display(description="mã")
    def code_column(self, inspection: Inspection) -> str:
        return inspection.code

    @admin.display(description="địa điểm")
    def where_column(self, inspection: Inspection) -> str:
        return inspection.where or "–"

    @admin.display(description="ngày kiểm tra")
    def day_column(self, inspection: Inspection) -> str:
        return date_vi(inspection.inspected_on) if inspection.inspected_on else "Chưa kiểm tra"

    @admin.display(description="tình trạng")
    def status_column(self, inspection: Inspection) -> SafeString:
        label = inspection.get_decision_display() or inspection.get_status_display()
        badge = {"label": inspection.get_status_display(), "tone": tone_of(inspection)}
        return render_to_string("admin/mobilization/inspection/_state.html", badge | {"decision": label})

    @admin.display(description="việc tiếp theo")
    def due_column(self, inspection: Inspection) -> str:
        if inspection.due_on is None:
            return "–"
        return f"{date_vi(inspection.due_on)} ({days_left(inspection.due_on, timezone.localdate())})"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = {name: request.user.has_perm(f"mobilization.{name}_inspection") for name in ("plan", "take_down")}
        return super().changelist_view(request, {"title": "Kiểm tra tại chỗ", "may": may} | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "ghi/", TakeDownView, "new"),
            page(self, "yeu-cau/", PlanView, "plan"),
            page(self, "trong-ngay/", prints.DayView, "day"),
            page(self, "trong-ngay.pdf", prints.DayPdf, "day_pdf"),
            page(self, "<int:pk>/ghi/", TakeDownView, "take_down"),
            page(self, "<int:pk>/sua/", ReviseView, "revise"),
            page(self, "<int:pk>/bien-ban/", prints.MinutesView, "minutes"),
            page(self, "<int:pk>/bien-ban.pdf", prints.MinutesPdf, "minutes_pdf"),
            page(self, "<int:pk>/bien-ban.docx", prints.MinutesWord, "minutes_word"),
            page(self, "<int:pk>/anh/<int:photo>/", PhotoView, "photo"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", InspectionDecisionView, "decide"),
            *super().get_urls(),
        ]


@admin.register(InspectionField)
class InspectionFieldAdmin(NeverDeleted):
    list_display = ["name", "position", "petition_category", "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: InspectionField | None = None) -> list[str]:
        return ["code"] if obj else []
