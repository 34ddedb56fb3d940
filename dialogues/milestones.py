"""The form of a milestone added on the way."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from dialogues.decisions.base import one_line
from dialogues.leaks import traces_in
from dialogues.models import Commitment, Milestone
from wardportal.fields import VietnameseDateField
from wardportal.forms import WardForm


class MilestoneForm(WardForm):
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

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day <= self.commitment.promised_on:
            raise ValidationError("Mốc phải sau ngày diễn ra buổi đối thoại.")
        if day > self.commitment.due_on:
            raise ValidationError(f"Mốc phải trước hoặc đúng hạn {self.commitment.due_on:%d/%m/%Y}.")
        return day

    def save(self) -> Milestone:
        return Milestone.objects.create(commitment=self.commitment, **self.cleaned_data)
