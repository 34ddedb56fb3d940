from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse

from mobilization.admin.files import ExportHomeView, ExportView, ImportView
from mobilization.admin.reorganise import ReorganisationView, ReorganiseHomeView, ReorganiseView
from mobilization.models import Membership, MobilizationTeam, Post, ResidentialGroup, SelfManagedGroup, Unit
from wardportal.admin_tools import Asked, Notice, OnDesk
from wardportal.fields import NormalizedCharField
from wardportal.row_pages import page
from wardportal.text import fold

VALIDITY_FIELDSET: tuple[str, Any] = ("Thời gian hiệu lực", {"fields": [("valid_from", "valid_to")]})

HEADS_NO_TEAM = (
    "Tài khoản này chưa được ghi là tổ trưởng của tổ dân vận nào nên chưa có báo cáo để viết. Xin nhờ người quản trị "
    "mở tổ của đồng chí ở mục “Tổ dân vận”, thêm một dòng “Người giữ chức danh” có tài khoản này."
)


class ValidityFilter(admin.SimpleListFilter):
    title = "hiệu lực"
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("now", "Đang có hiệu lực"), ("ended", "Đã kết thúc")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "now":
            return queryset.valid()  # type: ignore[attr-defined]
        if self.value() == "ended":
            return queryset.ended()  # type: ignore[attr-defined]
        return queryset


class TypedInput:
    """Text kept composed and without stray spaces; no buttons beside a choice that change or delete what is chosen."""

    formfield_overrides: ClassVar[Mapping[type[models.Field], Mapping[str, Any]]] = {
        models.CharField: {"form_class": NormalizedCharField},
        models.TextField: {"form_class": NormalizedCharField},
        models.SlugField: {},
    }

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field


class ReferenceAdmin(TypedInput, admin.ModelAdmin):
    """Rows found with or without marks, whose code and address stay as they were first saved."""

    search_fields = ["folded"]
    search_help_text = "Gõ có dấu hoặc không dấu đều tìm được."
    fixed_fields = ["code"]
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fixed_fields if obj else []

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, fold(search_term))


class MembershipInline(TypedInput, admin.StackedInline):
    """The people of a body. Who leaves gets a last day; deleting is for mistakes and is done in the full list."""

    model = Membership
    fields = [("post", "full_name"), ("user", "phone"), ("valid_from", "valid_to")]
    autocomplete_fields = ["post"]
    extra = 0
    can_delete = False
    show_change_link = True
    verbose_name_plural = "Người giữ chức danh (khi thay người: ghi ngày kết thúc, thêm dòng mới)"


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    list_display = ["name", "kind", "parent", "handles_petitions", "valid_to"]
    list_filter = [ValidityFilter, "kind", "handles_petitions"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]
    inlines = [MembershipInline]
    fieldsets = [
        ("Đơn vị", {"fields": ["code", "name", "kind", "parent", "rank"]}),
        ("Công việc", {"fields": ["duties", "handles_petitions"]}),
        ("Liên hệ", {"fields": ["phone", "email"]}),
        VALIDITY_FIELDSET,
    ]


@admin.register(ResidentialGroup)
class ResidentialGroupAdmin(OnDesk, ReferenceAdmin):
    list_display = ["name", "alias", "former_ward", "is_special_area", "valid_from", "valid_to"]
    list_filter = [ValidityFilter, "former_ward", "is_special_area"]
    autocomplete_fields = ["successor"]
    fixed_fields = ["code", "slug"]
    inlines = [MembershipInline]
    fieldsets = [
        ("Tổ dân phố", {"fields": ["code", "number", "name", "alias", "former_ward", "slug"]}),
        ("Chỉ cán bộ thấy", {"fields": ["is_special_area"]}),
        ("Thời gian hiệu lực", {"fields": [("valid_from", "valid_to"), "successor"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        pages = [
            page(self, "sap-xep/", ReorganiseHomeView, "reorganise"),
            page(self, "sap-xep/lan/<int:pk>/", ReorganisationView, "reorganisation"),
            page(self, "sap-xep/<slug:kind>/", ReorganiseView, "reorganise_form"),
            page(self, "nhap/", ImportView, "import"),
            page(self, "xuat/", ExportHomeView, "export"),
            page(self, "xuat/<slug:slug>.<slug:kind>", ExportView, "export_file"),
        ]
        return pages + super().get_urls()

    def before_opening(self, request: HttpRequest) -> list[Asked]:
        bodies: dict[str, Any] = {"groups": ResidentialGroup, "teams": MobilizationTeam}
        asked = {name: Exists(model.objects.valid()) for name, model in bodies.items()}
        url = reverse("admin:mobilization_residentialgroup_changelist")

        def tell(known: dict[str, Any]) -> list[Notice]:
            missing = [str(model._meta.verbose_name) for name, model in bodies.items() if not known[name]]
            return [Notice(f"Nhập {', '.join(missing)}, từng tổ hoặc từ Excel.", url)] if missing else []

        return [Asked(asked, tell)]

    def view_on_site(self, obj: ResidentialGroup) -> str | None:
        return obj.get_absolute_url() if obj.is_valid() else None


@admin.register(MobilizationTeam)
class MobilizationTeamAdmin(OnDesk, ReferenceAdmin):
    list_display = ["name", "residential_group", "heads", "valid_from", "valid_to"]
    list_filter = [ValidityFilter]
    list_select_related = ["residential_group"]
    autocomplete_fields = ["residential_group"]
    inlines = [MembershipInline]
    fieldsets = [("Tổ dân vận", {"fields": ["code", "name", "residential_group"]}), VALIDITY_FIELDSET]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_people()  # type: ignore[attr-defined]

    def notices(self, request: HttpRequest) -> list[Asked]:
        """Who writes the reports of a team and is entered as head of none has nothing on the desk, and is told why."""
        if request.user.is_superuser or not request.user.has_perm("mobilization.write_teamreport"):
            return []
        heads = {"heads": Exists(MobilizationTeam.objects.of_head(request.user))}
        return [Asked(heads, lambda known: [] if known["heads"] else [Notice(HEADS_NO_TEAM)])]

    @admin.display(description="tổ trưởng")
    def heads(self, team: MobilizationTeam) -> str:
        return ", ".join(head.full_name or "chưa có người" for head in team.heads())


@admin.register(SelfManagedGroup)
class SelfManagedGroupAdmin(ReferenceAdmin):
    list_display = ["name", "code", "residential_group", "household_count", "valid_to"]
    list_filter = [ValidityFilter, "residential_group"]
    list_select_related = ["residential_group"]
    autocomplete_fields = ["residential_group"]
    inlines = [MembershipInline]
    fieldsets = [
        ("Tổ tự quản", {"fields": ["code", "number", "name", "residential_group", "household_count"]}),
        VALIDITY_FIELDSET,
    ]


@admin.register(Post)
class PostAdmin(ReferenceAdmin):
    list_display = ["name", "code", "rank", "is_team_head", "is_self_managed_head"]
    list_filter = ["is_team_head"]
    fieldsets = [
        ("Chức danh", {"fields": ["code", "name", "rank"]}),
        ("Quyền", {"fields": ["is_team_head", "is_self_managed_head"]}),
    ]


@admin.register(Membership)
class MembershipAdmin(ReferenceAdmin):
    list_display = ["person", "post", "body", "phone", "user", "valid_from", "valid_to"]
    list_filter = [ValidityFilter, "post"]
    list_select_related = ["post", "user", "unit", "team", "residential_group", "self_managed_group"]
    search_fields = ["folded", "phone", "post__folded"]
    autocomplete_fields = ["post", "unit", "team", "residential_group", "self_managed_group"]
    fixed_fields = []
    fieldsets = [
        ("Người", {"fields": ["full_name", "user", "phone"]}),
        (
            "Chức danh",
            {
                "fields": ["post", "unit", "team", "residential_group", "self_managed_group"],
                "description": "Chọn đúng một nơi: đơn vị, tổ dân vận, tổ dân phố hoặc tổ tự quản.",
            },
        ),
        VALIDITY_FIELDSET,
    ]

    @admin.display(description="họ và tên", ordering="sort_key")
    def person(self, membership: Membership) -> str:
        return membership.full_name or "(chưa có người)"

    @admin.display(description="nơi giữ chức danh")
    def body(self, membership: Membership) -> str:
        return str(membership.body)
