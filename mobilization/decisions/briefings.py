"""Decisions about a briefing, and what became of what it concluded."""

from typing import Any

from django import forms

from mobilization.briefings.status import TaskStatus
from mobilization.models import Briefing, BriefingConclusion
from wardportal.dates import day_date
from wardportal.decisions import DecisionForm, long_text, one_line
from wardportal.fields import VietnameseDateField, VietnameseTimeField
from wardportal.forms import WardForm
from wardportal.models import User

READ_BY = "Tổ trưởng các tổ dự giao ban đọc được."


class BriefingDecisionForm(DecisionForm):
    row: Briefing
    staff_note = long_text("Ghi chú nội bộ", rows=2, help_text="Chỉ người ghi và lãnh đạo đọc được.")


class HoldForm(BriefingDecisionForm):
    verb, heading, button = "hold", "Ghi nhận đã họp", "Ghi nhận đã họp"
    consequence = "Xin điểm danh trước. Nội dung và kết luận vẫn ghi tiếp được cho đến khi thông báo kết luận."


class ConcludeForm(BriefingDecisionForm):
    """What is concluded stands above the form."""

    verb, heading, button = "conclude", "Thông báo kết luận", "Thông báo kết luận"
    consequence = (
        "Các tổ, đơn vị đọc được kết luận và việc được giao. Sau bước này không sửa được nữa; "
        "việc chưa xong tự chuyển sang buổi giao ban sau."
    )
    sure_label = "Tôi đã đọc các kết luận trên trang này"

    number = one_line(
        "Số thông báo kết luận",
        "Nhập số thông báo kết luận.",
        max_length=40,
        help_text="Chỉ ghi số, ví dụ 15; ký hiệu tự thêm theo cơ quan ban hành.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Few Party cells number what they issue.
        self.fields["number"].required = self.row.is_of_ward


class MoveForm(BriefingDecisionForm):
    verb, heading, button = "move", "Dời lịch", "Dời lịch"
    consequence = "Danh sách mời giữ nguyên; ở trang Ghi nội dung có nút thêm người theo ngày mới."

    held_on = VietnameseDateField(label="Ngày mới", error_messages={"required": "Nhập ngày mới."})
    start_time = VietnameseTimeField(label="Bắt đầu lúc", error_messages={"required": "Nhập giờ bắt đầu."})
    place = one_line("Địa điểm", "Nhập địa điểm.", max_length=200)
    reason = long_text("Lý do", "Ghi lý do dời lịch.", rows=3, help_text=READ_BY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("held_on", "start_time", "place"):
            self.fields[name].initial = getattr(self.row, name)
        self.fields["held_on"].help_text = f"Hiện là {day_date(self.row.held_on)}. Giữ nguyên nếu chỉ đổi giờ, nơi."


class CancelForm(BriefingDecisionForm):
    verb, heading, button = "cancel", "Hủy buổi giao ban", "Hủy buổi này"
    consequence = "Buổi này không diễn ra; các kết luận trước chuyển sang buổi sau."
    sure_label = "Tôi chắc chắn buổi này không diễn ra"

    reason = long_text("Lý do", "Ghi lý do hủy.", rows=3, help_text=READ_BY)


DECISIONS: dict[str, type[DecisionForm]] = {form.verb: form for form in (HoldForm, ConcludeForm, MoveForm, CancelForm)}


class EndConclusionForm(WardForm):
    """What became of one thing that was concluded."""

    status = forms.ChoiceField(
        label="Kết quả",
        choices=[(status.value, status.label) for status in (TaskStatus.DONE, TaskStatus.NOT_DONE)],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đã hoàn thành hoặc không thực hiện được."},
    )
    result = long_text(
        "Đã làm gì, hoặc vì sao không thực hiện được",
        "Ghi kết quả, hoặc vì sao không thực hiện được.",
        rows=4,
        help_text="Được đọc đầu tiên tại buổi giao ban sau.",
    )

    def save(self, conclusion: BriefingConclusion, *, by: User) -> None:
        conclusion.end(self.cleaned_data["status"], self.cleaned_data["result"], by=by)
