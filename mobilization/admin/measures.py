"""What results are told in and about: units, fields of work, measures, works."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from mobilization.admin.organisation import ReferenceAdmin, TypedInput
from mobilization.models import Measure, MeasureUnit, ResultCategory, Work
from wardportal.admin_tools import NeverDeleted


@admin.register(MeasureUnit)
class MeasureUnitAdmin(TypedInput, NeverDeleted):
    list_display = ["symbol", "name", "dimension", "factor", "adds_up", "stands_before"]
    list_per_page = 100
    fieldsets = [
        ("Đơn vị đo", {"fields": ["symbol", "name"]}),
        ("Cách tính", {"fields": ["dimension", "factor", "adds_up", "stands_before"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: MeasureUnit | None = None) -> list[str]:
        """Once results are told in it, a unit means what it means."""
        return ["symbol", "dimension", "factor"] if obj and obj.results.exists() else []


@admin.register(ResultCategory)
class ResultCategoryAdmin(TypedInput, NeverDeleted):
    list_display = ["name", "code", "position"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(Measure)
class MeasureAdmin(ReferenceAdmin, NeverDeleted):
    list_display = ["name", "category", "position", "is_of_plates"]
    list_filter = ["category"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["category"]
    fieldsets = [
        ("Hạng mục", {"fields": ["code", "name", "category", "position"]}),
        (
            "Tỷ số và sổ",
            {
                "fields": ["counts", "per", "is_of_plates"],
                "description": "Tỷ số, như thùng rác mỗi hộ: ghi tính bằng số nào, chia cho số nào. "
                "Cổng chỉ tính phần trăm khi biết cả hai.",
            },
        ),
    ]


@admin.register(Work)
class WorkAdmin(ReferenceAdmin, NeverDeleted):
    list_display = ["name", "year", "category", "scope", "state"]
    list_filter = ["state", "year", "category"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["category"]
    formfield_overrides: ClassVar[Any] = {
        **ReferenceAdmin.formfield_overrides,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    fieldsets = [
        ("Công trình, phần việc", {"fields": ["code", "name", "category", "year", "state"]}),
        (
            "Phạm vi",
            {
                "fields": ["scope", "residential_groups"],
                "description": "Người dân đọc “một số tổ dân phố” thay cho vùng đặc thù.",
            },
        ),
    ]
