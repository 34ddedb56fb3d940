"""The ward's reports of a period: their list, and the addresses of their pages."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.views.generic import FormView

from mobilization.admin.consolidation_pages import (
    FiguresCsv,
    IssueView,
    NumbersView,
    PaperFile,
    SupplementFile,
    SupplementWordFile,
    TextsView,
    WordFile,
)
from mobilization.decisions.consolidations import BeginForm
from mobilization.models import Consolidation
from wardportal.dates import date_vi
from wardportal.list_filters import ListFilter
from wardportal.pages import FormPage
from wardportal.periods import PeriodKind
from wardportal.row_pages import RowsAdmin, StaffPage, admin_url, page


class BeginView(StaffPage, FormPage, FormView):
    """Leads to the report of the chosen period, begun now where there is none."""

    about = Consolidation
    form_class = BeginForm
    template_name = "admin/mobilization/consolidation_begin.html"
    page_title = "Tổng hợp một kỳ"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("mobilization.write_consolidation"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BeginForm) -> HttpResponse:
        try:
            row = Consolidation.objects.of(form.cleaned_data["period"], by=self.user)
        except ValidationError as refusal:
            form.add_error("period", refusal)
            return self.form_invalid(form)
        if not row.version:
            messages.info(self.request, "Số liệu lấy từ các báo cáo đã duyệt và luôn theo báo cáo của các tổ.")
        return redirect(admin_url(row))


class PeriodKindFilter(ListFilter):
    title, parameter_name, column, offered = "loại kỳ", "loai", "period_kind", PeriodKind


@admin.register(Consolidation)
class ConsolidationAdmin(RowsAdmin):
    change_list_template = "admin/mobilization/consolidations.html"
    row_view = NumbersView
    list_display = ["__str__", "status_column", "issued_column"]
    list_filter = [PeriodKindFilter]

    def has_view_permission(self, request: HttpRequest, obj: Consolidation | None = None) -> bool:
        return request.user.has_perm("mobilization.view_all_reports")

    def get_ordering(self, request: HttpRequest) -> Any:
        return ["-period_start", "period_kind"]

    @admin.display(description="tình trạng")
    def status_column(self, row: Consolidation) -> SafeString:
        context = {"label": row.get_status_display(), "tone": "done" if row.is_issued else "progress"}
        return render_to_string("components/_status_badge.html", context)

    @admin.display(description="ban hành")
    def issued_column(self, row: Consolidation) -> str:
        return f"Số {row.number}, ngày {date_vi(row.issued_on)}" if row.issued_on else "Chưa ban hành"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {
            "title": "Báo cáo tổng hợp",
            "may_begin": request.user.has_perm("mobilization.write_consolidation"),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "lap/", BeginView, "begin"),
            page(self, "<int:pk>/noi-dung/", TextsView, "texts"),
            page(self, "<int:pk>/ban-hanh/", IssueView, "issue"),
            page(self, "<int:pk>/so-lieu.csv", FiguresCsv, "csv"),
            page(self, "<int:pk>/bao-cao.pdf", PaperFile, "pdf"),
            page(self, "<int:pk>/bao-cao.docx", WordFile, "docx"),
            page(self, "<int:pk>/bo-sung.pdf", SupplementFile, "supplement_pdf"),
            page(self, "<int:pk>/bo-sung.docx", SupplementWordFile, "supplement_docx"),
            *super().get_urls(),
        ]
