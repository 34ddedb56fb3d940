"""Room on the disk, and files that no row names."""

import logging
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField
from django.utils import timezone

from wardportal.storage import is_generated_name

log = logging.getLogger(__name__)
ORPHAN_AGE = timedelta(days=2)


def free_bytes() -> int:
    """Return how much room is left on the disk of the uploads."""
    folder = Path(settings.MEDIA_ROOT).absolute()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def has_room() -> bool:
    """Whether files are still taken: the last of the disk is kept for the database and what people type."""
    return free_bytes() > settings.UPLOAD_RESERVE_BYTES


def remove_orphans(*, at: datetime | None = None) -> int:
    """Delete stored uploads that no row has named for two days, as a crash before the commit leaves them.

    Touches only names that were made here, so thumbnails and whatever people put there stay.
    """
    before = (at or timezone.now()) - ORPHAN_AGE
    files = [path for path in _generated_files() if _changed_at(path) < before]
    named = _named_files()  # read after the files were listed: a row committed meanwhile is seen
    orphans = [path for path in files if _relative(path) not in named]
    if files and not named:
        log.error("No row names any stored file, though there are %d: wrong database? Nothing removed.", len(files))
        return 0
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _generated_files() -> Iterator[Path]:
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        for name in names:
            path = Path(folder, name)
            if is_generated_name(name) and path.is_file() and not path.is_symlink():
                yield path


def _changed_at(path: Path) -> datetime:
    """When the file came here; a restored backup keeps the old time of writing but not of this."""
    try:
        return datetime.fromtimestamp(path.stat().st_ctime, tz=timezone.get_current_timezone())
    except FileNotFoundError:  # deleted since the folder was listed
        return timezone.now()


def _relative(path: Path) -> str:
    return path.relative_to(settings.MEDIA_ROOT).as_posix()


def _named_files() -> set[str]:
    """Return the names in every file column of every model, whichever storage it uses."""
    named: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and model._meta.managed and not model._meta.proxy:
                named.update(model._base_manager.values_list(field.attname, flat=True).iterator())
    return named - {"", None}
