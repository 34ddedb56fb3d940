"""Who may open confidential petitions, and who did."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Exists, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf, TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from petitions.models import ConfidentialGrant, ConfidentialView, Petition
from petitions.status import CODE_PREFIX, Visibility
from wardportal.admin_tools import Asked, GuardsAccounts, NeverDeleted, Notice, OnDesk, ReadOnlyAdmin
from wardportal.codes import read_code
from wardportal.dates import check_near
from wardportal.fields import NormalizedCharField
from wardportal.models import User


class GrantForm(forms.ModelForm):
    """A new grant: for one person and a time, for one petition by its code or, where that is said, for all."""

    ONE, ALL = "one", "all"

    scope = forms.ChoiceField(
        label="Được mở",
        choices=[
            (ONE, "Chỉ một hồ sơ, ghi mã ở ô dưới"),
            (ALL, "Mọi hồ sơ mật, trừ hồ sơ nêu chính người đó hoặc đơn vị của người đó"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn được mở một hồ sơ hay mọi hồ sơ mật."},
    )
    code = NormalizedCharField(
        label="Mã hồ sơ", max_length=40, required=False, help_text="Chỉ ghi khi cấp quyền mở một hồ sơ."
    )
    granted_by: User

    class Meta:
        model = ConfidentialGrant
        fields = ["user", "reason", "valid_from", "valid_to"]
        field_classes = {"reason": NormalizedCharField}
        widgets = {"valid_from": AdminDateWidget, "valid_to": AdminDateWidget}
        help_texts = {
            "valid_from": "Để trống: mở được ngay.",
            "valid_to": "Hết ngày này người được cấp không mở được nữa.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.at_work().exclude(pk=self.granted_by.pk)
        self.fields["user"].queryset = people.order_by("sort_key")  # type: ignore[attr-defined]
        for name, message in (
            ("valid_to", "Quyền xem hồ sơ mật phải có ngày kết thúc."),
            ("user", "Chọn người được xem."),
        ):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = message

    def clean_code(self) -> Petition | None:
        typed = self.cleaned_data["code"]
        if not typed:
            return None
        rows = Petition.objects.filter(visibility=Visibility.CONFIDENTIAL).not_about(self.granted_by)
        petition = rows.filter(code=read_code(typed, CODE_PREFIX) or "").first()
        if petition is None:
            raise ValidationError("Không có hồ sơ mật mang mã này.")
        return petition

    def clean(self) -> dict[str, Any] | None:
        """What is open is said, never left to an empty field."""
        cleaned = super().clean()
        scope, petition = self.cleaned_data.get("scope"), self.cleaned_data.get("code")
        if scope == self.ONE and petition is None and "code" not in self.errors:
            self.add_error("code", "Ghi mã của hồ sơ được mở.")
        if scope == self.ALL and petition is not None:
            self.add_error("scope", "Đã ghi mã hồ sơ: chọn “Chỉ một hồ sơ”, hoặc xóa mã.")
        return cleaned

    def clean_valid_to(self) -> Any:
        last = self.cleaned_data["valid_to"]
        if last < timezone.localdate():
            raise ValidationError("Ngày kết thúc đã qua.")
        check_near(last)
        return last


class GrantEndForm(forms.ModelForm):
    """A grant that stands is only ended, today or on another day; nothing else of it changes."""

    class Meta:
        model = ConfidentialGrant
        fields = ["valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "valid_to" in self.fields:
            self.fields["valid_to"].required = True
            self.fields["valid_to"].help_text = "Ghi ngày hôm qua để chấm dứt ngay. Không kéo dài được: cấp quyền mới."

    def clean_valid_to(self) -> Any:
        last = self.cleaned_data["valid_to"]
        if last > self.instance.valid_to:
            raise ValidationError("Quyền đã cấp không kéo dài được. Xin cấp quyền mới.")
        return last


def holds_by_role(user: User, codename: str) -> bool:
    """Whether a group gives the permission. `has_perm` would say yes to every superuser."""
    if not user.is_superuser:
        # Asked once a request: the user remembers what their groups give.
        return f"petitions.{codename}" in user.get_group_permissions()
    return codename in _given_by_groups(user)


def _given_by_groups(user: User) -> set[str]:
    """What the groups of a superuser give in this app, kept with the user for the request."""
    if not hasattr(user, "_given_by_groups"):
        given = Permission.objects.filter(group__user=user, content_type__app_label="petitions")
        user._given_by_groups = set(given.values_list("codename", flat=True))  # type: ignore[attr-defined]
    return user._given_by_groups  # type: ignore[attr-defined]


@admin.register(ConfidentialGrant)
class ConfidentialGrantAdmin(OnDesk, GuardsAccounts, NeverDeleted):
    """Given by a leader to somebody else, never to oneself; by no role and no superuser mark replaced."""

    list_display = ["user", "petition", "reason", "valid_from", "valid_to", "granted_by", "granted_at"]
    list_select_related = ["user", "petition", "granted_by"]
    # Not the columns of the two people: they would lead to accounts that leaders do not look after.
    shown = ["holder", "petition", "reason", "valid_from", "giver", "granted_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConfidentialGrant]:
        """Leave out grants for a petition about the person who looks."""
        others = Petition.objects.filter(visibility=Visibility.CONFIDENTIAL).not_about(request.user)  # type: ignore[arg-type]
        rows = super().get_queryset(request)
        return rows.filter(petition=None) | rows.filter(petition__in=others)

    @admin.display(description="người được xem")
    def holder(self, grant: ConfidentialGrant) -> str:
        return str(grant.user)

    @admin.display(description="người cấp quyền")
    def giver(self, grant: ConfidentialGrant) -> str:
        return str(grant.granted_by)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.shown, "valid_to"] if obj else ["user", "scope", "code", "reason", "valid_from", "valid_to"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.shown if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, form=GrantEndForm, **kwargs)
        return type("NewGrantForm", (GrantForm,), {"granted_by": request.user})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self.get_fields(request, obj)})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return holds_by_role(request.user, "add_confidentialgrant")  # type: ignore[arg-type]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody touches the grant they hold."""
        user: User = request.user  # type: ignore[assignment]
        return (obj is None or obj.user_id != user.pk) and holds_by_role(user, "change_confidentialgrant")

    def guards(self, user: User) -> bool:
        return ConfidentialGrant.objects.running_of(user).exists()

    def notices(self, request: HttpRequest) -> list[Asked]:
        """Tell leaders and grantees of every new grant, so that none is given unseen."""
        user: User = request.user  # type: ignore[assignment]
        url = reverse("admin:petitions_confidentialgrant_changelist") if self.has_view_permission(request) else ""
        told = JSONObject(by=_name_of("granted_by"), to=_name_of("user"), day=TruncDate("granted_at"))
        lately = self.get_queryset(request).given_lately().order_by("-pk").values(told=told)  # type: ignore[attr-defined]
        asked: dict[str, Any] = {"grants": ArraySubquery(lately)}
        if not self.has_add_permission(request):
            asked["holds"] = Exists(ConfidentialGrant.objects.running_of(user))
        return [
            Asked(asked, lambda found: [_told(grant, url) for grant in found["grants"] if found.get("holds", True)])
        ]

    def save_model(self, request: HttpRequest, obj: ConfidentialGrant, form: Any, change: bool) -> None:
        if not change:
            obj.granted_by = request.user  # type: ignore[assignment]
            obj.petition = form.cleaned_data["code"]
        super().save_model(request, obj, form, change)


def _name_of(column: str) -> Coalesce:
    """As `User` calls itself."""
    return Coalesce(NullIf(f"{column}__full_name", Value("")), f"{column}__username")


def _told(grant: dict[str, str], url: str) -> Notice:
    day = date.fromisoformat(grant["day"])
    text = f"Quyền xem hồ sơ mật: {grant['by']} đã cấp cho {grant['to']} ngày {day:%d/%m/%Y}."
    return Notice(text, url, "Xem các quyền đã cấp", is_news=True)


@admin.register(ConfidentialView)
class ConfidentialViewAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "petition", "reason"]
    list_select_related = ["user", "petition"]
    list_display_links = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConfidentialView]:
        """Nobody reads who looked at a case about themselves."""
        others = Petition.objects.filter(visibility=Visibility.CONFIDENTIAL).not_about(request.user)  # type: ignore[arg-type]
        return super().get_queryset(request).filter(petition__in=others)
