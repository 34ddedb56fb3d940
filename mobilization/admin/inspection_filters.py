"""How the list of inspections is narrowed: by work, field, group, street, state, and from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from mobilization.inspections.status import InspectionDecisionKind, InspectionStatus
from mobilization.models import InspectionField, ResidentialGroup, Street
from wardportal.fields import VietnameseDateField
from wardportal.list_filters import ListFilter, OfferedFilter, QueueFilter, RowFilter
from wardportal.work_queues import WorkQueue

SEEING = ("mobilization.view_all_inspections",)
DOING = ("mobilization.visit_inspection", "mobilization.follow_inspection")
_DUE: dict[str, Any] = {"since": "due_on", "order": "due_on", "is_due": True}
QUEUES = (
    WorkQueue("den-han", "Kiểm tra lại đến hạn, quá hạn", lambda rows, user: rows.due(), DOING, **_DUE, tone="overdue"),
    WorkQueue(
        "chua-quyet-dinh",
        "Kiểm tra chưa quyết định xử lý",
        lambda rows, user: rows.undecided(),
        ("mobilization.decide_inspection",),
        since="inspected_on",
        order="inspected_on",
        tone="soon",
    ),
    WorkQueue(
        "cho-kiem-tra",
        "Yêu cầu chờ đến kiểm tra",
        lambda rows, user: rows.asked_for(),
        ("mobilization.take_down_inspection",),
        **_DUE,
    ),
    WorkQueue("dang-theo-doi", "Kiểm tra đang theo dõi", lambda rows, user: rows.following(), SEEING, **_DUE),
)


class InspectionQueueFilter(QueueFilter):
    title = "hàng việc"
    queues = QUEUES


class FieldFilter(RowFilter):
    title, parameter_name, column = "lĩnh vực", "linh-vuc", "field"

    def rows(self) -> QuerySet:
        return InspectionField.objects.all()


class GroupFilter(RowFilter):
    title, parameter_name, column = "tổ dân phố", "to", "residential_group"

    def rows(self) -> QuerySet:
        return ResidentialGroup.objects.all()


class StreetFilter(RowFilter):
    title, parameter_name, column = "tuyến đường", "duong", "street"

    def rows(self) -> QuerySet:
        return Street.objects.all()


class StatusFilter(ListFilter):
    title, parameter_name, column, offered = "tình trạng", "tinh-trang", "status", InspectionStatus


class DecisionFilter(ListFilter):
    title, parameter_name, column, offered = "quyết định", "xu-ly", "decision", InspectionDecisionKind


class AreaFilter(OfferedFilter):
    """A property of the place, for staff alone."""

    title, parameter_name = "vùng đặc thù", "vung"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("dac-thu", "Ở vùng đặc thù")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.chosen():
            return queryset
        groups = ResidentialGroup.objects.filter(is_special_area=True)
        return queryset.filter(residential_group__in=list(groups.values_list("pk", flat=True)))


class DaysFilter(admin.ListFilter):
    """From one day to another, both included, as they are typed; what is no day narrows nothing and is said."""

    title, parameter_name, last_name = "ngày kiểm tra", "tu", "den"
    template = "admin/mobilization/inspection/_days_filter.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[Any]:
        return [self.parameter_name, self.last_name]

    def typed(self, name: str) -> str:
        return str(self.used_parameters.get(name, ""))[:20]

    def day(self, name: str) -> date | None:
        try:
            return VietnameseDateField(required=False).clean(self.typed(name))
        except ValidationError:
            return None

    def is_wrong(self, name: str) -> bool:
        return bool(self.typed(name) and self.day(name) is None)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        first, last = self.day(self.parameter_name), self.day(self.last_name)
        if first:
            queryset = queryset.filter(inspected_on__gte=first)
        return queryset.filter(inspected_on__lte=last) if last else queryset

    def choices(self, changelist: Any) -> Any:
        """What the template fills its two boxes with, and what else the address asks for."""
        kept = [(name, value) for name, value in changelist.get_filters_params().items() if name != "p"]
        others = [(name, value) for name, value in kept if name not in self.expected_parameters()]
        boxes = [
            {
                "name": name,
                "label": label,
                "value": self.typed(name),
                "wrong": self.is_wrong(name),
            }
            for name, label in ((self.parameter_name, "Từ ngày"), (self.last_name, "Đến ngày"))
        ]
        return [{"boxes": boxes, "others": [(name, _last(value)) for name, value in others]}]


def _last(value: Any) -> str:
    return str(value[-1] if isinstance(value, list) and value else value)
