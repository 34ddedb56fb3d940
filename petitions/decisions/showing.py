"""Decisions about who may see a petition: the public, and never those it is about."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from mobilization.models import Membership, Unit
from petitions.decisions.base import LEAST_REASON, DecisionForm, long_text, one_line
from petitions.leaks import is_name, traces_of_sender
from petitions.models import Petition, PetitionEvent
from petitions.status import EventKind
from wardportal.dates import date_vi, local_date
from wardportal.models import User

NO_CONSENT = "Người gửi không đồng ý công khai. Chỉ lãnh đạo công khai được, kèm căn cứ pháp luật."


class PublishForm(DecisionForm):
    """A summary for the public. It is shown as the public sees it, and what may tell who wrote has to be confirmed."""

    verb, heading, button = "publish", "Công khai bản tóm tắt", "Công khai"
    consequence = (
        "Mọi người đọc được bản tóm tắt này trên trang kiến nghị. Người gửi phản đối thì bản tóm tắt được gỡ ngay. "
        "Không chép lời người gửi, không nêu điều giúp nhận ra họ."
    )

    title = one_line("Tiêu đề công khai", "Viết tiêu đề cho người dân đọc.", max_length=200)
    text = long_text("Tóm tắt nội dung", "Viết tóm tắt nội dung.", help_text="Viết lại bằng lời của phường.")
    answer = long_text("Tóm tắt trả lời")
    sender_name = one_line("Tên người gửi", max_length=120, help_text="Chỉ khi người gửi đồng ý nêu tên.")
    legal_basis = one_line(
        "Căn cứ pháp luật để công khai",
        "Người gửi không đồng ý công khai: ghi căn cứ pháp luật.",
        min_length=LEAST_REASON,
        max_length=200,
        help_text=NO_CONSENT,
    )
    # Asked only once there is something to warn about.
    heeded = forms.BooleanField(label="Tôi đã xem các cảnh báo và vẫn công khai", required=False)

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, petition=petition, **kwargs)
        self.objection = [_objection(event) for event in petition.events.filter(kind=EventKind.OBJECTED)][-1:]
        self.warnings: list[str] = self.objection
        if not self.is_bound:
            del self.fields["heeded"]
        if petition.consent_publish:
            del self.fields["legal_basis"]
        self.matter = petition.answered_matter()
        if self.matter is None:
            del self.fields["answer"]
            self.fields["text"].help_text += " Tóm tắt trả lời được thêm vào sau khi lãnh đạo duyệt trả lời."
        if not petition.consent_publish_name:
            del self.fields["sender_name"]
        if summary := getattr(petition, "public_summary", None):
            for name in self.fields.keys() & {"title", "text", "answer", "sender_name", "legal_basis"}:
                self.fields[name].initial = getattr(summary, name)

    @property
    def barred(self) -> str:
        may = self.petition.consent_publish or self.user.has_perm("petitions.answer_petition")
        return "" if may else NO_CONSENT

    def stored(self) -> list[tuple[str, str]]:
        summary = getattr(self.petition, "public_summary", None)
        return summary.parts() if summary else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shown = [cleaned.get(name, "") for name in ("title", "text", "answer")]
        words, typed = self.petition.words(), cleaned.get("sender_name", "")
        named = bool(typed) and is_name(typed, words["full_name"])
        self.warnings = self.objection + traces_of_sender(words, shown, named=named)
        if self.matter and self.matter != self.petition:
            # The answer was written to somebody else.
            traces = traces_of_sender(self.matter.words(), [cleaned.get("answer", "")])
            self.warnings += [trace for trace in traces if trace not in self.warnings]
        if typed and not named:
            self.warnings.append(
                f"Tên người gửi sẽ nêu khác với tên trong đơn: {words['full_name'] or 'không ghi tên'}."
            )
        if not self.warnings:
            del self.fields["heeded"]
        elif not cleaned.get("heeded"):
            self.add_error("heeded", "Xin đọc các cảnh báo, sửa lại, hoặc đánh dấu ô này nếu vẫn công khai.")
        if self.barred:
            self.add_error(None, self.barred)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "heeded"}


def _objection(event: PetitionEvent) -> str:
    told = f"Người gửi đã không đồng ý công khai, ngày {date_vi(local_date(event.at))}."
    return f"{told} Chỉ công khai lại khi pháp luật buộc phải công khai."


class UnpublishForm(DecisionForm):
    verb, heading, button = "unpublish", "Gỡ bản tóm tắt", "Gỡ khỏi trang công khai"
    consequence = "Bản tóm tắt biến mất khỏi trang công khai, tìm kiếm và số liệu mở ngay lập tức."

    staff_note = long_text("Lý do gỡ", "Ghi lý do gỡ.", rows=3, help_text="Không ra khỏi cơ quan.")


def _with_their_seats(people: QuerySet[User]) -> list[tuple[int, str]]:
    """Offer people by their given names with where they sit, which tells those of one name apart."""
    seats: dict[int | None, list[str]] = {}
    held = Membership.objects.valid().filter(user__in=people)
    for seat in held.select_related("post", "unit", "team", "residential_group", "self_managed_group"):
        seats.setdefault(seat.user_id, []).append(f"{seat.post}, {seat.body}")
    ordered = people.order_by("sort_key", "username")
    return [(user.pk, f"{user}: {'; '.join(seats.get(user.pk, [user.username]))}") for user in ordered]


class NamePartiesForm(DecisionForm):
    verb, heading, button = "name_parties", "Xác định người, đơn vị bị nêu", "Lưu người, đơn vị bị nêu"
    consequence = (
        "Người và đơn vị được chọn không thấy đơn này nữa, ở bất cứ đâu và với bất cứ quyền nào. "
        "Danh sách mới thay danh sách cũ."
    )

    nobody = forms.BooleanField(label="Đơn không nêu ai, đơn vị nào dưới đây", required=False)
    users = forms.ModelMultipleChoiceField(
        label="Người bị nêu", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.ModelMultipleChoiceField(
        label="Đơn vị bị nêu", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, petition=petition, **kwargs)
        parties = list(petition.parties.all())
        people = User.objects.at_work()
        self.fields["users"].queryset = people  # type: ignore[attr-defined]
        self.fields["users"].choices = _with_their_seats(people)  # type: ignore[attr-defined]
        for name in ("users", "units"):
            self.fields[name].optional_note = "chọn mọi tên được nêu"  # type: ignore[attr-defined]
        self.fields["nobody"].optional_note = "chỉ khi không chọn tên nào"  # type: ignore[attr-defined]
        self.fields["users"].initial = [party.user_id for party in parties if party.user_id]
        self.fields["units"].queryset = Unit.objects.valid()  # type: ignore[attr-defined]
        self.fields["units"].initial = [party.unit_id for party in parties if party.unit_id]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = bool(cleaned.get("users")) or bool(cleaned.get("units"))
        if chosen == bool(cleaned.get("nobody")):
            raise ValidationError("Chọn người, đơn vị bị nêu; hoặc chỉ đánh dấu “Đơn không nêu ai”.")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {name: list(self.cleaned_data[name]) for name in ("users", "units")}
