"""Decisions while a petition is looked at and prepared."""

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from petitions.decisions.base import LEAST_REASON, DecisionForm, FilesForm, long_text, one_line, sender_note
from petitions.entry import LONG_AGO
from petitions.models import Category, Petition, ReplyTemplate
from petitions.models.petition import new_nonce
from petitions.status import Kind
from wardportal.dates import day_date
from wardportal.fields import VietnameseDateField
from wardportal.numbers import number_vi


class ReviewForm(DecisionForm):
    verb, heading, button = "review", "Bắt đầu xem xét", "Bắt đầu xem xét"
    consequence = "Người gửi đọc được trên trang tra cứu: “Đang xem xét”."


class ClassifyForm(DecisionForm):
    verb, heading, button = "classify", "Phân loại đơn", "Lưu phân loại"
    consequence = (
        "Phân loại theo nội dung và yêu cầu, không theo tiêu đề. Đổi loại đơn có thể làm thời hạn được tính lại. "
        "Chọn “Tố cáo” thì đơn chuyển ngay sang hồ sơ mật và chỉ người được cấp quyền mới xem tiếp được."
    )

    kind = forms.ChoiceField(
        label="Loại đơn", choices=Kind.choices, widget=forms.RadioSelect, error_messages={"required": "Chọn loại đơn."}
    )
    category = forms.ModelChoiceField(
        label="Lĩnh vực",
        queryset=Category.objects.none(),
        empty_label="Chọn lĩnh vực",
        error_messages={"required": "Chọn lĩnh vực."},
    )
    staff_note = long_text(
        "Lý do phân loại",
        rows=2,
        help_text="Bắt buộc khi khác với loại người gửi chọn. Không ra khỏi cơ quan.",
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, petition=petition, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["category"].initial = petition.category_id
        self.fields["kind"].initial = petition.kind

    @property
    def seals(self) -> bool:  # type: ignore[override]
        return self.data.get(self.add_prefix("kind")) == Kind.DENUNCIATION and not self.petition.is_confidential

    @property
    def sure_label(self) -> str:  # type: ignore[override]
        """Sealing cannot be taken back, so a denunciation asks once more; no other kind does."""
        return "Đơn có tố cáo; tôi hiểu chuyển sang hồ sơ mật thì không lùi lại được" if self.seals else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind", self.petition.kind) != self.petition.kind and not cleaned.get("staff_note"):
            self.add_error("staff_note", "Ghi lý do đổi loại đơn.")
        return cleaned


class CorrectForm(DecisionForm):
    verb, heading, button = "correct", "Sửa ngày nhận", "Sửa ngày nhận"
    consequence = (
        "Thời hạn tính từ ngày nhận thì tính lại từ ngày đúng; đơn có thể thành quá hạn, hoặc hết quá hạn. Thời hạn "
        "tính từ ngày thụ lý thì giữ nguyên. Người gửi nhận được tin, đọc được cả hai ngày và lý do. Hạn cũ vẫn còn "
        "trong cách tính hạn."
    )

    received_on = VietnameseDateField(label="Ngày nhận đúng", error_messages={"required": "Nhập ngày nhận đơn."})
    reason = long_text("Lý do sửa", "Ghi lý do sửa để người gửi đọc.", rows=3, min_length=LEAST_REASON)

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, petition=petition, **kwargs)
        told = f"Đang ghi: {day_date(petition.received_on)}. Ngày phường nhận được đơn, không phải ngày nhập."
        self.fields["received_on"].help_text = told

    @property
    def sure_label(self) -> str:  # type: ignore[override]
        """A day long ago is asked about, as where it is first typed."""
        with suppress(ValidationError):
            typed = self.fields["received_on"].to_python(self.data.get(self.add_prefix("received_on")))
            if typed and (ago := timezone.localdate() - typed) > LONG_AGO:
                return f"Ngày nhận cách đây {number_vi(ago.days)} ngày là đúng"
        return ""


class AskForm(DecisionForm):
    verb, heading, button = "ask", "Yêu cầu bổ sung thông tin", "Gửi yêu cầu bổ sung"
    consequence = "Người gửi nhận được tin và đọc được câu hỏi này. Thời hạn tạm dừng cho đến khi có bổ sung."
    purpose, template_field = ReplyTemplate.Purpose.ASK, "question"

    question = long_text(
        "Cần người gửi bổ sung điều gì",
        "Ghi rõ điều cần người gửi bổ sung.",
        help_text="Viết như nói với ông/bà: cần gì, vì sao, gửi đến đâu.",
    )


class SupplyForm(FilesForm):
    """Staff write down what the sender told them."""

    verb, heading, button = "supply", "Ghi nhận phần bổ sung", "Ghi nhận bổ sung"
    consequence = "Ghi lại điều người gửi bổ sung qua điện thoại hoặc tại trụ sở. Thời hạn tính tiếp từ hôm nay."

    files_label = "Ảnh, tệp người gửi đưa thêm"

    text = long_text("Nội dung bổ sung", "Ghi nội dung người gửi bổ sung.")


class AcceptForm(DecisionForm):
    verb, heading, button = "accept", "Thụ lý đơn", "Thụ lý"

    sender_note = sender_note()

    @property
    def consequence(self) -> str:  # type: ignore[override]
        due = self.promised_day()
        told = (
            f"Người gửi nhận được tin và đọc được hạn trả lời: {due}." if due else "Người gửi nhận được tin đã thụ lý."
        )
        return f"Từ khi thụ lý, phường có trách nhiệm giải quyết và trả lời. {told}"

    def promised_day(self) -> str:
        """The due day that accepting today promises, in words; nothing where the ward has set no rule."""
        running = self.petition.current_deadline
        promised = self.petition.settled_from(running, timezone.localdate()) or running
        return day_date(promised.due_on) if promised else ""


class ReissueSecretForm(DecisionForm):
    verb, heading, button = "reissue_secret", "Cấp lại mã bí mật", "Cấp mã mới"
    consequence = (
        "Mã cũ mất hiệu lực ngay. Chỉ cấp cho chính người gửi, tại trụ sở, sau khi đã xem giấy tờ của họ. "
        "Sau bước này xin in phiếu mới và đưa tận tay."
    )

    identity_seen = forms.BooleanField(
        label="Tôi đã xem giấy tờ và đúng là người gửi đơn này",
        error_messages={"required": "Chỉ cấp lại sau khi đã xem giấy tờ của người gửi."},
    )
    reason = one_line("Lý do cấp lại", "Ghi lý do cấp lại, ví dụ: mất phiếu.", max_length=200)

    def arguments(self) -> dict[str, Any]:
        note = self.cleaned_data["staff_note"]
        reason = f"Đã xem giấy tờ. Lý do: {self.cleaned_data['reason']}"
        return {"nonce": new_nonce(), "staff_note": f"{reason}\n{note}".strip()}


class ReleaseForm(DecisionForm):
    verb, heading, button = "release", "Xác nhận không phải thư rác", "Không phải thư rác"
    consequence = "Đơn vào hàng chờ như mọi đơn khác, được đếm trong số liệu và người gửi nhận tin như thường."
