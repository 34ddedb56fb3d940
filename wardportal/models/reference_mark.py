from collections.abc import Sequence
from typing import Any

from django.db import models

Row = dict[str, Any]
# No row has this code: noted of every table, also of one that there was nothing to start with.
LOOKED_AT = ""


class ReferenceMarkQuerySet(models.QuerySet["ReferenceMark"]):
    def create_new(self, model: type[models.Model], rows: Sequence[Row], *fields: str) -> None:
        """Make those of the rows to start from that this portal never had; `fields` tell them apart."""
        model._default_manager.bulk_create(model(**row) for row in self.not_yet_had(model, rows, *fields))

    def not_yet_had(self, model: type[models.Model], rows: Sequence[Row], *fields: str) -> list[Row]:
        """Of the rows to start from those this portal never had, noted as had from now on; `fields` tell them apart.

        What the ward has deleted or renamed since does not come back. A table that was filled before it was first
        looked at has had all there is.
        """
        table = model._meta.label_lower
        noted = set(self.filter(table=table).values_list("code", flat=True))
        known = {_code(values) for values in model._default_manager.values_list(*fields)}
        coded = {_code([row[field] for field in fields]): row for row in rows}
        self.bulk_create([self.model(table=table, code=code) for code in {LOOKED_AT, *coded} - noted])
        had = noted or set(coded) if known else noted
        return [row for code, row in coded.items() if code not in had | known]


class ReferenceMark(models.Model):
    """That this portal has once had a row to start from, by its code: the ward may delete it or call it otherwise."""

    table = models.CharField("bảng", max_length=80)
    code = models.CharField("mã", max_length=200)

    objects = ReferenceMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "dấu của dòng ban đầu"
        verbose_name_plural = "dấu của dòng ban đầu"
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="reference_row_is_noted_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.code}"


def _code(values: Sequence[Any]) -> str:
    return "/".join(str(value) for value in values)
