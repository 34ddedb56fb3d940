"""The demo ward: its staff, the parts the apps add, and the clock that gives it a past.

The foundation imports no app, so each app names its part in its `AppConfig.ready`, as for the reference rows. Parts
are loaded in the order of registration, which is the order of INSTALLED_APPS; one that tells of the rows of others asks
to come last.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TextIO

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from wardportal.calendar import ONE_DAY, WorkingCalendar
from wardportal.models import User, Ward
from wardportal.reference import demo_ward
from wardportal.roles import group_of

MARK = "(dữ liệu mẫu)"
# The entry of the admin's own log that tells who loaded the demo, and when; by it the demo knows its database again.
LOADED = "Nạp dữ liệu mẫu"
PAST = timedelta(days=500)
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

# User name, full name, role; team heads come with their teams.
ACCOUNTS = (
    ("quantri", "Nguyễn Văn An", "administrator"),
    ("tiepdan", "Trần Thị Hiền", "reception"),
    ("xuly", "Lê Văn Minh", "handler"),
    ("xuly02", "Phan Thị Thu", "handler"),
    ("lanhdao", "Hồ Văn Bình", "leader"),
    ("danvan", "Vũ Thị Lan", "mobilization"),
    ("phanungnhanh", "Cao Văn Toàn", "inspector"),
    ("thuquy", "Đậu Thị Mai", "treasurer"),
    ("bientap", "Hoàng Văn Sơn", "editor"),
)
FAMILY_NAMES = ("Nguyễn", "Hồ", "Lê", "Trần", "Vũ", "Phan", "Đậu", "Hoàng", "Bùi", "Cao", "Ngô")
# Middle and given names, women's and men's; the three lengths have no common factor, so names repeat late.
MIDDLE_NAMES = (
    ("Thị", "Thị Thanh", "Thị Minh", "Thị Kim", "Thị Hồng", "Thị Ngọc", "Thị Bích"),
    ("Văn", "Đức", "Xuân", "Hữu", "Đình", "Quang", "Công"),
)
GIVEN_NAMES = (
    ("Hoa", "Lành", "Nga", "Thảo", "Hương", "Yến", "Liên", "Phượng", "Tâm", "Xuân", "Oanh", "Nhung", "Vân"),
    ("Dũng", "Hải", "Toàn", "Thắng", "Tuấn", "Phúc", "Lộc", "Hùng", "Cường", "Thành", "Khánh", "Long", "Ba"),
)


class Staff(dict[str, User]):
    """The demo's accounts by user name. They share one password, hashed once: hashing is slow on purpose."""

    def __init__(self, password: str) -> None:
        super().__init__()
        self._encoded = make_password(password)

    def engage(self, username: str, full_name: str, role: str, **more: Any) -> User:
        user = User(username=username, full_name=full_name, password=self._encoded, is_staff=True, **more)
        user.save(force_insert=True)
        user.groups.add(group_of(role))
        self[username] = user
        return user


@dataclass(frozen=True)
class Part:
    """What one app adds. `foreign` are rows that only people at work make: where there are any, nothing is loaded."""

    load: Callable[[TextIO, Staff], None]
    foreign: Callable[[], QuerySet[Any]]
    hints: Callable[[], list[str]] = list
    is_last: bool = False


_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    _parts[name] = part


def is_loaded() -> bool:
    return LogEntry.objects.filter(object_repr=LOADED, action_flag=ADDITION, content_type=None).exists()


def refuse_foreign_rows() -> None:
    """Raise CommandError where somebody already works with this database, or it was set up for another ward."""
    if not Ward.objects.filter(name=demo_ward()["ward"]["name"]).exists():
        raise CommandError(
            "Không nạp dữ liệu mẫu: cơ sở dữ liệu đã thiết lập cho phường khác. Dùng thật thì ghi WARDPORTAL_DEMO=0 "
            "vào tệp .env; muốn xem thử thì đặt WARDPORTAL_DATA_DIR là một thư mục khác."
        )
    for rows in (User.objects.all(), *(part.foreign() for part in _parts.values())):
        if number := rows.count():
            found = f"{number} {rows.model._meta.verbose_name}"
            raise CommandError(f"Không nạp dữ liệu mẫu: cơ sở dữ liệu đã có {found} không phải dữ liệu mẫu.")


@transaction.atomic
def load(out: TextIO, password: str) -> None:
    """Make the accounts and every part, all or nothing, and note it in the admin's log."""
    staff = Staff(password)
    for username, name, role in ACCOUNTS:
        staff.engage(username, f"{name} {MARK}", role, is_superuser=role == "administrator")
    with without_savepoints():
        for part in sorted(_parts.values(), key=lambda part: part.is_last):
            part.load(out, staff)
    LogEntry.objects.create(user=staff["quantri"], action_flag=ADDITION, object_repr=LOADED, change_message=LOADED)


def hints() -> list[str]:
    """Lines that tell a visitor of the demo what to try."""
    return [line for part in _parts.values() for line in part.hints()]


def readable_password() -> str:
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))


def invented_name(number: int) -> str:
    """Return the full name of an invented person, the same for the same number: odd numbers are men."""
    turn, man = divmod(number, 2)
    middle, given = MIDDLE_NAMES[man], GIVEN_NAMES[man]
    family = FAMILY_NAMES[turn % len(FAMILY_NAMES)]
    return f"{family} {middle[turn % len(middle)]} {given[turn % len(given)]} {MARK}"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Have everything that asks Django for the time live at this moment, so that history is made by the usual methods.

    For the command that loads the demo only: it changes the clock of the whole process.
    """
    now = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = now


@contextmanager
def without_savepoints() -> Iterator[None]:
    """Have the methods everybody uses mark no point to go back to; they would be a third of all the database does.

    Within one transaction that is all or nothing: what fails half way then ends the whole.
    """
    features = connection.features
    uses, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = uses


class WorkingDays:
    """The ward's working days counted from today: -1 is the last one before today, 0 today or the next one after."""

    def __init__(self, today: date) -> None:
        self.calendar = WorkingCalendar.load(today - PAST)
        self.next = self.calendar.next_working(today)
        self._past = [today]

    def __getitem__(self, number: int) -> date:
        if number > 0:
            return self.calendar.add_working_days(self.next, number).due
        while number < 0 and len(self._past) <= -number:
            self._past.append(self.calendar.previous_working(self._past[-1] - ONE_DAY))
        return self._past[-number] if number else self.next
