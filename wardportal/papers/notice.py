"""What a notice for the board says; the loudspeaker reads the same facts (wardportal.spoken)."""

from dataclasses import dataclass
from datetime import datetime

from wardportal.dates import letter_date, weekday


@dataclass(frozen=True)
class Notice:
    """A notice everybody shall see: what, when, where, how to take part, whom to ask.

    Moments are local time. Other facts ("Chủ trì", "Nội dung") stand under their own labels.
    """

    issuer: str
    title: str
    starts_at: datetime
    where: str
    kind: str = "THÔNG BÁO"
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    register: str = ""
    phone: str = ""
    qr_text: str = ""
    qr_caption: str = ""
    footer: str = ""

    @property
    def when(self) -> str:
        """8 giờ 00, thứ ba, ngày 15 tháng 12 năm 2026"""
        day = self.starts_at.date()
        return f"{self.starts_at.hour} giờ {self.starts_at:%M}, {weekday(day).lower()}, {letter_date(day)}"

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What stands on the notice: label and text, in order."""
        lines = (("Thời gian", self.when), ("Địa điểm", self.where), *self.facts)
        told = (("Cách đăng ký", self.register), ("Điện thoại", self.phone))
        return lines + tuple((label, text) for label, text in told if text)
