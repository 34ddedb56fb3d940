"""The ways to narrow the list of petitions."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from mobilization.models import Unit
from petitions.desk import queues_of
from petitions.models import Category
from petitions.models.petition import PetitionQuerySet
from petitions.status import Channel, Kind, Status
from wardportal.list_filters import ListFilter, OfferedFilter, RowFilter


class QueueFilter(OfferedFilter):
    title, parameter_name = "hàng việc", "viec"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.slug, queue.label) for queue in queues_of(request.user)]  # type: ignore[arg-type]

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        queues = {queue.slug: queue for queue in queues_of(request.user)}  # type: ignore[arg-type]
        queue = queues.get(self.chosen() or "")
        return queue.rows(queryset, request.user) if queue else queryset  # type: ignore[arg-type]


class StatusFilter(ListFilter):
    title, parameter_name, column, offered = "tình trạng", "tinh-trang", "status", Status

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.for_staff) for status in Status]


class KindFilter(OfferedFilter):
    title, parameter_name = "loại đơn", "loai"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in Kind if kind != Kind.DENUNCIATION]

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        kind = self.chosen()
        return queryset.of_kind(kind) if kind else queryset


class CategoryFilter(RowFilter):
    title, parameter_name, column, key = "lĩnh vực", "linh-vuc", "category", "slug"

    def rows(self) -> QuerySet:
        return Category.objects.all()


class ChannelFilter(ListFilter):
    title, parameter_name, column, offered = "kênh", "kenh", "channel", Channel


class UnitFilter(RowFilter):
    title, parameter_name, column = "đơn vị giải quyết", "don-vi", "unit"

    def rows(self) -> QuerySet:
        return Unit.objects.filter(handles_petitions=True)
