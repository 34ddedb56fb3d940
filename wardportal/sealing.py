"""What only named people may read is encrypted before it reaches the database or the disk."""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

MARK = "sealed:"


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def seal(data: bytes) -> bytes:
    """Encrypt with the newest key of `CASE_KEYS`."""
    return _box(tuple(settings.CASE_KEYS)).encrypt(data)


def unseal(data: bytes) -> bytes:
    """Decrypt what `seal` made with any key still listed; raises InvalidToken where the key is gone."""
    return _box(tuple(settings.CASE_KEYS)).decrypt(data)


def seal_text(text: str) -> str:
    """Return the text encrypted and marked, so that it fits a text column; empty stays empty."""
    return MARK + seal(text.encode()).decode() if text else ""


def unseal_text(text: str) -> str:
    """Return the text in clear, whether it was sealed or not."""
    return unseal(text.removeprefix(MARK).encode()).decode() if text.startswith(MARK) else text
