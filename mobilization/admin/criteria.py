"""The criteria as the ward keeps them: edited until somebody is judged by them, then carried on as a new version."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.views.generic import View

from mobilization.admin.organisation import VALIDITY_FIELDSET, TypedInput, ValidityFilter, page
from mobilization.models import CriteriaSet, Criterion
from wardportal.admin_tools import NeverDeleted
from wardportal.row_pages import admin_url


class CriterionInline(TypedInput, admin.TabularInline):
    model = Criterion
    fields = ["position", "polarity", "text"]
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_frozen)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_frozen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen)


class NewVersionView(View):
    """Copies a set into one that may be edited."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("mobilization.add_criteriaset"):
            raise PermissionDenied
        copy = get_object_or_404(CriteriaSet, pk=pk).new_version()
        messages.success(request, f"Đã lập phiên bản {copy.version}. Sửa nội dung rồi chọn bộ này khi mở đợt sau.")
        return redirect(admin_url(copy))


@admin.register(CriteriaSet)
class CriteriaSetAdmin(TypedInput, NeverDeleted):
    change_form_template = "admin/mobilization/criteriaset/change_form.html"
    list_display = ["name", "version", "legal_basis", "valid_from", "valid_to"]
    list_filter = [ValidityFilter]
    inlines = [CriterionInline]
    fieldsets = [
        (
            "Bộ tiêu chí",
            {
                "fields": ["name", "legal_basis"],
                "description": "Tiêu chí để trống nội dung thì hiện là “Tiêu chí … (chờ phường cập nhật)”.",
            },
        ),
        VALIDITY_FIELDSET,
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["name", "legal_basis"] if obj and obj.is_frozen else []

    def get_urls(self) -> list[URLPattern]:
        return [page(self, "<int:pk>/phien-ban-moi/", NewVersionView, "new_version"), *super().get_urls()]
