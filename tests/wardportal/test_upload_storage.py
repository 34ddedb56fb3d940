import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import timezone

from news.models import PostPhoto
from tests.factories.news import PostPhotoFactory
from wardportal.models import WaitingUpload
from wardportal.storage import generated_path
from wardportal.uploads import disk, free_bytes, has_room, remove_orphans, with_sizes

TOKEN = "0123456789abcdef" * 2


class TornFile(ContentFile):
    """A file whose second half cannot be read."""

    def read(self, size=-1):
        if self.tell():
            raise OSError("torn")
        return super().read(5)


def stored(settings):
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_a_file_is_stored_whole_with_its_folders_and_narrow_rights(settings):
    name = default_storage.save("petitions/2026/11/a.pdf", ContentFile(b"%PDF-"))
    path = Path(default_storage.path(name))
    assert path.read_bytes() == b"%PDF-"
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.parent.stat().st_mode & 0o777 == 0o750
    assert path.stat().st_nlink == 1
    assert stored(settings) == ["a.pdf"]


def test_a_torn_write_leaves_nothing_behind(settings):
    with pytest.raises(OSError, match="torn"):
        default_storage.save("a.pdf", TornFile(b"0123456789"))
    assert stored(settings) == []


def test_a_second_file_of_a_name_never_replaces_the_first():
    first = default_storage.save("a.pdf", ContentFile(b"one"))
    second = default_storage.save("a.pdf", ContentFile(b"two"))
    assert first != second
    assert Path(default_storage.path(first)).read_bytes() == b"one"


def test_a_large_upload_is_copied_from_its_temporary_file():
    upload = TemporaryUploadedFile("a.pdf", "application/pdf", 3, None)
    upload.write(b"abc")
    path = Path(default_storage.path(default_storage.save("a.pdf", upload)))
    upload.close()
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o777 == 0o640


def test_generated_paths_are_random_and_dated():
    path = generated_path("petitions", "jpg")
    assert re.fullmatch(r"petitions/\d{4}/\d\d/[0-9a-f]{32}\.jpg", path)
    assert path != generated_path("petitions", "jpg")


def test_free_room_is_told_even_before_the_folder_exists(settings):
    assert not Path(settings.MEDIA_ROOT).exists()
    assert free_bytes() > 0
    settings.UPLOAD_RESERVE_BYTES = free_bytes() * 2
    assert not has_room()


def named_file():
    waiting = WaitingUpload(submission_id=TOKEN, field="attachments", name="a.pdf", content_type="x", size=1)
    waiting.file.save(f"{TOKEN}.pdf", ContentFile(b"x"))
    return waiting.file.name


@pytest.mark.django_db
def test_files_no_row_names_are_removed_after_two_days():
    kept = named_file()
    orphan = default_storage.save(generated_path("petitions", "pdf"), ContentFile(b"x"))
    part = default_storage.save(f"waiting/.{TOKEN}.part", ContentFile(b"x"))
    assert remove_orphans() == 0
    assert remove_orphans(at=timezone.now() + timedelta(days=2, minutes=1)) == 2
    assert default_storage.exists(kept)
    assert not default_storage.exists(orphan)
    assert not default_storage.exists(part)


@pytest.mark.django_db
def test_the_sizes_of_a_picture_of_the_news_go_when_no_row_names_it_and_not_before(ward, monkeypatch):
    monkeypatch.setattr(disk, "BATCH", 2)
    kept, lost = PostPhotoFactory(), PostPhotoFactory()
    PostPhoto.objects.filter(pk=lost.pk)._raw_delete("default")  # as one that was rolled back
    assert remove_orphans(at=timezone.now() + timedelta(days=3)) == len(lost.widths) + 1
    assert all(kept.read(width) for width in kept.widths) and kept.file.storage.exists(kept.file.name)
    assert not lost.file.storage.exists(lost.file.name)


@pytest.mark.django_db
def test_a_size_made_of_a_picture_goes_with_it_and_not_before(ward):
    kept, lost = (default_storage.save(generated_path("waiting", "jpg"), ContentFile(b"x")) for _ in range(2))
    WaitingUpload.objects.create(
        submission_id=TOKEN, field="attachments", name="a", content_type="x", size=1, file=kept
    )
    small, orphan = (default_storage.save(with_sizes(name)[1], ContentFile(b"x")) for name in (kept, lost))
    assert remove_orphans(at=timezone.now() + timedelta(days=3)) == 2
    assert default_storage.exists(small) and not default_storage.exists(orphan)


@pytest.mark.django_db
def test_thumbnails_and_files_people_put_there_stay():
    kept = named_file()
    others = [f"{kept}.300x200_q85.jpg", "news/abc/480.jpg", "README.txt"]
    for name in others:
        default_storage.save(name, ContentFile(b"x"))
    assert remove_orphans(at=timezone.now() + timedelta(days=9)) == 0
    assert all(map(default_storage.exists, others))


@pytest.mark.django_db
def test_files_of_a_restored_backup_are_as_young_as_the_restoring():
    named_file()
    name = default_storage.save(generated_path("petitions", "pdf"), ContentFile(b"x"))
    os.utime(default_storage.path(name), (0, 0))
    assert remove_orphans() == 0


@pytest.mark.django_db
def test_nothing_is_removed_where_no_row_names_any_file(caplog):
    name = default_storage.save(generated_path("petitions", "pdf"), ContentFile(b"x"))
    assert remove_orphans(at=timezone.now() + timedelta(days=9)) == 0
    assert default_storage.exists(name)
    assert "wrong database" in caplog.text
