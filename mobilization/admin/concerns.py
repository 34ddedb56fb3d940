"""The lists of what people say and teams propose, and of what leaders directed about it."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from mobilization.admin.directing import DirectionView
from mobilization.models import Concern, Direction, Unit
from mobilization.models.concerns import REPLACED
from mobilization.reports.desk import CONCERN_QUEUES, DIRECTION_QUEUES, direction_tone
from mobilization.reports.status import ConcernKind, DirectionStatus
from wardportal.list_filters import ListFilter, OfferedFilter, QueueFilter, RowFilter
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.row_pages import RowsAdmin, admin_url
from wardportal.work_queues import days_left

TEXT_SHOWN = 140


def short(text: str) -> str:
    return Truncator(text).chars(TEXT_SHOWN, truncate="…")


class ConcernQueueFilter(QueueFilter):
    queues = CONCERN_QUEUES


class ConcernKindFilter(ListFilter):
    title, parameter_name, column, offered = "loại", "loai", "kind", ConcernKind


@admin.register(Concern)
class ConcernAdmin(RowsAdmin):
    """Each leads to its place in the team's report, where it is directed."""

    work = CONCERN_QUEUES
    change_list_template = "admin/mobilization/rows.html"
    list_display = ["text_column", "kind", "team_column", "state_column"]
    list_filter = [ConcernQueueFilter, ConcernKindFilter]
    list_select_related = ["report__team"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("mobilization.view_all_reports")

    def rows(self, user: User) -> Any:
        return Concern.objects.read_by_office(user).handed_in()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        directed = Direction.objects.filter(concern=OuterRef("pk"))
        is_open = directed.filter(status=DirectionStatus.OPEN)
        return super().get_queryset(request).annotate(is_directed=Exists(directed), is_open=Exists(is_open))

    @admin.display(description="nội dung")
    def text_column(self, concern: Concern) -> str:
        return short(concern.text)

    @admin.display(description="tổ, báo cáo")
    def team_column(self, concern: Concern) -> str:
        return str(concern.report)

    @admin.display(description="tình trạng")
    def state_column(self, concern: Any) -> SafeString:
        label, tone = "Chờ chỉ đạo", "waiting"
        if concern.is_directed:
            label, tone = ("Đang thực hiện", "progress") if concern.is_open else ("Đã có kết quả", "done")
        return render_to_string("components/_status_badge.html", {"label": label, "tone": tone})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Ý kiến, đề xuất trong báo cáo"} | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        concern = self.rows(request.user).filter(pk=plain_number(object_id)).first()  # type: ignore[arg-type]
        if concern is None:
            raise Http404
        return redirect(f"{admin_url(concern.report)}#y-kien-{concern.pk}")


class DirectionQueueFilter(QueueFilter):
    queues = DIRECTION_QUEUES


class DirectionStatusFilter(OfferedFilter):
    """One that gave way to another stands apart: nothing came of it."""

    title, parameter_name = "tình trạng", "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*DirectionStatus.choices, ("replaced", REPLACED)]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        parts = {
            DirectionStatus.OPEN: queryset.open,
            DirectionStatus.DONE: queryset.ended,
            "replaced": queryset.replaced,
        }
        part = parts.get(self.chosen() or "")
        return part() if part else queryset


class DirectedUnitFilter(RowFilter):
    title, parameter_name, column = "đơn vị", "don-vi", "unit"

    def rows(self) -> QuerySet:
        return Unit.objects.filter(directions__isnull=False).distinct()


@admin.register(Direction)
class DirectionAdmin(RowsAdmin):
    work = DIRECTION_QUEUES
    row_view = DirectionView
    change_list_template = "admin/mobilization/rows.html"
    list_display = ["text_column", "kept_by", "status_column", "due_column", "team_column"]
    list_filter = [DirectionQueueFilter, DirectedUnitFilter, DirectionStatusFilter]
    list_select_related = ["unit", "owner", "concern__report__team"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return any(
            request.user.has_perm(f"mobilization.{name}") for name in ("view_all_reports", "view_unit_directions")
        )

    @admin.display(description="ý kiến chỉ đạo")
    def text_column(self, direction: Direction) -> str:
        return short(direction.text)

    @admin.display(description="đơn vị, người thực hiện")
    def kept_by(self, direction: Direction) -> str:
        return ", ".join(str(part) for part in (direction.unit, direction.owner) if part)

    @admin.display(description="tình trạng")
    def status_column(self, direction: Direction) -> SafeString:
        context = {"label": direction.state, "tone": direction_tone(direction)}
        return render_to_string("components/_status_badge.html", context)

    @admin.display(description="hạn")
    def due_column(self, direction: Direction) -> str:
        left = days_left(direction.due_on, timezone.localdate()) if direction.status == DirectionStatus.OPEN else ""
        return f"{direction.due_on:%d/%m/%Y}{f' ({left})' if left else ''}"

    @admin.display(description="từ báo cáo")
    def team_column(self, direction: Direction) -> str:
        return str(direction.concern.report)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Ý kiến chỉ đạo"} | (extra_context or {}))
