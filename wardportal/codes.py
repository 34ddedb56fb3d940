"""How codes and secrets are written, and how forgivingly they are read."""

import re
import unicodedata

from wardportal.text import strip_marks

# "Mã", "Mã đơn", "Mã đăng ký", "đơn số": what stands before a code on the slip or is said; folded as codes are.
LABEL = "(?:MA)?(?:D0N|DANGKY)?(?:S0)?"
# A year of this portal: six digits alone are a number without its year, or a secret, and no code.
YEAR = r"20\d\d"


def numbered_code(prefix: str, year: int, number: int) -> str:
    return f"{prefix}-{year}-{number:06d}"


def read_code(typed: str, prefix: str) -> str | None:
    """Return the code that `kn2026000123`, `KN 2026 123` or `2026/123` means; None where it can be none."""
    plain = re.sub(r"[^0-9A-Z]", "", _folded(typed))
    match = re.fullmatch(rf"{LABEL}(?:{_folded(prefix)})?({YEAR})(\d{{1,9}})", plain)
    return numbered_code(prefix, int(match[1]), int(match[2])) if match and int(match[2]) else None


def read_secret(typed: str) -> str:
    """Return the digits of a typed secret, whatever stands between them."""
    return "".join(str(unicodedata.decimal(char)) for char in _folded(typed) if char.isdecimal())


def show_secret(secret: str) -> str:
    return f"{secret[:2]}-{secret[2:]}"


def _folded(typed: str) -> str:
    """Return it in plain capitals without marks, with the digit for the letter that looks like it."""
    return strip_marks(unicodedata.normalize("NFKC", typed)).upper().replace("O", "0")
