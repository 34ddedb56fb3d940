"""The form of a milestone added on the way."""

from typing import Any

from django.core.exceptions import ValidationError

from dialogues.decisions.base import one_line
from dialogues.leaks import traces_in
from dialogues.models import Commitment, CommitmentEvent, Milestone
from wardportal.fields import VietnameseDateField
from wardportal.forms import SubmissionForm
from wardportal.models import User


class MilestoneForm(SubmissionForm):
    text = one_line("Việc phải xong", "Ghi việc phải xong ở mốc này.", max_length=200)
    due_on = VietnameseDateField(label="Ngày", error_messages={"required": "Nhập ngày của mốc này."})

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        self.commitment = commitment
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if traces := traces_in([text], self.commitment.question):
            raise ValidationError([*traces, "Mốc thực hiện được công khai: xin viết lại."])
        return text

    def save(self, *, by: User) -> Milestone:
        return Milestone.objects.add_to(self.commitment, by=by, **self.cleaned_data)

    def says_only(self, sent: CommitmentEvent) -> bool:
        typed = (self.cleaned_data["text"], self.cleaned_data["due_on"])
        added = sent.milestone  # that was dropped since, it is none any more
        return added is not None and not added.is_dropped and typed == (added.text, added.due_on)

    def ask_again(self, sent: CommitmentEvent) -> None:
        """Say that what stands in the boxes is not what was written down."""
        self.add_error(None, "Trang này đã dùng để ghi việc khác. Nội dung dưới đây chưa được lưu: xin bấm lần nữa.")
