"""The cast and the ground every test stands on."""

import pytest


@pytest.fixture(autouse=True)
def _own_data_dir(settings, tmp_path):
    """Files of a test go into a folder of its own; passwords hash fast; static names are plain."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
