from django.contrib.auth.models import AbstractUser
from django.db import models

from wardportal.text import given_name


class User(AbstractUser):
    """A person who signs in: staff, leaders, team heads. Residents have no account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=120, help_text="Họ, tên đệm và tên, như trên giấy tờ.")

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return given_name(str(self))
