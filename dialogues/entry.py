"""The form staff type a registration into: as complete as the public one, and filled in within a minute."""

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from dialogues.models import DialogueSession, Question
from dialogues.places import Places
from dialogues.question_rules import CODE_EXAMPLE, TEXT_LIMIT, QuestionRules
from dialogues.status import Channel
from mobilization.models import ResidentialGroup
from petitions.models import Category
from wardportal.dates import date_vi
from wardportal.fields import NormalizedCharField, PhoneField
from wardportal.forms import SubmissionForm
from wardportal.models import User

# What makes two registrations say the same.
SAID = ("session", "channel", "text", "topic", "wants_to_speak", "petition_code", "full_name", "phone")


class EntryForm(QuestionRules, SubmissionForm):
    """How it came, for which session, what is asked, by whom."""

    SPEAKER_NEEDS_NAME = "Người phát biểu cần nêu tên để mời."
    NAMED_NEEDS_NAME = "Đồng ý nêu tên thì xin ghi họ và tên."

    channel = forms.ChoiceField(
        label="Nhận qua",
        choices=[(channel.value, channel.label) for channel in Channel if channel != Channel.WEB],
        initial=Channel.COUNTER,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn kênh nhận."},
    )
    session = forms.ModelChoiceField(
        label="Buổi đối thoại",
        queryset=DialogueSession.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={
            "required": "Chọn buổi đối thoại.",
            "invalid_choice": "Buổi này không còn nhận đăng ký, xin chọn buổi khác.",
        },
    )
    text = NormalizedCharField(
        label="Câu hỏi, kiến nghị",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "data-char-count": TEXT_LIMIT}),
        help_text="Ghi gọn bằng lời người hỏi: việc gì, ở đâu, mong phường làm gì.",
        error_messages={"required": "Nhập câu hỏi."},
    )
    wants_to_speak = forms.BooleanField(label="Muốn phát biểu tại buổi đối thoại", required=False, initial=True)
    full_name = NormalizedCharField(label="Họ và tên", max_length=120, required=False)
    phone = PhoneField(label="Số điện thoại", required=False)
    residential_group = forms.ModelChoiceField(
        label="Tổ dân phố", queryset=ResidentialGroup.objects.none(), required=False, empty_label="Không rõ"
    )
    topic = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=Category.objects.none(), required=False, empty_label="Chưa phân loại"
    )
    petition_code = NormalizedCharField(
        label="Mã đơn đã gửi", max_length=40, required=False, help_text=f"Nếu hỏi về một đơn. Ví dụ {CODE_EXAMPLE}."
    )
    consent_publish_name = forms.BooleanField(label="Người hỏi đồng ý nêu tên khi công khai", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_sessions()
        self.fields["topic"].queryset = Category.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["residential_group"].queryset = ResidentialGroup.objects.valid()  # type: ignore[attr-defined]
        self.fields["full_name"].optional_note = "bắt buộc khi muốn phát biểu"  # type: ignore[attr-defined]
        # Whoever types on and on starts at the words, not at the channel.
        self.fields["text"].widget.attrs["autofocus"] = True
        self.helper.layout = Layout(
            Div(
                Div(
                    Fieldset("Nhận đăng ký", "channel", "session"),
                    Fieldset(
                        "Nội dung", "text", "wants_to_speak", Div("topic", "petition_code", css_class="entry-row")
                    ),
                    css_class="entry-main",
                ),
                Div(
                    Fieldset("Người hỏi", "full_name", "phone", "residential_group", "consent_publish_name"),
                    css_class="entry-side",
                ),
                css_class="entry-columns",
            ),
            "submission_id",
        )

    def _offer_sessions(self) -> None:
        """Each session with what is left of its places; nobody is put among the speakers of a full one unasked."""
        coming = list(DialogueSession.objects.coming())
        left = Places.of_each(coming)
        session, speaks = self.fields["session"], self.fields["wants_to_speak"]
        session.queryset = DialogueSession.objects.coming()  # type: ignore[attr-defined]
        session.label_from_instance = lambda row: _with_places(row, left.get(row.pk))  # type: ignore[attr-defined]
        if not coming:
            session.help_text = "Chưa có buổi đối thoại nào sắp diễn ra."
            return
        slug = self.data.get("session") or self.initial.get("session")
        chosen = next((row for row in coming if row.slug == slug), coming[0])
        speaks.initial = not left[chosen.pk].is_full
        speaks.help_text = f"Buổi {date_vi(chosen.held_on)}: {left[chosen.pk].line}"

    def question_fields(self) -> dict[str, Any]:
        """The cleaned values under the names of the question's columns."""
        return self.cleaned_data | {"phone": self.cleaned_data.get("phone") or ""}

    def save(self, *, by: User) -> Question:
        """Take the registration in, once for its submission id."""
        fields = self.question_fields()
        return Question.objects.register(fields.pop("session"), by=by, **fields)

    def says_only(self, question: Question) -> bool:
        typed = self.question_fields()
        return all(typed[name] == getattr(question, name) for name in SAID)

    def ask_again(self, question: Question) -> None:
        """Say that what stands in the boxes is not what was taken in, and keep it for another press."""
        self.add_error(
            None,
            f"Trang này đã nhập một đăng ký khác, mã {question.code}. "
            "Nội dung dưới đây chưa được lưu: nếu là đăng ký mới, xin bấm lưu lần nữa.",
        )


def _with_places(session: DialogueSession, places: Places | None) -> str:
    return f"{session.title} ({places.short})" if places else session.title
