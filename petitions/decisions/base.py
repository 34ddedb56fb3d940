"""What every decision form shares: the version it was opened at, the internal note, the words to start from."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from petitions.models import Petition, PetitionEvent, ReplyTemplate
from wardportal.fields import LARGEST_INTEGER, NormalizedCharField
from wardportal.forms import WardForm
from wardportal.models import User

LONG_TEXT = 10_000


def long_text(label: str, required: str = "", *, rows: int = 5, help_text: str = "") -> NormalizedCharField:
    """Return a box of several lines; `required` is the message when it is left empty, nothing where it may be."""
    return NormalizedCharField(
        label=label,
        max_length=LONG_TEXT,
        required=bool(required),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


def one_line(label: str, required: str = "", *, max_length: int = 160, help_text: str = "") -> NormalizedCharField:
    return NormalizedCharField(
        label=label,
        max_length=max_length,
        required=bool(required),
        help_text=help_text,
        error_messages={"required": required},
    )


def sender_note() -> NormalizedCharField:
    return long_text("Lời nhắn cho người gửi", rows=3, help_text="Người gửi đọc được trên trang tra cứu.")


class DecisionForm(WardForm):
    """One decision about one petition. The fields between are the evidence; their names are the method's arguments."""

    verb: ClassVar[str]
    heading: ClassVar[str]
    button: ClassVar[str]
    consequence: ClassVar[str] = ""
    # Which texts may be started from, and the box they go into.
    purpose: ClassVar[str] = ""
    template_field: ClassVar[str] = ""
    # A decision that cannot be taken back, or hurts, asks once more.
    sure_label: ClassVar[str] = ""

    version = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_INTEGER,
        widget=forms.HiddenInput,
        error_messages={"required": "Trang mở không đầy đủ. Xin mở lại đơn rồi quyết định."},
    )
    staff_note = long_text(
        "Ghi chú nội bộ", rows=2, help_text="Không ra khỏi cơ quan: người gửi và người dân không đọc được."
    )
    sure = forms.BooleanField(error_messages={"required": "Xin đánh dấu ô này để xác nhận."})

    def __init__(self, *args: Any, petition: Petition, user: User, **kwargs: Any) -> None:
        self.petition, self.user = petition, user
        super().__init__(*args, **kwargs)
        self.helper.layout = None  # the boxes in their order, whichever the petition leaves
        self.fields["version"].initial = petition.version
        self.fields["sure"].label = self.sure_label
        if not self.sure_label:
            del self.fields["sure"]
        shared = {"version", "staff_note", "sure"}
        self.order_fields([name for name in self.fields if name not in shared])

    def clean_version(self) -> int:
        """Keep the box at the petition's present version, so that a second press after a conflict counts."""
        version = self.cleaned_data["version"]
        self.renew_version()
        return version

    def renew_version(self) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = self.petition.version  # type: ignore[index]

    def apply(self, petition: Petition, *, by: User) -> PetitionEvent:
        """Take the decision: one call of the petition's method of this name."""
        notes = {name: self.cleaned_data[name] for name in ("version", "staff_note")}
        return getattr(petition, self.verb)(by=by, **notes | self.arguments())

    def arguments(self) -> dict[str, Any]:
        """The evidence as the method takes it."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "staff_note", "sure")
        }

    def reply_templates(self) -> QuerySet[ReplyTemplate]:
        return ReplyTemplate.objects.filter(purpose=self.purpose, is_active=True)

    def starting_text(self, template: str) -> dict[str, str]:
        """Return the initial value of the box for the chosen text; nothing where there is no such text."""
        if not self.template_field or not template.isdecimal() or len(template) > 9:
            return {}
        chosen = self.reply_templates().filter(pk=template).first()
        return {self.template_field: chosen.text} if chosen else {}
