"""Reference rows of the ward: the data file, and the loaders the apps register for it.

The foundation imports no app, so each app names its loader in its `AppConfig.ready`. Loaders run in the order of
registration, which is the order of INSTALLED_APPS.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import OutputWrapper
from django.db import transaction

DATA_DIR = Path(__file__).resolve().parent / "data"
WARD_FILE = DATA_DIR / "ward.json"

Loader = Callable[[dict[str, Any]], None]
_loaders: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """Have `loader` called with the ward's data by `load_all`; it creates what the ward never had."""
    _loaders[name] = loader


def ward_data() -> dict[str, Any]:
    return json.loads(WARD_FILE.read_text("utf-8"))


@transaction.atomic
def load_all(out: OutputWrapper) -> None:
    """Run every registered loader, all or none, and name each on `out`."""
    data = ward_data()
    for name, loader in _loaders.items():
        loader(data)
        out.write(f"{name}\n")
