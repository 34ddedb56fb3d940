"""Room on the disk, and files that no row names."""

import logging
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import FileField
from django.utils import timezone

from wardportal.storage import named_for

log = logging.getLogger(__name__)
ORPHAN_AGE = timedelta(days=2)
BATCH = 1000


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
    files, orphans = _old_files(before), []
    while batch := list(islice(files, BATCH)):
        named = _named_among({name for _path, name in batch})  # after they were listed: a row committed since is seen
        orphans += [path for path, name in batch if name not in named]
    if orphans and not _is_any_named():
        log.error("No row names any stored file, though there are %d: wrong database? Nothing removed.", len(orphans))
        return 0
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _old_files(before: datetime) -> Iterator[tuple[Path, str]]:
    """Files stored before this moment, each with the name a row has to have for it to stay."""
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        for path in (Path(folder, name) for name in names):
            name = named_for(path.relative_to(settings.MEDIA_ROOT).as_posix())
            if name and path.is_file() and not path.is_symlink() and _changed_at(path) < before:
                yield path, name


def _changed_at(path: Path) -> datetime:
    """When the file came here; a restored backup keeps the old time of writing but not of this."""
    try:
        return datetime.fromtimestamp(path.stat().st_ctime, tz=timezone.get_current_timezone())
    except FileNotFoundError:  # deleted since the folder was listed
        return timezone.now()


def _columns() -> Iterator[tuple[Any, str]]:
    """Every file column of every model, whichever storage it uses."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield from ((model, field.attname) for field in model._meta.concrete_fields if isinstance(field, FileField))


def _named_among(names: set[str]) -> set[str]:
    found: set[str] = set()
    for model, column in _columns():
        found.update(model._base_manager.filter(**{f"{column}__in": names}).values_list(column, flat=True))
    return found


def _is_any_named() -> bool:
    return any(model._base_manager.filter(**{f"{column}__gt": ""}).exists() for model, column in _columns())
