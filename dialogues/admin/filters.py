"""The ways to narrow the lists of questions and commitments; no other look-up reaches the tables."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from dialogues.desk import COMMITMENT_QUEUES, QUESTION_QUEUES
from dialogues.models import DialogueSession
from dialogues.status import Channel, CommitmentStatus, QuestionStatus, Slot
from mobilization.models import ResidentialGroup, Unit
from petitions.models import Category
from wardportal.list_filters import ListFilter, OfferedFilter, QueueFilter, RowFilter

SESSIONS_OFFERED = 24
NEAR = timedelta(days=100)
# Of the questions that belong onto an agenda: who speaks, waits, wrote only, came.
PLACES = {
    "duoc-xep": ("Được xếp phát biểu", Q(slot=Slot.SPEAKING)),
    "cho": ("Danh sách chờ", Q(slot=Slot.WAITING)),
    "khong": ("Gửi câu hỏi", Q(slot=Slot.NONE)),
    "da-den": ("Đã đến", Q(queue_number__isnull=False)),
}


class QuestionQueueFilter(QueueFilter):
    queues = QUESTION_QUEUES


class CommitmentQueueFilter(QueueFilter):
    queues = COMMITMENT_QUEUES


class QuestionStatusFilter(ListFilter):
    title, parameter_name, column, offered = "tình trạng", "tinh-trang", "status", QuestionStatus

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, str(status.label)) for status in QuestionStatus if status != QuestionStatus.SEALED]


class ChannelFilter(ListFilter):
    title, parameter_name, column, offered = "kênh", "kenh", "channel", Channel


class CommitmentStatusFilter(ListFilter):
    title, parameter_name, column, offered = "tình trạng", "tinh-trang", "status", CommitmentStatus


class GroupFilter(RowFilter):
    title, parameter_name, column = "tổ dân phố", "to", "residential_group"

    def rows(self) -> QuerySet:
        return ResidentialGroup.objects.valid()


class PlaceFilter(OfferedFilter):
    """The same parts of a session's questions as its page counts."""

    title, parameter_name = "phát biểu", "phat-bieu"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, label) for key, (label, _rows) in PLACES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = PLACES.get(self.chosen() or "")
        return queryset.listed().filter(chosen[1]) if chosen else queryset  # type: ignore[attr-defined]


class UnitFilter(RowFilter):
    title, parameter_name, column = "đơn vị", "don-vi", "unit"

    def rows(self) -> QuerySet:
        return Unit.objects.filter(commitments__isnull=False).distinct()


class TopicFilter(RowFilter):
    title, parameter_name, column, key = "lĩnh vực", "linh-vuc", "topic", "slug"

    def rows(self) -> QuerySet:
        return Category.objects.all()


class SessionFilter(RowFilter):
    """The sessions of the last years and the next months; any other one by its address."""

    title, parameter_name, column, key = "buổi", "buoi", "session", "slug"

    def __init__(self, request: HttpRequest, params: dict[str, Any], *args: Any) -> None:
        self.asked = str((params.get(self.parameter_name) or [""])[-1])
        super().__init__(request, params, *args)

    def rows(self) -> list[DialogueSession]:
        # The series is made a year ahead; what is that far off has no questions yet.
        near = timezone.localdate() + NEAR
        sessions = DialogueSession.objects.order_by("-held_on", "-pk")
        latest = list(sessions.filter(held_on__lte=near)[:SESSIONS_OFFERED])
        if self.asked and self.asked not in {session.slug for session in latest}:
            latest += sessions.filter(slug=self.asked)
        return latest

    def label(self, row: DialogueSession) -> str:
        return f"{row.held_on:%d/%m/%Y}"
