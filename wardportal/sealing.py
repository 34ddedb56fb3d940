"""What only named people may read is encrypted before it reaches the database; secrets are made, not stored."""

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

MARK = "sealed:"
SECRET_DIGITS = 6


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


def new_nonce() -> bytes:
    return secrets.token_bytes(16)


def secret_of(nonce: bytes) -> str:
    """Return the six digits that belong to the nonce of a petition or of anything else with a code.

    Made with the oldest key: a new key is put before it in `CASE_KEYS` and must not change secrets already printed.
    For the same reason the words before the nonce stay what they were when only petitions had a secret.
    """
    digest = hmac.new(settings.CASE_KEYS[-1].encode(), b"petition secret" + bytes(nonce), hashlib.sha256).digest()
    # Read as a fraction of one, since the first digits of an integer are not all equally likely.
    return f"{int.from_bytes(digest, 'big') * 10**SECRET_DIGITS >> 8 * len(digest):0{SECRET_DIGITS}d}"


def keyed_hash(*parts: str) -> str:
    """Return a hash that names something in a table without showing it."""
    return hmac.new(settings.CASE_KEYS[-1].encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()
