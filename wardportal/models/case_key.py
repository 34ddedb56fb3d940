import hmac

from django.db import models

from wardportal.sealing import keyed_hash


class CaseKeyMarkQuerySet(models.QuerySet["CaseKeyMark"]):
    def fits(self) -> bool:
        """Whether the oldest case key is the one this database was begun with; the first start notes which it is."""
        known, present = self.first(), present_mark()
        if known is None:
            self.create(mark=present)
        return known is None or hmac.compare_digest(known.mark, present)

    def renew(self) -> None:
        """Begin anew with the present key: what was sealed under the old one stays closed for good."""
        self.all().delete()
        self.create(mark=present_mark())


class CaseKeyMark(models.Model):
    """What the oldest case key makes of a known word; by it a start notices that another key lies in its place."""

    mark = models.CharField("dấu của khóa", max_length=64)

    objects = CaseKeyMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "dấu của khóa hồ sơ"
        verbose_name_plural = "dấu của khóa hồ sơ"

    def __str__(self) -> str:
        return self.mark[:8]


def present_mark() -> str:
    return keyed_hash("case key")
