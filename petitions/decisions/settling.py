"""Decisions while a petition is settled and answered."""

from typing import Any

from django import forms
from django.db.models import Q

from mobilization.models import Membership, Unit
from petitions.answers import gaps_in
from petitions.decisions.base import LEAST_REASON, DecisionForm, long_text, one_line, sender_note
from petitions.models import ConfidentialGrant, Petition, ReplyTemplate
from petitions.status import SETTLED
from wardportal.dates import day_date
from wardportal.fields import VietnameseDateField
from wardportal.models import User

NO_EXTENSION = (
    "Theo quy định thời hạn, đơn này không còn được gia hạn: đã gia hạn đủ số lần, hoặc đã đến ngày chậm nhất được "
    "gia hạn tới."
)


class AssignForm(DecisionForm):
    verb, heading, button = "assign", "Giao giải quyết", "Giao đơn"
    unit = forms.ModelChoiceField(
        label="Đơn vị giải quyết",
        queryset=Unit.objects.none(),
        empty_label="Chọn đơn vị",
        error_messages={"required": "Chọn đơn vị giải quyết."},
    )
    officer = forms.ModelChoiceField(
        label="Người giải quyết",
        queryset=User.objects.none(),
        required=False,
        help_text="Để trống: cả đơn vị cùng thấy và cử người sau.",
    )
    staff_note = long_text("Ý kiến giao việc", rows=3, help_text="Không ra khỏi cơ quan.")

    @property
    def consequence(self) -> str:  # type: ignore[override]
        seen_by = "Chỉ người được cấp quyền xem hồ sơ mật" if self.petition.is_confidential else "Chỉ người"
        return f"Người gửi đọc được đơn vị đang giải quyết. {seen_by} của đơn vị được giao thấy đơn này."

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, petition=petition, **kwargs)
        self._offer_people(petition)
        self.fields["unit"].initial = petition.unit_id
        if petition.unit_id:
            self.fields["staff_note"].optional_note = "bắt buộc khi chuyển sang đơn vị khác"  # type: ignore[attr-defined]
        self.fields["officer"].initial = petition.officer_id

    def _offer_people(self, petition: Petition) -> None:
        """Offer the units that settle petitions and, under each, its people; never those the petition is about."""
        parties = list(petition.parties.all())
        units = (
            Unit.objects.valid()
            .filter(handles_petitions=True)
            .exclude(pk__in=[party.unit_id for party in parties if party.unit_id])
        )
        seats = (
            Membership.objects.valid()
            .filter(unit__in=units, user__in=User.objects.at_work())
            .exclude(user__in=[party.user_id for party in parties if party.user_id])
            .select_related("unit", "user")
            .order_by("unit__rank", "unit__name", "sort_key")
        )
        blind, lack = self._kept_out(petition, [seat.user_id for seat in seats])
        manned = {seat.unit_id for seat in seats if seat.user_id not in blind}
        offered: dict[str, list[tuple[int | None, str]]] = {}
        for seat in seats:
            name = f"{seat.user} (chưa {lack})" if seat.user_id in blind else str(seat.user)
            offered.setdefault(str(seat.unit), []).append((seat.user_id, name))
        self.fields["unit"].label_from_instance = lambda unit: (  # type: ignore[attr-defined]
            str(unit) if unit.pk in manned else f"{unit} (chưa có ai {lack})"
        )
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["officer"].queryset = User.objects.filter(pk__in=[seat.user_id for seat in seats])  # type: ignore[attr-defined]
        self.fields["officer"].choices = [("", "Chưa cử người cụ thể"), *offered.items()]  # type: ignore[attr-defined]

    @staticmethod
    def _kept_out(petition: Petition, people: list[int | None]) -> tuple[set[int | None], str]:
        """Those of the people who could not open what they are given, and what a unit of only such people lacks."""
        if not petition.is_confidential:
            return set(), "có tài khoản"
        grants = ConfidentialGrant.objects.valid().filter(Q(petition=None) | Q(petition=petition))
        return set(people) - set(grants.values_list("user", flat=True)), "được cấp quyền xem hồ sơ mật"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unit = cleaned.get("unit")
        if unit and self.petition.unit_id not in (None, unit.pk) and not cleaned.get("staff_note"):
            self.add_error("staff_note", "Ghi lý do chuyển sang đơn vị khác.")
        return cleaned


class ExtendForm(DecisionForm):
    verb, heading, button = "extend", "Gia hạn giải quyết", "Gia hạn"
    consequence = "Người gửi nhận được tin, đọc được hạn mới, số quyết định và lý do. Hạn cũ vẫn còn trong lịch sử."

    due = VietnameseDateField(label="Hạn mới", error_messages={"required": "Nhập hạn mới."})
    decision_number = one_line("Số quyết định gia hạn", "Nhập số quyết định gia hạn.", max_length=60)
    reason = long_text("Lý do gia hạn", "Ghi lý do gia hạn để người gửi đọc.", rows=4, min_length=LEAST_REASON)

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, petition=petition, **kwargs)
        deadline = petition.current_deadline
        self.latest = deadline.latest_extension() if deadline else None
        if self.latest:
            told = f"Hạn hiện nay: {day_date(deadline.due_on)}. Được gia hạn chậm nhất đến {day_date(self.latest)}."
            missed = " Đơn đã quá hạn: gia hạn rồi, số liệu vẫn tính là trả lời muộn." if petition.is_overdue() else ""
            self.fields["due"].help_text = told + missed

    @property
    def barred(self) -> str:
        return "" if self.latest else NO_EXTENSION


class RecountForm(DecisionForm):
    verb, heading, button = "recount", "Tính lại hạn theo lịch nghỉ", "Đặt hạn mới"

    @property
    def consequence(self) -> str:  # type: ignore[override]
        told = "Người gửi nhận được tin và đọc được hạn mới, kèm cách tính. Hạn cũ vẫn còn trong lịch sử."
        count, promised = self.petition.counted_anew(), self.petition.due_on
        if count is None or promised is None:
            return told
        return f"Hạn đã hẹn {day_date(promised)}; theo lịch nghỉ nay đã có là {day_date(count.due)}. {told}"


class SuspendForm(DecisionForm):
    verb, heading, button = "suspend", "Tạm đình chỉ giải quyết", "Tạm đình chỉ"
    consequence = "Người gửi nhận được tin và đọc được lý do. Thời hạn tạm dừng cho đến khi tiếp tục giải quyết."

    reason = long_text(
        "Lý do tạm đình chỉ", "Ghi lý do tạm đình chỉ để người gửi đọc.", rows=4, min_length=LEAST_REASON
    )


class ResumeForm(DecisionForm):
    verb, heading, button = "resume", "Tiếp tục giải quyết", "Tiếp tục giải quyết"
    consequence = "Người gửi nhận được tin. Thời hạn tính tiếp từ hôm nay."

    sender_note = sender_note()


class AnswerParts(DecisionForm):
    """The three parts an answer has to have, prefilled from the draft, refused while they say nothing."""

    purpose, template_field = ReplyTemplate.Purpose.ANSWER, "conclusion"

    conclusion = long_text(
        "Kết luận, kết quả giải quyết",
        "Ghi kết luận: phường đã hoặc sẽ làm gì, đồng ý hay không đồng ý điều gì.",
        help_text="Câu đầu trả lời thẳng điều người gửi hỏi.",
    )
    reason = long_text("Căn cứ, lý do", "Ghi căn cứ, lý do.", help_text="Đã kiểm tra gì, theo quy định nào.")
    next_step = long_text(
        "Việc tiếp theo",
        "Ghi việc tiếp theo.",
        rows=3,
        help_text="Ai làm gì, đến ngày nào; hoặc ông/bà làm gì nếu không đồng ý.",
    )

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, petition=petition, **kwargs)
        if draft := petition.waiting_draft():
            for name, (_heading, text) in zip(("conclusion", "reason", "next_step"), draft.parts(), strict=True):
                self.fields[name].initial = text

    def stored(self) -> list[tuple[str, str]]:
        """The draft that waits, or what was approved meanwhile; an answer of before a reopening is not replaced."""
        petition = self.petition
        last = petition.waiting_draft() or (petition.approved_answer() if petition.answered_on else None)
        return last.parts() if last else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parts = {name: cleaned.get(name, "") for name in ("conclusion", "reason", "next_step")}
        for name, gap in gaps_in(**parts).items():
            if name not in self.errors:
                self.add_error(name, gap)
        return cleaned


class DraftAnswerForm(AnswerParts):
    verb, heading, button = "draft_answer", "Dự thảo trả lời", "Trình lãnh đạo duyệt"
    consequence = "Dự thảo được trình lãnh đạo. Người gửi chưa đọc được cho đến khi lãnh đạo duyệt."


class ReturnAnswerForm(DecisionForm):
    verb, heading, button = "return_answer", "Trả lại dự thảo", "Trả lại dự thảo"
    consequence = "Người dự thảo đọc được ý kiến này và làm lại. Người gửi không đọc được."

    takes_staff_note = False

    reason = long_text("Cần sửa điều gì", "Ghi rõ điều cần sửa để người dự thảo làm lại.")


class AnswerForm(AnswerParts):
    verb, heading, button = "answer", "Duyệt và trả lời", "Duyệt, gửi trả lời"

    @property
    def consequence(self) -> str:  # type: ignore[override]
        told = "Người gửi nhận được tin và đọc được nguyên văn trả lời này ngay sau khi duyệt."
        if not self.petition.duplicates.exists():
            return told
        return f"{told} Người gửi các đơn đã gộp cũng vậy: không nêu tên, địa chỉ của ai trong trả lời."

    letter_number = one_line("Số văn bản trả lời", "Nhập số văn bản trả lời.", max_length=60)


class CloseForm(DecisionForm):
    verb, heading, button = "close", "Kết thúc vụ việc", "Kết thúc"
    consequence = "Người gửi đọc được kết quả. Trong thời gian phường quy định họ vẫn đề nghị giải quyết lại được."

    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=[(outcome.value, outcome.label) for outcome in SETTLED],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn kết quả giải quyết."},
    )
    sender_note = sender_note()


class ReopenForm(DecisionForm):
    verb, heading, button = "reopen", "Giải quyết lại", "Giải quyết lại"
    consequence = "Người gửi nhận được tin. Đơn trở lại đơn vị giải quyết với thời hạn mới tính từ hôm nay."

    reason = long_text(
        "Lý do giải quyết lại", "Ghi lý do giải quyết lại để người gửi đọc.", rows=4, min_length=LEAST_REASON
    )
