"""Rows the ward edits: categories, deadlines, texts to start from."""

from django.contrib import admin

from petitions.models import Category, DeadlineRule, ReplyTemplate
from wardportal.admin_tools import NeverDeleted


@admin.register(Category)
class CategoryAdmin(NeverDeleted):
    list_display = ["name", "position", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(NeverDeleted):
    """A rule in use is ended and followed by a new one; days already promised keep the rule they were counted by."""

    list_display = ["kind", "step", "length", "starts_on", "legal_basis", "is_confirmed", "valid_to"]
    list_filter = ["kind", "step", "is_confirmed"]
    fieldsets = [
        ("Thời hạn", {"fields": ["kind", "step", "amount", "day_type", "starts_on"]}),
        ("Gia hạn", {"fields": ["max_extensions", "extension_amount"]}),
        ("Căn cứ", {"fields": ["legal_basis", "is_confirmed"]}),
        ("Thời gian hiệu lực", {"fields": [("valid_from", "valid_to")]}),
    ]

    @admin.display(description="thời hạn")
    def length(self, rule: DeadlineRule) -> str:
        return rule.length()


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(admin.ModelAdmin):
    list_display = ["title", "purpose", "is_active"]
    list_filter = ["purpose", "is_active"]
    search_fields = ["title", "text"]
