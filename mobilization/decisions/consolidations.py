"""Beginning and issuing the ward's report of a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mobilization.decisions.periods import PeriodForm
from mobilization.models import Consolidation
from wardportal.decisions import VersionedForm, one_line
from wardportal.fields import VietnameseDateField
from wardportal.models import User


class BeginForm(PeriodForm):
    period = forms.ChoiceField(label="Kỳ tổng hợp", error_messages={"required": "Chọn kỳ tổng hợp."})


class IssueForm(VersionedForm):
    number = one_line("Số báo cáo", "Nhập số báo cáo.", max_length=40, help_text="Ví dụ 12 hoặc 12-BC/KDV.")
    issued_on = VietnameseDateField(label="Ngày ban hành", error_messages={"required": "Nhập ngày ban hành."})
    lacking = forms.BooleanField(error_messages={"required": "Đánh dấu ô này nếu vẫn ban hành, hoặc chờ các tổ."})
    unseen = forms.BooleanField(error_messages={"required": "Đánh dấu ô này nếu vẫn ban hành, hoặc xem phiếu trước."})
    sure = forms.BooleanField(
        label="Tôi đã đọc toàn bộ nội dung và số liệu của báo cáo này",
        error_messages={"required": "Xin đánh dấu ô này để xác nhận."},
    )

    def __init__(self, *args: Any, row: Consolidation, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        self._ask("lacking", len(row.missing()), "báo cáo tháng của các tổ chưa nộp hoặc chưa duyệt")
        self._ask("unseen", row.unseen_slips().count(), "phiếu đính chính của các tổ chưa ai xem")
        self.helper.layout = None
        self.fields["version"].initial = row.version
        self.fields["issued_on"].initial = timezone.localdate()

    def _ask(self, name: str, count: int, what: str) -> None:
        """Issued all the same only after this box was ticked; without any there is no box."""
        self.fields[name].label = f"Còn {count} {what}, vẫn ban hành"
        if not count:
            del self.fields[name]

    def clean_issued_on(self) -> date:
        day = self.cleaned_data["issued_on"]
        if not self.row.period_start <= day <= timezone.localdate():
            raise ValidationError("Ngày ban hành phải từ đầu kỳ đến hôm nay.")
        return day

    def apply(self, *, by: User) -> None:
        data = self.cleaned_data
        self.row.issue(data["number"], by=by, on=data["issued_on"], version=data["version"])
