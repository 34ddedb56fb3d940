"""The forms staff type sessions into: one besides the series, and what is put right in one there is."""

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from dialogues.decisions.base import one_line, public_text
from dialogues.models import DialogueRule, DialogueSession
from dialogues.status import SessionKind
from mobilization.models import Post
from wardportal.calendar import WorkingCalendar
from wardportal.dates import day_date
from wardportal.decisions import VersionedForm
from wardportal.fields import VietnameseDateField, VietnameseTimeField, WholeNumberField
from wardportal.forms import WardForm
from wardportal.models import User

MOST_PEOPLE = 500


def amount(label: str, *, least: int = 0, help_text: str = "") -> WholeNumberField:
    return WholeNumberField(
        label=label,
        min_value=least,
        max_value=MOST_PEOPLE,
        help_text=help_text,
        error_messages={"required": "Nhập một số."},
    )


class SessionFields(WardForm):
    """When, where, about what, who chairs, how many speak."""

    start_time = VietnameseTimeField(label="Bắt đầu lúc", error_messages={"required": "Nhập giờ bắt đầu."})
    end_time = VietnameseTimeField(
        label="Dự kiến kết thúc lúc", error_messages={"required": "Nhập giờ dự kiến kết thúc."}
    )
    place = one_line("Địa điểm", "Nhập địa điểm.", max_length=200)
    subject = one_line("Nội dung", "Nhập nội dung buổi đối thoại.", max_length=300)
    chair_posts = forms.ModelMultipleChoiceField(
        label="Chủ trì",
        queryset=Post.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Người giữ chức danh vào ngày đó chủ trì.",
        error_messages={"required": "Chọn ít nhất một chức danh chủ trì."},
    )
    intake_opens_on = VietnameseDateField(
        label="Nhận đăng ký từ ngày", error_messages={"required": "Nhập ngày bắt đầu nhận đăng ký."}
    )
    intake_closes_on = VietnameseDateField(
        label="Nhận đăng ký đến hết ngày",
        help_text="Sau ngày này cổng ngừng nhận; cán bộ vẫn ghi thêm được.",
        error_messages={"required": "Nhập ngày cuối nhận đăng ký."},
    )
    speaker_limit = amount("Số người phát biểu tối đa", least=1)
    waiting_limit = amount("Số chỗ trong danh sách chờ")
    minutes_each = amount("Thời gian mỗi người (phút)", least=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair_posts"].queryset = self.chairs()  # type: ignore[attr-defined]

    def chairs(self) -> Any:
        """Posts that somebody holds in a unit of the ward, and those that chair already."""
        held = Q(memberships__unit__isnull=False) | Q(code__in=self.chairing())
        return Post.objects.filter(held, is_team_head=False).distinct().order_by("rank", "name")

    def chairing(self) -> list[str]:
        rule = DialogueRule.objects.current()
        return list(rule.chair_posts.values_list("code", flat=True)) if rule else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_time"), cleaned.get("end_time")
        if start and end and end <= start:
            self.add_error("end_time", "Giờ kết thúc phải sau giờ bắt đầu.")
        opens, closes = cleaned.get("intake_opens_on"), cleaned.get("intake_closes_on")
        if opens and closes and closes < opens:
            self.add_error("intake_closes_on", "Ngày cuối phải từ ngày bắt đầu nhận trở đi.")
        return cleaned

    def told(self) -> Div:
        return Div("start_time", "end_time", css_class="entry-row")

    def people(self) -> list[Any]:
        return [
            Fieldset("Đăng ký, phát biểu", Div("intake_opens_on", "intake_closes_on", css_class="entry-row")),
            Div("speaker_limit", "waiting_limit", css_class="entry-row"),
            "minutes_each",
        ]


class AddSessionForm(SessionFields):
    """A session besides the series. The rule of the day fills in what it says."""

    kind = forms.ChoiceField(
        label="Loại", choices=SessionKind.choices, widget=forms.RadioSelect, error_messages={"required": "Chọn loại."}
    )
    held_on = VietnameseDateField(label="Ngày", error_messages={"required": "Nhập ngày."})
    reason = public_text("Vì sao có buổi này", "Ghi lý do để mọi người đọc.")
    # Asked only once the day turns out to be free.
    free_day = forms.BooleanField(label="Vẫn tổ chức vào ngày này", required=False)

    # As they stand on the page, so that what is wrong is told in that order.
    field_order = (
        *("kind", "held_on", "free_day", "start_time", "end_time", "place", "subject", "chair_posts", "reason"),
        *("intake_opens_on", "intake_closes_on", "speaker_limit", "waiting_limit", "minutes_each"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = SessionKind.AD_HOC
        self._start_from_rule()
        if not self.is_bound:
            del self.fields["free_day"]
        free_day = ["free_day"] if self.is_bound else []
        self.helper.layout = Layout(
            "kind", "held_on", *free_day, self.told(), "place", "subject", "chair_posts", "reason", *self.people()
        )

    def _start_from_rule(self) -> None:
        today = timezone.localdate()
        self.fields["intake_opens_on"].initial = today
        if rule := DialogueRule.objects.current(today):
            for name in DialogueSession.RULED:
                if name != "subject":
                    self.fields[name].initial = getattr(rule, name)
            self.fields["chair_posts"].initial = rule.chair_posts.all()

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day < timezone.localdate():
            raise ValidationError("Ngày này đã qua.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if day := cleaned.get("held_on"):
            self._check_day(day, bool(cleaned.get("free_day")))
            self._check_unlike_others(cleaned)
            if (closes := cleaned.get("intake_closes_on")) and closes > day:
                self.add_error("intake_closes_on", "Ngày cuối nhận đăng ký không thể sau ngày đối thoại.")
        return cleaned

    def _check_day(self, day: date, agreed: bool) -> None:
        if WorkingCalendar.load(day, day).is_working(day):
            self._forget_free_day()
        elif not agreed:
            self.add_error("free_day", f"{day_date(day).capitalize()} phường không làm việc. Đánh dấu nếu vẫn chọn.")

    def _forget_free_day(self) -> None:
        del self.fields["free_day"]
        self.helper.layout.fields.remove("free_day")

    def _check_unlike_others(self, cleaned: dict[str, Any]) -> None:
        """A second press must not make a second session."""
        kind, start = cleaned.get("kind"), cleaned.get("start_time")
        if kind and start:
            try:
                DialogueSession.objects.check_none_alike(kind, cleaned["held_on"], start)
            except ValidationError as refusal:
                self.add_error("held_on", refusal)

    def save(self, *, by: User) -> DialogueSession:
        fields = {name: value for name, value in self.cleaned_data.items() if name != "free_day"}
        fields["chair_posts"] = list(fields["chair_posts"])
        return DialogueSession.objects.add(by=by, **fields)


class ReviseForm(VersionedForm, SessionFields):
    """What is put right in a session there is; hours and place only while nobody has been told of them."""

    def __init__(self, *args: Any, session: DialogueSession, **kwargs: Any) -> None:
        self.row = session
        super().__init__(*args, **kwargs)
        for name in session.TOLD & self.fields.keys() if session.announced_at else ():
            del self.fields[name]
        for name in self.fields.keys() - {"chair_posts"}:
            self.fields[name].initial = getattr(session, name)
        self.fields["chair_posts"].initial = session.chair_posts.all()
        told = [] if session.announced_at else [self.told(), "place"]
        self.helper.layout = Layout("version", *told, "subject", "chair_posts", *self.people())

    def chairing(self) -> list[str]:
        return list(self.row.chair_posts.values_list("code", flat=True))

    def save(self, *, by: User) -> None:
        fields = dict(self.cleaned_data)
        fields["chair_posts"] = list(fields["chair_posts"])
        self.row.revise(by=by, **fields)
