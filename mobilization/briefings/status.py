"""Briefings and what they conclude: where each stands and which decision leads where. Pure data."""

from django.db.models import TextChoices

from wardportal.moves import Move, from_


class BriefingLevel(TextChoices):
    TEAM = "team", "Chi ủy với tổ dân vận"
    WARD = "ward", "Phường với các tổ dân vận"


class BriefingStatus(TextChoices):
    PLANNED = "planned", "Sắp họp"
    HELD = "held", "Đã họp, chưa kết luận"
    CONCLUDED = "concluded", "Đã có kết luận"
    CANCELLED = "cancelled", "Đã hủy"


class BriefingEventKind(TextChoices):
    PLANNED = "planned", "Xếp lịch"
    MOVED = "moved", "Dời lịch"
    CANCELLED = "cancelled", "Hủy"
    KEPT = "kept", "Ghi nội dung giao ban"
    HELD = "held", "Ghi nhận đã họp"
    CONCLUDED = "concluded", "Thông báo kết luận"


class TaskStatus(TextChoices):
    """Of a conclusion of a briefing that somebody has to carry out."""

    OPEN = "open", "Đang thực hiện"
    DONE = "done", "Đã hoàn thành"
    NOT_DONE = "not_done", "Không thực hiện được"


B = BriefingStatus

BRIEFING_MOVES: dict[str, Move] = {
    "move": Move(from_(B.PLANNED), None, BriefingEventKind.MOVED),
    "cancel": Move(from_(B.PLANNED), B.CANCELLED, BriefingEventKind.CANCELLED),
    "keep": Move(from_(B.PLANNED, B.HELD), None, BriefingEventKind.KEPT),
    "hold": Move(from_(B.PLANNED), B.HELD, BriefingEventKind.HELD),
    "conclude": Move(from_(B.HELD), B.CONCLUDED, BriefingEventKind.CONCLUDED),
}
