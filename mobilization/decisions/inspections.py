"""Decisions about an inspection."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mobilization.inspections.status import EVIDENCE, InspectionDecisionKind, InspectionEnding
from mobilization.models import Inspection, InspectionSubject, Membership, team_of
from mobilization.models.inspection_parts import MISSING
from wardportal.decisions import DecisionForm, long_text, one_line
from wardportal.fields import VietnameseDateField
from wardportal.forms import SubmissionForm
from wardportal.models import User
from wardportal.upload_fields import KeepsUploads, MultipleUploadField

NO_NAMES = "Không ghi tên người vi phạm ở đây."
MEMBER = "Cả tổ"


def photos_field(label: str = "Ảnh", help_text: str = "") -> MultipleUploadField:
    return MultipleUploadField(label=label, required=False, pictures_only=True, help_text=help_text)


def member_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Người kiểm tra lại", queryset=Membership.objects.none(), required=False, empty_label=MEMBER
    )


def offer(box: Any, seats: list[Membership], empty: str = "") -> None:
    """Let one of these people be chosen, or several; they were read once for all boxes of a form."""
    box.queryset = Membership.objects.filter(pk__in=[seat.pk for seat in seats])
    nobody = [("", empty)] if empty else []
    box.choices = [*nobody, *((seat.pk, f"{seat.full_name}, {seat.post}") for seat in seats)]


def offer_member(form: forms.Form) -> None:
    offer(form.fields["member"], list(team_of(timezone.localdate())), MEMBER)


def names_of_evidence() -> list[str]:
    """The boxes that are evidence of some decision."""
    return list(dict.fromkeys(name for evidence in EVIDENCE.values() for name in evidence.needs))


def shown_with(name: str) -> str:
    """For which decisions the box is asked, as the script that hides it reads them."""
    kinds = [kind for kind in InspectionDecisionKind.values if name in EVIDENCE[kind].needs]
    if name in ("follow_up_on", "member"):
        kinds = [kind for kind in InspectionDecisionKind.values if kind != InspectionDecisionKind.NOTHING]
    return f"kind={'|'.join(kinds)}"


def evidence_layout() -> list[Div]:
    boxes = ["requirement", "minutes_number", "working_days", "agency", "letter_number", "follow_up_on", "member"]
    return [Div(name, data_shown_with=shown_with(name)) for name in boxes]


class EvidenceFields(forms.Form):
    """What is decided, and the evidence each decision asks for."""

    kind = forms.ChoiceField(
        label="Quyết định xử lý",
        choices=InspectionDecisionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách xử lý."},
    )
    requirement = long_text("Đã nhắc, yêu cầu điều gì", rows=3, help_text=NO_NAMES)
    minutes_number = one_line("Số biên bản", max_length=40)
    working_days = forms.IntegerField(
        label="Thời hạn tháo dỡ, khôi phục",
        required=False,
        min_value=1,
        max_value=250,
        help_text="Số ngày làm việc, tính từ ngày liền sau hôm nay. Tổ kiểm tra lại vào ngày làm việc sau hạn.",
        error_messages={
            "invalid": "Ghi số ngày làm việc, ví dụ 5.",
            "min_value": "Ít nhất 1 ngày.",
            "max_value": "Nhiều nhất 250 ngày làm việc.",
        },
    )
    agency = one_line("Cơ quan nhận", help_text="Ví dụ: Thanh tra Sở Xây dựng.")
    letter_number = one_line("Số văn bản chuyển", max_length=60)
    follow_up_on = VietnameseDateField(
        label="Ngày kiểm tra lại",
        required=False,
        help_text="Yêu cầu tháo dỡ mà để trống thì lấy ngày làm việc sau hạn.",
    )
    member = member_field()

    def ask_evidence(self) -> None:
        """Say beside each box when it may not be left empty."""
        for name in names_of_evidence():
            self.fields[name].optional_note = "bắt buộc với cách xử lý này"  # type: ignore[attr-defined]
        self.fields["follow_up_on"].optional_note = "bắt buộc khi dừng thi công"  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the model's method takes besides the kind."""
        names = [*names_of_evidence(), "follow_up_on", "member"]
        return {name: self.cleaned_data.get(name) for name in names}

    def check_evidence(self, cleaned: dict[str, Any]) -> None:
        """Tell beside each box what the decision asks for."""
        for name in EVIDENCE[cleaned["kind"]].needs if cleaned.get("kind") else ():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, MISSING[name])


class InspectionForm(DecisionForm):
    row: Inspection
    staff_note = long_text("Ghi chú nội bộ", rows=2, help_text="Chỉ người xem được cuộc kiểm tra đọc được.")


class PhotoForm(KeepsUploads, SubmissionForm):
    """Mixin of a decision with photos: good ones of a refused form wait for the next try."""

    photos = photos_field()

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()  # type: ignore[misc]
        del arguments["submission_id"]
        return {**arguments, "photos": self.uploads("photos")}

    def apply(self, row: Any, *, by: User) -> Any:
        event = super().apply(row, by=by)  # type: ignore[misc]
        self.consume_uploads()
        return event


class SettleForm(PhotoForm, EvidenceFields, InspectionForm):
    """A decision with its evidence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_evidence()
        offer_member(self)
        self.helper.layout = Layout("version", "submission_id", *self.first(), "photos", "staff_note")

    def first(self) -> list[Any]:
        return ["kind", *evidence_layout()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_evidence(cleaned)
        return cleaned


class DecideForm(SettleForm):
    verb, heading, button = "decide", "Quyết định xử lý", "Ghi quyết định"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = InspectionDecisionKind.NOTHING
        has_violation = self.row.has_violation
        offered = [choice for choice in InspectionDecisionKind.choices if (choice[0] == nothing) != bool(has_violation)]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]
        if not has_violation:
            self.fields["kind"].initial = nothing


class EscalateForm(SettleForm):
    verb, heading, button = "escalate", "Xử lý mức cao hơn", "Ghi quyết định"
    consequence = "Quyết định trước vẫn còn trong lịch sử. Ngày kiểm tra lại để trống thì giữ ngày đã hẹn."

    reason = long_text("Vì sao phải xử lý tiếp", "Ghi lý do xử lý mức cao hơn.", rows=3, help_text=NO_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = InspectionDecisionKind.NOTHING
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            choice for choice in InspectionDecisionKind.choices if choice[0] != nothing
        ]

    def first(self) -> list[Any]:
        return ["reason", "kind", *evidence_layout()]


class FollowForm(InspectionForm):
    verb, heading, button = "follow", "Hẹn ngày kiểm tra lại", "Hẹn ngày"
    consequence = "Ngày đã hẹn trước, nếu chưa kiểm tra, được thay bằng ngày này."

    due_on = VietnameseDateField(label="Ngày kiểm tra lại", error_messages={"required": "Ghi ngày kiểm tra lại."})
    member = member_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_member(self)


class VisitForm(PhotoForm, InspectionForm):
    verb, heading, button = "visit", "Ghi lần kiểm tra lại", "Ghi kết quả"

    result = long_text("Hiện trạng khi kiểm tra lại", "Ghi hiện trạng khi kiểm tra lại.", rows=4, help_text=NO_NAMES)
    is_done = forms.TypedChoiceField(
        label="Đã chấp hành chưa",
        choices=[("1", "Đã chấp hành xong"), ("0", "Chưa chấp hành, hoặc chưa xong")],
        coerce=lambda value: value == "1",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn đã chấp hành hay chưa."},
    )
    next_on = VietnameseDateField(label="Kiểm tra tiếp ngày", required=False)
    member = member_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_member(self)
        later = "is_done=0"
        self.fields["next_on"].optional_note = "bắt buộc khi chưa chấp hành"  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            "version", "submission_id", "result", "is_done", Div("next_on", data_shown_with=later),
            Div("member", data_shown_with=later), "photos", "staff_note",
        )  # fmt: skip


class CloseForm(PhotoForm, InspectionForm):
    verb, heading, button = "close", "Khép lại", "Khép lại"
    consequence = "Cuộc kiểm tra rời danh sách việc. Lãnh đạo mở lại được khi có tái phạm."

    ending = forms.ChoiceField(
        label="Kết quả cuối", widget=forms.RadioSelect, error_messages={"required": "Chọn kết quả cuối."}
    )
    text = long_text("Nội dung khép lại", "Ghi kết quả cuối cùng.", rows=4, help_text=NO_NAMES)
    photos = photos_field(
        "Ảnh hiện trạng", "Bắt buộc khi ghi đã chấp hành mà chưa có lần kiểm tra lại nào thấy đã xong."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(ending, InspectionEnding(ending).label) for ending in self.row.endings()]
        self.fields["ending"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["ending"].initial = choices[0][0]


class ReopenForm(InspectionForm):
    verb, heading, button = "reopen", "Mở lại", "Mở lại"
    consequence = "Cuộc kiểm tra trở lại danh sách đang theo dõi."

    due_on = VietnameseDateField(label="Ngày kiểm tra lại", error_messages={"required": "Ghi ngày kiểm tra lại."})
    reason = long_text("Lý do mở lại", "Ghi lý do mở lại.", rows=3, help_text=NO_NAMES)


class CancelForm(InspectionForm):
    verb, heading, button = "cancel", "Hủy yêu cầu", "Hủy yêu cầu"
    sure_label = "Tôi chắc chắn không cần đến kiểm tra nữa"

    reason = long_text("Lý do", "Ghi lý do hủy.", rows=3, help_text=NO_NAMES)


class NameForm(InspectionForm):
    verb, heading, button = "name", "Ghi người vi phạm", "Lưu"
    consequence = (
        "Vi phạm của một người là dữ liệu nhạy cảm: tên chỉ hiện ở trang này với người xử lý, và ở biên bản in ra; "
        "không vào danh sách, tìm kiếm, tệp xuất, thư. Chỉ ghi khi cần lập biên bản."
    )
    takes_staff_note = False

    subject = one_line("Người, tổ chức vi phạm", "Ghi tên người, tổ chức vi phạm.")
    address = one_line("Nơi ở, nơi đặt trụ sở", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = InspectionSubject.objects.filter(inspection=self.row).first()
        if known and self.user.has_perm("mobilization.view_inspectionsubject"):
            self.fields["subject"].initial, self.fields["address"].initial = known.name, known.address


class BlankForm(InspectionForm):
    verb, heading, button = "blank", "Xóa tên người vi phạm", "Xóa tên"
    consequence = "Tên được xóa hẳn, không lấy lại được. Những nội dung khác giữ nguyên."
    sure_label = "Tôi chắc chắn xóa tên đã ghi"

    reason = long_text("Lý do", "Ghi lý do xóa.", rows=2, help_text=NO_NAMES)


DECISIONS: dict[str, type[DecisionForm]] = {
    form.verb: form
    for form in (
        DecideForm, VisitForm, EscalateForm, FollowForm, CloseForm, ReopenForm, NameForm, BlankForm, CancelForm,
    )
}  # fmt: skip
