"""The form in which a promise is written down, as it was said in the room."""

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from dialogues.decisions.base import one_line, public_text
from dialogues.decisions.name_warnings import WarnsOfNames
from dialogues.models import AgendaItem, Commitment, CommitmentEvent, DialogueSession, Question
from dialogues.models.commitment_queries import check_owner
from mobilization.owners import offer_people, owner_field, unit_field
from wardportal.calendar import Count, WorkingCalendar
from wardportal.fields import VietnameseDateField, WholeNumberField
from wardportal.forms import SubmissionForm
from wardportal.models import User

MILESTONES = (1, 2, 3)
MOST_DAYS = 750  # three years


def working_days_field() -> WholeNumberField:
    return WholeNumberField(
        label="Số ngày làm việc",
        min_value=1,
        max_value=MOST_DAYS,
        help_text="Tính từ ngày liền sau buổi đối thoại, trừ thứ bảy, chủ nhật, ngày lễ.",
        error_messages={"required": "Nhập số ngày làm việc.", "min_value": "Ít nhất một ngày làm việc."},
        widget=forms.TextInput(attrs={"class": "form-short"}),
    )


class PromiseForm(SubmissionForm, WarnsOfNames):
    """What is promised, who keeps it, within how many working days of the session, and parts of it on the way."""

    shown = ("text", *(f"milestone_{number}" for number in MILESTONES))

    text = public_text(
        "Nội dung cam kết",
        "Ghi nội dung cam kết.",
        rows=4,
        help_text="Việc gì, ở đâu, xong đến mức nào. Mọi người đọc được khi biên bản được duyệt: không nêu tên ai.",
    )
    unit = unit_field()
    owner = owner_field()
    working_days = working_days_field()

    def __init__(self, *args: Any, session: DialogueSession, item: AgendaItem | None = None, **kwargs: Any) -> None:
        self.session, self.item = session, item
        super().__init__(*args, **kwargs)
        for number in MILESTONES:
            self.fields[f"milestone_{number}"] = one_line(f"Mốc {number}", max_length=200)
            self.fields[f"milestone_{number}_on"] = VietnameseDateField(label=f"Ngày xong mốc {number}", required=False)
        offer_people(self)
        parts = [
            Div(f"milestone_{number}", f"milestone_{number}_on", css_class="milestone-row") for number in MILESTONES
        ]
        warning = ["heeded"] if "heeded" in self.fields else []
        self.helper.layout = Layout(
            Fieldset("Đã hứa điều gì", "text", *warning),
            Fieldset("Ai làm, khi nào xong", "unit", "owner", "working_days"),
            Fieldset("Các mốc trên đường (nếu có)", *parts),
            "submission_id",
        )

    def asked_by(self) -> Question | None:
        return self.item.question if self.item else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "heeded" not in self.fields:
            self.helper.layout[0].fields = ["text"]
        self._check_owner(cleaned)
        due = self.counted().due if cleaned.get("working_days") else None
        for number in MILESTONES:
            self._check_milestone(f"milestone_{number}", due)
        return cleaned

    def _check_owner(self, cleaned: dict[str, Any]) -> None:
        try:
            if cleaned.get("unit"):
                check_owner(cleaned["unit"], cleaned.get("owner"))
        except ValidationError as refusal:
            self.add_error(None, refusal)

    def _check_milestone(self, name: str, due: date | None) -> None:
        words, day = self.cleaned_data.get(name), self.cleaned_data.get(f"{name}_on")
        if day and not words:
            self.add_error(name, "Ghi việc phải xong ở mốc này.")
        elif words and not day and f"{name}_on" not in self.errors:
            self.add_error(f"{name}_on", "Nhập ngày của mốc này.")
        elif day and day <= self.session.held_on:
            self.add_error(f"{name}_on", "Mốc phải sau ngày diễn ra buổi đối thoại.")
        elif day and due and day > due:
            self.add_error(f"{name}_on", f"Mốc phải trước hoặc đúng hạn {due:%d/%m/%Y}.")

    def counted(self) -> Count:
        """How the due day is counted, for the preview."""
        held_on = self.session.held_on
        return WorkingCalendar.load(held_on).add_working_days(held_on, self.cleaned_data["working_days"])

    def save(self, *, by: User) -> Commitment:
        typed = self.cleaned_data
        named = [(typed[f"milestone_{number}_on"], typed[f"milestone_{number}"]) for number in MILESTONES]
        return Commitment.objects.promise(
            self.session,
            text=typed["text"],
            unit=typed["unit"],
            owner=typed["owner"],
            working_days=typed["working_days"],
            item=self.item,
            milestones=[(day, words) for day, words in named if words],
            submission_id=typed["submission_id"],
            by=by,
        )

    def says_only(self, sent: CommitmentEvent) -> bool:
        return (self.cleaned_data["text"], self.cleaned_data["unit"].pk) == (
            sent.commitment.text,
            sent.unit_id,
        )

    def ask_again(self, sent: CommitmentEvent) -> None:
        """Say that what stands in the boxes is not what was written down."""
        self.add_error(
            None,
            f"Trang này đã ghi cam kết {sent.commitment.code} với nội dung khác. "
            "Nội dung dưới đây chưa được lưu: nếu là cam kết thứ hai, xin bấm lưu lần nữa.",
        )
