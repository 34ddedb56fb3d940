"""Assessments of self-managed groups and their contests: where each stands, which decision leads where. Pure data."""

from django.db.models import TextChoices

from wardportal.moves import Move, from_


class Polarity(TextChoices):
    """Of "6 không, 3 có": whether the criterion asks that something is not, or is."""

    NOT = "not", "Không"
    HAVE = "have", "Có"


class RoundStatus(TextChoices):
    OPEN = "open", "Đang đánh giá"
    CLOSED = "closed", "Đã khóa kết quả"


class RoundEventKind(TextChoices):
    OPENED = "opened", "Mở đợt đánh giá"
    ENROLLED = "enrolled", "Bổ sung tổ tự quản"
    CLOSED = "closed", "Khóa kết quả"
    REOPENED = "reopened", "Mở lại đợt đánh giá"


class AssessmentStatus(TextChoices):
    DRAFT = "draft", "Chờ tự đánh giá"
    SELF_ASSESSED = "self_assessed", "Đã tự đánh giá, chờ kiểm tra chéo"
    CROSS_CHECKED = "cross_checked", "Đã kiểm tra chéo, chờ phường"
    OBJECTED = "objected", "Tổ tự quản có ý kiến, chờ phường"
    DECIDED = "decided", "Phường đã quyết định"


class AssessmentEventKind(TextChoices):
    STARTED = "started", "Mở phiếu đánh giá"
    SELF_ASSESSED = "self_assessed", "Tự đánh giá"
    CROSS_CHECKED = "cross_checked", "Kiểm tra chéo"
    OBJECTED = "objected", "Ý kiến của tổ tự quản"
    SENT_BACK = "sent_back", "Yêu cầu đánh giá lại"
    DECIDED = "decided", "Quyết định kết quả"


class Step(TextChoices):
    """Who says whether a criterion is met, in the order of the work."""

    SELF = "self", "Tổ tự đánh giá"
    CROSS = "cross", "Tổ dân vận kiểm tra"
    WARD = "ward", "Phường quyết định"


class ContestStatus(TextChoices):
    GROUP_ROUND = "group_round", "Vòng tổ dân phố"
    WARD_ROUND = "ward_round", "Vòng phường"
    AWARDED = "awarded", "Đã trao giải"


class ContestEventKind(TextChoices):
    STARTED = "started", "Mở cuộc thi đua"
    ENTERED = "entered", "Đề cử dự thi"
    WITHDRAWN = "withdrawn", "Rút đề cử"
    SCORED = "scored", "Ghi điểm của giám khảo"
    ADVANCED = "advanced", "Chọn vào vòng phường"
    AWARDED = "awarded", "Quyết định giải thưởng"
    SENT_ON = "sent_on", "Cử tham gia thi cấp trên"
    OUTCOME_RECORDED = "outcome_recorded", "Ghi kết quả thi cấp trên"


class EntrantStatus(TextChoices):
    IN_GROUP_ROUND = "group_round", "Dự vòng tổ dân phố"
    IN_WARD_ROUND = "ward_round", "Dự vòng phường"
    WITHDRAWN = "withdrawn", "Đã rút"


A, C = AssessmentStatus, ContestStatus
# The head has spoken and the team may still be asked to look again.
CHECKED = from_(A.CROSS_CHECKED, A.OBJECTED)

ROUND_MOVES: dict[str, Move] = {
    "enrol": Move(from_(RoundStatus.OPEN), None, RoundEventKind.ENROLLED),
    "close": Move(from_(RoundStatus.OPEN), RoundStatus.CLOSED, RoundEventKind.CLOSED),
    "reopen": Move(from_(RoundStatus.CLOSED), RoundStatus.OPEN, RoundEventKind.REOPENED),
}

ASSESSMENT_MOVES: dict[str, Move] = {
    "assess": Move(from_(A.DRAFT, A.SELF_ASSESSED), A.SELF_ASSESSED, AssessmentEventKind.SELF_ASSESSED),
    "cross_check": Move(from_(A.SELF_ASSESSED), A.CROSS_CHECKED, AssessmentEventKind.CROSS_CHECKED),
    "object": Move(from_(A.CROSS_CHECKED), A.OBJECTED, AssessmentEventKind.OBJECTED),
    "decide": Move(CHECKED, A.DECIDED, AssessmentEventKind.DECIDED),
    "send_back": Move(
        from_(A.SELF_ASSESSED, A.CROSS_CHECKED, A.OBJECTED, A.DECIDED), A.DRAFT, AssessmentEventKind.SENT_BACK
    ),
}

CONTEST_MOVES: dict[str, Move] = {
    "enter": Move(from_(C.GROUP_ROUND), None, ContestEventKind.ENTERED),
    "withdraw": Move(from_(C.GROUP_ROUND, C.WARD_ROUND), None, ContestEventKind.WITHDRAWN),
    "score": Move(from_(C.GROUP_ROUND, C.WARD_ROUND), None, ContestEventKind.SCORED),
    "advance": Move(from_(C.GROUP_ROUND), C.WARD_ROUND, ContestEventKind.ADVANCED),
    "award": Move(from_(C.WARD_ROUND), C.AWARDED, ContestEventKind.AWARDED),
    "send_on": Move(from_(C.AWARDED), None, ContestEventKind.SENT_ON),
    "record_outcome": Move(from_(C.AWARDED), None, ContestEventKind.OUTCOME_RECORDED),
}
