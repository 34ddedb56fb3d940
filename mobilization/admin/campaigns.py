"""The list of campaigns, their queues on the desk, a year as a file; and the rows the movement stands on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.generic import View

from mobilization.admin import campaign_case as case
from mobilization.admin.organisation import VALIDITY_FIELDSET, TypedInput, ValidityFilter
from mobilization.campaigns.desk import CAMPAIGN_QUEUES
from mobilization.campaigns.status import CampaignStatus
from mobilization.campaigns.story import tone_of
from mobilization.campaigns.year_table import HEADINGS, lines_of
from mobilization.models import (
    Campaign,
    CampaignField,
    CampaignRule,
    CouncilSeat,
    MobilizationTeam,
    ScoringCriterion,
    ScoringGrade,
    ScoringTemplate,
)
from wardportal.admin_tools import NeverDeleted
from wardportal.downloads import download
from wardportal.list_filters import ListFilter, OfferedFilter, QueueFilter, RowFilter
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.row_pages import RowsAdmin, StaffPage, page
from wardportal.sheets import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx

OFFICE = ("mobilization.view_all_campaigns", "mobilization.begin_campaign")


class CampaignQueueFilter(QueueFilter):
    queues = CAMPAIGN_QUEUES


class StatusFilter(ListFilter):
    title, parameter_name, column, offered = "tình trạng", "tinh-trang", "status", CampaignStatus

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [choice for choice in CampaignStatus.choices if choice[0] != CampaignStatus.DISCARDED]


class FieldFilter(RowFilter):
    title, parameter_name, column = "lĩnh vực", "linh-vuc", "field"

    def rows(self) -> QuerySet:
        return CampaignField.objects.all()


class TeamFilter(RowFilter):
    title, parameter_name, column = "tổ dân vận", "to", "team"

    def rows(self) -> QuerySet:
        return MobilizationTeam.objects.valid()


class YearFilter(OfferedFilter):
    title, parameter_name = "năm", "nam"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Campaign.objects.order_by("-year").values_list("year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen()
        return queryset.filter(year=int(chosen)) if chosen else queryset


@admin.register(Campaign)
class CampaignAdmin(RowsAdmin):
    """No field is edited here: bodies write their sheets, the office decides about them."""

    work = CAMPAIGN_QUEUES
    row_view = case.CampaignCase
    change_list_template = "admin/mobilization/campaigns.html"
    list_display = ["name", "body_column", "field", "year_column", "status_column", "follower"]
    list_filter = [CampaignQueueFilter, StatusFilter, YearFilter, FieldFilter, TeamFilter]
    list_select_related = ["team", "unit", "field", "follower"]
    search_fields: ClassVar[Any] = ["name"]

    def has_view_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return any(request.user.has_perm(name) for name in OFFICE)

    def rows(self, user: User) -> Any:
        return Campaign.objects.read_by_office(user)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.named_like(search_term), False

    @admin.display(description="đăng ký")
    def body_column(self, campaign: Campaign) -> str:
        return str(campaign.body)

    @admin.display(description="năm")
    def year_column(self, campaign: Campaign) -> str:
        return str(campaign.year)

    @admin.display(description="tình trạng")
    def status_column(self, campaign: Campaign) -> SafeString:
        context = {"label": campaign.get_status_display(), "tone": tone_of(campaign)}
        return render_to_string("components/_status_badge.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        year = request.GET.get("nam") or str(timezone.localdate().year)
        context = {"title": "Mô hình Dân vận khéo", "export_year": year if plain_number(year, 4) else ""}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "nam-<int:year>.<slug:extension>", YearFile, "year"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", case.CampaignDecisionView, "decide"),
            page(self, "<int:pk>/cham-diem/", case.ScoreView, "score"),
            page(self, "<int:pk>/anh/<int:photo>/", case.PhotoView, "photo"),
            page(self, "<int:pk>/<slug:paper>.<slug:extension>", case.PaperView, "paper"),
            *super().get_urls(),
        ]


class YearFile(StaffPage, View):
    """A year's campaigns as Excel or CSV, for those who see all of them."""

    about = Campaign

    def get(self, request: HttpRequest, year: int, extension: str) -> HttpResponse:
        if not request.user.has_perm("mobilization.view_all_campaigns"):
            raise PermissionDenied
        if extension not in ("xlsx", "csv") or not 2000 <= year <= 2100:
            raise Http404
        lines, name = lines_of(Campaign.objects.kept().filter(year=year)), f"mo-hinh-{year}.{extension}"
        if extension == "csv":
            return download(write_csv(HEADINGS, lines), name, CSV_TYPE)
        return download(write_xlsx(f"Mô hình {year}", HEADINGS, lines), name, XLSX_TYPE)


# The rows the movement stands on


@admin.register(CampaignField)
class CampaignFieldAdmin(TypedInput, NeverDeleted):
    list_display = ["name", "position", "valid_from", "valid_to"]
    list_filter = [ValidityFilter]
    fieldsets = [("Lĩnh vực", {"fields": ["code", "name", "position"]}), VALIDITY_FIELDSET]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(CampaignRule)
class CampaignRuleAdmin(TypedInput, NeverDeleted):
    list_display = ["__str__", "least_sheets", "is_confirmed", "valid_from", "valid_to"]
    fieldsets = [
        ("Quy định", {"fields": ["progress_day", "review_month", "least_sheets", "is_confirmed"]}),
        VALIDITY_FIELDSET,
    ]


@admin.register(CouncilSeat)
class CouncilSeatAdmin(NeverDeleted):
    list_display = ["user", "role", "valid_from", "valid_to"]
    list_filter = [ValidityFilter]
    list_select_related = ["user"]
    fieldsets = [("Thành viên hội đồng", {"fields": ["user", "role"]}), VALIDITY_FIELDSET]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.at_work().order_by("sort_key")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class UsedTemplate:
    """Mixin of inlines: once a sheet was given by a template it stays as it is; a new version is a new row."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_used(obj)  # type: ignore[misc]

    has_add_permission = has_change_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = request.user.has_perm("mobilization.change_scoringtemplate")
        return may and not _is_used(obj)


def _is_used(template: ScoringTemplate | None) -> bool:
    return template is not None and template.pk is not None and template.sheets.exists()


class CriterionInline(UsedTemplate, admin.TabularInline):
    model = ScoringCriterion
    extra = 0


class GradeInline(UsedTemplate, admin.TabularInline):
    model = ScoringGrade
    extra = 0


@admin.register(ScoringTemplate)
class ScoringTemplateAdmin(NeverDeleted):
    list_display = ["name", "is_confirmed", "valid_from", "valid_to"]
    inlines = [CriterionInline, GradeInline]
    fieldsets = [
        (
            "Mẫu chấm điểm",
            {
                "fields": ["name", "is_confirmed"],
                "description": "Mẫu đã có phiếu chấm thì giữ nguyên tiêu chí, xếp loại. Muốn đổi: ghi ngày kết thúc "
                "cho mẫu này rồi thêm mẫu mới từ ngày liền sau.",
            },
        ),
        VALIDITY_FIELDSET,
    ]
