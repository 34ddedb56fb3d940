"""What every form of the portal shares: layout without the form tag, the submission's id, the trap for robots."""

import uuid
from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from wardportal.codes import numbered_code, read_code, read_secret
from wardportal.fields import NormalizedCharField
from wardportal.sealing import SECRET_DIGITS

SUBMISSION_AGE = timedelta(hours=24)
HASTE = timedelta(seconds=3)
# By the prefix of their codes: what can be looked up, and where.
LOOKUP_PAGES = {"KN": ("đơn, kiến nghị", "petitions:lookup"), "DT": ("đăng ký đối thoại", "dialogues:lookup")}


def new_submission_id() -> str:
    """Return a fresh id of 128 bits, signed with its time, so that nobody can make one up or take another's."""
    return signing.TimestampSigner(salt="submission").sign(uuid.uuid4().hex)


def read_submission_id(value: str, max_age: timedelta | None = None) -> uuid.UUID | None:
    """Return the id of a signed value; None where it was not made here or is older than `max_age`."""
    try:
        return uuid.UUID(signing.TimestampSigner(salt="submission").unsign(value, max_age=max_age))
    except (signing.BadSignature, ValueError):
        return None


class WardForm(forms.Form):
    """A form rendered by crispy inside the page's own form tag, with an error summary on top.

    Errors stand above their field; what was typed stays in the box.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's form tag carries the token
        self.helper.form_show_errors = True

    def refuse(self, refusal: ValidationError) -> None:
        """Put what the model refused beside the box it is about, or above the form where there is none."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for column, messages in refusal.message_dict.items():
            box = self.box_of(column)
            self.add_error(box if box in self.fields else None, messages)

    def box_of(self, column: str) -> str:
        """The box that asks for what the model keeps in this column."""
        return column


class SubmissionForm(WardForm):
    """A form known by an id the server made: what was good in a refused one waits under it for the next try."""

    submission_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_id"].initial = new_submission_id()

    @property
    def submission_uuid(self) -> uuid.UUID | None:
        """The id this form was sent under; None where it is missing, forged or a day old."""
        return read_submission_id(str(self.data.get(self.add_prefix("submission_id"), "")), SUBMISSION_AGE)

    def clean_submission_id(self) -> uuid.UUID:
        """Refuse nobody for an old form: what was typed is kept, and a fresh id goes out with the page."""
        if self.submission_uuid is None:
            self.renew_submission_id()
            raise forms.ValidationError("Trang đã mở quá lâu. Nội dung vẫn còn đây: xin kiểm tra rồi bấm gửi lần nữa.")
        return self.submission_uuid

    def repeats(self, sent: Any) -> bool:
        """Whether the form, asked again under a fresh id, says only what it said when it made this.

        If not, somebody wrote something else on the same page, and it must not be taken for the first.
        """
        self.renew_submission_id()
        return self.is_valid() and self.says_only(sent)

    def says_only(self, sent: Any) -> bool:
        """Whether the valid form has the words of what was made before, and no file which that has not."""
        raise NotImplementedError

    def renew_submission_id(self) -> None:
        """Let what was typed go out again under an id of its own."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("submission_id")] = new_submission_id()  # type: ignore[index]


class OnceForm(SubmissionForm):
    """A form that counts once however often it is sent, and marks what a robot seems to have filled in."""

    website = forms.CharField(
        label="Xin để trống ô này",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1}),
    )

    def looks_automatic(self) -> bool:
        """Whether a robot seems to have sent it: the hidden box filled, or faster than anybody types."""
        value = str(self.data.get(self.add_prefix("submission_id"), ""))
        return bool(self.cleaned_data.get("website")) or read_submission_id(value, HASTE) is not None


class LookupForm(WardForm):
    """Code and secret, read as forgivingly as they are told over the phone."""

    code_prefix: str
    code_label = "Mã đơn"
    digits_help = "Sáu chữ số nhận được khi gửi đơn, ví dụ 48-2915."

    code = NormalizedCharField(max_length=40)
    secret = NormalizedCharField(
        label="Mã bí mật",
        max_length=20,
        error_messages={"required": "Vui lòng nhập mã bí mật gồm sáu chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code, label = self.fields["code"], self.code_label
        code.label = label
        code.help_text = f"Ví dụ {self._example}. Viết liền, viết thường cũng được."
        code.error_messages["required"] = f"Vui lòng nhập {label[:1].lower()}{label[1:]}, ví dụ {self._example}."
        self.fields["secret"].help_text = self.digits_help

    @property
    def begin_at(self) -> forms.BoundField:
        """Where the summary leads from what is wrong with the pair; which of the two it is, nobody is told."""
        return self["code"]

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"], self.code_prefix)
        if code is None:
            advice = f"{self.code_label} gồm năm và số, ví dụ {self._example}."
            raise forms.ValidationError(self._other_page() or advice)
        return code

    def _other_page(self) -> str:
        """Lead whoever typed a code of another kind to where it is looked up, with the code; else nothing."""
        for prefix, (thing, page) in LOOKUP_PAGES.items():
            if code := read_code(self.cleaned_data["code"], prefix):
                address = reverse(page, query={"ma": code})
                link = format_html('<a href="{}">trang tra cứu {}</a>', address, thing)
                return format_html("Đây là mã {}: xin tra cứu ở {}.", thing, link)
        return ""

    def clean_secret(self) -> str:
        secret = read_secret(self.cleaned_data["secret"])
        if len(secret) != SECRET_DIGITS:
            raise forms.ValidationError("Mã bí mật gồm sáu chữ số, ví dụ 48-2915.")
        return secret

    @property
    def _example(self) -> str:
        return numbered_code(self.code_prefix, 2026, 123)
