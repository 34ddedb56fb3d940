"""The ground every test stands on: a ward that is set up, files in a folder of their own, quick passwords."""

import io
import itertools
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key

from tests.browsing import Visitor
from wardportal.models import Ward
from wardportal.testing import chromium


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The reference rows stand in every test's database, as they do in every portal."""
    with django_db_blocker.unblock():
        call_command("setup_ward", stdout=io.StringIO())


COMMITTING = {"transactional_db", "live_server"}
_emptied = False
_numbers = itertools.count()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Set the ward up anew, before any transaction, where a test that commits has left empty tables behind."""
    global _emptied
    asks = ({"db"} | COMMITTING) & set(item.fixturenames) or item.get_closest_marker("django_db")
    if _emptied and asks:
        with item.config.stash[blocking_manager_key].unblock():
            call_command("setup_ward", stdout=io.StringIO())
        _emptied = False


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    global _emptied
    committing = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    _emptied = _emptied or committing or bool(COMMITTING & set(item.fixturenames))


@pytest.fixture(scope="session", autouse=True)
def _quick_settings(tmp_path_factory):
    """Passwords hash fast, static names are plain, and what is cached stays in the process."""
    quick = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "STORAGES": settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    }
    with override_settings(**quick):
        yield


@pytest.fixture(autouse=True)
def _own_data_dir(tmp_path_factory):
    """Files of a test go into a folder of its own, which the first of them makes."""
    folder = tmp_path_factory.getbasetemp() / f"data-{next(_numbers)}"
    with override_settings(MEDIA_ROOT=folder / "media", EMAIL_FILE_PATH=str(folder / "mail")):
        yield
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": chromium(), "args": ["--no-sandbox"]}


@pytest.fixture(params=[(360, True), (1280, True), (360, False)], ids=["phone", "desk", "phone without scripts"])
def visitor(request, browser, live_server):
    """Somebody with a phone, with a computer, with a phone whose browser runs no scripts."""
    width, scripts = request.param
    visitor = Visitor(browser, live_server.url, width=width, scripts=scripts)
    yield visitor
    visitor.leaves()


@pytest.fixture
def later(time_machine):
    """Let time pass: `later(hours=25)`."""
    return lambda **passed: time_machine.move_to(timezone.now() + timedelta(**passed))


@pytest.fixture
def ward(db) -> Ward:
    return Ward.objects.get()
