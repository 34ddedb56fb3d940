"""Words everybody reads must not tell who asked: the mixin of every form that writes some about a promise."""

from typing import Any, ClassVar

from django import forms

from dialogues.leaks import names_told, traces_in
from dialogues.models import Question
from wardportal.decisions import SHARED


class WarnsOfNames(forms.Form):
    """Mixin before a form: what may tell who asked has to be read and confirmed."""

    shown: ClassVar[tuple[str, ...]]
    # Asked only once there is something to warn about.
    heeded = forms.BooleanField(label="Tôi đã xem các cảnh báo và vẫn giữ nguyên lời này", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["heeded"]
        self.order_fields([name for name in self.fields if name not in ("heeded", *SHARED)])

    def asked_by(self) -> Question | None:
        """The question whose asker must not be told."""
        raise NotImplementedError

    def others(self) -> list[str]:
        """Names of more people who must not be told."""
        return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        texts, asked = [cleaned.get(name) or "" for name in self.shown], self.asked_by()
        warnings = traces_in(texts, asked)
        warnings += names_told(texts, [name for name in self.others() if not asked or name != asked.full_name])
        if not warnings:
            del self.fields["heeded"]
        elif not cleaned.get("heeded"):
            reread = "Mọi người sẽ đọc được lời này. Xin sửa lại, hoặc đánh dấu ô dưới đây nếu vẫn giữ."
            self.add_error("heeded", [*warnings, reread])
        cleaned.pop("heeded", None)
        return cleaned
