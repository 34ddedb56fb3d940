"""What residents fill in: a petition, a look-up, an addition, a withdrawal, a request to take it up again."""

from collections import Counter
from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from mobilization.models import ResidentialGroup
from petitions.models import Attachment, Category, Petition, PetitionEvent
from petitions.models.confidential import SEALED_DAYS, SEALED_FIELDS
from petitions.status import CODE_PREFIX, MAY_BE_ANONYMOUS, Kind, ReplyBy
from wardportal.fields import NormalizedCharField, PhoneField, VietnameseDateField
from wardportal.forms import LookupForm, OnceForm, SubmissionForm
from wardportal.upload_fields import KeepsUploads, MultipleUploadField
from wardportal.uploads import CleanFile

BODY_LIMIT = 10_000
EMAIL_LIMIT = 254  # what the column holds; the form's own field takes more


# Said beside the label where "(không bắt buộc)" would not be the whole truth.
OPTIONAL_NOTES = {
    "full_name": "bắt buộc, trừ phản ánh và hỏi đáp",
    "complained_of": "bắt buộc khi khiếu nại",
    "demand": "bắt buộc khi khiếu nại",
}

# What residents choose from, what is sent most first, each told in their words: few know the names the law gives.
TOLD_KINDS = {
    Kind.REPORT: "Báo một việc đang xảy ra: đèn hỏng, rác, ngập nước, mất trật tự.",
    Kind.RECOMMENDATION: "Đề nghị phường làm hoặc thay đổi một việc.",
    Kind.QUESTION: "Hỏi về chính sách, thủ tục, hoặc góp ý với phường.",
    Kind.REGULATION_FEEDBACK: "Một thủ tục, quy định khó làm theo hoặc không hợp lý.",
    Kind.COMPLAINT: "Không đồng ý với quyết định, việc làm của cơ quan đối với mình; yêu cầu xem lại.",
    Kind.DENUNCIATION: "Báo người hoặc cơ quan làm trái pháp luật; tên người báo được giữ kín.",
    Kind.MIXED: "Vừa kiến nghị, vừa khiếu nại hoặc tố cáo.",
}


class SenderFiles(KeepsUploads):
    """Mixin: the sender's files; those of suspected spam are left out once all of it takes up its share."""

    def sent_files(self, *, is_suspect: bool) -> list[CleanFile]:
        files = self.uploads("attachments")
        if not files or not is_suspect or Attachment.objects.suspects_have_room(files):
            return files
        self.leave_out("attachments")
        return []

    def brings_more(self, stored: QuerySet[Attachment], *, is_suspect: bool) -> bool:
        """Whether files are sent that are not stored: cleaned once more, the same file comes out with the same size."""
        sent = Counter(file.size for file in self.sent_files(is_suspect=is_suspect))
        return bool(sent - Counter(stored.values_list("size", flat=True)))


class PetitionFields(SenderFiles, OnceForm):
    """The matter and the person, as both the resident's and the staff's form ask for them."""

    kind = forms.ChoiceField(label="Loại nội dung", choices=Kind.choices, widget=forms.RadioSelect)
    category = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=Category.objects.none(), required=False, empty_label="Chưa rõ, để cán bộ chọn giúp"
    )
    title = NormalizedCharField(label="Tiêu đề", max_length=300, required=False)
    body = NormalizedCharField(
        label="Nội dung",
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8, "data-char-count": BODY_LIMIT}),
        help_text="Việc gì, ở đâu, từ khi nào, ông/bà mong phường làm gì.",
        error_messages={"required": "Vui lòng nhập nội dung."},
    )
    occurred_on = VietnameseDateField(label="Thời gian xảy ra", required=False)
    place = NormalizedCharField(
        label="Địa điểm xảy ra",
        max_length=300,
        required=False,
        help_text="Số nhà, đường, ngõ hoặc một điểm dễ nhận ra.",
    )
    residential_group = forms.ModelChoiceField(
        label="Tổ dân phố", queryset=ResidentialGroup.objects.none(), required=False, empty_label="Không rõ"
    )
    complained_of = NormalizedCharField(label="Cơ quan, người bị khiếu nại", max_length=300, required=False)
    decision_or_act = NormalizedCharField(
        label="Quyết định hoặc hành vi bị khiếu nại",
        max_length=BODY_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    known_on = VietnameseDateField(label="Ngày biết quyết định, hành vi đó", required=False)
    demand = NormalizedCharField(
        label="Yêu cầu giải quyết",
        max_length=BODY_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attachments = MultipleUploadField(label="Ảnh, tệp đính kèm", required=False)
    full_name = NormalizedCharField(
        label="Họ và tên", max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(label="Số điện thoại", required=False)
    email = forms.EmailField(
        label="Thư điện tử",
        max_length=EMAIL_LIMIT,
        required=False,
        error_messages={"invalid": "Địa chỉ thư không đúng (ví dụ ten@vidu.vn)."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = NormalizedCharField(
        label="Địa chỉ",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    reply_by = forms.ChoiceField(
        label="Cách nhận kết quả", choices=ReplyBy.choices, initial=ReplyBy.PORTAL, widget=forms.RadioSelect
    )
    consent_publish = forms.BooleanField(
        label="Tôi đồng ý công khai nội dung và câu trả lời (không nêu tên)", required=False
    )
    consent_publish_name = forms.BooleanField(label="Tôi đồng ý nêu tên khi công khai", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, note in OPTIONAL_NOTES.items():
            self.fields[name].optional_note = note  # type: ignore[attr-defined]
        self.fields["category"].queryset = Category.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["residential_group"].queryset = ResidentialGroup.objects.valid()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind and kind not in MAY_BE_ANONYMOUS:
            self._require("full_name", "Vui lòng nhập họ và tên. Chỉ phản ánh và hỏi đáp mới gửi được không cần tên.")
        if kind == Kind.COMPLAINT:
            self._require("complained_of", "Vui lòng cho biết cơ quan hoặc người bị khiếu nại.")
            self._require("demand", "Vui lòng cho biết yêu cầu giải quyết.")
        for field in ("occurred_on", "known_on"):
            if (day := cleaned.get(field)) and day > timezone.localdate():
                self.add_error(field, "Ngày này ở sau hôm nay, xin kiểm tra lại.")
        if cleaned.get("consent_publish_name") and not cleaned.get("consent_publish"):
            self.add_error("consent_publish_name", "Muốn nêu tên thì xin đánh dấu cả ô đồng ý công khai nội dung.")
        if cleaned.get("reply_by") == ReplyBy.PHONE:
            self._require("phone", "Vui lòng nhập số điện thoại để phường gọi lại.")
        return cleaned

    def _require(self, field: str, message: str) -> None:
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, message)

    def petition_fields(self) -> dict[str, Any]:
        """The cleaned values under the names of the petition's columns."""
        own = {"submission_id", "website", "attachments", "kind"}
        fields = {name: value for name, value in self.cleaned_data.items() if name not in own}
        return fields | {"declared_kind": self.cleaned_data["kind"], "phone": self.cleaned_data.get("phone") or ""}

    def says_only(self, petition: Petition) -> bool:
        stored = petition.attachments.filter(from_sender=True)
        has_said = self._says_of(petition) == _said(petition)
        return has_said and not self.brings_more(stored, is_suspect=petition.is_suspect)

    def ask_again(self, petition: Petition) -> None:
        """Say that what stands in the boxes is not what was received, and keep all of it for another press."""
        self.add_error(
            None,
            f"Trang này đã gửi một đơn có nội dung khác, mã {petition.code}. "
            "Nội dung dưới đây chưa được gửi: nếu muốn gửi thêm thành một đơn mới, xin bấm gửi lần nữa.",
        )
        self.keep_uploads()

    def _says_of(self, petition: Petition) -> dict[str, Any]:
        typed = self.petition_fields()
        said = _said(Petition(**{name: typed[name] for name in SAID}))
        return said if typed["title"] else said | {"title": petition.words()["title"]}


WORDS = (*SEALED_FIELDS, *SEALED_DAYS, "residential_group")
CHOICES = ("declared_kind", "reply_by", "consent_publish", "consent_publish_name")
SAID = WORDS + CHOICES


def _said(petition: Petition) -> dict[str, Any]:
    words = petition.words()
    return {name: words[name] for name in WORDS} | {name: getattr(petition, name) for name in CHOICES}


MATTER = ("body", "place", "occurred_on", "residential_group", "category", "title")
COMPLAINT = ("complained_of", "decision_or_act", "known_on", "demand")
PERSON = ("full_name", "phone", "email", "address", "reply_by")


class TellingRadios(forms.RadioSelect):
    """Radio buttons of kinds, each with the sentence that tells what it is."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["told"] = TOLD_KINDS[value]
        option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_told"
        return option


class SubmitPetitionForm(PetitionFields):
    """The resident's form; only a kind, the text and mostly a name are asked of them."""

    kind = forms.ChoiceField(
        label="Loại nội dung",
        choices=[(kind.value, kind.label) for kind in TOLD_KINDS],
        widget=TellingRadios,
        initial=Kind.REPORT,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Việc ông/bà muốn nói"
        self.fields["body"].error_messages["required"] = "Xin viết ít nhất một câu: việc gì, ở đâu."
        self.fields["kind"].help_text = "Chưa rõ thì cứ chọn “Phản ánh”, cán bộ sẽ xếp loại giúp."
        self.helper.layout = Layout(
            Fieldset(
                "Ông/bà muốn gửi điều gì?",
                "kind",
                Div(
                    HTML("{% include 'petitions/_denunciation_notice.html' %}"),
                    data_shown_with=f"kind={Kind.DENUNCIATION}",
                ),
            ),
            Fieldset("Nội dung", *MATTER, "attachments"),
            Fieldset(
                "Chỉ khi khiếu nại",
                HTML("{% include 'petitions/_complaint_notice.html' %}"),
                *COMPLAINT,
                data_shown_with=f"kind={Kind.COMPLAINT}",
            ),
            Fieldset("Người gửi", HTML("{% include 'petitions/_anonymous_notice.html' %}"), *PERSON),
            Fieldset(
                "Công khai",
                HTML("{% include 'petitions/_consent_notice.html' %}"),
                "consent_publish",
                "consent_publish_name",
            ),
            "submission_id",
            Div("website", css_class="trap", aria_hidden="true"),
        )

    def save(self, *, is_suspect: bool) -> Petition:
        """Take the petition in, once for its submission id."""
        petition = Petition.objects.submit(
            files=self.sent_files(is_suspect=is_suspect),
            submission_id=self.cleaned_data["submission_id"],
            is_suspect=is_suspect,
            **self.petition_fields(),
        )
        self.consume_uploads()
        return petition


class PetitionLookupForm(LookupForm):
    code_prefix = CODE_PREFIX


class SenderForm(SubmissionForm):
    """A form of the sender's own pages; what it makes is an event with the words of one box."""

    words: str

    def says_only(self, event: PetitionEvent) -> bool:
        return self.cleaned_data[self.words] == event.sender_note

    def ask_again(self, event: PetitionEvent) -> None:
        """Say that what stands in the boxes is not what was received."""
        self.add_error(
            None, "Phường đã nhận lần gửi trước. Nội dung dưới đây khác và chưa được gửi: xin bấm gửi lần nữa."
        )


class AddInformationForm(SenderFiles, SenderForm, OnceForm):
    """An answer to the ward's question, or something the sender wants to add."""

    words = "text"
    text = NormalizedCharField(
        label="Nội dung bổ sung",
        max_length=BODY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Vui lòng nhập nội dung bổ sung."},
    )
    attachments = MultipleUploadField(label="Ảnh, tệp đính kèm", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("text", "attachments", "submission_id", Div("website", css_class="trap"))

    def says_only(self, event: PetitionEvent) -> bool:
        is_suspect = event.petition.is_suspect
        return super().says_only(event) and not self.brings_more(event.attachments.all(), is_suspect=is_suspect)

    def ask_again(self, event: PetitionEvent) -> None:
        super().ask_again(event)
        self.keep_uploads()


class WithdrawForm(SenderForm):
    words = "reason"
    reason = NormalizedCharField(label="Lý do rút", max_length=500, required=False)
    sure = forms.BooleanField(
        label="Tôi tự nguyện rút và hiểu rằng nội dung này sẽ không được xem xét tiếp",
        error_messages={"required": "Xin đánh dấu ô này để xác nhận rút."},
    )


class ReopenForm(SenderForm):
    words = "reason"
    reason = NormalizedCharField(
        label="Điều ông/bà thấy chưa được giải quyết",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Vui lòng cho biết điều chưa được giải quyết."},
    )
