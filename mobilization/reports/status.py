"""Reports, consolidations, directions: where each stands and which decision leads where. Pure data."""

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


class ConsolidationStatus(TextChoices):
    DRAFT = "draft", "Đang tổng hợp"
    ISSUED = "issued", "Đã ban hành"


R = ReportStatus

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
