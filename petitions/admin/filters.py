"""The ways to narrow the list. No other look-up reaches the table, so nothing can be guessed by one."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mobilization.models import Unit
from petitions.desk import queues_of
from petitions.models import Category
from petitions.models.petition import PetitionQuerySet
from petitions.status import Channel, Kind, Status


class OfferedFilter(admin.SimpleListFilter):
    """A filter that takes only what it offers."""

    template = "admin/petitions/_filter.html"

    def chosen(self) -> str | None:
        value = self.value()
        return value if value in {str(key) for key, _label in self.lookup_choices} else None


class QueueFilter(OfferedFilter):
    title, parameter_name = "hàng việc", "viec"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.slug, queue.label) for queue in queues_of(request.user)]  # type: ignore[arg-type]

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        queues = {queue.slug: queue for queue in queues_of(request.user)}  # type: ignore[arg-type]
        queue = queues.get(self.chosen() or "")
        return queue.rows(queryset, request.user) if queue else queryset  # type: ignore[arg-type]


class StatusFilter(OfferedFilter):
    title, parameter_name = "tình trạng", "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Status.choices

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        status = self.chosen()
        return queryset.filter(status=status) if status else queryset


class KindFilter(OfferedFilter):
    title, parameter_name = "loại đơn", "loai"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in Kind if kind != Kind.DENUNCIATION]

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        kind = self.chosen()
        return queryset.of_kind(kind) if kind else queryset


class CategoryFilter(OfferedFilter):
    title, parameter_name = "lĩnh vực", "linh-vuc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Category.objects.values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        slug = self.chosen()
        # By key, not by join: the index of the key gives the rows in their order.
        return queryset.filter(category=Category.objects.get(slug=slug)) if slug else queryset


class ChannelFilter(OfferedFilter):
    title, parameter_name = "kênh", "kenh"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Channel.choices

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        channel = self.chosen()
        return queryset.filter(channel=channel) if channel else queryset


class UnitFilter(OfferedFilter):
    title, parameter_name = "đơn vị giải quyết", "don-vi"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Unit.objects.filter(handles_petitions=True).values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: PetitionQuerySet) -> PetitionQuerySet:  # type: ignore[override]
        code = self.chosen()
        return queryset.filter(unit=Unit.objects.get(code=code)) if code else queryset
