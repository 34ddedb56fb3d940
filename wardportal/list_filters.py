"""The ways to narrow a list of the admin. No other look-up reaches a table, so nothing can be guessed by one."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from wardportal.work_queues import WorkQueue

EVERYTHING = "tat-ca"


class OfferedFilter(admin.SimpleListFilter):
    """A filter that takes only what it offers."""

    template = "admin/_filter.html"

    def chosen(self) -> str | None:
        value = self.value()
        return value if value in {str(key) for key, _label in self.lookup_choices} else None


class ListFilter(OfferedFilter):
    """Rows whose column has one value of a fixed list."""

    column: ClassVar[str]
    offered: ClassVar[Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return self.offered.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen()
        return queryset.filter(**{self.column: chosen}) if chosen else queryset


class RowFilter(OfferedFilter):
    """Rows that point at one row of another table, named in the address by its code."""

    column: ClassVar[str]
    key: ClassVar[str] = "code"

    def rows(self) -> Iterable[Any]:
        raise NotImplementedError

    def label(self, row: Any) -> str:
        return str(row)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.by_key = {str(getattr(row, self.key)): row for row in self.rows()}
        return [(key, self.label(row)) for key, row in self.by_key.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen()
        # By key, not by join: the index of the key gives the rows in their order.
        return queryset.filter(**{self.column: self.by_key[chosen]}) if chosen else queryset


class QueueFilter(OfferedFilter):
    title, parameter_name = "hàng việc", "viec"
    queues: ClassVar[Sequence[WorkQueue]]

    def value(self) -> str | None:
        value = super().value()
        return None if value == EVERYTHING else value

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.slug, queue.label) for queue in self.queues]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        queue = queue_named(self.queues, self.chosen())
        return queue.rows(queryset, request.user) if queue else queryset  # type: ignore[arg-type]


def queue_named(queues: Sequence[WorkQueue], slug: str | None) -> WorkQueue | None:
    return next((queue for queue in queues if queue.slug == slug), None)
