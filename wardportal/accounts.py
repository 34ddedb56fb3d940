"""How staff sign in: through django-allauth, without sign-up, throttled per name and address together."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

from wardportal.models import User


def display_name(user: User) -> str:
    return str(user)


class StaffAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By name alone, anybody could lock a colleague out; by address alone, one person locks the whole office.
        return f"{credentials.get('username', '').lower()}|{get_client_ip(request)}"
