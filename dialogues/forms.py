"""What residents fill in for a dialogue: a registration, a look-up, a withdrawal, a word on a promise."""

from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms

from dialogues.models import CommitmentEvent, DialogueSession, Question, QuestionEvent
from dialogues.models.question_queries import PREFIX
from dialogues.places import Places
from dialogues.question_rules import CODE_EXAMPLE, TEXT_LIMIT, QuestionRules
from mobilization.models import ResidentialGroup
from petitions.models import Category
from wardportal.dates import date_vi, local_date
from wardportal.fields import NormalizedCharField, PhoneField
from wardportal.forms import LookupForm, OnceForm, SubmissionForm

SAID = (
    "full_name",
    "phone",
    "residential_group",
    "topic",
    "text",
    "wants_to_speak",
    "petition_code",
    "consent_publish_name",
)


class RegisterForm(QuestionRules, OnceForm):
    """A question for one session, with or without the wish to speak; only the question is asked of everybody."""

    SPEAKER_NEEDS_NAME = "Vui lòng nhập họ và tên: người phát biểu tại buổi đối thoại cho biết tên."
    NAMED_NEEDS_NAME = "Muốn nêu tên trong biên bản thì xin nhập họ và tên."
    CODE_ADVICE = "Không nhớ thì xin để trống."

    question = NormalizedCharField(
        label="Câu hỏi, ý kiến của ông/bà",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6, "data-char-count": TEXT_LIMIT}),
        help_text="Việc gì, ở đâu, ông/bà mong lãnh đạo phường trả lời hoặc làm gì.",
        error_messages={"required": "Vui lòng nhập câu hỏi hoặc ý kiến."},
    )
    topic = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=Category.objects.none(), required=False, empty_label="Chưa rõ, để cán bộ chọn giúp"
    )
    petition_code = NormalizedCharField(
        label="Mã đơn đã gửi về việc này",
        max_length=40,
        required=False,
        help_text=f"Nếu có, ví dụ {CODE_EXAMPLE}. Viết liền, viết thường cũng được.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-short"}),
    )
    wants_to_speak = forms.BooleanField(label="Tôi muốn phát biểu tại buổi đối thoại", required=False)
    full_name = NormalizedCharField(
        label="Họ và tên", max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(
        label="Số điện thoại",
        required=False,
        help_text="Nên có, để phường báo khi buổi đối thoại đổi lịch hoặc khi ông/bà có chỗ phát biểu.",
    )
    residential_group = forms.ModelChoiceField(
        label="Tổ dân phố", queryset=ResidentialGroup.objects.none(), required=False, empty_label="Không rõ"
    )
    consent_publish_name = forms.BooleanField(
        label="Tôi đồng ý nêu tên tôi trong biên bản công khai",
        required=False,
        help_text="Không đánh dấu thì biên bản công khai chỉ ghi “Một người dân”.",
    )

    def __init__(self, *args: Any, session: DialogueSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["full_name"].optional_note = "bắt buộc khi muốn phát biểu"  # type: ignore[attr-defined]
        if session.intake_is_open():
            self.fields["wants_to_speak"].help_text = Places.of(session).line
        self.fields["topic"].queryset = Category.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["residential_group"].queryset = ResidentialGroup.objects.valid()  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            Fieldset(
                "Ông/bà muốn hỏi điều gì?",
                "question",
                HTML("{% include 'dialogues/_denunciation_notice.html' %}"),
                "topic",
                "petition_code",
            ),
            Fieldset("Phát biểu", HTML("{% include 'dialogues/_speaking_notice.html' %}"), "wants_to_speak"),
            Fieldset(
                "Người hỏi",
                HTML("{% include 'dialogues/_person_notice.html' %}"),
                "full_name",
                "phone",
                "residential_group",
                "consent_publish_name",
            ),
            "submission_id",
            Div("website", css_class="trap", aria_hidden="true"),
        )

    def question_fields(self) -> dict[str, Any]:
        """The cleaned values under the names of the question's columns."""
        cleaned = self.cleaned_data
        renamed = {"text": cleaned["question"], "phone": cleaned.get("phone") or ""}
        return {name: cleaned.get(name) for name in SAID} | renamed

    def save(self, *, is_suspect: bool) -> Question:
        """Take the question in, once for its submission id."""
        return Question.objects.register(
            self.session,
            submission_id=self.cleaned_data["submission_id"],
            is_suspect=is_suspect,
            **self.question_fields(),
        )

    def says_only(self, question: Question) -> bool:
        typed = self.question_fields()
        if question.is_sealed:
            petition = question.opened_petition
            return petition is not None and typed["text"] == petition.words()["body"]
        return typed == {name: getattr(question, name) for name in SAID}

    def ask_again(self, question: Question) -> None:
        """Say that what stands in the boxes is not what was received, and keep it for another press."""
        self.add_error(
            None,
            f"Trang này đã gửi một đăng ký có nội dung khác, mã {question.code}. "
            "Nội dung dưới đây chưa được gửi: nếu muốn gửi thêm thành một đăng ký mới, xin bấm gửi lần nữa.",
        )


class QuestionLookupForm(LookupForm):
    code_prefix = PREFIX
    code_label = "Mã đăng ký"
    digits_help = "Sáu chữ số nhận được khi đăng ký, ví dụ 48-2915."


class AskerForm(SubmissionForm):
    """A form of the pages of who asked; what it makes is an event with the words of one box."""

    words: str

    def says_only(self, event: QuestionEvent | CommitmentEvent) -> bool:
        return self.cleaned_data[self.words] == event.public_note

    def ask_again(self, event: QuestionEvent | CommitmentEvent) -> None:
        """Say that what stands in the boxes is not what was received: it was good for once."""
        self.add_error(
            None,
            f"Phường đã nhận lần gửi trước, ngày {date_vi(local_date(event.at))}. Nội dung dưới đây khác và "
            "không được gửi; muốn nói thêm, xin gọi hoặc đến phường.",
        )


class WithdrawForm(AskerForm):
    words = "reason"
    reason = NormalizedCharField(label="Lý do rút", max_length=500, required=False)
    sure = forms.BooleanField(
        label="Tôi tự nguyện rút và hiểu rằng câu hỏi này sẽ không được trả lời tại buổi đối thoại",
        error_messages={"required": "Xin đánh dấu ô này để xác nhận rút."},
    )


class ConfirmForm(AskerForm):
    words = "text"
    text = NormalizedCharField(
        label="Điều ông/bà muốn nói thêm",
        max_length=500,
        required=False,
        help_text="Chỉ cán bộ và lãnh đạo phường đọc được.",
    )


class ObjectForm(AskerForm):
    words = "reason"
    reason = NormalizedCharField(
        label="Điều chưa được như đã hứa",
        max_length=2000,
        help_text="Chỉ cán bộ và lãnh đạo phường đọc được; trang công khai chỉ ghi là người dân chưa đồng ý.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Vui lòng cho biết điều chưa được như đã hứa."},
    )
