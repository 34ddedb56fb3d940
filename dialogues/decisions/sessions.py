"""Decisions about a session, from its notice to the corrections of its minutes."""

from collections.abc import Callable
from datetime import date, time
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from dialogues.decisions.base import DecisionForm, by_verb, long_text, one_line, public_text
from dialogues.decisions.name_warnings import WarnsOfNames
from dialogues.decisions.number_warnings import PRINTED, WarnsOfNumbers
from dialogues.decisions.parts import Part, minutes_of, parts_of
from dialogues.leaks import askers_of
from dialogues.models import DialogueSession, Question
from wardportal.calendar import WorkingCalendar
from wardportal.dates import day_date
from wardportal.fields import NormalizedCharField, VietnameseDateField, VietnameseTimeField

INTERNAL = "Không ra khỏi cơ quan."
GENERAL = "Phần chung"


class SessionDecisionForm(DecisionForm):
    staff_note = long_text("Ghi chú nội bộ", rows=2, help_text="Không ra khỏi cơ quan: người dân không đọc được.")


class AnnounceForm(SessionDecisionForm):
    verb, heading, button = "announce", "Thông báo buổi đối thoại", "Thông báo"
    consequence = (
        "Trang công khai của buổi có thêm thông báo, tờ dán bảng tin và bài đọc loa để xem và in. "
        "Từ đây dời ngày, giờ, nơi đều phải ghi lý do cho mọi người đọc."
    )


class MoveForm(SessionDecisionForm):
    verb, heading, button = "move", "Dời lịch", "Dời lịch"
    consequence = (
        "Mọi người đọc được lý do; địa chỉ trang cũ tự dẫn sang trang mới, lịch trên điện thoại tự đổi. "
        "Ngày nhận đăng ký tính lại theo ngày mới."
    )
    boxes = {"held_on": "day"}

    day = VietnameseDateField(label="Ngày mới", error_messages={"required": "Nhập ngày mới."})
    start_time = VietnameseTimeField(label="Bắt đầu lúc", error_messages={"required": "Nhập giờ bắt đầu."})
    end_time = VietnameseTimeField(
        label="Dự kiến kết thúc lúc", error_messages={"required": "Nhập giờ dự kiến kết thúc."}
    )
    place = one_line("Địa điểm", "Nhập địa điểm.", max_length=200)
    reason = public_text("Lý do", "Ghi lý do dời lịch để mọi người đọc.")
    # Asked only once the day turns out to be free.
    free_day = forms.BooleanField(label="Vẫn tổ chức vào ngày này", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, column in {"day": "held_on", "start_time": "", "end_time": "", "place": ""}.items():
            self.fields[name].initial = getattr(self.row, column or name)
        self.fields["day"].help_text = day_words(self.row)
        if not self.is_bound:
            del self.fields["free_day"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day is None or WorkingCalendar.load(day, day).is_working(day):
            del self.fields["free_day"]
        elif not cleaned.get("free_day"):
            self.add_error("free_day", f"{day_date(day).capitalize()} phường không làm việc. Đánh dấu nếu vẫn chọn.")
        if day and (start := cleaned.get("start_time")):
            self._check_unlike_others(day, start)
        return cleaned

    def _check_unlike_others(self, day: date, start_time: time) -> None:
        try:
            self.row.check_unlike_others(day, start_time)
        except ValidationError as refusal:
            self.add_error("day", refusal)

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "free_day"}


def day_words(session: DialogueSession) -> str:
    """Say which day it is now and whether the ward works then."""
    day = session.held_on
    works = "ngày làm việc" if WorkingCalendar.load(day, day).is_working(day) else "ngày phường không làm việc"
    return f"Hiện là {day_date(day)}, {works}. Giữ nguyên ngày nếu chỉ đổi giờ hoặc nơi."


class CancelForm(SessionDecisionForm):
    verb, heading, button = "cancel", "Hủy buổi", "Hủy buổi này"
    sure_label = "Tôi chắc chắn buổi này không diễn ra"

    reason = public_text("Lý do", "Ghi lý do hủy để mọi người đọc.")

    @property
    def consequence(self) -> str:  # type: ignore[override]
        waiting = self.row.questions.registered().filter(is_suspect=False).count()
        left = f" {waiting} câu hỏi đã gửi nằm lại trong hàng việc để chuyển sang buổi khác." if waiting else ""
        return f"Trang công khai ghi buổi này đã hủy, kèm lý do.{left}"


class RestoreForm(SessionDecisionForm):
    verb, heading, button = "restore", "Tổ chức lại", "Tổ chức lại"
    consequence = "Buổi này trở lại lịch, ngày giờ như cũ."

    reason = public_text("Lý do", "Ghi lý do để mọi người đọc.")


class OpenForm(SessionDecisionForm):
    verb, heading, button = "open", "Khai mạc", "Khai mạc"
    consequence = "Cổng ngừng nhận đăng ký; tại bàn vẫn ghi thêm người đến thẳng. Bắt đầu ghi biên bản."


class NamesUnanswered(SessionDecisionForm):
    """A decision beside which stand the questions that have no answer in the minutes yet."""

    @cached_property
    def unanswered(self) -> list[Question]:
        return list(self.row.unanswered())


class EndForm(NamesUnanswered):
    verb, heading, button = "end", "Bế mạc", "Bế mạc"
    consequence = (
        "Màn hình mời số tắt, không ghi thêm được người đến thẳng. Biên bản vẫn sửa được cho đến khi lãnh đạo duyệt. "
        "Bấm nhầm thì “Mở lại sau bế mạc”, trong hôm nay và trước khi trình biên bản."
    )

    @property
    def sure_label(self) -> str:  # type: ignore[override]
        number = len(self.unanswered)
        return f"Vẫn bế mạc khi còn {number} câu hỏi chưa ghi trả lời" if number else ""


class ReopenForm(SessionDecisionForm):
    verb, heading, button = "reopen", "Mở lại sau bế mạc", "Mở lại buổi này"
    consequence = (
        "Buổi này lại “Đang diễn ra” trên cổng và màn hình mời số; ghi thêm được người đến thẳng, mời số được. "
        "Biên bản đã ghi giữ nguyên. Xong thì bấm “Bế mạc” lần nữa."
    )
    takes_staff_note = False

    reason = long_text("Lý do", "Ghi lý do mở lại.", rows=2, help_text=INTERNAL)


class SubmitMinutesForm(NamesUnanswered):
    verb, heading, button = "submit_minutes", "Trình biên bản", "Trình lãnh đạo duyệt"
    consequence = "Biên bản vào hàng việc “Biên bản chờ duyệt” của lãnh đạo. Người trình không tự duyệt."

    def method(self, row: DialogueSession) -> Callable[..., Any]:
        return minutes_of(row).submit


class ReturnMinutesForm(SessionDecisionForm):
    verb, heading, button = "return_minutes", "Trả lại biên bản", "Trả lại để sửa"
    consequence = "Biên bản trở lại cho người ghi. Người dân không biết việc này."
    takes_staff_note = False

    reason = long_text("Cần sửa gì", "Ghi điều cần sửa.", rows=3, help_text=INTERNAL)

    def method(self, row: DialogueSession) -> Callable[..., Any]:
        return minutes_of(row).send_back


class ConcludeForm(WarnsOfNumbers, SessionDecisionForm):
    verb, heading, button = "conclude", "Duyệt biên bản, công bố kết luận", "Duyệt và công bố"
    consequence = (
        "Mọi người đọc được biên bản, kết luận như dưới đây; cam kết lên bảng theo dõi công khai. "
        "Sau bước này chỉ còn đính chính, có ghi lại cả lời cũ và lời mới."
    )
    sure_label = "Tôi đã đọc toàn bộ biên bản trên trang này"

    conclusion_number = one_line(
        "Số thông báo kết luận",
        "Nhập số thông báo kết luận.",
        max_length=40,
        help_text="Chỉ ghi số, ví dụ 15; ký hiệu tự thêm theo cơ quan ban hành.",
    )
    number = one_line("Số biên bản", max_length=40, help_text="Chỉ ghi số, ví dụ 14.")
    # What stood above the form: nobody approves what they have not read.
    seen = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Trang mở không đầy đủ. Xin mở lại trang rồi duyệt."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        minutes = getattr(self.row, "minutes", None)
        self.fields["number"].initial = minutes.number if minutes else ""
        self.fields["seen"].initial = minutes_of(self.row).mark()

    def numbers(self, cleaned: dict[str, Any]) -> dict[str, str]:
        return {name: cleaned.get(name) or "" for name in ("conclusion_number", "number")}

    def refuse(self, refusal: ValidationError) -> None:
        """Show the minutes as they are now: the next press counts for those."""
        super().refuse(refusal)
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = minutes_of(self.row).mark()  # type: ignore[index]

    def method(self, row: DialogueSession) -> Callable[..., Any]:
        return minutes_of(row).approve


class CorrectForm(WarnsOfNames, WarnsOfNumbers, SessionDecisionForm):
    """The part is chosen before, on the same page; its present wording stands in the box."""

    verb, heading, button = "correct", "Đính chính biên bản", "Đính chính"
    consequence = "Trang công khai ghi rõ là đính chính: lời cũ, lời mới, ngày và lý do."
    boxes = {"field": "part"}
    shown = ("text", "reason")

    part = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={"required": "Chọn mục cần đính chính.", "invalid_choice": "Chọn mục cần đính chính."},
    )
    text = NormalizedCharField(
        label="Lời mới", max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    reason = one_line("Lý do đính chính", "Ghi lý do để mọi người đọc.", max_length=300)
    is_blanked = forms.BooleanField(
        label="Lời cũ nêu tên người không đồng ý nêu tên: không giữ lại lời cũ của mục này",
        required=False,
        help_text="Trang công khai vẫn ghi là có đính chính, nhưng không ai đọc lại được lời cũ.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts_of(self.row, self.user)
        chosen = str(self.data.get("part") or self.initial.get("part"))
        self.chosen = self.parts.get(chosen) or next(iter(self.parts.values()))
        self.fields["part"].choices = [(part.key, part.label) for part in self.parts.values()]  # type: ignore[attr-defined]
        self.fields["part"].initial = self.initial["part"] = self.chosen.key
        text = self.fields["text"]
        text.label, text.initial = f"{self.chosen.asked}: {self.chosen.label}", self.chosen.text
        text.required = self.chosen.is_needed
        text.error_messages["required"] = f"Nhập {self.chosen.asked.lower()}."
        if self.chosen.is_line:
            text.widget = forms.TextInput()
            text.help_text = self.chosen.help_text
        if self.chosen.is_fact:
            del self.fields["is_blanked"]

    def grouped_parts(self) -> list[tuple[str, list[Part]]]:
        """The parts under the point they are of, those of the whole session first."""
        return [
            (point or GENERAL, list(parts)) for point, parts in groupby(self.parts.values(), lambda part: part.point)
        ]

    def asked_by(self) -> Question | None:
        return self.chosen.item.question if self.chosen.item else None

    def others(self) -> list[str]:
        return askers_of(self.row)

    def numbers(self, cleaned: dict[str, Any]) -> dict[str, str]:
        is_number = self.chosen.item is None and self.chosen.field in PRINTED
        return {self.chosen.field: cleaned.get("text") or ""} if is_number else {}

    def method(self, row: DialogueSession) -> Callable[..., Any]:
        return minutes_of(row).correct

    def arguments(self) -> dict[str, Any]:
        part = self.parts[self.cleaned_data["part"]]
        cleaned = {name: value for name, value in super().arguments().items() if name != "part"}
        return cleaned | {"field": part.field, "item": part.item}


DECISIONS = by_verb(
    AnnounceForm,
    OpenForm,
    EndForm,
    SubmitMinutesForm,
    ConcludeForm,
    ReturnMinutesForm,
    ReopenForm,
    MoveForm,
    CancelForm,
    RestoreForm,
    CorrectForm,
)
