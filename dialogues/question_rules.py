"""What holds for a question whoever types it in: how the code of a petition is read, and when a name is needed."""

from typing import Any

from django import forms

from petitions.status import CODE_PREFIX
from wardportal.codes import numbered_code, read_code

TEXT_LIMIT = 5_000
CODE_EXAMPLE = numbered_code(CODE_PREFIX, 2026, 123)


class QuestionRules(forms.Form):
    """Mixin before the form; each form says in its own words what is missing."""

    SPEAKER_NEEDS_NAME: str
    NAMED_NEEDS_NAME: str
    CODE_ADVICE = ""

    def clean_petition_code(self) -> str:
        """Read the code as forgivingly as a look-up does; whether a petition has it is told to nobody."""
        typed = self.cleaned_data["petition_code"]
        code = read_code(typed, CODE_PREFIX) if typed else ""
        if code is None:
            raise forms.ValidationError(f"Mã đơn gồm năm và số, ví dụ {CODE_EXAMPLE}. {self.CODE_ADVICE}".strip())
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_name = cleaned.get("full_name") or "full_name" in self.errors
        if cleaned.get("wants_to_speak") and not has_name:
            self.add_error("full_name", self.SPEAKER_NEEDS_NAME)
        elif cleaned.get("consent_publish_name") and not has_name:
            self.add_error("full_name", self.NAMED_NEEDS_NAME)
        return cleaned
