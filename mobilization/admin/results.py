"""Results as staff keep them: recorded, corrected by another row, never changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.views.generic import FormView, TemplateView

from mobilization.models import ResultCategory, WorkResult
from mobilization.models.results import COPIED, RECORD
from mobilization.results.forms import CorrectionForm, ResultForm
from mobilization.results.words import Audience, ResultKind, Scope
from wardportal.list_filters import ListFilter, OfferedFilter, RowFilter
from wardportal.models import User
from wardportal.pages import FormPage
from wardportal.row_pages import RowPage, RowsAdmin, StaffPage, admin_url, page
from wardportal.text import fold


def plain(value: Any) -> Any:
    """A number without the noughts of its column: 36, not 36,0000; anything else as it is."""
    return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


class MayRecord(StaffPage):
    """Mixin: a page for those who record results."""

    about = WorkResult

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RECORD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class RecordView(MayRecord, FormPage, FormView):
    form_class = ResultForm
    template_name = "admin/mobilization/results/form.html"
    page_title = "Ghi kết quả"

    def form_valid(self, form: ResultForm) -> HttpResponse:
        try:
            row = WorkResult.objects.record(by=self.user, groups=form.groups(), **form.columns())
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã ghi: {row}.")
        return redirect(admin_url(row))


class ResultPage(RowPage):
    """Mixin: a page about one result."""

    about = WorkResult
    row: WorkResult

    def rows(self) -> Any:
        rows = super().rows().select_related("measure__category", "unit", "work", "campaign", "by", "superseded_by")
        return rows.prefetch_related("residential_groups")


class ResultView(ResultPage, TemplateView):
    """The claim, where it comes from, and what it was before it was corrected."""

    template_name = "admin/mobilization/results/result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = self.row.versions().visible_to(self.user).select_related("measure", "unit", "by")
        replaced = getattr(self.row, "superseded_by", None)
        may_correct = replaced is None and self.user.has_perm(RECORD)
        context = {"title": str(self.row), "versions": versions, "replaced": replaced, "may_correct": may_correct}
        return super().get_context_data(correct_url=admin_url(self.row, "correct"), **context | kwargs)


class CorrectView(MayRecord, ResultPage, FormPage, FormView):
    form_class = CorrectionForm
    template_name = "admin/mobilization/results/form.html"
    page_title = "Đính chính kết quả"

    def get_initial(self) -> dict[str, Any]:
        told = {name: plain(getattr(self.row, name)) for name in COPIED}
        return told | {"residential_groups": self.row.residential_groups.all()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"corrects": self.row}

    def form_valid(self, form: CorrectionForm) -> HttpResponse:
        told = {"reason": form.cleaned_data["reason"], "groups": form.groups()}
        try:
            row = self.row.correct(by=self.user, **told, **form.columns())
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã đính chính: {row}.")
        return redirect(admin_url(row))


class KindFilter(ListFilter):
    title, parameter_name, column, offered = "loại số liệu", "loai", "kind", ResultKind


class AudienceFilter(ListFilter):
    title, parameter_name, column, offered = "ai đọc được", "ai", "audience", Audience


class ScopeFilter(ListFilter):
    title, parameter_name, column, offered = "phạm vi", "pham-vi", "scope", Scope


class CategoryFilter(RowFilter):
    title, parameter_name, column = "lĩnh vực", "linh-vuc", "measure__category"

    def rows(self) -> QuerySet:
        return ResultCategory.objects.all()


class CurrentFilter(OfferedFilter):
    title, parameter_name = "đính chính", "ban"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("dang-dung", "Đang dùng"), ("da-thay", "Đã được đính chính")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen()
        return queryset.filter(superseded_by__isnull=chosen == "dang-dung") if chosen else queryset


@admin.register(WorkResult)
class WorkResultAdmin(RowsAdmin):
    change_list_template = "admin/mobilization/results/list.html"
    row_view = ResultView
    list_display = ["measure", "claim", "scope_column", "period_text", "kind", "audience", "state_column"]
    list_filter = [CurrentFilter, CategoryFilter, KindFilter, ScopeFilter, AudienceFilter]
    search_fields = ["folded", "year"]
    search_help_text = "Gõ tên hạng mục, công trình, nguồn (có dấu hoặc không dấu) hoặc năm."

    def has_view_permission(self, request: HttpRequest, obj: WorkResult | None = None) -> bool:
        return request.user.has_perm("mobilization.view_workresult")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RECORD)

    def rows(self, user: User) -> Any:
        rows = WorkResult.objects.visible_to(user).select_related("measure", "unit", "superseded_by")
        return rows.prefetch_related("residential_groups")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return RecordView.as_view()(request)  # type: ignore[return-value]

    @admin.display(description="kết quả")
    def claim(self, row: WorkResult) -> str:
        return row.claim

    @admin.display(description="phạm vi")
    def scope_column(self, row: WorkResult) -> str:
        return row.scope_for_staff()

    @admin.display(description="tình trạng")
    def state_column(self, row: WorkResult) -> str:
        return "đã đính chính" if hasattr(row, "superseded_by") else "đang dùng"

    def get_urls(self) -> list[URLPattern]:
        return [page(self, "<int:pk>/dinh-chinh/", CorrectView, "correct"), *super().get_urls()]
