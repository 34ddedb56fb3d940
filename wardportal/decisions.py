"""What every decision form of the staff shares: the version it was opened at, the internal note, the call it makes."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms

from wardportal.fields import LARGEST_INTEGER, NormalizedCharField
from wardportal.forms import WardForm
from wardportal.models import User

LONG_TEXT = 10_000
TOO_SHORT = "Ngắn quá, người đọc chưa hiểu được. Xin viết rõ hơn."
SHARED = ("version", "staff_note", "sure")


def long_text(
    label: str,
    required: str = "",
    *,
    rows: int = 5,
    min_length: int | None = None,
    max_length: int = LONG_TEXT,
    help_text: str = "",
) -> NormalizedCharField:
    """Return a box of several lines; `required` is the message when it is left empty, nothing where it may be."""
    return NormalizedCharField(
        label=label,
        min_length=min_length,
        max_length=max_length,
        required=bool(required),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "min_length": TOO_SHORT},
    )


def one_line(
    label: str, required: str = "", *, min_length: int | None = None, max_length: int = 160, help_text: str = ""
) -> NormalizedCharField:
    return NormalizedCharField(
        label=label,
        min_length=min_length,
        max_length=max_length,
        required=bool(required),
        help_text=help_text,
        error_messages={"required": required, "min_length": TOO_SHORT},
    )


def version_box() -> forms.IntegerField:
    """Return the hidden box with the version of the row under which a form was opened."""
    return forms.IntegerField(
        min_value=0,
        max_value=LARGEST_INTEGER,
        widget=forms.HiddenInput,
        error_messages={"required": "Trang mở không đầy đủ. Xin mở lại trang rồi làm lại."},
    )


class VersionedForm(WardForm):
    """A form that remembers under which version of the row it was opened."""

    row: Any
    version = version_box()

    def clean_version(self) -> int:
        """Keep the box at the row's present version, so that a second press after a conflict counts."""
        version = self.cleaned_data["version"]
        self.renew_version()
        return version

    def renew_version(self) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = self.row.version  # type: ignore[index]


class DecisionForm(VersionedForm):
    """One decision about one row. The fields between are the evidence; their names are the method's arguments."""

    verb: ClassVar[str]
    heading: ClassVar[str]
    button: ClassVar[str]
    consequence: str = ""
    # A decision that cannot be taken back, or hurts, asks once more.
    sure_label: ClassVar[str] = ""
    takes_staff_note: ClassVar[bool] = True
    # Which box stands for a column the model complains about, where their names differ.
    boxes: ClassVar[dict[str, str]] = {}

    staff_note = long_text(
        "Ghi chú nội bộ", rows=2, help_text="Không ra khỏi cơ quan: người gửi và người dân không đọc được."
    )
    sure = forms.BooleanField(error_messages={"required": "Xin đánh dấu ô này để xác nhận."})

    def __init__(self, *args: Any, row: Any, user: User, **kwargs: Any) -> None:
        self.row, self.user = row, user
        super().__init__(*args, **kwargs)
        self.helper.layout = None  # the boxes in their order, whichever the row leaves
        self.fields["version"].initial = row.version
        self.fields["sure"].label = self.sure_label
        if not self.sure_label:
            del self.fields["sure"]
        if not self.takes_staff_note:
            del self.fields["staff_note"]
        self.order_fields([name for name in self.fields if name not in SHARED])

    def method(self, row: Any) -> Callable[..., Any]:
        """The method that takes the decision: of the row, by the name of the verb."""
        return getattr(row, self.verb)

    def apply(self, row: Any, *, by: User) -> Any:
        """Take the decision: one call of the method."""
        notes = {name: self.cleaned_data[name] for name in ("version", "staff_note") if name in self.fields}
        return self.method(row)(by=by, **notes | self.arguments())

    def arguments(self) -> dict[str, Any]:
        """The evidence as the method takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in SHARED}

    def box_of(self, column: str) -> str:
        return self.boxes.get(column, column)
