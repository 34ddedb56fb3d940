"""The portal as grids ask it: only the status of an answer counts, and who asks stays who they are.

Error pages are empty, sessions are in the cookie, and each person is read once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import ClassVar
from unittest import mock

from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from wardportal import urls
from wardportal.accounts import RolesBackend
from wardportal.models import User


def without_words(status: int, request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=status)


# The addresses stay the portal's own: others would have to be read anew, with those of the admin, for every test.
HANDLERS = {f"handler{status}": partial(without_words, status) for status in (400, 403, 404)}


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
    quick = {
        "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
        "AUTHENTICATION_BACKENDS": [f"{__name__}.Acquainted"],
    }
    with mock.patch.multiple(urls, create=True, **HANDLERS), override_settings(**quick):
        yield
