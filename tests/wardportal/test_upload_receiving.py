"""While a form is read, no more of a file is kept than the ward lets in."""

import io
import os

import pytest

from wardportal.uploads.receiving import WardUploadHandler, were_left_out

pytestmark = pytest.mark.django_db

MB = 1024 * 1024


@pytest.fixture
def handler(ward):
    handler = WardUploadHandler()
    handler.new_file("attachments", "anh.jpg", "image/jpeg", None)
    yield handler
    handler.file.close()


def receive(handler, megabytes):
    """Feed so many megabytes and return how large the file on the disk was at most."""
    largest = 0
    for number in range(megabytes):
        handler.receive_data_chunk(b"x" * MB, number * MB)
        largest = max(largest, os.path.getsize(handler.file.temporary_file_path()))
    return largest


def test_a_file_within_the_limit_is_kept_whole(handler, ward):
    receive(handler, ward.upload_max_megabytes)
    file = handler.file_complete(ward.upload_max_bytes)
    assert (file.size, len(file.read())) == (ward.upload_max_bytes, ward.upload_max_bytes)


def test_of_a_larger_file_only_the_size_is_known(handler, ward):
    assert receive(handler, 3 * ward.upload_max_megabytes) <= ward.upload_max_bytes
    file = handler.file_complete(3 * ward.upload_max_bytes)
    assert (file.size, file.read()) == (3 * ward.upload_max_bytes, b"")
    assert not were_left_out(file)


def test_a_disk_that_fills_up_meanwhile_leaves_the_file_out(handler):
    handler.file.file.close()
    handler.file.file = io.FileIO("/dev/full", "w")
    handler.receive_data_chunk(b"x" * MB, 0)
    handler.receive_data_chunk(b"x" * MB, MB)
    assert were_left_out(handler.file)


def test_near_a_full_disk_nothing_is_kept(settings, ward):
    settings.UPLOAD_RESERVE_BYTES = 10**18
    handler = WardUploadHandler()
    handler.new_file("attachments", "anh.jpg", "image/jpeg", None)
    assert receive(handler, 2) == 0
    assert were_left_out(handler.file_complete(2 * MB))
    handler.file.close()
