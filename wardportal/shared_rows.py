"""Rows that several people edit on the admin's own pages: who saves second is shown what the first one saved."""

from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest

from wardportal.dates import date_vi

OPENED = "as_opened"
SAVED_MEANWHILE = (
    "Người khác vừa lưu mục này sau khi đồng chí mở trang. Nội dung đồng chí nhập vẫn còn; ô nào khác với bản đang lưu "
    "thì bản ấy được nêu ở ô đó. Xin đối chiếu, sửa lại nếu cần rồi lưu lần nữa."
)


class SharedRowForm(forms.ModelForm):
    """Remembers what was stored when it was opened; where others changed it since, it shows what is stored now."""

    as_opened = forms.CharField(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before anything typed is put into the row.
        self.stored = model_to_dict(self.instance) if self.instance.pk else {}
        self.fields[OPENED].initial = sha256(repr(self.stored).encode()).hexdigest() if self.stored else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opened = cleaned.pop(OPENED, "")
        differs = [name for name in self.changed_data if name in self.stored]
        # Nothing differs where the button was pressed twice: the first press saved it.
        if differs and opened and opened != self.fields[OPENED].initial:
            self._show_what_is_stored(differs)
        return cleaned

    def _show_what_is_stored(self, differs: list[str]) -> None:
        """The page goes out again as if opened now, so that a second press counts."""
        for name in differs:
            self.add_error(name, f"Bản đang lưu: {_in_words(self.instance, name, self.stored[name])}")
        self.add_error(None, SAVED_MEANWHILE)
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix(OPENED)] = self.fields[OPENED].initial  # type: ignore[index]


def _in_words(row: Model, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return date_vi(value)
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    field = row._meta.get_field(name)
    if field.many_to_one and value:
        value = getattr(row, name)
    return f"“{dict(getattr(field, 'flatchoices', [])).get(value, value)}”" if value not in (None, "") else "để trống"


def without_box(fields: Any) -> list[Any]:
    return [name for name in fields if name != OPENED]


class SharedRows(admin.ModelAdmin):
    """Mixin of a ModelAdmin; its form is a `SharedRowForm`."""

    form = SharedRowForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The box goes with the page wherever something can be changed on it, and nowhere else."""
        shown = [
            (name, more | {"fields": without_box(more["fields"])}) for name, more in super().get_fieldsets(request, obj)
        ]
        if obj is not None and self.has_change_permission(request, obj):
            shown[-1][1]["fields"].append(OPENED)
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Of two who save at once the second waits, and is told; the history, which saves nothing, locks none."""
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST" or not connection.in_atomic_block:
            return row
        return self.get_queryset(request).select_for_update(of=("self",)).filter(pk=row.pk).first()
