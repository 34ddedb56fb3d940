"""Decisions of the office about a campaign."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from mobilization.campaigns.forms import body_choices, body_of
from mobilization.models import Award, Campaign, CampaignTarget
from mobilization.models.campaign_judging import FOR_ALL, RESULT
from wardportal.dates import date_vi
from wardportal.decisions import DecisionForm, long_text, one_line
from wardportal.fields import DecimalNumberField, VietnameseDateField
from wardportal.models import User

BODY_READS = "Tổ dân vận, đơn vị đăng ký đọc được."
PUBLIC_READS = "Ai cũng đọc được trên trang mô hình."
AS_IT_WAS = "Để trống thì giữ như cũ."
SHOWN_HELP = "Bỏ tên riêng, số điện thoại; để trống thì không hiện. Báo cáo của nơi đăng ký giữ nguyên."


def decided_on() -> VietnameseDateField:
    return VietnameseDateField(label="Ngày quyết định", error_messages={"required": "Nhập ngày quyết định."})


class CampaignDecision(DecisionForm):
    row: Campaign
    staff_note = long_text("Ghi chú nội bộ", rows=2, help_text="Không ra khỏi cơ quan: nơi đăng ký không đọc được.")


class SendBackForm(CampaignDecision):
    verb, heading, button = "send_back", "Yêu cầu bổ sung phiếu", "Trả lại để bổ sung"
    consequence = "Nơi đăng ký sửa được phiếu rồi gửi lại."

    reason = long_text("Cần bổ sung điều gì", "Ghi rõ điều cần bổ sung.", help_text=BODY_READS)


class DeclineForm(CampaignDecision):
    verb, heading, button = "decline", "Không duyệt mô hình", "Không duyệt"
    consequence = "Phiếu khép lại và không công khai. Muốn làm tiếp thì đăng ký phiếu mới."
    sure_label = "Tôi chắc chắn không duyệt mô hình này"

    reason = long_text("Lý do", "Ghi lý do không duyệt.", help_text=BODY_READS)


class CorrectTargetForm(CampaignDecision):
    """What is left empty stays as it was."""

    verb, heading, button = "correct_target", "Sửa chỉ tiêu ghi nhầm", "Lưu chỉ tiêu đã sửa"
    consequence = "Kết quả được tính lại theo chỉ tiêu mới. Chỉ tiêu cũ và lý do còn trong lịch sử."

    target = forms.ModelChoiceField(
        label="Chỉ tiêu nào",
        queryset=CampaignTarget.objects.none(),
        empty_label="Chọn chỉ tiêu",
        error_messages={"required": "Chọn chỉ tiêu cần sửa."},
    )
    value = DecimalNumberField(
        label="Số đúng phải đạt",
        required=False,
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text=AS_IT_WAS,
        error_messages={"min_value": "Số phải đạt lớn hơn 0."},
    )
    unit = one_line("Đơn vị tính đúng", max_length=30, help_text=AS_IT_WAS)
    text = one_line("Lời chỉ tiêu đúng", max_length=200, help_text=f"{AS_IT_WAS} {PUBLIC_READS}")
    reason = one_line("Lý do sửa", "Ghi lý do sửa.", max_length=300, help_text=BODY_READS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = self.row.targets.all()  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        right = {name: value for name in ("value", "unit", "text") if (value := self.cleaned_data[name])}
        return {name: self.cleaned_data[name] for name in ("target", "reason")} | right


class FollowerField(forms.ModelChoiceField):
    """An officer who looks after a campaign."""

    def __init__(self) -> None:
        super().__init__(
            label="Người theo dõi",
            queryset=User.objects.none(),
            empty_label="Chọn cán bộ",
            error_messages={"required": "Chọn người theo dõi."},
            help_text="Ủy viên Ban Chấp hành, Khối Dân vận, Mặt trận hoặc đoàn thể được phân công.",
        )

    def label_from_instance(self, obj: User) -> str:
        return str(obj)


def officers() -> Any:
    """Who may be asked to look after something: staff at work, not heads of teams alone."""
    return User.objects.at_work().filter(memberships__unit__isnull=False).distinct().order_by("sort_key")


class ApproveForm(CampaignDecision):
    verb, heading, button = "approve", "Duyệt mô hình, phân công theo dõi", "Duyệt mô hình"
    consequence = "Mô hình hiện ngay trên trang công khai. Nơi đăng ký bắt đầu cập nhật tiến độ từng tháng."

    follower = FollowerField()
    opinion = long_text("Ý kiến của Đảng ủy", rows=3, help_text="In vào phiếu đăng ký. Nơi đăng ký đọc được.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follower"].queryset = officers()  # type: ignore[attr-defined]


class AssignForm(CampaignDecision):
    verb, heading, button = "assign", "Đổi người theo dõi", "Đổi người theo dõi"

    follower = FollowerField()
    reason = long_text("Lý do", "Ghi lý do đổi.", rows=2, help_text=BODY_READS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follower"].queryset = officers()  # type: ignore[attr-defined]
        self.fields["follower"].initial = self.row.follower_id


class ShowForm(CampaignDecision):
    """Which months and photos everybody sees; what is not ticked is hidden."""

    verb, heading, button = "show", "Công khai tiến độ, kết quả, ảnh", "Lưu phần công khai"
    consequence = "Mục được đánh dấu hiện trên trang công khai, mục bỏ dấu thì gỡ. Xin đọc kỹ: không để lộ tên riêng."

    updates = forms.ModelMultipleChoiceField(
        label="Tiến độ", queryset=Campaign.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    photos = forms.ModelMultipleChoiceField(
        label="Ảnh", queryset=Campaign.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    consent_basis = one_line(
        "Căn cứ công khai ảnh",
        max_length=200,
        help_text="Bắt buộc khi có ảnh. Ví dụ: ảnh không có người; người trong ảnh đã đồng ý.",
    )
    effect = long_text("Hiệu quả, lời để công khai", rows=4, help_text=SHOWN_HELP)
    lessons = long_text("Kinh nghiệm, lời để công khai", rows=3, help_text=SHOWN_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        updates, photos = self.row.updates.current(), self.row.photos.all()
        for name, rows in (("updates", updates), ("photos", photos)):
            field: Any = self.fields[name]
            field.queryset = rows
            # What nobody has looked at yet is offered ticked for months, never for pictures.
            field.initial = [row.pk for row in rows if row.shown_at or name == "updates"]
        self.fields["updates"].label_from_instance = lambda row: f"{row}: {row.text[:120]}"  # type: ignore[attr-defined]
        self.fields["photos"].label_from_instance = lambda row: f"{row.get_moment_display()}: {row.caption}"  # type: ignore[attr-defined]
        self.fields["consent_basis"].initial = next((row.consent_basis for row in photos if row.consent_basis), "")
        if not photos:
            del self.fields["photos"], self.fields["consent_basis"]
        self._offer_result()

    def _offer_result(self) -> None:
        for name, words in self.row.public_result().items():
            if self.row.effect:
                self.fields[name].initial = words
            else:  # nothing was reported yet
                del self.fields[name]
        # A page opened before the result was reported has no boxes for it: what they would say is nobody's word.
        self.unseen = [name for name in FOR_ALL if name in self.fields and self.is_bound and name not in self.data]

    def renew_version(self) -> None:
        super().renew_version()
        for name in self.unseen:
            self.data[name] = self.fields[name].initial  # type: ignore[index]

    def arguments(self) -> dict[str, Any]:
        told = super().arguments()
        return {"photos": []} | {name: value for name, value in told.items() if name not in self.unseen}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("photos") and not cleaned.get("consent_basis"):
            self.add_error("consent_basis", "Ghi căn cứ để công khai ảnh.")
        return cleaned


class ReviewForm(CampaignDecision):
    verb, heading, button = "review", "Ghi kiểm tra giữa kỳ", "Lưu kết quả kiểm tra"

    stands = long_text("Đã làm được", "Ghi điều đã làm được.", rows=4, help_text=BODY_READS)
    lacks = long_text("Còn thiếu, cần làm tiếp", "Ghi điều còn thiếu, hoặc ghi “không”.", rows=4, help_text=BODY_READS)


class JudgeForm(CampaignDecision):
    """The sheets of the council stand above the form."""

    verb, heading, button = "judge", "Chốt điểm hội đồng", "Chốt điểm"
    consequence = "Điểm trung bình và xếp loại được ghi lại; thành viên hội đồng không chấm thêm được nữa."
    sure_label = "Tôi đã xem đủ phiếu chấm của hội đồng"


class RecogniseForm(CampaignDecision):
    verb, heading, button = "recognise", "Công nhận mô hình", "Công nhận"
    consequence = "Quyết định công nhận hiện trên trang công khai của mô hình."

    decision_no = one_line(
        "Số quyết định", "Nhập số quyết định.", max_length=40, help_text="Ví dụ: 25-QĐ/ĐU. " + PUBLIC_READS
    )
    decided_on = decided_on()


class RefuseForm(CampaignDecision):
    verb, heading, button = "refuse", "Không công nhận", "Không công nhận"
    consequence = "Mô hình vẫn còn trên trang công khai, ghi là chưa được công nhận."
    sure_label = "Tôi chắc chắn mô hình này chưa được công nhận"

    reason = long_text("Lý do", "Ghi lý do chưa công nhận.", help_text=BODY_READS)


class RewardForm(CampaignDecision):
    verb, heading, button = "reward", "Ghi khen thưởng", "Ghi khen thưởng"

    kind = forms.ChoiceField(
        label="Hình thức", choices=Award.Kind.choices, error_messages={"required": "Chọn hình thức khen."}
    )
    level = forms.ChoiceField(label="Cấp khen", choices=Award.Level.choices)
    title = one_line("Danh hiệu, nội dung khen", "Ghi nội dung khen.", max_length=200, help_text=PUBLIC_READS)
    decision_no = one_line("Số quyết định", "Nhập số quyết định.", max_length=40)
    decided_on = decided_on()


class AwardField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Award) -> str:
        return f"{obj}, số {obj.decision_no} ngày {date_vi(obj.decided_on)}"


class CorrectForm(CampaignDecision):
    verb, heading, button = "correct", "Sửa số, ngày quyết định", "Lưu"
    consequence = "Trang công khai của mô hình đọc số và ngày mới. Số và ngày cũ còn trong lịch sử."

    award = AwardField(label="Quyết định nào", queryset=Award.objects.none(), required=False)
    decision_no = one_line("Số đúng", "Nhập số quyết định.", max_length=40, help_text=PUBLIC_READS)
    decided_on = decided_on()
    reason = one_line("Lý do sửa", "Ghi lý do sửa.", max_length=300, help_text=BODY_READS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["award"]
        day = self.row.recognised_on
        field.empty_label = f"Công nhận, số {self.row.decision_no} ngày {day and date_vi(day)}"
        field.queryset = self.row.awards.all()


class ReplicateForm(CampaignDecision):
    """The bloc opens a sheet for a body that wants to learn from it."""

    verb, heading, button = "replicate", "Nhân rộng sang nơi khác", "Lập phiếu cho nơi học theo"
    consequence = "Một phiếu nháp được lập cho nơi đã chọn, chép sẵn nội dung, chỉ tiêu để sửa cho hợp."
    takes_staff_note = False

    body = forms.ChoiceField(label="Nơi học theo", error_messages={"required": "Chọn tổ dân vận hoặc đơn vị."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {f"team-{self.row.team_id}", f"unit-{self.row.unit_id}"}
        choices = [choice for choice in body_choices(self.user) if choice[0] not in own]
        self.fields["body"].choices = [("", "Chọn nơi học theo"), *choices]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return body_of(self.cleaned_data["body"], self.user)


class EndForm(CampaignDecision):
    verb, heading, button = "end", "Kết thúc mô hình", "Kết thúc"
    consequence = "Mô hình và kết quả vẫn còn trên trang công khai, ghi là đã kết thúc."
    sure_label = "Tôi chắc chắn mô hình này kết thúc"

    reason = long_text("Lý do kết thúc", "Ghi lý do kết thúc.", rows=2, help_text=BODY_READS)
    effect = long_text("Hiệu quả", "Ghi hiệu quả của mô hình.", rows=4, help_text=PUBLIC_READS)
    lessons = long_text("Kinh nghiệm nơi khác học được", rows=3, help_text=PUBLIC_READS)
    difficulties = long_text("Khó khăn, hạn chế", rows=2)
    proposals = long_text("Đề xuất", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {name: getattr(self.row, name) for name in RESULT}
        for name, words in (told | self.row.public_result()).items():
            self.fields[name].initial = words
        if self.row.self_scored_on:  # the report stands; everybody may be told less, or nothing
            self.fields["effect"].required = False
            self.fields["effect"].help_text = self.fields["lessons"].help_text = SHOWN_HELP


class ConsentForm(CampaignDecision):
    verb, heading, button = "consent", "Ghi đồng ý công khai tên", "Ghi sự đồng ý"
    consequence = "Tên cá nhân hiện trên trang công khai. Người ấy rút lại lúc nào cũng được."

    given_on = VietnameseDateField(label="Ngày đồng ý", error_messages={"required": "Nhập ngày đồng ý."})


class WithdrawConsentForm(CampaignDecision):
    verb, heading, button = "withdraw_consent", "Rút đồng ý công khai tên", "Gỡ tên"
    consequence = "Tên được gỡ ngay khỏi trang công khai."


FORMS: tuple[type[DecisionForm], ...] = (
    ApproveForm,
    SendBackForm,
    DeclineForm,
    ShowForm,
    ReviewForm,
    AssignForm,
    CorrectTargetForm,
    JudgeForm,
    RecogniseForm,
    RefuseForm,
    RewardForm,
    CorrectForm,
    ReplicateForm,
    EndForm,
    ConsentForm,
    WithdrawConsentForm,
)
DECISIONS: dict[str, type[DecisionForm]] = {form.verb: form for form in FORMS}


def offered(campaign: Campaign, verbs: list[str]) -> list[str]:
    """Of the decisions that state and permissions leave, those that make sense of this campaign."""
    pointless = set() if campaign.is_individual else {"consent", "withdraw_consent"}
    pointless.add("withdraw_consent" if campaign.name_consented_on is None else "consent")
    if campaign.recognised_on is None:
        pointless |= {"reward", "correct"}
    return [verb for verb in verbs if verb not in pointless]
