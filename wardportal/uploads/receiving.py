"""What is kept of a file while its form is read: no more than the ward lets in, and nothing where there is no room."""

from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from wardportal.models import Ward

from .disk import has_room


class ReceivedFile(TemporaryUploadedFile):
    """A file in the folder of temporary files; `size` is what was sent, also where the bytes were not kept."""

    is_left_out = False  # there was no room for it


class WardUploadHandler(FileUploadHandler):
    """Stops keeping a file once it is too large, so that the form can name it and nobody fills the disk with it."""

    file: ReceivedFile | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = ReceivedFile(self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra)
        self.file.is_left_out = not has_room()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.file is not None
        if self.file.is_left_out:
            return
        if start + len(raw_data) > self._most:
            self.file.truncate(0)
            return
        try:
            self.file.write(raw_data)
        except OSError:
            self.file.is_left_out = True

    def file_complete(self, file_size: int) -> UploadedFile | None:
        assert self.file is not None
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()

    @cached_property
    def _most(self) -> int:
        return (Ward.objects.current() or Ward()).upload_max_bytes


def were_left_out(*files: UploadedFile) -> bool:
    return any(getattr(file, "is_left_out", False) for file in files)
