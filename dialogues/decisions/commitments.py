"""Decisions about one promise, from the first day of work to its end."""

import hashlib
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from dialogues.decisions.base import DecisionForm, by_verb, long_text, one_line, public_text
from dialogues.decisions.name_warnings import WarnsOfNames
from dialogues.masks import REMOVED, Piece, compared
from dialogues.models import Evidence, Question
from dialogues.naming import places_of
from dialogues.promise import working_days_field
from mobilization.owners import offer_people, owner_field, unit_field
from wardportal.calendar import WorkingCalendar, missing_year_line
from wardportal.dates import YEARS, day_date, is_near
from wardportal.fields import VietnameseDateField
from wardportal.forms import SubmissionForm
from wardportal.models import User
from wardportal.upload_fields import KeepsUploads, MultipleUploadField

LOOK_FIRST = "Chưa xóa gì. Xin xem lời trước và lời sau rồi xác nhận."
EVERYBODY = "Mọi người đọc được trên trang cam kết: không nêu tên, số điện thoại, địa chỉ của ai."


class PublicWords(WarnsOfNames, DecisionForm):
    """A decision with words that everybody reads."""

    def asked_by(self) -> Question | None:
        return self.row.question


class AmendForm(PublicWords):
    verb, heading, button = "amend", "Sửa cam kết ghi nhầm", "Ghi lại"
    shown = ("text",)

    text = public_text("Nội dung cam kết", "Ghi nội dung cam kết.", rows=4, help_text="Đúng như đã nói tại buổi.")
    unit = unit_field()
    owner = owner_field()
    working_days = working_days_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self)
        known = {"text": self.row.text, "unit": self.row.unit_id, "owner": self.row.owner_id}
        for name, value in (known | {"working_days": self.row.count.amount}).items():
            self.fields[name].initial = value

    @property
    def consequence(self) -> str:  # type: ignore[override]
        return (
            "Chỉ làm được khi biên bản chưa được duyệt. Hạn tính lại từ ngày đối thoại "
            f"{self.row.promised_on:%d/%m/%Y}; hạn đang ghi là {self.row.due_on:%d/%m/%Y}. Sau khi duyệt, mọi người "
            "đọc được là cam kết đã được ghi lại."
        )


class AssignForm(DecisionForm):
    verb, heading, button = "assign", "Giao lại việc", "Giao việc"
    consequence = "Đơn vị và người mới thấy cam kết này và được nhắc hạn. Hạn không đổi. Tên đơn vị được công khai."

    unit = unit_field()
    owner = owner_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self)
        self.fields["unit"].initial, self.fields["owner"].initial = self.row.unit_id, self.row.owner_id


class StartForm(DecisionForm):
    verb, heading, button = "start", "Bắt đầu thực hiện", "Bắt đầu thực hiện"
    consequence = "Mọi người đọc được trên trang cam kết: “Đang thực hiện”."


class Reporting(KeepsUploads, SubmissionForm, PublicWords):
    """Words about the work, with photos or papers that show it."""

    shown = ("text", "caption")
    boxes: ClassVar[dict[str, str]] = {"files": "evidence"}

    text = public_text("Nội dung", "Ghi đã làm được gì.", rows=5, help_text=EVERYBODY)
    evidence = MultipleUploadField(
        label="Ảnh, văn bản minh chứng",
        required=False,
        help_text="Chưa công khai ngay: người chủ trì buổi đối thoại hoặc lãnh đạo xem rồi mới cho hiện.",
    )
    caption = one_line("Chú thích", max_length=200, help_text="Nói rõ ảnh, văn bản cho thấy điều gì, ở đâu, ngày nào.")

    def arguments(self) -> dict[str, Any]:
        return {
            "text": self.cleaned_data["text"],
            "caption": self.cleaned_data["caption"],
            "files": self.uploads("evidence"),
        }

    def apply(self, row: Any, *, by: User) -> Any:
        event = super().apply(row, by=by)
        self.consume_uploads()
        return event


class ReportProgressForm(Reporting):
    verb, heading, button = "report_progress", "Báo cáo tiến độ", "Gửi báo cáo"
    consequence = "Cam kết chuyển sang “Đang thực hiện”. Lời báo cáo hiện trên trang cam kết."


class MarkDoneForm(Reporting):
    verb, heading, button = "mark_done", "Báo cáo đã làm xong", "Báo cáo đã xong"
    consequence = (
        "Ngày làm xong là hôm nay. Lãnh đạo xem minh chứng rồi xác nhận; việc do người dân hỏi thì sau đó hỏi lại họ."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        known = self.row.fresh_evidence().count()
        field.help_text = f"Đã có {known} minh chứng. {field.help_text}" if known else f"Bắt buộc. {field.help_text}"
        if not known:
            lacking = "minh chứng mới từ khi phải làm tiếp" if self.row.evidence.exists() else "minh chứng nào"
            field.optional_note = f"bắt buộc: chưa có {lacking}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("evidence") and "evidence" not in self.errors and not self.row.fresh_evidence().exists():
            self.add_error("evidence", "Đính kèm ít nhất một ảnh hoặc văn bản làm minh chứng.")
        return cleaned


class SendBackForm(PublicWords):
    verb, heading, button = "send_back", "Yêu cầu làm tiếp", "Yêu cầu làm tiếp"
    consequence = "Cam kết trở lại “Đang thực hiện”, hạn giữ nguyên. Mọi người đọc được lý do này."
    shown = ("reason",)

    reason = public_text("Còn thiếu điều gì", "Ghi rõ điều còn thiếu để đơn vị làm tiếp.", help_text=EVERYBODY)


class SignOffForm(DecisionForm):
    verb, heading, button = "sign_off", "Xác nhận đã làm xong", "Xác nhận"

    evidence = forms.ModelMultipleChoiceField(
        label="Minh chứng cho hiện trên trang công khai",
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mở xem từng tệp trước khi đánh dấu: không có mặt người, giấy tờ, số nhà, biển số của ai.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.row.evidence.all()
        field: Any = self.fields["evidence"]
        field.queryset = rows
        field.label_from_instance = lambda row: f"{row.name}: {row.caption}" if row.caption else row.name
        field.initial = [row.pk for row in rows if row.published_at]

    @property
    def consequence(self) -> str:  # type: ignore[override]
        if self.row.is_raised_by_resident:
            return "Đồng chí chịu trách nhiệm việc này đã làm xong. Sau đó người đã hỏi được hỏi có bằng lòng không."
        return "Đồng chí chịu trách nhiệm việc này đã làm xong. Cam kết chuyển sang “Hoàn thành”."

    def arguments(self) -> dict[str, Any]:
        return {}

    @transaction.atomic
    def apply(self, row: Any, *, by: User) -> Any:
        event = super().apply(row, by=by)
        chosen = set(self.cleaned_data["evidence"])
        for evidence in row.evidence.all():
            evidence.show(evidence in chosen, by=by)
        return event


class ConfirmForm(DecisionForm):
    verb, heading, button = "confirm", "Người dân đã xác nhận", "Ghi nhận xác nhận"
    consequence = "Cam kết chuyển sang “Hoàn thành”. Chỉ dùng khi chính người đã hỏi nói là bằng lòng."

    staff_note = long_text(
        "Người dân đã xác nhận như thế nào, ngày nào",
        "Ghi người dân đã xác nhận như thế nào, ngày nào.",
        rows=3,
        help_text="Ví dụ: gọi điện sáng 12/05, người hỏi nói đã hết ngập. Không ra khỏi cơ quan.",
    )


class ObjectForm(DecisionForm):
    verb, heading, button = "object", "Người dân không đồng ý", "Ghi nhận không đồng ý"
    consequence = "Cam kết mở lại, trở thành việc đang làm và vào chương trình buổi đối thoại tới."

    reason = long_text(
        "Điều chưa được như đã hứa",
        "Ghi điều người dân thấy chưa được như đã hứa.",
        rows=4,
        help_text="Chỉ cán bộ và lãnh đạo đọc được; trang công khai chỉ ghi là người dân chưa đồng ý.",
    )
    staff_note = long_text(
        "Người dân nói như thế nào, ngày nào",
        "Ghi người dân nói như thế nào, ngày nào.",
        rows=2,
        help_text="Ví dụ: đến trụ sở chiều 12/05. Không ra khỏi cơ quan.",
    )


class NewDay(PublicWords):
    """A later working day, with a reason everybody reads."""

    shown = ("reason",)

    due = VietnameseDateField(label="Hạn mới", error_messages={"required": "Nhập hạn mới."})
    # Asked only once the holidays of its year turn out to be unknown.
    unknown_year = forms.BooleanField(label="Vẫn chọn hạn này", required=False)
    reason = public_text("Lý do", "Ghi lý do để mọi người đọc.", help_text=EVERYBODY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["unknown_year"]
        row = self.row
        times = f"đã lùi {row.postponements} lần" if row.postponements else "chưa lùi lần nào"
        self.fields[
            "due"
        ].help_text = f"Hạn hiện nay: {day_date(row.due_on)}, {times}. Hạn mới phải là ngày phường làm việc."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        due, is_meant = cleaned.get("due"), cleaned.pop("unknown_year", False)
        if not due or not self._may_be(due) or not WorkingCalendar.load(due, due).missing_years(due, due):
            del self.fields["unknown_year"]
        elif not is_meant:
            self.add_error("unknown_year", missing_year_line(due.year))
        return cleaned

    @staticmethod
    def _may_be(due: date) -> bool:
        """Whether the day is near enough for its holidays to matter; any other is refused."""
        return timezone.localdate() < due and is_near(due, YEARS)


class PostponeForm(NewDay):
    verb, heading, button = "postpone", "Lùi hạn", "Lùi hạn"

    @property
    def consequence(self) -> str:  # type: ignore[override]
        first = f"{self.row.first_due_on:%d/%m/%Y}"
        return (
            f"Đây là lần lùi hạn thứ {self.row.postponements + 1}. Mọi người đọc được lý do và số lần. "
            f"“Đúng hẹn” vẫn tính theo hạn ban đầu {first}."
        )


class TakeUpForm(NewDay):
    verb, heading, button = "take_up", "Thực hiện lại", "Thực hiện lại"
    consequence = "Cam kết trở lại “Đang thực hiện” với hạn mới, tính là một lần lùi hạn, và vào chương trình buổi tới."


class FailForm(PublicWords):
    verb, heading, button = "fail", "Kết luận không thực hiện được", "Kết luận không thực hiện được"
    consequence = "Trang cam kết ghi “Không thực hiện được” cùng lý do này. Cam kết không bị xóa."
    sure_label = "Phường đã làm hết khả năng và không thực hiện được"
    shown = ("reason",)

    reason = public_text("Lý do", "Ghi lý do để mọi người đọc.", rows=4, help_text=EVERYBODY)


class BlankForm(PublicWords):
    """Takes names out of the words, here and wherever else they stand. It is what the ward does when asked for it."""

    verb, heading = "blank", "Xóa tên riêng trong nội dung"
    consequence = (
        "Tên đã bỏ không lấy lại được. Nội dung cam kết và tên nội dung trong chương trình các buổi đổi theo ngay; "
        "biên bản in lại cũng theo lời mới. Trả lời, kết luận trong biên bản sửa bằng “Đính chính biên bản”."
    )
    shown = ("text",)
    # Nothing is wrong, and nothing done yet.
    is_preview = False
    # What the preview below showed; another wording has to be looked at again.
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    text = public_text(
        "Nội dung không nêu tên",
        "Ghi nội dung không nêu tên.",
        rows=4,
        help_text=(
            "Chỉ bỏ tên riêng, số điện thoại, hoặc thay bằng “một người dân”, “một hộ dân”, “[…]”. "
            "Không viết lại lời hứa."
        ),
    )
    places = forms.MultipleChoiceField(
        label="Những chỗ khác có nêu tên",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Đánh dấu chỗ nào thì toàn bộ lời ở chỗ đó được thay bằng “{REMOVED}”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = self.row.text
        self.known = {place.key: place for place in places_of(self.row)}
        field: Any = self.fields["places"]
        field.choices = [(key, place.label) for key, place in self.known.items()]
        if not self.known:
            del self.fields["places"]
        if not self.data.get("previewed"):
            del self.fields["sure"]

    @property
    def sure_label(self) -> str:  # type: ignore[override]
        return "Tôi đã xem lời trước và lời sau: chỉ bỏ tên riêng, giữ nguyên điều đã hứa"

    @property
    def button(self) -> str:  # type: ignore[override]
        return "Xóa tên riêng" if "sure" in self.fields else "Xem trước"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        previewed = cleaned.pop("previewed", "")
        self.after = cleaned.get("text", "") if "text" not in self.errors else ""
        if self.errors or previewed == self._mark():
            return cleaned
        self._ask_to_look()
        return cleaned

    def compared(self) -> tuple[list[Piece], list[Piece]]:
        """The old words with what of them goes, and the new ones with what is new, for the preview."""
        return compared(self.row.text, self.after)

    def chosen_places(self) -> list[str]:
        """What else loses its words, for the preview."""
        return [self.known[key].label for key in self.cleaned_data.get("places") or ()]

    def _mark(self) -> str:
        chosen = (self.cleaned_data.get("text"), *sorted(self.cleaned_data.get("places") or ()))
        return hashlib.sha256(repr(chosen).encode()).hexdigest()

    def _ask_to_look(self) -> None:
        try:
            self.row.check_blanking(self.cleaned_data["text"], self.cleaned_data.get("places") or ())
        except ValidationError as refusal:
            self.add_error("text", refusal.message_dict["text"])
            return
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["previewed"] = self._mark()  # type: ignore[index]
        self.data.pop("sure", None)  # type: ignore[attr-defined]
        self.fields["sure"] = forms.BooleanField(
            label=self.sure_label, error_messages={"required": "Xin đánh dấu ô này để xác nhận."}
        )
        self.is_preview = True
        self.add_error(None, LOOK_FIRST)

    def arguments(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("places", [])
        return {"text": self.cleaned_data["text"], "places": [self.known[key] for key in chosen]}


DECISIONS = by_verb(
    StartForm,
    ReportProgressForm,
    MarkDoneForm,
    SignOffForm,
    SendBackForm,
    ConfirmForm,
    ObjectForm,
    AmendForm,
    AssignForm,
    PostponeForm,
    FailForm,
    TakeUpForm,
    BlankForm,
)
