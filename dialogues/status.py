"""Sessions, questions and commitments: where each stands and which decision leads from where to where. Pure data."""

from django.db.models import TextChoices

from wardportal.moves import Move, from_


class SessionKind(TextChoices):
    CITIZENS = "citizens", "Đối thoại với người dân"
    GROUP_HEADS = "group_heads", "Gặp gỡ, đối thoại với tổ trưởng, tổ phó tổ tự quản"
    AD_HOC = "ad_hoc", "Đối thoại đột xuất"


# Who comes, in the words of papers and pages.
WHO_COMES = {
    SessionKind.CITIZENS: "người dân",
    SessionKind.GROUP_HEADS: "tổ trưởng, tổ phó tổ tự quản",
    SessionKind.AD_HOC: "người dân",
}


class SessionStatus(TextChoices):
    PLANNED = "planned", "Sắp diễn ra"
    IN_SESSION = "in_session", "Đang diễn ra"
    HELD = "held", "Đã diễn ra"
    CONCLUDED = "concluded", "Đã có kết luận"
    CANCELLED = "cancelled", "Đã hủy"


class SessionEventKind(TextChoices):
    GENERATED = "generated", "Xếp lịch tự động"
    ADDED = "added", "Thêm buổi"
    ANNOUNCED = "announced", "Thông báo"
    REVISED = "revised", "Sửa thông tin"
    MOVED = "moved", "Dời lịch"
    CANCELLED = "cancelled", "Hủy buổi"
    RESTORED = "restored", "Tổ chức lại"
    OPENED = "opened", "Khai mạc"
    ENDED = "ended", "Bế mạc"
    REOPENED = "reopened", "Mở lại sau bế mạc"
    MINUTES_SUBMITTED = "minutes_submitted", "Trình biên bản"
    MINUTES_RETURNED = "minutes_returned", "Trả lại biên bản"
    CONCLUDED = "concluded", "Duyệt biên bản, công bố kết luận"
    CORRECTED = "corrected", "Đính chính biên bản"
    PHOTO_REMOVED = "photo_removed", "Xóa hẳn một ảnh"


class Issuer(TextChoices):
    """In whose name a conclusion goes out; the value is the layout such papers have."""

    PARTY = "party", "Đảng ủy phường"
    STATE = "state", "Ủy ban nhân dân phường"


class QuestionStatus(TextChoices):
    """Where a question is; the label is what the person who asked reads."""

    REGISTERED = "registered", "Đã ghi nhận"
    ANSWERED = "answered", "Đã trả lời"
    FORWARDED = "forwarded", "Đã chuyển thành đơn"
    DECLINED = "declined", "Không đưa vào chương trình"
    WITHDRAWN = "withdrawn", "Đã rút"
    SEALED = "sealed", "Chuyển xử lý theo quy trình riêng"


class Slot(TextChoices):
    """Whether the person speaks in the room: by a place among the speakers, on the waiting list, or not at all."""

    NONE = "none", "Gửi câu hỏi, không phát biểu"
    SPEAKING = "speaking", "Được xếp phát biểu"
    WAITING = "waiting", "Trong danh sách chờ phát biểu"


class Channel(TextChoices):
    WEB = "web", "Cổng thông tin"
    COUNTER = "counter", "Trực tiếp tại trụ sở"
    PHONE = "phone", "Điện thoại"
    PAPER = "paper", "Phiếu giấy"
    WALK_IN = "walk_in", "Đến thẳng buổi đối thoại"


class QuestionEventKind(TextChoices):
    REGISTERED = "registered", "Đăng ký"
    RELEASED = "released", "Xác nhận không phải thư rác"
    PROMOTED = "promoted", "Chuyển từ danh sách chờ sang phát biểu"
    CHECKED_IN = "checked_in", "Đến dự, nhận số"
    CALLED = "called", "Mời phát biểu"
    ANSWERED = "answered", "Trả lời tại buổi đối thoại"
    DEFERRED = "deferred", "Chuyển sang buổi sau"
    DECLINED = "declined", "Không đưa vào chương trình"
    WITHDRAWN = "withdrawn", "Người hỏi rút"
    NAME_HIDDEN = "name_hidden", "Người hỏi rút đồng ý nêu tên"
    PETITION_OPENED = "petition_opened", "Lập đơn từ câu hỏi"
    SEALED = "sealed", "Chuyển sang hồ sơ mật"
    SECRET_REISSUED = "secret_reissued", "Cấp lại mã bí mật"


class CommitmentStatus(TextChoices):
    OPEN = "open", "Chưa thực hiện"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    DONE = "done", "Đã làm xong, chờ xác nhận"
    CONFIRMED = "confirmed", "Hoàn thành"
    NOT_DONE = "not_done", "Không thực hiện được"


class CommitmentEventKind(TextChoices):
    PROMISED = "promised", "Cam kết"
    AMENDED = "amended", "Ghi lại cam kết trước khi duyệt biên bản"
    ASSIGNED = "assigned", "Giao lại việc"
    STARTED = "started", "Bắt đầu thực hiện"
    PROGRESSED = "progressed", "Báo cáo tiến độ"
    MILESTONE_ADDED = "milestone_added", "Đặt thêm một mốc"
    MILESTONE_DROPPED = "milestone_dropped", "Bỏ một mốc"
    MILESTONE_DONE = "milestone_done", "Xong một mốc"
    MILESTONE_UNDONE = "milestone_undone", "Bỏ đánh dấu nhầm một mốc"
    MARKED_DONE = "marked_done", "Báo cáo đã làm xong"
    SENT_BACK = "sent_back", "Lãnh đạo yêu cầu làm tiếp"
    SIGNED_OFF = "signed_off", "Lãnh đạo xác nhận"
    CONFIRMED = "confirmed", "Người dân xác nhận"
    OBJECTED = "objected", "Người dân không đồng ý"
    POSTPONED = "postponed", "Lùi hạn"
    FAILED = "failed", "Kết luận không thực hiện được"
    TAKEN_UP = "taken_up", "Thực hiện lại"
    BLANKED = "blanked", "Xóa tên riêng trong nội dung"


# At these a resident speaks to the office: what they say is never public.
RESIDENTS_WORDS = frozenset({CommitmentEventKind.CONFIRMED, CommitmentEventKind.OBJECTED})


S, Q, C = SessionStatus, QuestionStatus, CommitmentStatus

# Sessions whose agenda still changes; those on which people may still register.
COMING = from_(S.PLANNED, S.IN_SESSION)
TOOK_PLACE = from_(S.HELD, S.CONCLUDED)
# Sessions at which promises are written down: once it began, until its minutes are approved.
PROMISED_AT = from_(S.IN_SESSION, S.HELD)

SESSION_MOVES: dict[str, Move] = {
    "announce": Move(from_(S.PLANNED), None, SessionEventKind.ANNOUNCED),
    "move": Move(from_(S.PLANNED), None, SessionEventKind.MOVED, by_anybody=True),
    "cancel": Move(from_(S.PLANNED), S.CANCELLED, SessionEventKind.CANCELLED),
    "restore": Move(from_(S.CANCELLED), S.PLANNED, SessionEventKind.RESTORED),
    "open": Move(from_(S.PLANNED), S.IN_SESSION, SessionEventKind.OPENED),
    "end": Move(from_(S.IN_SESSION), S.HELD, SessionEventKind.ENDED),
    "reopen": Move(from_(S.HELD), S.IN_SESSION, SessionEventKind.REOPENED),
    "submit_minutes": Move(from_(S.HELD), None, SessionEventKind.MINUTES_SUBMITTED),
    "return_minutes": Move(from_(S.HELD), None, SessionEventKind.MINUTES_RETURNED),
    "conclude": Move(from_(S.HELD), S.CONCLUDED, SessionEventKind.CONCLUDED),
    "correct": Move(from_(S.CONCLUDED), None, SessionEventKind.CORRECTED),
}

# Questions that stand on no agenda, list or paper.
NOT_LISTED = from_(Q.SEALED, Q.WITHDRAWN, Q.DECLINED)
ALL_QUESTIONS = frozenset(Q.values) - {Q.SEALED}
QUESTION_MOVES: dict[str, Move] = {
    "release": Move(from_(Q.REGISTERED), None, QuestionEventKind.RELEASED),
    "promote": Move(from_(Q.REGISTERED), None, QuestionEventKind.PROMOTED, by_anybody=True),
    "check_in": Move(from_(Q.REGISTERED), None, QuestionEventKind.CHECKED_IN),
    "call": Move(from_(Q.REGISTERED), None, QuestionEventKind.CALLED),
    "answer": Move(from_(Q.REGISTERED, Q.FORWARDED), Q.ANSWERED, QuestionEventKind.ANSWERED),
    "defer": Move(from_(Q.REGISTERED), None, QuestionEventKind.DEFERRED),
    "decline": Move(from_(Q.REGISTERED), Q.DECLINED, QuestionEventKind.DECLINED),
    "withdraw": Move(from_(Q.REGISTERED), Q.WITHDRAWN, QuestionEventKind.WITHDRAWN, by_anybody=True),
    "hide_name": Move(ALL_QUESTIONS, None, QuestionEventKind.NAME_HIDDEN, by_anybody=True),
    "open_petition": Move(from_(Q.REGISTERED, Q.ANSWERED), None, QuestionEventKind.PETITION_OPENED),
    "seal": Move(ALL_QUESTIONS, Q.SEALED, QuestionEventKind.SEALED),
    "reissue_secret": Move(frozenset(Q.values), None, QuestionEventKind.SECRET_REISSUED),
}

# A promise that somebody still has to keep; it goes onto every agenda until it leaves this set.
UNFINISHED = from_(C.OPEN, C.IN_PROGRESS, C.DONE)
WORKED_ON = from_(C.OPEN, C.IN_PROGRESS)
COMMITMENT_MOVES: dict[str, Move] = {
    "amend": Move(WORKED_ON, None, CommitmentEventKind.AMENDED),
    "assign": Move(WORKED_ON, None, CommitmentEventKind.ASSIGNED),
    "start": Move(from_(C.OPEN), C.IN_PROGRESS, CommitmentEventKind.STARTED),
    "report_progress": Move(WORKED_ON, C.IN_PROGRESS, CommitmentEventKind.PROGRESSED),
    "mark_done": Move(WORKED_ON, C.DONE, CommitmentEventKind.MARKED_DONE),
    "send_back": Move(from_(C.DONE), C.IN_PROGRESS, CommitmentEventKind.SENT_BACK),
    "sign_off": Move(from_(C.DONE), None, CommitmentEventKind.SIGNED_OFF),
    "confirm": Move(from_(C.DONE), C.CONFIRMED, CommitmentEventKind.CONFIRMED, by_anybody=True),
    "object": Move(from_(C.DONE, C.CONFIRMED), C.IN_PROGRESS, CommitmentEventKind.OBJECTED, by_anybody=True),
    "postpone": Move(WORKED_ON, None, CommitmentEventKind.POSTPONED),
    "fail": Move(WORKED_ON, C.NOT_DONE, CommitmentEventKind.FAILED),
    "take_up": Move(from_(C.NOT_DONE), C.IN_PROGRESS, CommitmentEventKind.TAKEN_UP),
    "blank": Move(frozenset(C.values), None, CommitmentEventKind.BLANKED),
}
