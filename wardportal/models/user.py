from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as AccountManager
from django.db import models

from wardportal.text import given_name, name_sort_key


class UserManager(AccountManager["User"]):
    use_in_migrations = False

    def at_work(self) -> models.QuerySet[User]:
        """Staff who can sign in: who may be chosen for something, and is written to about the office's work."""
        return self.filter(is_active=True, is_staff=True)


class User(AbstractUser):
    """A person who signs in: staff, leaders, team heads. Residents have no account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=120, help_text="Họ, tên đệm và tên, như trên giấy tờ.")
    sort_key = models.CharField(max_length=400, editable=False, blank=True, db_collation="C")

    objects: ClassVar[UserManager] = UserManager()

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: object, update_fields: Iterable[str] | None = None, **kwargs: object) -> None:
        self.sort_key = name_sort_key(str(self))
        if update_fields is not None:
            update_fields = {*update_fields, "sort_key"}
        super().save(*args, update_fields=update_fields, **kwargs)  # type: ignore[arg-type]

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return given_name(str(self))
