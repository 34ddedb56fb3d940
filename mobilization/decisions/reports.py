"""Decisions about a team's report."""

from typing import Any

from mobilization.reports.corrections import SlipFields
from wardportal.decisions import DecisionForm, long_text

TEAM_READS = "Tổ dân vận đọc được."


class ReportForm(DecisionForm):
    staff_note = long_text("Ghi chú nội bộ", rows=2, help_text="Không ra khỏi cơ quan: tổ dân vận không đọc được.")


class ApproveForm(ReportForm):
    verb, heading, button = "approve", "Duyệt báo cáo", "Duyệt báo cáo"
    consequence = (
        "Báo cáo được khóa, số liệu được tính vào báo cáo tổng hợp. Sau đó chỉ sửa được số liệu bằng phiếu đính chính."
    )


class SendBackForm(ReportForm):
    verb, heading, button = "send_back", "Yêu cầu bổ sung", "Trả lại cho tổ"
    consequence = "Tổ dân vận sửa được báo cáo và nộp lại. Hạn nộp không đổi."

    reason = long_text("Cần bổ sung điều gì", "Ghi rõ điều cần bổ sung để tổ làm được ngay.", help_text=TEAM_READS)


class CorrectForm(SlipFields, ReportForm):
    verb, heading, button = "correct", "Đính chính số liệu", "Lưu phiếu đính chính"
    consequence = (
        "Số cũ, số mới và lý do được giữ lại, số của phường tính lại theo số đúng. Chỉ tiêu cộng các tháng thay đổi "
        "đúng bằng chênh lệch; chỉ tiêu lấy tháng cuối chỉ thay đổi ở kỳ kết thúc bằng tháng này. Báo cáo tổng hợp "
        "đã ban hành giữ nguyên, thay đổi nằm trong báo cáo bổ sung."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(self.row)
        self.fields["reason"].help_text = f"{TEAM_READS} {self.fields['reason'].help_text}"


# In the order of the work; what an official does besides these, the team does on its own pages.
DECISIONS: dict[str, type[DecisionForm]] = {form.verb: form for form in (ApproveForm, SendBackForm, CorrectForm)}
