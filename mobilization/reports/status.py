"""Reports, consolidations, directions, briefings: where each stands and which decision leads where. Pure data."""

from django.db.models import TextChoices

from wardportal.moves import Move, from_


class ReportKind(TextChoices):
    """Kinds of the trade: three parts at any time, each month, at half-year and at the end of the year."""

    MONTH = "month", "Báo cáo tháng"
    QUICK = "quick", "Báo cáo nhanh"
    HALF_YEAR = "half_year", "Báo cáo sơ kết 6 tháng"
    YEAR = "year", "Báo cáo tổng kết năm"


class ReportStatus(TextChoices):
    DRAFT = "draft", "Nháp"
    SUBMITTED = "submitted", "Đã nộp"
    RETURNED = "returned", "Yêu cầu bổ sung"
    APPROVED = "approved", "Đã duyệt"
    CONSOLIDATED = "consolidated", "Đã tổng hợp"


# What the office reads of a draft it knows: it was handed in and taken back.
TAKEN_BACK = "Tổ rút lại để sửa"


class ReportEventKind(TextChoices):
    STARTED = "started", "Lập báo cáo"
    SUBMITTED = "submitted", "Nộp báo cáo"
    TAKEN_BACK = "taken_back", "Rút lại để sửa"
    RETURNED = "returned", "Yêu cầu bổ sung"
    APPROVED = "approved", "Duyệt báo cáo"
    CONSOLIDATED = "consolidated", "Đưa vào báo cáo tổng hợp"
    CORRECTED = "corrected", "Đính chính số liệu"


class ConcernKind(TextChoices):
    CONCERN = "concern", "Ý kiến, kiến nghị của Nhân dân"
    PROPOSAL = "proposal", "Kiến nghị, đề xuất với Ban Thường vụ Đảng ủy"


class DirectionStatus(TextChoices):
    OPEN = "open", "Đang thực hiện"
    DONE = "done", "Đã có kết quả"


class PeriodKind(TextChoices):
    MONTH = "month", "Tháng"
    QUARTER = "quarter", "Quý"
    HALF_YEAR = "half_year", "6 tháng"
    YEAR = "year", "Năm"


class ConsolidationStatus(TextChoices):
    DRAFT = "draft", "Đang tổng hợp"
    ISSUED = "issued", "Đã ban hành"


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


class ReorganisationKind(TextChoices):
    MERGE = "merge", "Sáp nhập"
    SPLIT = "split", "Chia tách"
    RENAME = "rename", "Đổi tên"
    RENUMBER = "renumber", "Đổi số"


R, B = ReportStatus, BriefingStatus

# Reports whose author may still write; those whose numbers count in a consolidation.
WRITTEN = from_(R.DRAFT, R.RETURNED)
COUNTED = from_(R.APPROVED, R.CONSOLIDATED)
HANDED_IN = from_(R.SUBMITTED, R.APPROVED, R.CONSOLIDATED)

REPORT_MOVES: dict[str, Move] = {
    "submit": Move(WRITTEN, R.SUBMITTED, ReportEventKind.SUBMITTED),
    "take_back": Move(from_(R.SUBMITTED), R.DRAFT, ReportEventKind.TAKEN_BACK),
    "send_back": Move(from_(R.SUBMITTED), R.RETURNED, ReportEventKind.RETURNED),
    "approve": Move(from_(R.SUBMITTED), R.APPROVED, ReportEventKind.APPROVED),
    "consolidate": Move(from_(R.APPROVED), R.CONSOLIDATED, ReportEventKind.CONSOLIDATED, by_anybody=True),
    "correct": Move(COUNTED, None, ReportEventKind.CORRECTED),
}

BRIEFING_MOVES: dict[str, Move] = {
    "move": Move(from_(B.PLANNED), None, BriefingEventKind.MOVED),
    "cancel": Move(from_(B.PLANNED), B.CANCELLED, BriefingEventKind.CANCELLED),
    "keep": Move(from_(B.PLANNED, B.HELD), None, BriefingEventKind.KEPT),
    "hold": Move(from_(B.PLANNED), B.HELD, BriefingEventKind.HELD),
    "conclude": Move(from_(B.HELD), B.CONCLUDED, BriefingEventKind.CONCLUDED),
}
