"""The ward's rule of its monthly dialogue, with the days it leads to."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from dialogues.models import DialogueRule
from dialogues.models.rules import session_day
from wardportal.admin_tools import Asked, NeverDeleted, Notice, OnDesk
from wardportal.calendar import WorkingCalendar
from wardportal.models import Ward

MONTHS_SHOWN = 6
WHAT_FOLLOWS = "Lịch các buổi chưa xếp sẽ theo quy định này; buổi đã xếp giữ nguyên, muốn đổi thì dời từng buổi."


@admin.register(DialogueRule)
class DialogueRuleAdmin(OnDesk, NeverDeleted):
    """A rule that changes is ended and followed by a new one, so that it stays known what held when."""

    list_display = ["__str__", "valid_to", "hours", "place", "speaker_limit", "intake_opens_days"]
    readonly_fields = ["day_rule", "coming_days"]
    fieldsets = [
        ("Buổi đối thoại", {"fields": ["subject", "place", ("start_time", "end_time"), "chair_posts", "issued_by"]}),
        ("Ngày nào", {"fields": ["day_rule", "coming_days", "months_ahead", "announce_days"]}),
        (
            "Đăng ký, phát biểu",
            {
                "fields": [
                    ("intake_opens_days", "intake_closes_days"),
                    ("speaker_limit", "waiting_limit", "minutes_each"),
                ]
            },
        ),
        ("Cam kết", {"fields": ["remind_days"]}),
        (
            "Thời gian hiệu lực",
            {
                "fields": [("valid_from", "valid_to")],
                "description": "Khi đổi quy định: ghi ngày kết thúc cho quy định này, rồi thêm quy định mới từ ngày "
                f"liền sau. {WHAT_FOLLOWS}",
            },
        ),
    ]

    @admin.display(description="giờ")
    def hours(self, rule: DialogueRule) -> str:
        return f"{rule.start_time:%H:%M} – {rule.end_time:%H:%M}"

    @admin.display(description="ngày trong tháng")
    def day_rule(self, rule: DialogueRule) -> SafeString:
        return render_to_string("admin/dialogues/_day_rule.html", {"the_ward": Ward.objects.current()})

    @admin.display(description="các buổi sắp tới theo quy định này")
    def coming_days(self, rule: DialogueRule) -> SafeString:
        return render_to_string("admin/dialogues/_coming_days.html", {"days": days_by(rule)})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # The stock box for many rows speaks English in part.
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": forms.CheckboxSelectMultiple()} | kwargs
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        messages.info(request, WHAT_FOLLOWS)

    def notices(self, request: HttpRequest) -> list[Asked]:
        """Warn while no rule is in force: no session would be made any more."""
        if not self.has_view_permission(request):
            return []
        url = reverse("admin:dialogues_dialoguerule_changelist")
        warning = Notice("Chưa có quy định buổi đối thoại đang hiệu lực: lịch không được xếp tiếp.", url)
        asked = {"rule": Exists(DialogueRule.objects.valid())}
        return [Asked(asked, lambda found: [] if found["rule"] else [warning])]


def days_by(rule: DialogueRule, at: date | None = None) -> list[tuple[date, date, date]]:
    """The next days of the series by this rule, each with the first and last day of registration."""
    today = at or timezone.localdate()
    ward = Ward.objects.current(today)
    if ward is None or rule.intake_opens_days is None:
        return []
    calendar, found = WorkingCalendar.load(today), []
    for later in range(MONTHS_SHOWN + 2):
        years, month = divmod(today.month - 1 + later, 12)
        day = session_day(ward, today.year + years, month + 1, calendar)
        if day >= today and rule.is_valid(day):
            found.append((day, *rule.intake(day, calendar)))
    return found[:MONTHS_SHOWN]
