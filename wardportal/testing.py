"""A PostgreSQL of its own for every test run: a pytest plugin, loaded by the options in pyproject.toml."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from wardportal.database import QUICK_AND_FORGETFUL, EmbeddedServer, embedded_url


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the server before the settings are read; parallel workers inherit its address."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="wp-")).resolve()
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    folder.chmod(0o711)  # as root the server runs as somebody else, who has to get in
    os.environ.setdefault("WARDPORTAL_DATA_DIR", str(folder / "data"))
    if not os.environ.get("DATABASE_URL"):
        server = EmbeddedServer(folder, max_connections="200", **QUICK_AND_FORGETFUL)
        early_config.add_cleanup(server.stop)
        server.start()
        os.environ["DATABASE_URL"] = embedded_url(folder)
