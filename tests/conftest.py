"""The ground every test stands on: a ward that is set up, files in a folder of their own, quick passwords."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from wardportal.models import Ward
from wardportal.testing import chromium


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The reference rows stand in every test's database, as they do in every portal."""
    with django_db_blocker.unblock():
        call_command("setup_ward", stdout=io.StringIO())


@pytest.fixture(autouse=True)
def _reference_rows(request):
    """Tests that commit (browser, threads) leave empty tables behind: set the ward up anew for them."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        if not Ward.objects.exists():
            call_command("setup_ward", stdout=io.StringIO())


@pytest.fixture(autouse=True)
def _own_data_dir(settings, tmp_path):
    """Files of a test go into a folder of its own; passwords hash fast; static names are plain."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": chromium(), "args": ["--no-sandbox"]}


@pytest.fixture
def later(time_machine):
    """Let time pass: `later(hours=25)`."""
    return lambda **passed: time_machine.move_to(timezone.now() + timedelta(**passed))


@pytest.fixture
def ward(db) -> Ward:
    return Ward.objects.get()
