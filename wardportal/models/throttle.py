from datetime import timedelta

from django.db import connection, models
from django.utils import timezone


def forget_expired_tries() -> int:
    """Delete counts of wrong passwords that no longer stop anybody; return how many.

    Every try counts the rows of the cache, which by itself drops none until it is full.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [timezone.now()])
        return cursor.rowcount


class AttemptCountQuerySet(models.QuerySet["AttemptCount"]):
    def add(self, key: str, *, window: timedelta) -> int:
        """Count one more attempt under the key and return how many there are; the count restarts after `window`."""
        sql = """
            INSERT INTO wardportal_attemptcount AS kept (key, count, first_at, last_at)
            VALUES (%(key)s, 1, %(now)s, %(now)s)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN kept.first_at < %(since)s THEN 1 ELSE kept.count + 1 END,
                first_at = CASE WHEN kept.first_at < %(since)s THEN %(now)s ELSE kept.first_at END,
                last_at = %(now)s
            RETURNING count
        """
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(sql, {"key": key, "now": now, "since": now - window})
            return int(cursor.fetchone()[0])

    def forget_old(self) -> int:
        """Delete counts nobody has added to for a day; return how many."""
        return self.filter(last_at__lt=timezone.now() - timedelta(days=1)).delete()[0]


class AttemptCount(models.Model):
    """How often something was tried lately. The key is a keyed hash: neither code nor address stands in the table."""

    key = models.CharField("khóa", max_length=64, primary_key=True)
    count = models.PositiveIntegerField("số lần", default=0)
    first_at = models.DateTimeField("từ lúc")
    last_at = models.DateTimeField("gần nhất", db_index=True)

    objects = AttemptCountQuerySet.as_manager()

    class Meta:
        verbose_name = "số lần thử"
        verbose_name_plural = "số lần thử"

    def __str__(self) -> str:
        return f"{self.count} lần"
