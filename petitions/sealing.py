"""Secrets are made, not stored; what is sealed for petitions is sealed as everything else."""

import hashlib
import hmac

from django.conf import settings

from wardportal.sealing import MARK, seal, seal_text, unseal, unseal_text

__all__ = ["MARK", "keyed_hash", "seal", "seal_text", "secret_of", "unseal", "unseal_text"]

SECRET_DIGITS = 6


def secret_of(nonce: bytes) -> str:
    """Return the six digits that belong to a petition's nonce.

    Made with the oldest key: a new key is put before it in `CASE_KEYS` and must not change secrets already printed.
    """
    digest = hmac.new(settings.CASE_KEYS[-1].encode(), b"petition secret" + bytes(nonce), hashlib.sha256).digest()
    # Read as a fraction of one, since the first digits of an integer are not all equally likely.
    return f"{int.from_bytes(digest, 'big') * 10**SECRET_DIGITS >> 8 * len(digest):0{SECRET_DIGITS}d}"


def keyed_hash(*parts: str) -> str:
    """Return a hash that names something in a table without showing it."""
    return hmac.new(settings.CASE_KEYS[-1].encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()
