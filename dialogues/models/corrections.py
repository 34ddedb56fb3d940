"""What was corrected in published minutes: which parts can be, how each is typed, what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator

from dialogues.models.agenda import AgendaItem, Section
from dialogues.models.sessions import DialogueSession
from wardportal.dates import date_vi, local_date, moment_vi
from wardportal.fields import VietnameseDateField, VietnameseTimeField
from wardportal.numbers import plain_number

SHORT = 12
MOST_ATTENDED = 100_000
THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


class MinutesCorrection(models.Model):
    """One change of published minutes, shown as such."""

    # Facts that are put right in one line.
    FACTS = ("attended", "number", "conclusion_number")
    OF_MINUTES = ("officials", "chaired_by", "secretary_name", "opening", "conclusion", *FACTS)
    OF_SESSION = ("opened_at", "ended_at")

    minutes = models.ForeignKey(
        "dialogues.Minutes", models.PROTECT, related_name="corrections", verbose_name="biên bản"
    )
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, related_name="corrections", verbose_name="nội dung chương trình"
    )
    field = models.CharField("mục", max_length=20)
    before = models.TextField("trước đính chính", blank=True)
    after = models.TextField("sau đính chính", blank=True)
    is_blanked = models.BooleanField("không giữ lời cũ", default=False)
    reason = models.CharField("lý do", max_length=300)
    at = models.DateTimeField("lúc", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đính chính")

    class Meta:
        verbose_name = "đính chính"
        verbose_name_plural = "đính chính"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field_label} {date_vi(local_date(self.at))}"

    @property
    def old_words(self) -> str:
        """What stood there, or why it is not shown."""
        return "(lời cũ nêu tên riêng, không giữ lại)" if self.is_blanked else self.before or "(để trống)"

    @property
    def new_words(self) -> str:
        blank = "(nêu tên riêng, không giữ lại)" if self.is_blanked else "(bỏ)"
        return self.after or blank

    @property
    def field_label(self) -> str:
        return self.item.label_of(self.field).lower() if self.item else label_of(self.field)

    @property
    def point_words(self) -> str:
        """Which point was corrected, in words that are public; empty for what is said of the whole session.

        Its own words stand in quotes; without any a promise is named by its code, the rest by their part.
        """
        item = self.item
        if item is None:
            return ""
        if words := item.summary or (item.title if item.section == Section.OTHER else ""):
            return f"“{Truncator(words).words(SHORT, truncate='…')}”"
        return item.commitment.code if item.commitment else str(Section(item.section).label).lower()


def label_of(field: str) -> str:
    """What a part is called that is of the whole session, in small letters."""
    minutes: Any = MinutesCorrection.minutes.field.related_model
    model: Any = DialogueSession if field in MinutesCorrection.OF_SESSION else minutes
    return str(model._meta.get_field(field).verbose_name)


def words_of(value: Any) -> str:
    """How a part is shown and typed: times of the ward, numbers in digits."""
    return moment_vi(value) if isinstance(value, datetime) else "" if value is None else str(value)


def read_correction(row: Any, field: str, text: str) -> Any:
    """The value somebody typed for the part; raises ValidationError by "text" where it is none."""
    try:
        if field == "conclusion_number" and not text:
            raise ValidationError("Nhập số thông báo kết luận.")
        read = READ_BY.get(field)
        return row._meta.get_field(field).clean(read(text) if read else text, row)
    except ValidationError as refusal:
        raise ValidationError({"text": refusal.messages}) from refusal


def _read_moment(text: str) -> datetime:
    """As `words_of` shows it: 07:35 12/05/2026."""
    hour, _blank, day = text.strip().rpartition(" ")
    if not hour:
        raise ValidationError("Nhập giờ và ngày, ví dụ 07:35 12/05/2026.")
    moment = datetime.combine(VietnameseDateField().clean(day), VietnameseTimeField().clean(hour))
    if (aware := timezone.make_aware(moment)) > timezone.now():
        raise ValidationError("Giờ này chưa tới.")
    return aware


def read_attended(text: str) -> int:
    """How many came, "1.200" or "1200"; raises ValidationError for anything else."""
    digits = text.replace(".", "") if THOUSANDS.fullmatch(text) else text
    number = plain_number(digits, 6)
    if number is None or number > MOST_ATTENDED:
        raise ValidationError("Nhập số người, ví dụ 45.")
    return number


READ_BY: dict[str, Callable[[str], Any]] = {
    "attended": read_attended,
    **dict.fromkeys(MinutesCorrection.OF_SESSION, _read_moment),
}
