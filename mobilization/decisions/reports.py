"""Decisions about a team's report."""

from typing import Any

from django import forms
from django.db.models import Q

from mobilization.models import Indicator
from wardportal.decisions import DecisionForm, long_text, one_line
from wardportal.fields import DecimalNumberField

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


class CorrectForm(ReportForm):
    verb, heading, button = "correct", "Đính chính số liệu", "Lưu phiếu đính chính"
    consequence = "Số cũ, số mới và lý do được giữ lại. Số tổng hợp của phường thay đổi đúng bằng chênh lệch."

    indicator = forms.ModelChoiceField(
        label="Chỉ tiêu",
        queryset=Indicator.objects.none(),
        empty_label="Chọn chỉ tiêu",
        error_messages={"required": "Chọn chỉ tiêu cần đính chính."},
    )
    value = DecimalNumberField(
        label="Số đúng", min_value=0, max_digits=14, decimal_places=2, error_messages={"required": "Nhập số đúng."}
    )
    reason = one_line(
        "Lý do",
        "Ghi lý do đính chính.",
        max_length=300,
        help_text=f"{TEAM_READS} Vì sao số cũ sai, ai cho số đúng.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {figure.indicator_id: figure.value for figure in self.row.figures.all()}
        asked = Q(heading__in=self.row.headings()) | Q(pk__in=now)
        field: Any = self.fields["indicator"]
        field.queryset = Indicator.objects.filter(asked).select_related("heading")
        field.label_from_instance = lambda one: f"{one}: đang ghi {one.shown(now.get(one.pk)) or 'trống'}"

    def clean_value(self) -> Any:
        value, chosen = self.cleaned_data["value"], self.cleaned_data.get("indicator")
        if chosen and value != round(value, chosen.decimals):
            places = f"tối đa {chosen.decimals} chữ số sau dấu phẩy" if chosen.decimals else "số nguyên"
            raise forms.ValidationError(f"Chỉ tiêu này ghi {places}.")
        return value


# In the order of the work; what an official does besides these, the team does on its own pages.
DECISIONS: dict[str, type[DecisionForm]] = {form.verb: form for form in (ApproveForm, SendBackForm, CorrectForm)}
