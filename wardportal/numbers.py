"""Vietnamese numbers: a dot groups thousands, a comma stands before decimals; money is whole đồng."""

import re
from decimal import ROUND_HALF_UP, Decimal

BILLION, MILLION = 1_000_000_000, 1_000_000
WHOLE = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)")
GROUPED = re.compile(r"-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?")
# One dot before other than three digits cannot group thousands: it is a decimal point typed out of habit.
POINTED = re.compile(r"-?\d+\.(\d{1,2}|\d{4,})")
MONEY_UNIT = re.compile(r"(đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def number_vi(value: int | float | Decimal, unit: str = "") -> str:
    """1.380 or 653,5 m³"""
    number = Decimal(str(value))
    whole, _, decimals = f"{number:,f}".partition(".")
    text = whole.replace(",", ".") + (f",{decimals}" if (decimals := decimals.rstrip("0")) else "")
    return f"{text} {unit}" if unit else text


def change_vi(change: Decimal) -> str:
    """+3, −2 or 0: by how much something grew."""
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{number_vi(abs(change))}"


def trimmed(value: Decimal | None) -> Decimal | None:
    """The same number without needless zeros, as people type it into a box."""
    return None if value is None else Decimal(f"{value.normalize():f}")


def percent(part: int | Decimal, whole: int | Decimal) -> int:
    """Whole hundredths, cut off, so that only who has all of it has 100; a part of nothing is nothing."""
    return int(100 * part // whole) if whole else 0


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


def plain_number(text: str, digits: int = 18) -> int | None:
    """Return the number that stands in an address or a hidden box; None where it is none, or longer."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def read_money(text: str) -> int:
    """Return the đồng of "2.500.000" or "2500000 đồng"; ValueError as for other whole numbers."""
    return read_whole(MONEY_UNIT.sub("", text.strip()))


def number_words(value: int | Decimal) -> str:
    """hai nghìn không trăm hai mươi sáu; sáu trăm năm mươi ba phẩy năm"""
    number = Decimal(value)
    if number < 0:
        return f"âm {number_words(-number)}"
    whole, _, decimals = f"{number:f}".partition(".")
    words = _whole_words(int(whole))
    decimals = decimals.rstrip("0")
    return f"{words} phẩy {_decimal_words(decimals)}" if decimals else words


def digit_words(digits: str) -> str:
    """không chín một hai"""
    return " ".join(DIGITS[int(digit)] for digit in digits)


def _whole_words(number: int) -> str:
    if number >= BILLION:
        return _with_rest(f"{_whole_words(number // BILLION)} tỷ", number % BILLION)
    for size, name in ((MILLION, "triệu"), (1000, "nghìn")):
        if number >= size:
            return _with_rest(f"{_whole_words(number // size)} {name}", number % size)
    return _hundreds_words(number)


def _with_rest(words: str, rest: int) -> str:
    """Add what follows a larger unit: its hundreds are read even where there are none, "không trăm linh năm"."""
    if rest == 0:
        return words
    for size, name in ((MILLION, "triệu"), (1000, "nghìn")):
        if rest >= size:
            return _with_rest(f"{words} {_hundreds_words(rest // size, after_larger=True)} {name}", rest % size)
    return f"{words} {_hundreds_words(rest, after_larger=True)}"


def _hundreds_words(number: int, *, after_larger: bool = False) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not after_larger:
        return _tens_words(rest)
    words = f"{DIGITS[hundreds]} trăm"
    if rest == 0:
        return words
    return f"{words} linh {DIGITS[rest]}" if rest < 10 else f"{words} {_tens_words(rest)}"


def _tens_words(number: int) -> str:
    tens, units = divmod(number, 10)
    if tens == 0:
        return DIGITS[units]
    if tens == 1:
        return f"mười {'lăm' if units == 5 else DIGITS[units]}" if units else "mười"
    special = {0: "", 1: " mốt", 4: " tư", 5: " lăm"}
    return f"{DIGITS[tens]} mươi" + special.get(units, f" {DIGITS[units]}")


def _decimal_words(digits: str) -> str:
    """Read 75 as a number and 05 or 125 digit by digit."""
    is_number = len(digits) == 2 and digits[0] != "0"
    return _tens_words(int(digits)) if is_number else digit_words(digits)
