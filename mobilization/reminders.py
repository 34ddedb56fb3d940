"""What reminders of every work share: which one it is time for, and that each is written once."""

from datetime import date, timedelta

from wardportal.models import OutgoingMessage

LATE_FOR = timedelta(days=7)


def next_reminder(stem: str, due_on: date, today: date, about: str) -> tuple[str, str] | None:
    """Return the kind of the mail, made of the stem, and the words for its subject; None where it was written."""
    kind, what = (f"{stem}_late", "đã quá hạn") if due_on < today else (f"{stem}_soon", "sắp đến hạn")
    return None if OutgoingMessage.objects.filter(kind=kind, about=about).exists() else (kind, what)
