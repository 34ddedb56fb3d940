import os
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableFileSystemStorage(FileSystemStorage):
    """Files that are on the disk, and not only in its cache, before a row that names them is committed."""

    def _save(self, name: str, content: File) -> str:
        saved = super()._save(name, content)
        for path in (Path(self.path(saved)), Path(self.path(saved)).parent):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return saved
