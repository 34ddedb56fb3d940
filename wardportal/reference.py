"""Reference rows of the ward: the data file, and the loaders the apps register for it.

The foundation imports no app, so each app names its loader in its `AppConfig.ready`. Loaders run in the order of
registration, which is the order of INSTALLED_APPS.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import OutputWrapper
from django.db import transaction

DATA_DIR = Path(__file__).resolve().parent / "data"

Row = dict[str, Any]
Loader = Callable[[Row], None]
_loaders: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """Have `loader` called with the ward's data by `load_all`; it creates what the ward never had."""
    _loaders[name] = loader


def demo_ward() -> Row:
    return json.loads((DATA_DIR / "ward.json").read_text("utf-8"))


def new_ward() -> Row:
    """What is common to all wards, under a name nobody has."""
    return json.loads((DATA_DIR / "new_ward.json").read_text("utf-8"))


def real_ward() -> Row:
    """What every ward starts with, and instead of it whatever the ward's own file in the data folder says."""
    start, own = new_ward(), _own_ward(own_file())
    return {**start, **own, "ward": {**start["ward"], **own.get("ward", {})}}


def own_file() -> Path:
    return settings.DATA_DIR / "ward.json"


def _own_ward(path: Path) -> Row:
    try:
        return json.loads(path.read_text("utf-8-sig")) if path.exists() else {}
    except json.JSONDecodeError as error:
        raise CommandError(f"Không đọc được tệp {path}: sai ở dòng {error.lineno}, cột {error.colno}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"Không đọc được tệp {path}: tệp phải ghi bằng UTF-8.") from error


@transaction.atomic
def load_all(data: Row, out: OutputWrapper) -> None:
    """Run every registered loader, all or none, and name each on `out`."""
    for name, loader in _loaders.items():
        loader(data)
        out.write(f"{name}\n")
