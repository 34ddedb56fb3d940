from django.db import connection, models

from wardportal.codes import show_secret
from wardportal.sealing import new_nonce, secret_of

# The first number opens the series; whoever asks meanwhile waits for the row.
NEXT_NUMBER = """
    INSERT INTO wardportal_numberseries AS kept (series, year, last_number) VALUES (%s, %s, 1)
    ON CONFLICT (series, year) DO UPDATE SET last_number = kept.last_number + 1
    RETURNING last_number
"""


class Coded(models.Model):
    """Abstract: what its sender comes back to with a code and six digits, without an account."""

    code = models.CharField("mã", max_length=20, unique=True, editable=False)
    secret_nonce = models.BinaryField(default=new_nonce, editable=False)

    class Meta:
        abstract = True

    @property
    def secret(self) -> str:
        """The six digits in the form they are printed, `48-2915`."""
        return show_secret(secret_of(bytes(self.secret_nonce)))


class NumberSeries(models.Model):
    """The last number given in a series within a year; the row is locked while one is given, so none is skipped."""

    series = models.CharField("sổ", max_length=20)
    year = models.PositiveSmallIntegerField("năm")
    last_number = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "sổ cấp số"
        verbose_name_plural = "sổ cấp số"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last_number}"

    @classmethod
    def next_number(cls, series: str, year: int) -> int:
        """Give the next number of the series; it is given back when the caller's transaction fails."""
        with connection.cursor() as cursor:
            cursor.execute(NEXT_NUMBER, [series, year])
            number: int = cursor.fetchone()[0]
        return number
