"""How staff sign in: through django-allauth, without sign-up, throttled per name and address together."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from wardportal.models import User


def display_name(user: User) -> str:
    return str(user)


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Tài khoản này đang bị khóa. Xin liên hệ người quản trị của phường.",
        "enter_current_password": "Mật khẩu hiện nay không đúng. Xin nhập lại.",
        "incorrect_password": "Mật khẩu không đúng. Xin nhập lại.",
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "invalid_password_reset": "Liên kết đặt lại mật khẩu không còn dùng được.",
        "rate_limited": "Thao tác quá nhanh. Xin chờ vài phút rồi thử lại.",
        "too_many_login_attempts": "Nhập sai nhiều lần. Xin chờ 5 phút rồi thử lại.",
        "unknown_email": "Không có tài khoản nào dùng địa chỉ thư này.",
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng. Xin kiểm tra rồi nhập lại.",
        "email_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng. Xin kiểm tra rồi nhập lại.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By name alone, anybody could lock a colleague out; by address alone, one person locks the whole office.
        return f"{credentials.get('username', '').lower()}|{self.get_client_ip(request)}"
