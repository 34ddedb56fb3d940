"""The forms staff type a briefing into: a new one, and what is written down while it goes on."""

from collections.abc import Collection
from copy import copy
from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst

from mobilization.briefings.owners import OwnerField, owner_key
from mobilization.briefings.status import BriefingLevel
from mobilization.models import Briefing, BriefingAttendance, BriefingConclusion, MobilizationTeam
from mobilization.models.briefings import check_day_of
from wardportal.calendar import WorkingCalendar
from wardportal.dates import YEARS, check_near, date_vi
from wardportal.decisions import long_text, one_line
from wardportal.fields import NormalizedCharField, VietnameseDateField, VietnameseTimeField
from wardportal.forms import SubmissionForm, WardForm
from wardportal.models import User
from wardportal.periods import Period
from wardportal.stamps import Change, change_of, stamp_of
from wardportal.text import normalize

SEEN = "thay"
CHAIR_HELP = "Ví dụ: đồng chí Nguyễn Văn A, Bí thư Đảng ủy phường."


def periods_offered(today: date) -> list[Period]:
    """The month and quarter that run, those before them and those after."""
    running = [Period.of(today), Period.of(today, "quarter")]
    return [period for now in running for period in (now, now.previous(), now.next())]


def key_of(period: Period) -> str:
    return f"{period.kind}:{period.start.isoformat()}"


class PlanForm(SubmissionForm):
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
        self.fields["period"].choices = [(key, capfirst(str(period))) for key, period in self.offered.items()]  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            "submission_id", "level", "team", "period", Div("held_on", "start_time", css_class="entry-row"), "place",
            Div("chaired_by", "secretary_name", css_class="entry-row"), "invites",
        )  # fmt: skip

    def _last_at_ward(self) -> Briefing | None:
        return Briefing.objects.of_body(BriefingLevel.WARD, None).first()

    def _start_from(self, like: Briefing | None, after: Briefing | None, today: date) -> dict[str, Any]:
        """Body, place and hour as last time; the next period where somebody plans what comes after one."""
        same = {name: getattr(like, name) for name in ("start_time", "place", "chaired_by", "secretary_name") if like}
        period = after.period.next() if after else Period.of(today)
        body = {"level": after.level, "team": after.team} if after else {"level": BriefingLevel.WARD}
        return same | body | {"period": key_of(period), "held_on": self._day_in(period, after, today)}

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
        if "period" in cleaned and "held_on" in cleaned:
            self._check_day(cleaned["period"], cleaned["held_on"])
        return cleaned

    def _check_day(self, period: Period, held_on: date) -> None:
        try:
            check_day_of(period, held_on)
        except ValidationError as refusal:
            self.add_error(None, refusal)

    def says_only(self, planned: Briefing) -> bool:
        typed = {name: self.cleaned_data[name] for name in self.fields if name not in ("submission_id", "invites")}
        return all(getattr(planned, name) == value for name, value in typed.items())

    def ask_again(self, planned: Briefing) -> None:
        """Say that what stands in the boxes is another briefing than the one that was put down."""
        told = f"Trang này đã xếp {planned}, ngày {date_vi(planned.held_on)}. Nếu là buổi khác, xin bấm xếp lần nữa."
        self.add_error(None, told)

    def save(self, *, by: User) -> Briefing:
        return Briefing.objects.plan(by=by, **self.cleaned_data)


class KeepForm(WardForm):
    """What was said and concluded as a whole. Each box remembers what was seen in it."""

    chaired_by = one_line("Chủ trì", max_length=200, help_text=CHAIR_HELP)
    secretary_name = one_line("Thư ký", max_length=120)
    discussion = long_text("Nội dung, ý kiến", rows=8)
    conclusion = long_text("Kết luận chung", rows=5, help_text="Việc giao cho từng đơn vị, tổ thì ghi thành dòng.")

    def __init__(self, *args: Any, briefing: Briefing, **kwargs: Any) -> None:
        self.row = briefing
        super().__init__(*args, **kwargs)
        self.helper.layout = None  # the boxes in their order, with what was seen in each
        for name in Briefing.WRITTEN:
            self.fields[name].initial = getattr(briefing, name)
            self.fields[f"{SEEN}-{name}"] = _seen_box(self.stored(name))

    def stored(self, name: str) -> str:
        """What stands in the box now, as a box gives it back."""
        return normalize(getattr(self.row, name))

    def named(self, change: Change) -> list[str]:
        """The boxes to which this was done."""
        return [name for name in Briefing.WRITTEN if self._change(name) is change]

    def _change(self, name: str) -> Change:
        return change_of(self.cleaned_data[name], stored=self.stored(name), seen=self.cleaned_data[f"{SEEN}-{name}"])

    def typed_of(self, change: Change) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.named(change)}

    def kept(self, names: Collection[str]) -> dict[str, str]:
        """What a page sends that shows these boxes as they were typed and all others as they are stored."""
        texts = {name: self.cleaned_data[name] if name in names else self.stored(name) for name in Briefing.WRITTEN}
        return texts | {f"{SEEN}-{name}": stamp_of(self.stored(name)) for name in Briefing.WRITTEN}


def _seen_box(stored: str) -> forms.CharField:
    return forms.CharField(required=False, initial=stamp_of(stored), widget=forms.HiddenInput)


class RowForm(WardForm):
    """A row of a list that is written with the rest, and remembers what was seen in it.

    New and empty: ignored. Deleted by somebody meanwhile (`is_lost`) but edited here: created again.
    """

    columns: ClassVar[tuple[str, ...]]
    gone = forms.BooleanField(label="Bỏ", required=False)

    def __init__(self, *args: Any, row: Any, is_lost: bool = False, **kwargs: Any) -> None:
        self.row, self.is_lost = row, is_lost
        # What the list says already: a new row that says the same was sent twice.
        self.told: frozenset[str] = frozenset()
        super().__init__(*args, initial={name: getattr(row, name) for name in self.columns}, **kwargs)
        self.fields[SEEN] = _seen_box(self.content(row))
        if self.is_new and not is_lost:
            del self.fields["gone"]

    @property
    def is_new(self) -> bool:
        return self.row.pk is None

    @property
    def is_gone(self) -> bool:
        return bool(self.cleaned_data.get("gone"))

    @property
    def seen_box(self) -> forms.BoundField:
        return self[SEEN]

    @property
    def is_left(self) -> bool:
        """Whether the row stays as it is stored, as far as this page says."""
        return not (self.is_bound and self.is_valid() and self.change is Change.MINE)

    def content(self, row: Any) -> str:
        """All that may be typed into the row, as one text."""
        return "\n".join(_plain(getattr(row, name)) for name in self.columns)

    @property
    def change(self) -> Change:
        if not self.has_changed():
            return Change.NONE
        seen, typed = self.cleaned_data[SEEN], None if self.is_gone else self.content(self.typed_row())
        if typed in self.told:
            return Change.NONE
        if self.is_lost:
            return Change.NONE if typed is None or stamp_of(typed) == seen else Change.MINE
        stored = self.content(self.row)
        if typed is None:
            return Change.MINE if seen == stamp_of(stored) else Change.DISPUTED
        return change_of(typed, stored=stored, seen=seen)

    @property
    def stored(self) -> str:
        """What stands in the row now, for somebody whose page is older."""
        return "; ".join(filter(None, (_plain(getattr(self.row, name)) for name in self.columns)))

    def kept(self) -> dict[str, str]:
        """What a page sends that shows the row as it was typed, after what is stored was seen."""
        start = f"{self.prefix}-"
        typed = {name: value for name, value in self.data.items() if name.startswith(start)}
        return typed | {f"{start}{SEEN}": stamp_of(self.content(self.row))}

    def typed_row(self) -> Any:
        """The row with what was typed."""
        row = copy(self.row)
        for name in self.columns:
            setattr(row, name, self.cleaned_data[name])
        return row


def _plain(value: Any) -> str:
    """A value of a row in words; nothing for what is empty or not so."""
    if isinstance(value, bool):
        return "có mặt" if value else ""
    if isinstance(value, date):
        return date_vi(value)
    return "" if value is None else normalize(str(value))


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
        check_near(due, most=YEARS)
        return due

    def content(self, row: BriefingConclusion) -> str:
        return f"{super().content(row)}\n{owner_key(row)}"

    @property
    def stored(self) -> str:
        return "; ".join(filter(None, (super().stored, self.row.owners)))

    def typed_row(self) -> BriefingConclusion:
        row: BriefingConclusion = super().typed_row()
        for name, value in self.cleaned_data["who"].items():
            setattr(row, name, value)
        return row
