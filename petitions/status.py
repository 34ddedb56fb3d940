"""Where a petition is, how it ended, who sees it, and which decision leads from where to where. Pure data."""

from dataclasses import dataclass

from django.db.models import TextChoices

# What codes of petitions begin with, and the series their numbers come from.
CODE_PREFIX = "KN"


class Kind(TextChoices):
    RECOMMENDATION = "recommendation", "Kiến nghị"
    REPORT = "report", "Phản ánh"
    COMPLAINT = "complaint", "Khiếu nại"
    DENUNCIATION = "denunciation", "Tố cáo"
    MIXED = "mixed", "Đơn có nhiều nội dung khác nhau"
    REGULATION_FEEDBACK = "regulation_feedback", "Phản ánh, kiến nghị về quy định hành chính"
    QUESTION = "question", "Hỏi đáp, góp ý"


class Status(TextChoices):
    """Where the petition is; the label is what the sender reads."""

    RECEIVED = "received", "Đã tiếp nhận"
    REVIEWING = "reviewing", "Đang xem xét"
    WAITING = "waiting", "Chờ ông/bà bổ sung thông tin"
    ACCEPTED = "accepted", "Đã thụ lý"
    IN_PROGRESS = "in_progress", "Đang giải quyết"
    SUSPENDED = "suspended", "Tạm đình chỉ"
    ANSWERED = "answered", "Đã trả lời"
    CLOSED = "closed", "Đã kết thúc"

    @property
    def for_staff(self) -> str:
        """What staff read: a label that speaks to the sender is not for them."""
        return "Chờ bổ sung" if self == Status.WAITING else str(self.label)


# What sender and public read while a matter that was answered once is in progress again.
TAKEN_UP_AGAIN = "Đang giải quyết lại"


class Outcome(TextChoices):
    """How the petition ended; the label is what the sender reads."""

    RESOLVED = "resolved", "Đã giải quyết"
    PARTLY_RESOLVED = "partly_resolved", "Đã giải quyết một phần"
    EXPLAINED = "explained", "Đã giải thích, trả lời"
    GUIDED = "guided", "Đã hướng dẫn"
    FORWARDED = "forwarded", "Đã chuyển cơ quan có thẩm quyền"
    NOT_QUALIFIED = "not_qualified", "Không đủ điều kiện xử lý"
    DUPLICATE = "duplicate", "Đã gộp với vụ việc đang xử lý"
    WITHDRAWN = "withdrawn", "Đã rút"


class Visibility(TextChoices):
    PRIVATE = "private", "Không công khai"
    PUBLISHED = "published", "Đã công khai bản tóm tắt"
    CONFIDENTIAL = "confidential", "Mật"


class Channel(TextChoices):
    WEB = "web", "Cổng thông tin"
    COUNTER = "counter", "Trực tiếp tại trụ sở"
    PHONE = "phone", "Điện thoại"
    PAPER = "paper", "Đơn giấy, bưu điện"
    ZALO = "zalo", "Zalo"
    EMAIL = "email", "Thư điện tử"
    TEAM_REPORT = "team_report", "Báo cáo của tổ dân vận"
    DIALOGUE = "dialogue", "Buổi đối thoại"


class ReplyBy(TextChoices):
    PORTAL = "portal", "Tra cứu trên cổng"
    PHONE = "phone", "Điện thoại"
    COUNTER = "counter", "Tại trụ sở"


class EventKind(TextChoices):
    """What happened; the label is the staff's wording, the sender's and public's stands in the event templates."""

    SUBMITTED = "submitted", "Người dân gửi"
    REGISTERED = "registered", "Cán bộ ghi nhận"
    REVIEWED = "reviewed", "Bắt đầu xem xét"
    CLASSIFIED = "classified", "Phân loại"
    REDATED = "redated", "Hạn thay đổi theo loại đơn"
    ASKED = "asked", "Yêu cầu bổ sung"
    SUPPLIED = "supplied", "Đã bổ sung"
    ADDED = "added", "Người gửi bổ sung thêm"
    ACCEPTED = "accepted", "Thụ lý"
    ASSIGNED = "assigned", "Giao xử lý"
    EXTENDED = "extended", "Gia hạn"
    RECOUNTED = "recounted", "Tính lại hạn theo lịch nghỉ"
    CORRECTED = "corrected", "Sửa ngày nhận"
    SUSPENDED = "suspended", "Tạm đình chỉ"
    RESUMED = "resumed", "Tiếp tục giải quyết"
    ANSWER_DRAFTED = "answer_drafted", "Dự thảo trả lời"
    ANSWER_RETURNED = "answer_returned", "Trả lại dự thảo"
    ANSWERED = "answered", "Trả lời"
    CLOSED = "closed", "Kết thúc"
    DECLINED = "declined", "Không đủ điều kiện xử lý"
    GUIDED = "guided", "Hướng dẫn"
    FORWARDED = "forwarded", "Chuyển đơn"
    CHASED = "chased", "Nhắc cơ quan nhận đơn"
    RELAYED = "relayed", "Cơ quan nhận đơn trả lời"
    MERGED = "merged", "Gộp đơn trùng"
    SEPARATED = "separated", "Tách khỏi đơn gốc"
    WITHDRAWN = "withdrawn", "Rút đơn"
    REOPENED = "reopened", "Giải quyết lại"
    PUBLISHED = "published", "Công khai bản tóm tắt"
    UNPUBLISHED = "unpublished", "Gỡ công khai"
    OBJECTED = "objected", "Người gửi không đồng ý công khai"
    SEALED = "sealed", "Chuyển sang hồ sơ mật"
    PARTIES_NAMED = "parties_named", "Xác định người, đơn vị bị nêu"
    SECRET_REISSUED = "secret_reissued", "Cấp lại mã bí mật"
    RELEASED = "released", "Xác nhận không phải thư rác"


class Clock(TextChoices):
    """What a decision does to the deadline that runs."""

    KEEP = "keep"
    ACCEPT = "accept"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECOUNT = "recount"
    CORRECT = "correct"
    STOP = "stop"
    RESTART = "restart"
    CONTINUE = "continue"
    RECLASSIFY = "reclassify"


OPEN = frozenset(Status) - {Status.ANSWERED, Status.CLOSED}
PAUSED = frozenset({Status.WAITING, Status.SUSPENDED})
RUNNING = OPEN - PAUSED
ANY = frozenset(Status)
# Outcomes after which the matter may be taken up again; the others are ended by a new petition.
REOPENABLE = frozenset({Outcome.RESOLVED, Outcome.PARTLY_RESOLVED, Outcome.EXPLAINED})
REDIRECTED = (Outcome.GUIDED, Outcome.FORWARDED, Outcome.NOT_QUALIFIED)
# No answer comes of it that would be one to the senders of what was merged into it.
ENDS_ALONE = frozenset({Outcome.WITHDRAWN, Outcome.NOT_QUALIFIED, Outcome.GUIDED})
SETTLED = (Outcome.RESOLVED, Outcome.PARTLY_RESOLVED, Outcome.EXPLAINED)
# Who decides so has found it a real petition, whatever the portal suspected when it came.
TAKES_SERIOUSLY = frozenset({"ask", "accept", "assign", "answer", "guide", "forward"})
# Who sent these has to give a name: the law knows no anonymous request (Thông tư 05/2021/TT-TTCP art. 6).
MAY_BE_ANONYMOUS = frozenset({Kind.REPORT, Kind.QUESTION})


@dataclass(frozen=True)
class Move:
    """One decision: from which statuses, to which (None: it stays, or returns to where it was), with what effect."""

    sources: frozenset[Status]
    target: Status | None
    event: EventKind
    clock: Clock = Clock.KEEP
    by_sender: bool = False


MOVES: dict[str, Move] = {
    "review": Move(frozenset({Status.RECEIVED}), Status.REVIEWING, EventKind.REVIEWED),
    "classify": Move(
        frozenset({Status.REVIEWING, Status.ACCEPTED, Status.IN_PROGRESS}),
        None,
        EventKind.CLASSIFIED,
        Clock.RECLASSIFY,
    ),
    "ask": Move(
        frozenset({Status.REVIEWING, Status.ACCEPTED, Status.IN_PROGRESS}), Status.WAITING, EventKind.ASKED, Clock.PAUSE
    ),
    "supply": Move(frozenset({Status.WAITING}), None, EventKind.SUPPLIED, Clock.RESUME, by_sender=True),
    "add_information": Move(OPEN - {Status.WAITING}, None, EventKind.ADDED, by_sender=True),
    "accept": Move(frozenset({Status.REVIEWING}), Status.ACCEPTED, EventKind.ACCEPTED, Clock.ACCEPT),
    "assign": Move(frozenset({Status.ACCEPTED, Status.IN_PROGRESS}), Status.IN_PROGRESS, EventKind.ASSIGNED),
    "extend": Move(frozenset({Status.ACCEPTED, Status.IN_PROGRESS}), None, EventKind.EXTENDED, Clock.EXTEND),
    "recount": Move(RUNNING, None, EventKind.RECOUNTED, Clock.RECOUNT),
    "correct": Move(OPEN, None, EventKind.CORRECTED, Clock.CORRECT),
    "suspend": Move(frozenset({Status.IN_PROGRESS}), Status.SUSPENDED, EventKind.SUSPENDED, Clock.PAUSE),
    "resume": Move(frozenset({Status.SUSPENDED}), Status.IN_PROGRESS, EventKind.RESUMED, Clock.RESUME),
    "draft_answer": Move(frozenset({Status.IN_PROGRESS}), None, EventKind.ANSWER_DRAFTED),
    "return_answer": Move(frozenset({Status.IN_PROGRESS}), None, EventKind.ANSWER_RETURNED),
    "answer": Move(frozenset({Status.IN_PROGRESS}), Status.ANSWERED, EventKind.ANSWERED, Clock.STOP),
    "close": Move(frozenset({Status.ANSWERED}), Status.CLOSED, EventKind.CLOSED),
    "decline": Move(frozenset({Status.REVIEWING}), Status.CLOSED, EventKind.DECLINED, Clock.STOP),
    "guide": Move(frozenset({Status.REVIEWING}), Status.CLOSED, EventKind.GUIDED, Clock.STOP),
    "forward": Move(frozenset({Status.REVIEWING, Status.ACCEPTED}), Status.CLOSED, EventKind.FORWARDED, Clock.STOP),
    "chase": Move(frozenset({Status.CLOSED}), None, EventKind.CHASED),
    "relay": Move(frozenset({Status.CLOSED}), None, EventKind.RELAYED),
    "merge": Move(OPEN, Status.CLOSED, EventKind.MERGED, Clock.STOP),
    "separate": Move(frozenset({Status.CLOSED}), None, EventKind.SEPARATED, Clock.CONTINUE),
    "withdraw": Move(OPEN, Status.CLOSED, EventKind.WITHDRAWN, Clock.STOP, by_sender=True),
    "reopen": Move(
        frozenset({Status.ANSWERED, Status.CLOSED}),
        Status.IN_PROGRESS,
        EventKind.REOPENED,
        Clock.RESTART,
        by_sender=True,
    ),
    "publish": Move(ANY, None, EventKind.PUBLISHED),
    "unpublish": Move(ANY, None, EventKind.UNPUBLISHED),
    "object": Move(ANY, None, EventKind.OBJECTED, by_sender=True),
    "seal": Move(ANY, None, EventKind.SEALED),
    "name_parties": Move(ANY, None, EventKind.PARTIES_NAMED),
    "reissue_secret": Move(ANY, None, EventKind.SECRET_REISSUED),
    "release": Move(ANY, None, EventKind.RELEASED),
}
