"""How staff sign in: through django-allauth, without sign-up, throttled per name and address together."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Condition
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from wardportal.addresses import origin_of
from wardportal.models import User

# Checking a password takes half a second of a processor: a guesser from one place must not take all of them.
AT_ONCE = 2
# Behind one address an office begins its day at one moment: a few wait for their turn. However many places they come
# from, not more than these wait, which leaves threads to readers.
MAY_WAIT, SECONDS_TO_WAIT = 4, 3.0
_checking: Counter[str] = Counter()
_waiting = BoundedSemaphore(MAY_WAIT)
_turns = Condition()

# Every page of somebody signed in asks this: written out, since to make it from models takes longer than to answer it.
GIVEN = """
    SELECT app_label, codename
    FROM auth_permission JOIN django_content_type ON django_content_type.id = content_type_id
    WHERE auth_permission.id IN (
        SELECT permission_id
        FROM auth_group_permissions JOIN wardportal_user_groups USING (group_id)
        WHERE user_id = %(user)s
        UNION ALL
        SELECT permission_id FROM wardportal_user_user_permissions WHERE user_id = %(user)s
    )
"""


class RolesBackend(ModelBackend):
    """What a person may do, by one statement: Django asks apart for what their roles give and what is theirs alone."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            with connection.cursor() as cursor:
                cursor.execute(GIVEN, {"user": user_obj.pk})
                user_obj._perm_cache = {f"{app}.{codename}" for app, codename in cursor.fetchall()}
        found: set[str] = user_obj._perm_cache
        return found


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

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who only heads a team, or a self-managed group, finds their work there, not on the desk."""
        user = request.user
        has_one_role = not user.is_superuser and user.groups.count() == 1
        if has_one_role and user.has_perm("mobilization.write_teamreport"):
            return reverse("reports:start")
        if has_one_role and user.has_perm("mobilization.assess_assessment"):
            return reverse("assessments:start")
        return str(super().get_login_redirect_url(request))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        with self._few_at_once(origin_of(self.get_client_ip(request))):
            return super().authenticate(request, **credentials)

    @contextmanager
    def _few_at_once(self, origin: str) -> Iterator[None]:
        with _turns:
            if not self._has_turn(origin):
                raise self.validation_error("rate_limited")
            _checking[origin] += 1
        try:
            yield
        finally:
            with _turns:
                _checking[origin] -= 1
                if not _checking[origin]:
                    del _checking[origin]
                _turns.notify_all()

    def _has_turn(self, origin: str) -> bool:
        """Wait for it, unless as many wait already."""
        if _checking[origin] < AT_ONCE:
            return True
        if not _waiting.acquire(blocking=False):
            return False
        try:
            return _turns.wait_for(lambda: _checking[origin] < AT_ONCE, SECONDS_TO_WAIT)
        finally:
            _waiting.release()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By name alone, anybody could lock a colleague out; by address alone, one person locks the whole office.
        return f"{credentials.get('username', '').lower()}|{origin_of(self.get_client_ip(request))}"
