"""The portal as grids ask it: only the status of an answer counts, and who asks stays who they are.

Error pages are empty, sessions are in the cookie, and each person is read once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from wardportal.accounts import RolesBackend
from wardportal.models import User
from wardportal.urls import urlpatterns

__all__ = ["urlpatterns"]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=400)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


class Acquainted(RolesBackend):
    known: ClassVar[dict[int, User | None]] = {}

    def get_user(self, user_id: int) -> User | None:
        if user_id not in self.known:
            self.known[user_id] = super().get_user(user_id)
        return self.known[user_id]


@contextmanager
def for_grids() -> Iterator[None]:
    """Sign people in and ask inside this block; what may be done must not change in it."""
    Acquainted.known.clear()
    with override_settings(
        ROOT_URLCONF=__name__,
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        AUTHENTICATION_BACKENDS=[f"{__name__}.Acquainted"],
    ):
        yield
