"""Foundation rows in the admin: people and roles, the ward, its calendar, its outbox."""

import re
from typing import Any

import allauth.account.admin  # noqa: F401  registers what is taken off the desk below
import procrastinate.contrib.django.admin  # noqa: F401  likewise
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, ReadOnlyPasswordHashField
from django.contrib.auth.forms import UserChangeForm as StockUserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Exists, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from wardportal.admin_tools import (
    Asked,
    CappedPaginator,
    FoldedSearch,
    GuardsAccounts,
    NeverDeleted,
    Notice,
    OnDesk,
    ReadOnlyAdmin,
)
from wardportal.fields import NormalizedCharField
from wardportal.models import CalendarDay, OutgoingMessage, Signatory, User, Ward
from wardportal.models.message import OutgoingMessageQuerySet
from wardportal.opening import lines_of_accounts, lines_of_calendar, lines_of_ward
from wardportal.roles import leading_groups
from wardportal.shared_rows import SharedRowForm, SharedRows, without_box
from wardportal.work_queues import WorkQueue, desk_queues

ROLES_DECIDE = (
    "Vai trò quyết định được làm gì; chưa có vai trò nào thì chưa vào được bàn làm việc. "
    "Quyền xem hồ sơ mật cấp riêng, không theo vai trò. Chuyên môn, tổ trưởng còn phải được ghi vào đơn vị, tổ của "
    "mình (phần “Người giữ chức danh”), nếu không thì chưa thấy việc."
)
YEAR = re.compile("[12][0-9]{3}")
# What `Deadline`, `Commitment` and `DialogueSession.follow_calendar` do when the calendar changes.
PROMISED_DAYS = (
    "Hạn đã hứa của đơn, cam kết giữ nguyên khi lịch thay đổi; hạn tính từ nay về sau (đơn mới, gia hạn, "
    "tính tiếp sau tạm dừng) theo lịch mới. Hạn của đơn đã hẹn khi năm ấy chưa có lịch thì lãnh đạo, bộ phận tiếp dân "
    "xem và đặt lại ở Bàn làm việc. Buổi đối thoại chưa thông báo tự dời theo lịch."
)
DIALOGUE_DAY = ("dialogue_day", "dialogue_weekend_rule")
FOLLOWED_AT_NIGHT = (
    "Ngày đối thoại đổi thì buổi chưa thông báo đổi theo trong đêm; đến lúc đó trang công khai còn ghi ngày cũ. "
    "Buổi đã thông báo, hoặc đã có người dời, thì lãnh đạo dời."
)
GUARDED = (
    "Tài khoản của lãnh đạo, của người xem được hồ sơ mật và của người có toàn quyền chỉ người có toàn quyền sửa và "
    "đặt lại mật khẩu. Người quên mật khẩu cũng tự đặt lại được qua thư, ở trang đăng nhập."
)
# How many messages are given up at once, all named by the question before: a page of their list.
MOST_DROPPED = 100
STUCK = WorkQueue("ket", "Thư kẹt", lambda rows, user: rows.stuck(), order="created_at", tone="overdue", query="gui")

# Stock pages nobody works in: setup_ward makes the roles, an account holds its address, the outbox shows the jobs.
admin.site.unregister([Group, EmailAddress, ProcrastinateJob])


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "full_name", "groups")
        field_classes = {"full_name": NormalizedCharField}


class UserChangeForm(StockUserChangeForm):
    password = ReadOnlyPasswordHashField(label="Mật khẩu")

    class Meta(StockUserChangeForm.Meta):
        model = User
        field_classes = {"full_name": NormalizedCharField}


@admin.register(User)
class UserAdmin(OnDesk, FoldedSearch, NeverDeleted, StockUserAdmin):
    """Accounts are locked, never deleted: history names them.

    Only a superuser makes another superuser, names leaders, or touches the account of a leader or of somebody who may
    open confidential petitions: who sets the password or the address of such an account can sign in as its owner.
    """

    is_work = True
    form = UserChangeForm
    add_form = NewUserForm
    list_display = ["listed_name", "username", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["full_name", "username", "email"]
    ordering = ["sort_key", "username"]
    filter_horizontal = []
    fieldsets = [
        ("Người", {"fields": ["full_name", "email"]}),
        ("Đăng nhập", {"fields": ["username", "password", "is_active", "last_login"]}),
        (
            "Vai trò",
            {
                "fields": ["groups"],
                "description": ROLES_DECIDE,
            },
        ),
        ("Chỉ dành cho người quản trị hệ thống", {"fields": ["is_superuser"], "classes": ["collapse"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["full_name", "username", "usable_password", "password1", "password2"]}),
        ("Vai trò", {"fields": ["groups"], "description": ROLES_DECIDE}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def before_opening(self, request: HttpRequest) -> list[Asked]:
        return lines_of_accounts(reverse("admin:wardportal_user_changelist"))

    @admin.display(description="họ và tên", ordering="sort_key")
    def listed_name(self, user: User) -> str:
        return str(user)

    @admin.display(description="vai trò")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "–"

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
            if not request.user.is_superuser:
                kwargs["queryset"] = Group.objects.exclude(pk__in=leading_groups())
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody locks themselves out, or gives themselves a role."""
        is_own = obj is not None and obj.pk == request.user.pk
        if request.user.is_superuser:
            return ["last_login", *(["is_active", "is_superuser"] if is_own else [])]
        return ["last_login", "is_superuser", *(["groups", "is_active"] if is_own else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Where the account is only read, no link leads to the page of its password."""
        shown = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return shown
        return [(name, more | {"fields": [one for one in more["fields"] if one != "password"]}) for name, more in shown]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        user = self.get_object(request, object_id)
        if user is not None and not self.has_change_permission(request, user):
            messages.info(request, GUARDED)
        return super().change_view(request, object_id, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever has a role comes to the desk, and nobody else: there is no tick to know of."""
        super().save_related(request, form, formsets, change)
        user: User = form.instance
        user.is_staff = user.is_superuser or user.groups.exists()
        user.save(update_fields=["is_staff"])

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Who got which right is read in the history; Django would name the boxes alone, and in English."""
        changed = [] if add else [name for name in form.changed_data if name != "groups"]
        fields = [str(form.fields[name].label) if name in form.fields else "Mật khẩu" for name in changed]
        if "groups" in form.changed_data:
            before = {str(group) for group in form.initial.get("groups", [])}
            after = {str(group) for group in form.cleaned_data["groups"]}
            fields += [f"vai trò {name} (giao)" for name in sorted(after - before)]
            fields += [f"vai trò {name} (bỏ)" for name in sorted(before - after)]
        return [{"added": {}}] * add + [{"changed": {"fields": fields}}] * bool(fields)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None or request.user.is_superuser:
            return allowed
        return not (obj.is_superuser or self._is_guarded(obj))

    def _is_guarded(self, user: User) -> bool:
        guards = [row for row in self.admin_site._registry.values() if isinstance(row, GuardsAccounts)]
        return leading_groups().filter(user=user).exists() or any(row.guards(user) for row in guards)


class SignatoryInline(admin.TabularInline):
    model = Signatory
    extra = 0
    can_delete = False
    form = SharedRowForm
    verbose_name_plural = "Người ký (khi thay người: ghi ngày kết thúc, thêm dòng mới)"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = super().get_fields(request, obj)
        return shown if self.has_change_permission(request, obj) else without_box(shown)


class WardForm(SharedRowForm):
    class Meta:
        widgets = {"predecessors": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "predecessors" in self.fields:
            others = Ward.objects.exclude(pk=self.instance.pk)
            self.fields["predecessors"].queryset = others  # type: ignore[attr-defined]
            self.fields["predecessors"].help_text = "Các phường cũ, mỗi phường một dòng của mục này."


@admin.register(Ward)
class WardAdmin(OnDesk, SharedRows, NeverDeleted):
    """The ward's own data; a merger ends one row and begins the next."""

    list_display = ["name", "province", "hotline", "valid_from", "valid_to"]
    inlines = [SignatoryInline]
    form = WardForm
    fieldsets = [
        ("Tên, cơ quan", {"fields": ["name", "province", "former_district", "office_name", "responsible_person"]}),
        ("Liên hệ", {"fields": ["address", "hotline", "email", "office_hours", "reception_place"]}),
        (
            "Quy định của phường",
            {
                "fields": ["group_label", *DIALOGUE_DAY, "due_soon_days", "reopen_days"],
                "description": FOLLOWED_AT_NIGHT,
            },
        ),
        ("Tệp gửi kèm", {"fields": ["upload_max_files", "upload_max_megabytes", "photo_max_side"]}),
        ("Thời gian hiệu lực", {"fields": [("valid_from", "valid_to"), "predecessors"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Ward, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and not set(DIALOGUE_DAY).isdisjoint(form.changed_data):
            messages.info(request, FOLLOWED_AT_NIGHT)

    def before_opening(self, request: HttpRequest) -> list[Notice | Asked]:
        ward = Ward.objects.current()
        return lines_of_ward(ward, reverse("admin:wardportal_ward_change", args=[ward.pk])) if ward else []

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Nobody saves one ward to write down another."""
        alone = {"show_save_and_add_another": False}
        return super().changeform_view(request, object_id, form_url, alone | (extra_context or {}))


class YearFilter(admin.SimpleListFilter):
    title = "năm"
    parameter_name = "nam"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        years = CalendarDay.objects.order_by("-date__year").values_list("date__year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        year = self.value()
        return queryset.filter(date__year=year) if year and YEAR.fullmatch(year) else queryset


@admin.register(CalendarDay)
class CalendarDayAdmin(OnDesk, SharedRows, FoldedSearch):
    list_display = ["date", "kind", "name", "is_confirmed", "source"]
    list_filter = [YearFilter, "kind", "is_confirmed"]
    search_fields = ["name"]
    ordering = ["-date"]
    fieldsets = [(None, {"fields": ["date", "kind", "name", "source", "is_confirmed"], "description": PROMISED_DAYS})]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return super().delete_view(request, object_id, {"promised_days": PROMISED_DAYS} | (extra_context or {}))

    def before_opening(self, request: HttpRequest) -> list[Asked]:
        return lines_of_calendar(reverse("admin:wardportal_calendarday_changelist"))

    def notices(self, request: HttpRequest) -> list[Asked]:
        """Warn whoever works here while this year or the next has no holidays: deadlines would be guesses."""
        this_year = timezone.localdate().year
        url = reverse("admin:wardportal_calendarday_changelist") if self.has_view_permission(request) else ""
        asked = {str(year): Exists(CalendarDay.objects.holidays_of(year)) for year in (this_year, this_year + 1)}
        return [
            Asked(
                asked,
                lambda known: [
                    Notice(
                        f"Chưa có lịch nghỉ lễ năm {year}: thời hạn rơi vào năm đó mới chỉ trừ thứ bảy, chủ nhật. "
                        "Xin nhập các ngày nghỉ, ngày làm bù theo thông báo của Nhà nước.",
                        url,
                    )
                    for year in asked
                    if not known[year]
                ],
            )
        ]


class DeliveryFilter(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "gui"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("ket", "Thư kẹt"), ("cho", "Chờ gửi"), ("da-gui", "Đã gửi"), ("bo", "Đã bỏ")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        rows = {
            "ket": lambda: queryset.stuck(),  # type: ignore[attr-defined]
            "cho": lambda: queryset.waiting(),  # type: ignore[attr-defined]
            "da-gui": lambda: queryset.filter(sent_at__isnull=False),
            "bo": lambda: queryset.filter(dropped_at__isnull=False),
        }
        return rows[value]() if (value := self.value()) in rows else queryset


@admin.register(OutgoingMessage)
class OutgoingMessageAdmin(OnDesk, ReadOnlyAdmin):
    """The outbox: what left, what is stuck and why. Nobody writes, edits or reads a message here."""

    list_display = ["about", "subject", "masked_recipient", "created_at", "attempts", "state", "last_error"]
    fields = ["kind", "about", "subject", "masked_recipient", "created_at", "attempts", "state", "last_error"]
    list_filter = [DeliveryFilter]
    search_fields = ["about"]
    actions = ["send_again", "drop"]
    show_full_result_count = False
    paginator = CappedPaginator

    @admin.display(description="người nhận")
    def masked_recipient(self, message: OutgoingMessage) -> str:
        return message.masked_recipient or "–"

    @admin.display(description="tình trạng")
    def state(self, message: OutgoingMessage) -> str:
        if message.sent_at:
            return f"Đã gửi {timezone.localtime(message.sent_at):%d/%m/%Y %H:%M}"
        return "Đã bỏ" if message.dropped_at else "Chờ gửi"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("wardportal.change_outgoingmessage")

    @admin.action(description="Gửi lại thư đã chọn", permissions=["decide"])
    def send_again(self, request: HttpRequest, queryset: OutgoingMessageQuerySet) -> None:
        done = sum(message.send_again() for message in queryset.filter(sent_at=None))
        self._tell(request, f"Đã xếp lại hàng để gửi {done} thư.", done)
        self._tell_left_out(request, queryset.count() - done, "đã gửi rồi hoặc không còn người nhận")

    @admin.action(description="Bỏ, không gửi thư đã chọn", permissions=["decide"])
    def drop(self, request: HttpRequest, queryset: OutgoingMessageQuerySet) -> TemplateResponse | None:
        """Ask once more first, for whoever waits is not told that nothing comes; give up what the question named."""
        chosen, is_confirmed = queryset.count(), "confirmed" in request.POST
        if not is_confirmed and (waiting := queryset.waiting().count()):
            return self._ask_to_drop(request, queryset, waiting, chosen)
        done = queryset.drop() if is_confirmed else 0
        self._tell(request, f"Đã bỏ {done} thư.", done)
        self._tell_left_out(request, chosen - done, "đã gửi hoặc đã bỏ từ trước")
        return None

    def _ask_to_drop(
        self, request: HttpRequest, queryset: OutgoingMessageQuerySet, waiting: int, chosen: int
    ) -> TemplateResponse:
        named = queryset.waiting()[:MOST_DROPPED]
        context = self.admin_site.each_context(request) | {
            "title": f"Bỏ {len(named)} thư, không gửi?",
            "opts": self.opts,
            "named": named,
            "most": MOST_DROPPED,
            "not_named": max(0, waiting - len(named)),
            "left_out": chosen - waiting,
        }
        return TemplateResponse(request, "admin/wardportal/outgoingmessage/drop.html", context)

    def _tell(self, request: HttpRequest, text: str, done: int) -> None:
        if done:
            self.message_user(request, text, messages.SUCCESS)

    def _tell_left_out(self, request: HttpRequest, number: int, why: str) -> None:
        if number:
            self.message_user(request, f"Để nguyên {number} thư vì {why}.", messages.WARNING)

    def queues(self, request: HttpRequest) -> list[Asked]:
        if not self.has_view_permission(request):
            return []
        url = reverse("admin:wardportal_outgoingmessage_changelist")
        return desk_queues([STUCK], OutgoingMessage.objects.all(), request.user, url)  # type: ignore[arg-type]
