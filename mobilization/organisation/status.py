"""What can be done to residential groups. Pure data."""

from django.db.models import TextChoices


class ReorganisationKind(TextChoices):
    MERGE = "merge", "Sáp nhập"
    SPLIT = "split", "Chia tách"
    RENAME = "rename", "Đổi tên"
    RENUMBER = "renumber", "Đổi số"
