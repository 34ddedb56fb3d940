"""Opening rounds of assessment, and decisions about them and about single sheets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from mobilization.assessments.status import AssessmentStatus
from mobilization.decisions.periods import PeriodForm, period_key
from mobilization.models import AssessmentRound, CriteriaSet
from wardportal.decisions import DecisionForm, long_text
from wardportal.fields import VietnameseDateField
from wardportal.models import User
from wardportal.periods import Period, PeriodKind

HEADS_READ = "Tổ tự quản và tổ dân vận đọc được."


class OpenForm(PeriodForm):
    """A new round: which period, by which criteria, until when each step is done."""

    period = forms.ChoiceField(label="Kỳ đánh giá", error_messages={"required": "Chọn kỳ đánh giá."})
    criteria_set = forms.ModelChoiceField(
        label="Bộ tiêu chí",
        queryset=CriteriaSet.objects.none(),
        empty_label="Chọn bộ tiêu chí",
        help_text="Mở đợt rồi thì bộ tiêu chí này không sửa được nữa; muốn đổi thì lập phiên bản mới.",
        error_messages={"required": "Chọn bộ tiêu chí."},
    )
    self_due = VietnameseDateField(
        label="Tự đánh giá đến hết ngày", error_messages={"required": "Nhập hạn tự đánh giá."}
    )
    cross_due = VietnameseDateField(
        label="Kiểm tra chéo đến hết ngày", error_messages={"required": "Nhập hạn kiểm tra chéo."}
    )
    decide_due = VietnameseDateField(
        label="Phường quyết định đến hết ngày", error_messages={"required": "Nhập hạn quyết định."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        period: Any = self.fields["period"]
        period.choices = [("", "Chọn kỳ"), *period.choices]
        period.initial = period_key(Period.of(timezone.localdate(), PeriodKind.QUARTER))
        chosen: Any = self.fields["criteria_set"]
        chosen.queryset = CriteriaSet.objects.valid()

    def save(self, *, by: User) -> AssessmentRound:
        data = self.cleaned_data
        dues = (data["self_due"], data["cross_due"], data["decide_due"])
        opened: AssessmentRound = AssessmentRound.objects.open(data["period"], data["criteria_set"], dues, by=by)
        return opened


class RoundForm(DecisionForm):
    row: AssessmentRound
    takes_staff_note = False


class EnrolForm(RoundForm):
    verb, heading, button = "enrol", "Bổ sung tổ tự quản mới", "Bổ sung"
    consequence = "Các tổ tự quản thành lập sau khi mở đợt được thêm phiếu đánh giá."


class CloseForm(RoundForm):
    verb, heading, button = "close", "Khóa kết quả", "Khóa kết quả"
    consequence = "Kết quả không đổi được nữa và thứ hạng được công khai."
    sure_label = "Tôi đã xem các tổ chưa có quyết định"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lacking := self.row.assessments.exclude(status=AssessmentStatus.DECIDED).count():
            self.consequence += f" Còn {lacking} tổ chưa có quyết định: các tổ này không được xếp hạng đợt này."


class ReopenForm(RoundForm):
    verb, heading, button = "reopen", "Mở lại đợt đánh giá", "Mở lại"
    consequence = "Phiếu lại sửa, quyết định được; thứ hạng không hiện công khai cho đến khi khóa lại."


ROUND_DECISIONS: dict[str, type[DecisionForm]] = {form.verb: form for form in (CloseForm, EnrolForm, ReopenForm)}


class SendBackForm(DecisionForm):
    verb, heading, button = "send_back", "Yêu cầu đánh giá lại", "Yêu cầu đánh giá lại"
    consequence = "Phiếu trở về bước tự đánh giá. Các ý kiến đã có vẫn giữ trong lịch sử."

    reason = long_text("Vì sao phải đánh giá lại", "Ghi vì sao phải đánh giá lại.", help_text=HEADS_READ)


class ObjectForm(DecisionForm):
    verb, heading, button = "object", "Ghi ý kiến của tổ tự quản", "Lưu ý kiến"
    takes_staff_note = False
    consequence = "Ghi lại ý kiến tổ tự quản gửi bằng giấy hoặc nói trực tiếp về kết quả kiểm tra chéo."

    words = long_text("Ý kiến của tổ tự quản", "Ghi ý kiến của tổ tự quản.", help_text=HEADS_READ)


ASSESSMENT_DECISIONS: dict[str, type[DecisionForm]] = {form.verb: form for form in (ObjectForm, SendBackForm)}
