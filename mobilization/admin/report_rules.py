"""What a report asks for and until when, as the ward keeps it: rules, headings, numbers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from mobilization.admin.organisation import VALIDITY_FIELDSET, TypedInput, ValidityFilter
from mobilization.models import Indicator, ReportHeading, ReportRule
from wardportal.admin_tools import NeverDeleted
from wardportal.figures import known

TYPED = "Tổ tự nhập"


class KeptRow(TypedInput, NeverDeleted):
    """What stands in reports for good: it ends, its code stays as it was first saved."""

    list_filter = ["kind", ValidityFilter]
    list_per_page = 100

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(ReportRule)
class ReportRuleAdmin(TypedInput, NeverDeleted):
    list_display = ["kind", "due_day", "remind_days", "is_confirmed", "valid_from", "valid_to"]
    fieldsets = [
        (
            "Quy định",
            {
                "fields": ["kind", "due_day", "remind_days", "is_confirmed"],
                "description": "Báo cáo đã lập giữ hạn nộp cũ. Khi đổi quy định: ghi ngày kết thúc cho quy định này "
                "rồi thêm quy định mới từ ngày liền sau.",
            },
        ),
        VALIDITY_FIELDSET,
    ]


@admin.register(ReportHeading)
class ReportHeadingAdmin(KeptRow):
    list_display = ["__str__", "kind", "position", "takes_text", "takes_concerns", "takes_proposals", "valid_to"]
    fieldsets = [
        ("Mục báo cáo", {"fields": ["kind", "code", "position", "number", "title", "hint"]}),
        ("Mục này gồm", {"fields": ["takes_text", "takes_concerns", "takes_proposals"]}),
        VALIDITY_FIELDSET,
    ]


@admin.register(Indicator)
class IndicatorAdmin(KeptRow):
    list_display = ["__str__", "heading", "source_column", "total", "valid_to"]
    list_filter = ["heading__kind", ValidityFilter]
    list_select_related = ["heading"]
    fieldsets = [
        ("Chỉ tiêu", {"fields": ["heading", "code", "position", "name", "unit", "decimals"]}),
        ("Cách lấy số, cách cộng", {"fields": ["source", "total"]}),
        VALIDITY_FIELDSET,
    ]

    @admin.display(description="lấy số từ")
    def source_column(self, indicator: Indicator) -> str:
        return dict(sources(indicator.source))[indicator.source]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name != "source":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        hint = str(Indicator._meta.get_field("source").help_text)
        return forms.ChoiceField(label="Lấy số từ", choices=sources, required=False, help_text=hint)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A source no installed part of the portal knows stays as it is, until somebody chooses another."""
        form = super().get_form(request, obj, change, **kwargs)
        if obj and "source" in form.base_fields:
            form.base_fields["source"].choices = sources(obj.source)  # type: ignore[attr-defined]
        return form


def sources(kept: str = "") -> list[tuple[str, str]]:
    """Where a number may come from, code and name; `kept` is offered even where nothing knows it."""
    found = [("", TYPED), *((figure.code, figure.label) for figure in known())]
    if kept not in dict(found):
        found.append((kept, f"{kept} (phần này của cổng chưa có, chưa lấy số)"))
    return found
