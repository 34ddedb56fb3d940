"""What every test run stands on, loaded by the options in pyproject.toml: its own PostgreSQL, and a browser if any."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from wardportal.database import QUICK_AND_FORGETFUL, EmbeddedServer, embedded_url
from wardportal.deep_calls import with_room

# Tables of tests hold a few rows: any order is as good to join them in as another.
JOINED_AS_WRITTEN = {"join_collapse_limit": "1", "from_collapse_limit": "1"}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the server before the settings are read; parallel workers inherit its address."""
    gc.disable()  # until all is collected, nothing of which is ever garbage
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="wp-")).resolve()
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    folder.chmod(0o711)  # as root the server runs as somebody else, who has to get in
    os.environ.setdefault("WARDPORTAL_DATA_DIR", str(folder / "data"))
    os.environ["WARDPORTAL_DEMO"] = "1"
    (Path(os.environ["WARDPORTAL_DATA_DIR"]) / "static").mkdir(parents=True, exist_ok=True)
    # Playwright's event loop runs in the tests' own thread, where Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if not os.environ.get("DATABASE_URL"):
        server = EmbeddedServer(folder, max_connections="200", **QUICK_AND_FORGETFUL, **JOINED_AS_WRITTEN)
        early_config.add_cleanup(server.stop)
        server.start()
        os.environ["DATABASE_URL"] = embedded_url(folder)


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays for the whole run, and come seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    runner = item.config.pluginmanager.get_plugin("runner")
    assert runner is not None
    return with_room(runner.pytest_runtest_protocol)(item, nextitem)


def chromium() -> str | None:
    """Return the program for tests in a browser. It is the system's; none is ever downloaded."""
    # The shell is the same browser built without windows: it opens a page in a third of the time.
    shell = "chromium-headless-shell"
    names = (os.environ.get("WARDPORTAL_CHROMIUM"), shell, "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def patience(item: pytest.Item) -> float:
    """Return how many seconds this test has asked for, which tells about how long it takes."""
    asked = item.get_closest_marker("timeout")
    return asked.args[0] if asked else 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Browsers last, and in files of their own: their event loop stays in the process, and code that brings its own
    # cannot run beside it. The longest first, or one worker would sit idle while the other walks through it alone.
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, -patience(item)))
    in_browser = [item for item in items if item.get_closest_marker("browser")]
    if not in_browser or chromium():
        return
    if os.environ.get("CI") == "true":
        raise pytest.UsageError("The tests in a browser are required here, and there is no Chromium.")
    for item in in_browser:
        item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
