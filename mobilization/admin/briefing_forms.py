"""The forms staff type a briefing into: a new one, and what is written down while it goes on."""

from datetime import date, time
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mobilization.briefing_owners import OwnerField
from mobilization.models import Briefing, BriefingAttendance, BriefingConclusion, MobilizationTeam
from mobilization.status import BriefingLevel
from wardportal.calendar import WorkingCalendar
from wardportal.decisions import VersionedForm, long_text, one_line
from wardportal.fields import NormalizedCharField, VietnameseDateField, VietnameseTimeField
from wardportal.forms import WardForm
from wardportal.models import User
from wardportal.periods import Period

USUAL_HOUR = time(14, 0)
USUAL_PLACE = "Phòng họp UBND phường"
CHAIR_HELP = "Ví dụ: đồng chí Nguyễn Văn A, Bí thư Đảng ủy phường."


def periods_offered(today: date) -> list[Period]:
    """The month and quarter that run, those before them and those after."""
    running = [Period.of(today), Period.of(today, "quarter")]
    return [period for now in running for period in (now, now.previous(), now.next())]


def key_of(period: Period) -> str:
    return f"{period.kind}:{period.start.isoformat()}"


class PlanForm(WardForm):
    """A new briefing. Whom it takes after fills in what mostly stays the same."""

    level = forms.ChoiceField(
        label="Cấp",
        choices=BriefingLevel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn giao ban ở tổ hay ở phường."},
    )
    team = forms.ModelChoiceField(
        label="Tổ dân vận",
        queryset=MobilizationTeam.objects.none(),
        required=False,
        empty_label="Chọn tổ, nếu là giao ban ở tổ",
    )
    period = forms.ChoiceField(label="Kỳ giao ban", error_messages={"required": "Chọn kỳ giao ban."})
    held_on = VietnameseDateField(label="Ngày họp", error_messages={"required": "Nhập ngày họp."})
    start_time = VietnameseTimeField(label="Bắt đầu lúc", error_messages={"required": "Nhập giờ bắt đầu."})
    place = one_line("Địa điểm", "Nhập địa điểm.", max_length=200)
    chaired_by = one_line("Chủ trì", max_length=200, help_text=CHAIR_HELP)
    secretary_name = one_line("Thư ký", max_length=120)
    invites = forms.BooleanField(
        label="Mời tất cả tổ trưởng (giao ban ở tổ: mời chi ủy và các thành viên tổ)",
        required=False,
        initial=True,
        help_text="Danh sách lấy theo người giữ chức danh vào ngày họp; thêm bớt được ở trang Ghi nội dung.",
    )

    def __init__(self, *args: Any, after: Briefing | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.offered = {key_of(period): period for period in periods_offered(today)}
        if after:
            self.offered.setdefault(key_of(after.period.next()), after.period.next())
        self.fields["team"].queryset = MobilizationTeam.objects.valid()  # type: ignore[attr-defined]
        for name, value in self._start_from(after or self._last_at_ward(), after, today).items():
            self.fields[name].initial = value
        self.fields["period"].choices = [(key, str(period)) for key, period in self.offered.items()]  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            "level", "team", "period", Div("held_on", "start_time", css_class="entry-row"), "place",
            Div("chaired_by", "secretary_name", css_class="entry-row"), "invites",
        )  # fmt: skip

    def _last_at_ward(self) -> Briefing | None:
        return Briefing.objects.of_body(BriefingLevel.WARD, None).first()

    def _start_from(self, like: Briefing | None, after: Briefing | None, today: date) -> dict[str, Any]:
        """Body, place and hour as last time; the next period where somebody plans what comes after one."""
        same = {name: getattr(like, name) for name in ("start_time", "place", "chaired_by", "secretary_name") if like}
        period = after.period.next() if after else Period.of(today)
        body = {"level": after.level, "team": after.team} if after else {"level": BriefingLevel.WARD}
        usual = {"start_time": USUAL_HOUR, "place": USUAL_PLACE}
        return usual | same | body | {"period": key_of(period), "held_on": self._day_in(period, after, today)}

    def _day_in(self, period: Period, after: Briefing | None, today: date) -> date:
        """The same day of the month as last time, else as soon as may be; the ward works then."""
        day = max(today, period.end.replace(day=min(after.held_on.day, period.end.day)) if after else today)
        return WorkingCalendar.load(day).next_working(day)

    def clean_period(self) -> Period:
        return self.offered[self.cleaned_data["period"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("level") == BriefingLevel.WARD:
            cleaned["team"] = None
        elif cleaned.get("level") and not cleaned.get("team") and "team" not in self.errors:
            self.add_error("team", "Chọn tổ dân vận.")
        return cleaned

    def save(self, *, by: User) -> Briefing:
        return Briefing.objects.plan(by=by, **self.cleaned_data)


class KeepForm(VersionedForm):
    """What was said and concluded as a whole."""

    chaired_by = one_line("Chủ trì", max_length=200, help_text=CHAIR_HELP)
    secretary_name = one_line("Thư ký", max_length=120)
    discussion = long_text("Nội dung, ý kiến", rows=8)
    conclusion = long_text("Kết luận chung", rows=5, help_text="Việc giao cho từng đơn vị, tổ thì ghi thành dòng.")

    def __init__(self, *args: Any, briefing: Briefing, **kwargs: Any) -> None:
        self.row = briefing
        super().__init__(*args, **kwargs)
        for name in Briefing.WRITTEN:
            self.fields[name].initial = getattr(briefing, name)
        self.fields["version"].initial = briefing.version

    @property
    def written(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in Briefing.WRITTEN}


class RowForm(WardForm):
    """A row of a list that is written with the rest. One that is new and left empty is none."""

    columns: tuple[str, ...]
    known = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    gone = forms.BooleanField(label="Bỏ", required=False)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, initial=self.initial_of(row), **kwargs)
        if not row.pk:
            del self.fields["gone"]

    def initial_of(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.columns}

    @property
    def is_new(self) -> bool:
        return self.row.pk is None

    @property
    def is_gone(self) -> bool:
        return bool(self.cleaned_data.get("gone"))

    @property
    def is_changed(self) -> bool:
        return self.has_changed()

    @property
    def stored(self) -> str:
        """What stands in the row now, for somebody whose page is older."""
        return "; ".join(str(value) for value in self.initial.values() if value not in (None, "", False))

    def filled(self) -> Any:
        """The row with what was typed."""
        for name in self.columns:
            setattr(self.row, name, self.cleaned_data[name])
        return self.row


class AttendanceForm(RowForm):
    row: BriefingAttendance
    columns = ("full_name", "post", "is_present", "excuse")

    full_name = NormalizedCharField(
        label="Họ và tên", max_length=120, error_messages={"required": "Nhập họ tên người dự."}
    )
    post = NormalizedCharField(label="Chức danh", max_length=200, required=False)
    is_present = forms.BooleanField(label="Có mặt", required=False)
    excuse = NormalizedCharField(label="Lý do vắng", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_present"):
            cleaned["excuse"] = ""
        return cleaned


class ConclusionForm(RowForm):
    row: BriefingConclusion
    columns = ("text", "due_on")

    text = NormalizedCharField(
        label="Việc",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi việc phải làm."},
    )
    who = OwnerField(label="Giao cho", required=False)
    due_on = VietnameseDateField(label="Hạn", required=False)

    def __init__(self, *args: Any, offered: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)
        self.fields["who"].offer(offered, self.row)  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        due: date | None = self.cleaned_data["due_on"]
        if due and due < self.day:
            raise ValidationError("Hạn phải từ ngày họp trở đi.")
        return due

    def filled(self) -> BriefingConclusion:
        row: BriefingConclusion = super().filled()
        for name, value in self.cleaned_data["who"].items():
            setattr(row, name, value)
        return row
