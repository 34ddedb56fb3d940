"""How codes and secrets are written, and how forgivingly they are read."""

import re
import unicodedata

PREFIX = "KN"


def petition_code(year: int, number: int) -> str:
    return f"{PREFIX}-{year}-{number:06d}"


def read_code(typed: str) -> str | None:
    """Return the code that `kn2026000123`, `KN 2026 123` or `2026/123` means; None where it can be none."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper().replace("O", "0"))
    match = re.fullmatch(rf"(?:{PREFIX})?(\d{{4}})(\d{{1,9}})", plain)
    return petition_code(int(match[1]), int(match[2])) if match and int(match[2]) else None


def read_secret(typed: str) -> str:
    """Return the digits of a typed secret, whatever stands between them."""
    plain = unicodedata.normalize("NFKC", typed).upper().replace("O", "0")
    return "".join(str(unicodedata.decimal(char)) for char in plain if char.isdecimal())


def show_secret(secret: str) -> str:
    return f"{secret[:2]}-{secret[2:]}"
