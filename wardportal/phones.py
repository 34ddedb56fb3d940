"""Telephone numbers as people write them, and as they are kept (E.164) and shown (0912 345 678)."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

WRONG = "Số điện thoại không đúng (ví dụ 0912 345 678)."
OLD_MOBILE = "Số di động 11 chữ số không còn dùng từ năm 2018. Xin nhập số 10 chữ số hiện nay (ví dụ 0912 345 678)."
SERVICE_TYPES = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
}


class PhoneError(ValueError):
    """A number that cannot be called; its text is for the person who typed it."""


def read_phone(text: str) -> str:
    """Return a typed number in E.164: spaces, dots, brackets, +84, 84 and a lost first 0 are all forgiven."""
    digits = re.sub(r"[\s.,()/–-]", "", text.strip().translate(str.maketrans("Oo", "00")))
    digits = re.sub(r"^(\+|00)?840?(?=\d{8,10}$)", "0", digits)
    if re.fullmatch(r"[35789]\d{8}", digits):
        digits = f"0{digits}"
    if re.fullmatch(r"01[2689]\d{8}", digits):
        raise PhoneError(OLD_MOBILE)
    if not re.fullmatch(r"(\+|0)?\d{8,15}", digits):
        raise PhoneError(WRONG)
    number = _parse(re.sub(r"^00(?=[1-9])", "+", digits))
    if number is None or not phonenumbers.is_valid_number(number):
        raise PhoneError(WRONG)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def phone_vi(value: str) -> str:
    """Return a number as it is read aloud, 0912 345 678; anything that is no number stays as it is."""
    number = _parse(value)
    if number is None or not phonenumbers.is_valid_number(number):
        return value
    is_home = number.country_code == 84
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    )


def phone_link(value: str) -> str:
    """Return the tel: address of a number; 1800 and 1900 numbers can only be dialled without +84."""
    number = _parse(value)
    if number is None:
        return f"tel:{re.sub(r'[^0-9+]', '', value)}"
    if number.country_code == 84 and phonenumbers.number_type(number) in SERVICE_TYPES:
        return f"tel:{number.national_number}"
    return f"tel:{phonenumbers.format_number(number, PhoneNumberFormat.E164)}"


def _parse(value: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(value, "VN")
    except NumberParseException:
        return None
