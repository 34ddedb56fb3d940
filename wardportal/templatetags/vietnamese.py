"""Dates, numbers, money and telephone numbers on pages; an empty value shows as nothing.

Bare integers in templates are grouped (1.380): years and ids go through `|date:"Y"`, `|stringformat:"d"` or
`|unlocalize` of the `l10n` tags.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django import template

from wardportal import dates, numbers, phones

register = template.Library()
Value = TypeVar("Value")


def _shown(value: Value | None, show: Callable[[Value], str]) -> str:
    return "" if value is None or value == "" else show(value)


@register.filter
def date_vi(value: date | datetime | None) -> str:
    """15/12/2026"""
    return _shown(value, lambda day: dates.date_vi(dates.local_date(day)))


@register.filter
def date_words(value: date | datetime | None) -> str:
    """Thứ ba, 15 tháng 12"""
    return _shown(value, lambda day: dates.date_words(dates.local_date(day)))


@register.filter
def day_date(value: date | datetime | None) -> str:
    """thứ ba, 15/12/2026"""
    return _shown(value, lambda day: dates.day_date(dates.local_date(day)))


@register.filter(expects_localtime=True)
def datetime_line(value: datetime | None) -> str:
    """Thứ bảy, 11/03/2023 08:11"""
    return _shown(value, dates.datetime_line)


@register.filter
def letter_date(value: date | datetime | None) -> str:
    """ngày 05 tháng 3 năm 2026"""
    return _shown(value, lambda day: dates.letter_date(dates.local_date(day)))


@register.filter
def number_vi(value: int | float | Decimal | None, unit: str = "") -> str:
    """1.380, or with a unit 653,5 m³"""
    return "" if value is None or value == "" else numbers.number_vi(value, unit)


@register.filter
def money_vi(value: int | None) -> str:
    """2.500.000 đồng"""
    return _shown(value, numbers.money_vi)


@register.filter
def money_short(value: int | None) -> str:
    """2,5 tỷ đồng"""
    return _shown(value, numbers.money_short)


@register.filter
def phone_vi(value: object) -> str:
    """0912 345 678"""
    return _shown(value, lambda number: phones.phone_vi(str(number)))


@register.filter
def phone_link(value: object) -> str:
    """tel:+84912345678"""
    return _shown(value, lambda number: phones.phone_link(str(number)))


@register.filter
def hours_vi(value: str) -> str:
    """7 giờ 30 – 11 giờ 30, each hour on one line"""
    return re.sub(r"(\d+) giờ(?: (?=\d))?", lambda hour: hour[0].replace(" ", "\u00a0"), value)


@register.filter
def filesize(value: int | None) -> str:
    """1,5 MB"""
    return _shown(value, numbers.filesize)
