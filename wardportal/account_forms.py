"""The sign-in forms of django-allauth in Vietnamese, rendered as every form of the portal is."""

from typing import Any

from allauth.account import forms as allauth_forms
from crispy_forms.helper import FormHelper
from django import forms

EMAIL_HELP = "Địa chỉ thư đã ghi trong tài khoản. Chưa có thư điện tử: xin nhờ người quản trị của phường đặt lại giúp."

NEW_HELP = "Ít nhất 10 ký tự, không chỉ toàn chữ số, không giống tên đăng nhập, không phải mật khẩu nhiều người dùng."


class InVietnamese(forms.Form):
    """Mixin: labels and messages in place of the library's, no placeholders, which vanish as one types."""

    labels: dict[str, str] = {}
    required: dict[str, str] = {}
    helps: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.error_messages["required"] = self.required.get(name, "Vui lòng nhập ô này.")
            if name in self.helps:
                field.help_text = self.helps[name]


class StaffLoginForm(InVietnamese, allauth_forms.LoginForm):
    labels = {"login": "Tên đăng nhập", "password": "Mật khẩu"}
    required = {"login": "Vui lòng nhập tên đăng nhập.", "password": "Vui lòng nhập mật khẩu."}
    helps = {"password": ""}


class StaffReauthenticateForm(InVietnamese, allauth_forms.ReauthenticateForm):
    labels = {"password": "Mật khẩu"}
    required = {"password": "Vui lòng nhập mật khẩu."}
    helps = {"password": ""}


class StaffChangePasswordForm(InVietnamese, allauth_forms.ChangePasswordForm):
    labels = {
        "oldpassword": "Mật khẩu hiện nay",
        "password1": "Mật khẩu mới",
        "password2": "Nhập lại mật khẩu mới",
    }
    required = {
        "oldpassword": "Vui lòng nhập mật khẩu hiện nay.",
        "password1": "Vui lòng nhập mật khẩu mới.",
        "password2": "Vui lòng nhập lại mật khẩu mới.",
    }
    helps = {"oldpassword": "", "password1": NEW_HELP}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        require_same_passwords(self)
        return cleaned


class StaffResetPasswordForm(InVietnamese, allauth_forms.ResetPasswordForm):
    labels = {"email": "Thư điện tử"}
    required = {"email": "Vui lòng nhập địa chỉ thư điện tử."}
    helps = {"email": EMAIL_HELP}


class StaffResetPasswordKeyForm(InVietnamese, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": "Mật khẩu mới", "password2": "Nhập lại mật khẩu mới"}
    required = {
        "password1": "Vui lòng nhập mật khẩu mới.",
        "password2": "Vui lòng nhập lại mật khẩu mới.",
    }
    helps = {"password1": NEW_HELP}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        require_same_passwords(self)
        return cleaned


def require_same_passwords(form: forms.Form) -> None:
    """Say in Vietnamese what the library says in English when the two passwords differ."""
    if "password2" in form.errors and form.data.get("password2"):
        form.errors["password2"] = form.error_class(["Hai lần nhập mật khẩu mới phải giống nhau."])
