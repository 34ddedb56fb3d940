"""Dates and times in Vietnamese words: weekdays are spelled out, days come before months."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

# A day beyond it is a slip of the hand; what takes longer is planned for years.
A_YEAR, YEARS = timedelta(days=366), timedelta(days=3 * 366)
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def is_near(day: date, most: timedelta = A_YEAR) -> bool:
    return day <= timezone.localdate() + most


def check_near(day: date | None, box: str = "", *, most: timedelta = A_YEAR) -> None:
    """Refuse a day nobody would ever come back to: one so far off that its year must be mistyped."""
    if day and not is_near(day, most):
        told = f"Ngày này quá xa: muộn nhất là {date_vi(timezone.localdate() + most)}."
        raise ValidationError({box: told} if box else told)


def local_date(value: date | datetime) -> date:
    """Return the day; of a moment, the day it is in the ward."""
    if not isinstance(value, datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def date_vi(day: date) -> str:
    """15/12/2026"""
    return f"{day:%d/%m}/{day.year:04}"


def date_words(day: date) -> str:
    """Thứ ba, 15 tháng 12"""
    return f"{weekday(day)}, {day.day} tháng {day.month}"


def day_date(day: date) -> str:
    """thứ ba, 15/12/2026"""
    return f"{weekday(day).lower()}, {date_vi(day)}"


def datetime_line(at: datetime) -> str:
    """Thứ bảy, 11/03/2023 08:11"""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return f"{weekday(local)}, {date_vi(local)} {local:%H:%M}"


def moment_vi(at: datetime) -> str:
    """07:35 15/12/2026, in the ward's time"""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    return f"{local:%H:%M} {date_vi(local)}"


def letter_date(day: date) -> str:
    """ngày 05 tháng 3 năm 2026: as Decree 30/2020 has it, days below 10 and months 1 and 2 take a zero."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
