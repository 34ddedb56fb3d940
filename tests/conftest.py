"""The ground every test stands on: a ward that is set up, files in a folder of their own, quick passwords."""

import itertools
from datetime import date, datetime, time, timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.template import RequestContext, Template
from django.test import Client, TransactionTestCase, override_settings
from django.test.signals import template_rendered
from django.utils import timezone
from django.utils.crypto import get_random_string

from tests import databases
from tests.browsing import Visitor
from tests.factories.petitions import UserFactory
from tests.folders import files_in
from wardportal.models import User, Ward
from wardportal.testing import chromium


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb, request):
    """The reference rows stand in every test's database, as they do in every portal."""
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    folder = request.getfixturevalue("tmp_path_factory").getbasetemp()
    with django_db_blocker.unblock():
        made = databases.make(folder.parent if worker else folder, keep=django_db_keepdb and not django_db_createdb)
        mine = f"{made}_{worker or 'copy'}"
        databases.copy(made, mine)
        with mock.patch.object(TransactionTestCase, "_fixture_teardown", lambda _: databases.put_back()):
            yield
        databases.drop(mine)


@pytest.fixture(scope="module")
def module_rows(django_db_setup, django_db_blocker):
    """Let a fixture of the module make rows that all its tests find; what each test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    """Check what the rows of a module point at once they stand, or every test would check it of all of them again."""
    made = yield
    if fixturedef.scope == "module" and connection.in_atomic_block:
        connection.check_constraints()
    return made


_numbers = itertools.count()


def tell_of_pages(template, context):
    """Django's test runner keeps what every template is given; a page has a hundred, for its boxes and buttons."""
    if isinstance(context, RequestContext) and context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _quick_settings(django_test_environment, tmp_path_factory):
    """Passwords hash fast, static names are plain, what is cached stays in the process, pages tell what they show."""
    quick = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "STORAGES": settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    }
    with override_settings(**quick), mock.patch.object(Template, "_render", tell_of_pages):
        yield


@pytest.fixture(autouse=True)
def _own_data_dir(tmp_path_factory):
    """Files of a test go into a folder of its own, which the first of them makes."""
    folder = tmp_path_factory.getbasetemp() / f"data-{next(_numbers)}"
    with files_in(folder):
        yield


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
def sits(browser, live_server):
    """A browser in which somebody is signed in: a phone for heads of teams, a computer for the office."""
    visitors = []

    def sit(user: User, width: int = 1280, *, scripts: bool = True) -> Visitor:
        visitor = Visitor(browser, live_server.url, width=width, scripts=scripts)
        visitor.signs_in(user)
        visitors.append(visitor)
        return visitor

    yield sit
    for visitor in visitors:
        visitor.leaves()


@pytest.fixture
def on_day(time_machine):
    """Move to an hour of a day; the clock runs on from there."""

    def move(day: date, hour: int = 8) -> None:
        time_machine.move_to(timezone.make_aware(datetime.combine(day, time(hour))))

    return move


@pytest.fixture
def later(time_machine):
    """Let time pass: `later(hours=25)`."""
    return lambda **passed: time_machine.move_to(timezone.now() + timedelta(**passed))


@pytest.fixture
def ward(db) -> Ward:
    return Ward.objects.get()


# The cast of petitions and dialogues; each folder says which units there are


@pytest.fixture
def lan(ward) -> User:
    """Reception: takes petitions and questions in, and looks after all that are not confidential."""
    return UserFactory(username="lan", full_name="Trần Thị Lan", role="reception")


@pytest.fixture
def minh(unit_a) -> User:
    """Settles what unit A is given, and keeps what it promised."""
    return UserFactory(username="minh", full_name="Nguyễn Văn Minh", role="handler", unit=unit_a)


@pytest.fixture
def tuan(unit_b) -> User:
    """Works for unit B, and must not see what unit A has."""
    return UserFactory(username="tuan", full_name="Phạm Anh Tuấn", role="handler", unit=unit_b)


@pytest.fixture
def chu_tich(ward) -> User:
    """Leads the ward: approves answers and minutes, signs promises off, gives grants."""
    return UserFactory(username="chu-tich", full_name="Hồ Văn Chủ", role="leader")


@pytest.fixture
def as_user():
    """A browser in which somebody has signed in: `as_user(lan)`."""

    def sign_in(user: User) -> Client:
        # What `force_login` leaves behind, without what it asks for on the way: every second test signs somebody in.
        kept = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        Session.objects.create(
            session_key=(key := get_random_string(32)),
            session_data=Session.objects.encode(kept),
            expire_date=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client

    return sign_in
