"""Where the files of tests lie."""

from contextlib import contextmanager

from django.core.cache import cache
from django.test import override_settings

from wardportal.downloads import KEPT


@contextmanager
def files_in(folder):
    """Keep uploads and mails in this folder; what was cached about them goes with it."""
    with override_settings(MEDIA_ROOT=folder / "media", EMAIL_FILE_PATH=str(folder / "mail")):
        yield
    cache.clear()
    KEPT.clear()
