"""Vietnamese numbers: a dot groups thousands, a comma stands before decimals; money is whole đồng."""

import re
from decimal import ROUND_HALF_UP, Decimal

BILLION, MILLION = 1_000_000_000, 1_000_000
WHOLE = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)")
GROUPED = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?")
# One dot before other than three digits cannot group thousands: it is a decimal point typed out of habit.
POINTED = re.compile(r"-?\d+\.(\d{1,2}|\d{4,})")
MONEY_UNIT = re.compile(r"(đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)


def number_vi(value: int | float | Decimal, unit: str = "") -> str:
    """1.380 or 653,5 m³"""
    number = Decimal(str(value))
    whole, _, decimals = f"{number:,f}".partition(".")
    text = whole.replace(",", ".") + (f",{decimals}" if (decimals := decimals.rstrip("0")) else "")
    return f"{text} {unit}" if unit else text


def money_vi(amount: int) -> str:
    """2.500.000 đồng"""
    return number_vi(amount, "đồng")


def money_short(amount: int) -> str:
    """2,5 tỷ đồng; says so where it had to round. Never for receipts and ledgers."""
    if abs(amount) < MILLION:
        return money_vi(amount)
    size = BILLION if abs(amount) >= BILLION - 5_000 else MILLION
    short = (Decimal(amount) / size).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = number_vi(short, "tỷ đồng" if size == BILLION else "triệu đồng")
    return text if short * size == amount else f"khoảng {text}"


def filesize(size: int) -> str:
    """350 KB or 1,5 MB"""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return number_vi(Decimal(size) // 1024, "KB")
    return number_vi((Decimal(size) / (1024 * 1024)).quantize(Decimal("0.1")), "MB")


def read_number(text: str) -> Decimal:
    """Return the number of "1.380", "1380", "22,3" or "22.3"; ValueError where it is none."""
    plain = re.sub(r"\s", "", text)
    if GROUPED.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if POINTED.fullmatch(plain):
        return Decimal(plain)
    raise ValueError(text)


def read_whole(text: str) -> int:
    """Return the number of "1.380" or "1380"; ValueError for decimals and "1.5", which may mean anything."""
    plain = re.sub(r"\s", "", text)
    if not WHOLE.fullmatch(plain):
        raise ValueError(text)
    return int(plain.replace(".", ""))


def read_money(text: str) -> int:
    """Return the đồng of "2.500.000" or "2500000 đồng"; ValueError as for other whole numbers."""
    return read_whole(MONEY_UNIT.sub("", text.strip()))
