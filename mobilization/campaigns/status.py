"""Campaigns of "Dân vận khéo": where each stands and which decision leads where. Pure data."""

from django.db.models import TextChoices

from wardportal.moves import Move, from_


class CampaignSubject(TextChoices):
    COLLECTIVE = "collective", "Tập thể (mô hình)"
    INDIVIDUAL = "individual", "Cá nhân (điển hình)"


class CampaignScope(TextChoices):
    """How its place is told: group by group, or by a name for several of them."""

    GROUPS = "groups", "Các tổ dân phố được chọn"
    WARD = "ward", "Toàn phường"
    SOME_GROUPS = "some_groups", "Một số tổ dân phố"


class CampaignStatus(TextChoices):
    DRAFT = "draft", "Nháp"
    DISCARDED = "discarded", "Đã bỏ bản nháp"
    REGISTERED = "registered", "Đã đăng ký, chờ duyệt"
    RETURNED = "returned", "Cần bổ sung"
    DECLINED = "declined", "Không duyệt"
    RUNNING = "running", "Đang thực hiện"
    SELF_SCORED = "self_scored", "Đã tự chấm điểm, chờ hội đồng"
    JUDGED = "judged", "Hội đồng đã chấm, chờ quyết định"
    RECOGNISED = "recognised", "Đã công nhận"
    NOT_RECOGNISED = "not_recognised", "Chưa được công nhận"
    ENDED = "ended", "Đã kết thúc"


class CampaignEventKind(TextChoices):
    STARTED = "started", "Lập phiếu đăng ký"
    WRITTEN = "written", "Ghi phiếu đăng ký"
    DISCARDED = "discarded", "Bỏ bản nháp"
    REGISTERED = "registered", "Gửi đăng ký"
    RETURNED = "returned", "Yêu cầu bổ sung đăng ký"
    DECLINED = "declined", "Không duyệt"
    APPROVED = "approved", "Duyệt và phân công theo dõi"
    TARGET_CORRECTED = "target_corrected", "Sửa chỉ tiêu ghi nhầm"
    FOLLOWER_CHANGED = "follower_changed", "Đổi người theo dõi"
    PROGRESSED = "progressed", "Cập nhật tiến độ tháng"
    SHOWN = "shown", "Công khai tiến độ, kết quả, ảnh"
    REVIEWED = "reviewed", "Kiểm tra giữa kỳ"
    SELF_SCORED = "self_scored", "Báo cáo kết quả và tự chấm điểm"
    SCORED = "scored", "Một thành viên hội đồng chấm điểm"
    JUDGED = "judged", "Chốt điểm hội đồng"
    RECOGNISED = "recognised", "Công nhận"
    NOT_RECOGNISED = "not_recognised", "Chưa công nhận"
    REWARDED = "rewarded", "Khen thưởng"
    CORRECTED = "corrected", "Sửa số, ngày quyết định"
    REPLICATED = "replicated", "Có nơi học làm theo"
    ENDED = "ended", "Kết thúc"
    CONSENTED = "consented", "Đồng ý công khai tên"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Rút đồng ý công khai tên"


class PhotoMoment(TextChoices):
    BEFORE = "before", "Trước khi làm"
    AFTER = "after", "Sau khi làm"


class SheetKind(TextChoices):
    SELF = "self", "Tự chấm"
    COUNCIL = "council", "Hội đồng chấm"


class CouncilRole(TextChoices):
    CHAIR = "chair", "Chủ tịch hội đồng"
    MEMBER = "member", "Ủy viên"
    SECRETARY = "secretary", "Thư ký"


S, E = CampaignStatus, CampaignEventKind

# The sheet of registration may be written; everybody may read of it; work goes on and has to be told each month.
WRITTEN = from_(S.DRAFT, S.RETURNED)
PUBLIC = from_(S.RUNNING, S.SELF_SCORED, S.JUDGED, S.RECOGNISED, S.NOT_RECOGNISED, S.ENDED)
AT_WORK = from_(S.RUNNING, S.SELF_SCORED, S.JUDGED, S.RECOGNISED)
ANY = from_(*S.values)
# Decisions of whoever registered it, and of those who write down for them what came on paper.
OWN = frozenset({"write", "discard", "register", "progress", "self_score"})

CAMPAIGN_MOVES: dict[str, Move] = {
    "write": Move(WRITTEN, None, E.WRITTEN),
    "discard": Move(from_(S.DRAFT), S.DISCARDED, E.DISCARDED),
    "register": Move(WRITTEN, S.REGISTERED, E.REGISTERED),
    "send_back": Move(from_(S.REGISTERED), S.RETURNED, E.RETURNED),
    "decline": Move(from_(S.REGISTERED), S.DECLINED, E.DECLINED),
    "approve": Move(from_(S.REGISTERED), S.RUNNING, E.APPROVED),
    "correct_target": Move(from_(S.RUNNING), None, E.TARGET_CORRECTED),
    "assign": Move(AT_WORK, None, E.FOLLOWER_CHANGED),
    "progress": Move(AT_WORK, None, E.PROGRESSED),
    "show": Move(PUBLIC, None, E.SHOWN),
    "review": Move(from_(S.RUNNING), None, E.REVIEWED),
    "self_score": Move(from_(S.RUNNING), S.SELF_SCORED, E.SELF_SCORED),
    "score": Move(from_(S.SELF_SCORED), None, E.SCORED),
    "judge": Move(from_(S.SELF_SCORED), S.JUDGED, E.JUDGED),
    "recognise": Move(from_(S.JUDGED), S.RECOGNISED, E.RECOGNISED),
    "refuse": Move(from_(S.JUDGED), S.NOT_RECOGNISED, E.NOT_RECOGNISED),
    "reward": Move(from_(S.RECOGNISED, S.ENDED), None, E.REWARDED),
    "correct": Move(from_(S.RECOGNISED, S.ENDED), None, E.CORRECTED),
    "replicate": Move(PUBLIC, None, E.REPLICATED),
    "end": Move(from_(S.RUNNING, S.RECOGNISED, S.NOT_RECOGNISED), S.ENDED, E.ENDED),
    "consent": Move(ANY, None, E.CONSENTED),
    "withdraw_consent": Move(ANY, None, E.CONSENT_WITHDRAWN),
}
