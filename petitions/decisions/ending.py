"""Decisions that end a petition without an answer of the ward."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from petitions.decisions.base import LEAST_REASON, DecisionForm, FilesForm, long_text, one_line, sender_note
from petitions.models import Petition, ReplyTemplate
from petitions.status import CODE_PREFIX
from wardportal.codes import read_code
from wardportal.fields import NormalizedCharField, VietnameseDateField


class DeclineForm(DecisionForm):
    verb, heading, button = "decline", "Không đủ điều kiện xử lý", "Không xử lý đơn này"
    ends_alone = True
    consequence = "Đơn kết thúc. Người gửi nhận được tin và đọc được lý do này."
    purpose, template_field = ReplyTemplate.Purpose.DECLINE, "reason"
    sure_label = "Tôi đã đọc kỹ đơn và chắc chắn đơn không đủ điều kiện xử lý"

    reason = long_text(
        "Lý do",
        "Ghi lý do để người gửi đọc.",
        min_length=LEAST_REASON,
        help_text="Nêu điều kiện còn thiếu và cách gửi lại nếu được.",
    )


class GuideForm(DecisionForm):
    verb, heading, button = "guide", "Hướng dẫn", "Gửi hướng dẫn"
    ends_alone = True
    consequence = "Đơn kết thúc. Người gửi nhận được tin và đọc được hướng dẫn này. Một việc chỉ hướng dẫn một lần."
    purpose, template_field = ReplyTemplate.Purpose.GUIDE, "guidance"
    sure_label = "Việc này không thuộc thẩm quyền của phường và tôi đã ghi rõ nơi giải quyết"

    guidance = long_text(
        "Hướng dẫn",
        "Ghi nơi giải quyết và cách gửi đến.",
        min_length=LEAST_REASON,
        help_text="Cơ quan nào, địa chỉ, mang theo giấy tờ gì.",
    )


class ForwardForm(DecisionForm):
    verb, heading, button = "forward", "Chuyển cơ quan có thẩm quyền", "Chuyển đơn"
    consequence = "Đơn kết thúc ở phường. Người gửi nhận được tin và đọc được tên cơ quan, số văn bản chuyển."
    purpose, template_field = ReplyTemplate.Purpose.FORWARD, "sender_note"
    sure_label = "Tôi đã ký văn bản chuyển đơn này"

    agency = one_line("Cơ quan nhận", "Nhập tên cơ quan nhận đơn.")
    letter_number = one_line("Số văn bản chuyển", "Nhập số văn bản chuyển.", max_length=60)
    due = VietnameseDateField(
        label="Nhắc lại nếu chưa có trả lời",
        required=False,
        help_text="Ngày phường hỏi lại cơ quan nhận. Đến ngày ấy đơn hiện trên bàn làm việc.",
    )
    sender_note = sender_note()


class ChaseForm(DecisionForm):
    verb, heading, button = "chase", "Nhắc cơ quan nhận đơn", "Ghi đã nhắc"
    consequence = "Người gửi đọc được là phường đã nhắc. Đơn hiện lại trên bàn làm việc vào ngày nhắc sau."

    due = VietnameseDateField(
        label="Nếu vẫn chưa có trả lời thì nhắc lại ngày", error_messages={"required": "Nhập ngày nhắc lại."}
    )
    staff_note = long_text(
        "Đã nhắc thế nào",
        "Ghi đã nhắc thế nào.",
        rows=3,
        help_text="Số công văn, hoặc đã gọi cho ai. Không ra khỏi cơ quan.",
    )


class RelayForm(FilesForm):
    verb, heading, button = "relay", "Ghi trả lời của cơ quan nhận đơn", "Báo cho người gửi"
    consequence = (
        "Người gửi nhận được tin và đọc được nội dung này, mở được các tệp kèm theo. Người gửi các đơn đã gộp cũng "
        "nhận được tin, đọc được nội dung: không nêu tên, địa chỉ của ai."
    )
    files_label = "Văn bản, ảnh kèm theo"

    answered_on = VietnameseDateField(
        label="Ngày trả lời",
        help_text="Ngày ghi trên văn bản trả lời.",
        error_messages={"required": "Nhập ngày trả lời."},
    )
    reply_number = one_line("Số văn bản trả lời", "Nhập số văn bản trả lời.", max_length=60)
    reply = long_text(
        "Cơ quan ấy trả lời thế nào",
        "Ghi nội dung trả lời để người gửi đọc.",
        help_text="Viết như nói với ông/bà: kết luận, lý do, việc tiếp theo.",
    )


class MergeForm(DecisionForm):
    """Asks twice: the first press shows whose petition the code means, the second merges what was read."""

    verb, heading = "merge", "Gộp vào đơn khác"
    consequence = (
        "Đơn này kết thúc. Người gửi được báo đơn gộp vào một vụ việc đang xử lý và đọc được trả lời của đơn gốc; "
        "họ không biết mã và người gửi đơn kia."
    )
    sure_label = "Hai đơn cùng một việc và tôi đã đọc cả hai"

    original = NormalizedCharField(
        label="Mã đơn gốc",
        max_length=40,
        help_text="Ví dụ KN-2026-000123; viết liền, viết thường cũng được.",
        error_messages={"required": "Nhập mã đơn gốc."},
    )
    sender_note = sender_note()
    # The code of the petition that the page showed.
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.data if self.is_bound else self.initial).get("seen"):
            del self.fields["sure"]

    @property
    def about_merged(self) -> str:
        count = self.petition.followers().in_clear().count()
        told = f"{count} đơn đã gộp vào đơn này đi theo: người gửi các đơn ấy nhận được tin, đọc được hạn và trả lời"
        return f"{told} của đơn gốc." if count else ""

    @property
    def about_suspicion(self) -> str:
        if not self.petition.is_suspect:
            return ""
        return (
            "Đơn đang bị nghi là thư rác: gộp vào một đơn không bị nghi thì xác nhận đơn là thật, người gửi nhận tin "
            "như thường; gộp vào một đơn cũng bị nghi thì đơn chưa được đếm, người gửi không nhận tin cho đến khi đơn "
            "ấy được xác nhận."
        )

    @property
    def button(self) -> str:  # type: ignore[override]
        return "Gộp đơn" if "sure" in self.fields else "Xem đơn gốc"

    def clean_original(self) -> Petition:
        """Find the original among what this person may read: a code must not tell that a petition exists."""
        code = read_code(self.cleaned_data["original"], CODE_PREFIX)
        original = Petition.objects.visible_to(self.user).filter(code=code).first() if code else None
        if original is None:
            raise ValidationError("Không tìm thấy đơn mang mã này.")
        return original

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if original := cleaned.get("original"):
            self.petition.check_original(original)
            self.found = original
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "seen"}

    def with_look(self) -> "MergeForm | None":
        """Return the form to show with the petition found, where the page did not show it before this press."""
        if self.found is None or self.cleaned_data["seen"] == self.found.code:
            return None
        # Under the version it was opened at: what others did meanwhile is told at the next press.
        shown = {"seen": self.found.code, "sure": False, "version": self.cleaned_data["version"]}
        asking = MergeForm(petition=self.petition, user=self.user, initial=dict(self.data.items()) | shown)
        asking.found = self.found
        return asking


class SeparateForm(DecisionForm):
    verb, heading, button = "separate", "Tách khỏi đơn gốc", "Tách đơn"
    consequence = (
        "Đơn trở lại tình trạng trước khi gộp, với thời hạn đã báo. Người gửi nhận được tin và không còn đọc được kết "
        "quả của đơn gốc. Bản tóm tắt đang công khai, nếu có, mất phần trả lời: đơn có trả lời riêng thì công khai lại."
    )

    staff_note = long_text("Lý do tách", "Ghi lý do tách đơn.", rows=3, help_text="Không ra khỏi cơ quan.")

    @property
    def about_merged(self) -> str:
        count = self.petition.followers().in_clear().count()
        return f"{count} đơn đã gộp vào đơn này trở lại theo; người gửi các đơn ấy nhận được tin." if count else ""


class WithdrawForm(DecisionForm):
    verb, heading, button = "withdraw", "Ghi nhận người gửi rút đơn", "Ghi nhận rút đơn"
    ends_alone = True
    consequence = (
        "Đơn kết thúc. Người gửi nhận được tin. Chỉ dùng khi chính người gửi đề nghị rút và hoàn toàn tự nguyện."
    )
    sure_label = "Người gửi tự nguyện rút, không bị ép buộc"

    reason = long_text(
        "Người gửi đề nghị rút thế nào, khi nào",
        "Ghi lại lời đề nghị rút của người gửi.",
        rows=3,
        help_text="Người gửi đọc được. Giấy tờ đã xem, hoàn cảnh của họ thì ghi ở ghi chú nội bộ.",
    )


class SealForm(DecisionForm):
    verb, heading, button = "seal", "Chuyển sang hồ sơ mật", "Chuyển sang hồ sơ mật"
    seals = True
    consequence = (
        "Nội dung và người gửi được mã hóa, biến mất khỏi mọi danh sách, tìm kiếm và bản công khai. "
        "Từ đây chỉ người được cấp quyền xem hồ sơ mật mới đọc được, kể cả với đồng chí."
    )
    sure_label = "Tôi hiểu bước này không lùi lại được"

    staff_note = long_text("Lý do", "Ghi lý do chuyển sang hồ sơ mật.", rows=3, help_text="Được mã hóa cùng hồ sơ.")
