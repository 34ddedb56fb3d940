import os
import re
import secrets
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

TOKEN_BYTES = 16
GENERATED = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,8}|\.[0-9a-f]{32}\.part")
# A picture in a folder of its own, and the sizes made of it.
SIZES = re.compile(r"(.+/[0-9a-f]{20})/(?:original|\d+)\.jpg")
# A size made of a picture, beside it.
SIZE = re.compile(r"(.+/[0-9a-f]{32})-\d+\.jpg")


def generated_path(folder: str, extension: str) -> str:
    """Return a fresh path under `folder` that says nothing about the file but its kind and month."""
    return f"{folder}/{timezone.localdate():%Y/%m}/{secrets.token_hex(TOKEN_BYTES)}.{extension}"


def named_for(path: str) -> str | None:
    """The name that some row has, if this file is still needed; None where the path was not made here.

    Of the sizes of a picture rows name the original alone.
    """
    if sizes := SIZES.fullmatch(path):
        return f"{sizes[1]}/original.jpg"
    if size := SIZE.fullmatch(path):
        return f"{size[1]}.jpg"
    return path if GENERATED.fullmatch(path.rpartition("/")[2]) else None


class DurableFileSystemStorage(FileSystemStorage):
    """Files that are on the disk, and not only in its cache, before a row that names them is committed.

    A file is written beside its place and gets its name when it is whole: a crash leaves no torn file under it.
    """

    def _save(self, name: str, content: File) -> str:
        folder = Path(self.path(name)).parent
        fresh = _missing(folder)
        part = folder / f".{secrets.token_hex(TOKEN_BYTES)}.part"
        # Django's own way of writing makes the folders and sets the permissions of both.
        try:
            super()._save(os.path.relpath(part, self.location), File(content, name=part.name))  # type: ignore[misc]
            _sync(part)
            saved = self._give_name(part, name)
        finally:
            part.unlink(missing_ok=True)
        for path in (folder, *(made.parent for made in fresh)):
            _sync(path)
        return saved

    def _give_name(self, part: Path, name: str) -> str:
        """Link the whole file under its name, or under another where somebody was quicker."""
        while True:
            try:
                os.link(part, self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")


def _missing(folder: Path) -> list[Path]:
    """Return the folders that have to be made for this one."""
    return [path for path in (folder, *folder.parents) if not path.exists()]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class BriefCompressor(Compressor):
    """Compresses what is large, the editor that staff alone load, a hundredth less in less than half the time."""

    LARGE = 300_000

    @classmethod
    def compress_brotli(cls, data: bytes) -> bytes:
        return brotli.compress(data, quality=10 if len(data) > cls.LARGE else 11)


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    """Static files under hashed names, in the imports of modules too: only the hashed ones are kept."""

    support_js_module_import_aggregation = True

    def create_compressor(self, **options: Any) -> Compressor:
        return BriefCompressor(**options)
