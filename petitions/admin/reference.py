"""Rows the ward edits: categories, deadlines, texts to start from."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse

from petitions.models import Category, Deadline, DeadlineRule, ReplyTemplate
from petitions.status import Kind
from wardportal.admin_tools import Asked, FoldedSearch, NeverDeleted, Notice, OnDesk
from wardportal.shared_rows import SharedRows


@admin.register(Category)
class CategoryAdmin(SharedRows, FoldedSearch, NeverDeleted):
    list_display = ["name", "position", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(OnDesk, SharedRows, NeverDeleted):
    """A rule in use is ended and followed by a new one; days already promised keep the rule they were counted by."""

    list_display = ["kind", "step", "length", "starts_on", "legal_basis", "is_confirmed", "valid_from", "valid_to"]
    list_filter = ["kind", "step", "is_confirmed"]
    fieldsets = [
        ("Thời hạn", {"fields": ["kind", "step", "amount", "day_type", "starts_on"]}),
        ("Gia hạn", {"fields": ["max_extensions", "extension_amount"]}),
        (
            "Căn cứ",
            {
                "fields": ["legal_basis", "is_confirmed"],
                "description": "Phường đã xác nhận thì người dân mới đọc được căn cứ ở trang cách tính hạn.",
            },
        ),
        ("Thời gian hiệu lực", {"fields": [("valid_from", "valid_to")]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: DeadlineRule | None = None) -> list[str]:
        """By a rule that days were promised by, nothing changes but its end: its words explain those days."""
        if obj is None or not Deadline.objects.filter(rule=obj).exists():
            return []
        return ["kind", "step", "amount", "day_type", "starts_on", "max_extensions", "extension_amount", "legal_basis"]

    def notices(self, request: HttpRequest) -> list[Asked]:
        """Warn while petitions of some kind would be taken in without a day to answer by, or by rules not confirmed."""
        url = reverse("admin:petitions_deadlinerule_changelist") if self.has_view_permission(request) else ""
        ruled = DeadlineRule.objects.valid().filter(step=DeadlineRule.Step.SETTLE)

        def tell(known: dict[str, Any]) -> list[Notice]:
            missing = [str(kind.label).lower() for kind in Kind if not known[kind]]
            return [Notice(f"Chưa có quy định thời hạn giải quyết cho: {', '.join(missing)}.", url)] if missing else []

        asked = [Asked({str(kind.value): Exists(ruled.filter(kind=kind)) for kind in Kind}, tell)]
        if self.has_change_permission(request):
            unconfirmed = Exists(DeadlineRule.objects.valid().filter(is_confirmed=False))
            asked.append(Asked({"found": unconfirmed}, lambda known: [_to_confirm(url)] if known["found"] else []))
        return asked

    def before_opening(self, request: HttpRequest) -> list[Asked]:
        url = f"{reverse('admin:petitions_deadlinerule_changelist')}?is_confirmed__exact=0"
        line = Notice("Xem lại các quy định thời hạn, đánh dấu điều phường đã xác nhận.", url, "Mở để xem")
        unconfirmed = DeadlineRule.objects.valid().filter(is_confirmed=False)
        return [Asked({"waits": Exists(unconfirmed)}, lambda known: [line] if known["waits"] else [])]

    @admin.display(description="thời hạn")
    def length(self, rule: DeadlineRule) -> str:
        return rule.length()


def _to_confirm(url: str) -> Notice:
    said = "Có quy định thời hạn phường chưa xác nhận: người dân được hẹn ngày theo đó mà chưa đọc được căn cứ."
    return Notice(said, f"{url}?is_confirmed__exact=0", "Xem lại, đánh dấu “phường đã xác nhận”")


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(SharedRows):
    list_display = ["title", "purpose", "is_active"]
    list_filter = ["purpose", "is_active"]
    search_fields = ["title", "text"]
