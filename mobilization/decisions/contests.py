"""Decisions about a contest, from the first entrant to what the upper level said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from mobilization.assessments.ranking import Place
from mobilization.assessments.status import ContestStatus, EntrantStatus, RoundStatus
from mobilization.models import AssessmentRound, Award, Contest, Entrant, Prize, SelfManagedGroup
from mobilization.models.contests import MOST_POINTS
from wardportal.decisions import DecisionForm, long_text, one_line
from wardportal.fields import DecimalNumberField, VietnameseDateField
from wardportal.forms import WardForm
from wardportal.models import User

K = Award.Kind
PRIZES = [("", "Không có giải"), *((kind.value, kind.label) for kind in (K.FIRST, K.SECOND, K.THIRD, K.CONSOLATION))]


class StartForm(WardForm):
    name = one_line(
        "Tên cuộc thi đua", "Nhập tên cuộc thi đua.", help_text="Ví dụ: Tổ tự quản văn minh, an toàn, tiêu biểu."
    )
    year = forms.IntegerField(
        label="Năm",
        min_value=2000,
        max_value=2100,
        error_messages={"required": "Nhập năm.", "invalid": "Năm gồm bốn chữ số, ví dụ 2026."},
    )
    round = forms.ModelChoiceField(
        label="Lấy thứ hạng của đợt đánh giá",
        queryset=AssessmentRound.objects.none(),
        empty_label="Chọn đợt đã khóa kết quả",
        error_messages={"required": "Chọn đợt đánh giá đã khóa kết quả."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["round"]
        chosen.queryset = AssessmentRound.objects.filter(status=RoundStatus.CLOSED)
        self.fields["year"].initial = timezone.localdate().year

    def save(self, *, by: User) -> Contest:
        data = self.cleaned_data
        return Contest.objects.start(data["name"], data["year"], data["round"], by=by)


class ContestForm(DecisionForm):
    takes_staff_note = False
    row: Contest

    def offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


def entrant_field(label: str = "Tổ dự thi") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Entrant.objects.none(),
        empty_label="Chọn tổ",
        error_messages={"required": "Chọn tổ."},
    )


class EnterForm(ContestForm):
    verb, heading, button = "enter", "Đề cử tổ dự thi", "Đề cử"
    consequence = "Tổ đứng đầu tổ dân phố thì không cần lý do; tổ khác phải ghi lý do."

    group = forms.ModelChoiceField(
        label="Tổ tự quản (theo thứ hạng)",
        queryset=SelfManagedGroup.objects.none(),
        empty_label="Chọn tổ tự quản",
        error_messages={"required": "Chọn tổ tự quản."},
    )
    reason = one_line("Lý do nếu không theo thứ hạng", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.row.places()
        taken = self.row.entrants.values("self_managed_group")
        rows = SelfManagedGroup.objects.filter(pk__in=places).exclude(pk__in=taken)
        field: Any = self.fields["group"]
        field.queryset = rows
        ordered = sorted(rows.select_related("residential_group"), key=lambda row: (places[row.pk].rank, row.number))
        field.choices = [("", field.empty_label), *((row.pk, _placed(row, places[row.pk])) for row in ordered)]


def _placed(row: SelfManagedGroup, place: Place) -> str:
    return (
        f"Hạng {place.rank} ({place.met}/{place.asked}): {row}, {row.residential_group}, thứ {place.rank_at_home} ở tổ"
    )


class WithdrawForm(ContestForm):
    verb, heading, button = "withdraw", "Rút đề cử", "Rút đề cử"

    entrant = entrant_field()
    reason = one_line("Lý do rút", "Ghi lý do rút.", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("entrant", self.row.competing())


class ScoreForm(ContestForm):
    verb, heading, button = "score", "Ghi điểm của giám khảo", "Lưu điểm"
    consequence = "Ghi lại điểm của cùng một giám khảo ở vòng này thì điểm cũ được thay."

    judge = one_line("Giám khảo (họ và tên)", "Ghi tên giám khảo.", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entrants = _of_stage(self.row)
        for entrant in self.entrants:
            self.fields[f"points_{entrant.pk}"] = DecimalNumberField(
                label=f"Điểm: {entrant}",
                min_value=0,
                max_value=MOST_POINTS,
                max_digits=5,
                decimal_places=2,
                required=False,
                error_messages={"min_value": "Điểm từ 0 trở lên.", "max_value": f"Điểm nhiều nhất là {MOST_POINTS}."},
            )

    def arguments(self) -> dict[str, Any]:
        given = {row: self.cleaned_data.get(f"points_{row.pk}") for row in self.entrants}
        points: dict[Entrant, Decimal] = {row: value for row, value in given.items() if value is not None}
        return {"judge": self.cleaned_data["judge"], "points": points}


def _of_stage(contest: Contest) -> list[Entrant]:
    """Who competes in the round the contest is in."""
    rows = contest.competing()
    if contest.status != ContestStatus.GROUP_ROUND:
        rows = rows.filter(status=EntrantStatus.IN_WARD_ROUND)
    return list(rows)


class AdvanceForm(ContestForm):
    verb, heading, button = "advance", "Chọn vào vòng phường", "Chọn vào vòng phường"
    consequence = "Vòng tổ dân phố kết thúc; tổ không được chọn không dự vòng phường."

    entrants = forms.ModelMultipleChoiceField(
        label="Các tổ vào vòng phường",
        queryset=Entrant.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một tổ vào vòng phường."},
    )
    reason = one_line("Lý do nếu không theo thứ hạng", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("entrants", self.row.competing())
        field: Any = self.fields["entrants"]
        field.label_from_instance = lambda row: f"{row} (hạng {row.rank}, đạt {row.met_count} tiêu chí)"

    def arguments(self) -> dict[str, Any]:
        return {"chosen": list(self.cleaned_data["entrants"]), "reason": self.cleaned_data["reason"]}


class AwardForm(ContestForm):
    verb, heading, button = "award", "Quyết định giải thưởng", "Trao giải"
    consequence = "Giải thưởng được công khai ở trang tổ tự quản, kèm số và ngày quyết định. Không sửa lại được."
    sure_label = "Tôi đã đối chiếu với quyết định khen thưởng"

    decision_no = one_line("Số quyết định", "Nhập số quyết định khen thưởng.", max_length=40)
    decided_on = VietnameseDateField(label="Ngày quyết định", error_messages={"required": "Nhập ngày quyết định."})
    basis = long_text(
        "Biên bản, kết luận chọn giải",
        rows=3,
        help_text="Cần ghi nếu không có điểm giám khảo, hoặc giải không theo điểm. Chỉ cán bộ đọc được.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entrants = _of_stage(self.row)
        for entrant in self.entrants:
            self.fields[f"prize_{entrant.pk}"] = forms.ChoiceField(
                label=f"Giải: {entrant} (hạng {entrant.rank})", choices=PRIZES, required=False
            )
        self.order_fields([f"prize_{entrant.pk}" for entrant in self.entrants])

    def arguments(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        given = [Prize(row, cleaned[f"prize_{row.pk}"]) for row in self.entrants if cleaned.get(f"prize_{row.pk}")]
        return {name: cleaned[name] for name in ("decision_no", "decided_on", "basis")} | {"prizes": given}


class SendOnForm(ContestForm):
    verb, heading, button = "send_on", "Cử tham gia thi cấp trên", "Cử tham gia"
    consequence = "Trang công khai của tổ ghi việc tham gia thi cấp trên."

    entrant = entrant_field("Tổ đã được trao giải")
    organiser = one_line("Đơn vị tổ chức", "Ghi đơn vị tổ chức cuộc thi.", help_text="Ví dụ: UBND tỉnh.")
    sent_on = VietnameseDateField(label="Ngày cử", error_messages={"required": "Nhập ngày cử."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        winners = self.row.awards.values("self_managed_group")
        self.offer("entrant", self.row.entrants.filter(self_managed_group__in=winners, sent_to=""))


class OutcomeForm(ContestForm):
    verb, heading, button = "record_outcome", "Ghi kết quả thi cấp trên", "Lưu kết quả"
    consequence = "Kết quả hiện trên trang công khai của tổ."

    entrant = entrant_field("Tổ đã cử tham gia")
    outcome = one_line("Kết quả", "Ghi kết quả.", max_length=300, help_text="Ví dụ: đạt giải ba cấp tỉnh.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("entrant", self.row.entrants.exclude(sent_to=""))


def offered(contest: Contest, verbs: list[str]) -> list[str]:
    """Of the decisions that state and permissions leave, those for which there is a group to decide about."""
    entrants = list(contest.entrants.all())
    winners = set(contest.awards.values_list("self_managed_group", flat=True))
    lacking = set() if any(row.status != EntrantStatus.WITHDRAWN for row in entrants) else COMPETING
    if not any(row.self_managed_group_id in winners and not row.sent_to for row in entrants):
        lacking = lacking | {"send_on"}
    if not any(row.sent_to for row in entrants):
        lacking = lacking | {"record_outcome"}
    return [verb for verb in verbs if verb not in lacking]


COMPETING = {"score", "advance", "withdraw"}
# In the order of the work.
DECISIONS: dict[str, type[DecisionForm]] = {
    form.verb: form for form in (EnterForm, ScoreForm, AdvanceForm, WithdrawForm, AwardForm, SendOnForm, OutcomeForm)
}
NEXT = {ContestStatus.GROUP_ROUND: "enter", ContestStatus.WARD_ROUND: "award", ContestStatus.AWARDED: "send_on"}
