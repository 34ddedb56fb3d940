"""Inspections: where one stands, which decision leads where, what each decision has to say. Pure data."""

from dataclasses import dataclass

from django.db.models import TextChoices

from wardportal.moves import Move, from_


class InspectionStatus(TextChoices):
    PLANNED = "planned", "Chờ kiểm tra"
    RECORDED = "recorded", "Đã ghi, chưa quyết định"
    DECIDED = "decided", "Đã quyết định"
    FOLLOWING = "following", "Đang theo dõi"
    CLOSED = "closed", "Đã khép lại"
    CANCELLED = "cancelled", "Đã hủy"


class InspectionEventKind(TextChoices):
    PLANNED = "planned", "Yêu cầu kiểm tra"
    RECORDED = "recorded", "Ghi kết quả kiểm tra"
    REVISED = "revised", "Sửa nội dung đã ghi"
    DECIDED = "decided", "Quyết định xử lý"
    ESCALATED = "escalated", "Xử lý tiếp mức cao hơn"
    FOLLOWED = "followed", "Hẹn ngày kiểm tra lại"
    VISITED = "visited", "Kiểm tra lại"
    CLOSED = "closed", "Khép lại"
    REOPENED = "reopened", "Mở lại"
    CANCELLED = "cancelled", "Hủy yêu cầu"
    NAMED = "named", "Ghi người vi phạm"
    BLANKED = "blanked", "Xóa tên người vi phạm"
    TAKEN_BACK = "taken_back", "Rút nội dung yêu cầu"


class InspectionDecisionKind(TextChoices):
    """What the team decides on the spot."""

    REMINDED = "reminded", "Nhắc nhở tại chỗ"
    MINUTES = "minutes", "Lập biên bản"
    STOP_WORK = "stop_work", "Yêu cầu dừng thi công"
    REMOVAL = "removal", "Yêu cầu tháo dỡ, khôi phục"
    HANDED_OVER = "handed_over", "Chuyển cơ quan có thẩm quyền"
    NOTHING = "nothing", "Không có vi phạm"


class InspectionEnding(TextChoices):
    """How an inspection ended."""

    COMPLIED = "complied", "Đã tự chấp hành"
    ENFORCED = "enforced", "Đã tổ chức tháo dỡ, giải tỏa"
    TAKEN_OVER = "taken_over", "Cơ quan có thẩm quyền xử lý tiếp"
    NOTHING = "nothing", "Không có vi phạm"


@dataclass(frozen=True)
class Evidence:
    """What a decision has to say; `is_followed` where a day to look again is part of it."""

    needs: tuple[str, ...]
    is_followed: bool = False


D, S = InspectionDecisionKind, InspectionStatus

EVIDENCE: dict[str, Evidence] = {
    D.REMINDED: Evidence(("requirement",)),
    D.MINUTES: Evidence(("minutes_number", "requirement")),
    D.STOP_WORK: Evidence(("minutes_number", "requirement"), is_followed=True),
    D.REMOVAL: Evidence(("minutes_number", "requirement", "working_days"), is_followed=True),
    D.HANDED_OVER: Evidence(("agency", "letter_number")),
    D.NOTHING: Evidence(()),
}
# How an inspection may end that ended in this decision; what is ordered has to be seen done.
ENDINGS: dict[str, tuple[str, ...]] = {
    D.NOTHING: (InspectionEnding.NOTHING,),
    D.HANDED_OVER: (InspectionEnding.TAKEN_OVER, InspectionEnding.COMPLIED, InspectionEnding.ENFORCED),
}
USUAL_ENDINGS = (InspectionEnding.COMPLIED, InspectionEnding.ENFORCED)
NEEDS_PROOF = frozenset({InspectionEnding.COMPLIED, InspectionEnding.ENFORCED})

# The team was there: these count in every figure.
HELD = from_(S.RECORDED, S.DECIDED, S.FOLLOWING, S.CLOSED)
OPEN = from_(S.PLANNED, S.RECORDED, S.DECIDED, S.FOLLOWING)

INSPECTION_MOVES: dict[str, Move] = {
    "take_down": Move(from_(S.PLANNED), S.RECORDED, InspectionEventKind.RECORDED),
    "revise": Move(from_(S.RECORDED), None, InspectionEventKind.REVISED),
    "decide": Move(from_(S.RECORDED), None, InspectionEventKind.DECIDED),
    "escalate": Move(from_(S.DECIDED, S.FOLLOWING), None, InspectionEventKind.ESCALATED),
    "follow": Move(from_(S.DECIDED, S.FOLLOWING), S.FOLLOWING, InspectionEventKind.FOLLOWED),
    "visit": Move(from_(S.FOLLOWING), None, InspectionEventKind.VISITED),
    "close": Move(from_(S.DECIDED, S.FOLLOWING), S.CLOSED, InspectionEventKind.CLOSED),
    "reopen": Move(from_(S.CLOSED), S.FOLLOWING, InspectionEventKind.REOPENED),
    "cancel": Move(from_(S.PLANNED), S.CANCELLED, InspectionEventKind.CANCELLED),
    "name": Move(HELD, None, InspectionEventKind.NAMED),
    "blank": Move(HELD, None, InspectionEventKind.BLANKED),
    "take_back": Move(frozenset(S), None, InspectionEventKind.TAKEN_BACK, by_anybody=True),
}
