"""The form staff type a petition into that came by phone, at the counter, on paper: as complete as the public one."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mobilization.models import MobilizationTeam
from petitions.forms import COMPLAINT, PetitionFields
from petitions.models import Petition
from petitions.status import Channel, Kind
from wardportal.fields import VietnameseDateField
from wardportal.models import User
from wardportal.numbers import number_vi

# What came longer ago than this is more often a slip of the pen than a petition typed so late.
LONG_AGO = timedelta(days=60)


class EntryForm(PetitionFields):
    """The resident's fields, with how and when the petition came."""

    channel = forms.ChoiceField(
        label="Nhận qua",
        choices=[(channel.value, channel.label) for channel in Channel if channel != Channel.WEB],
        initial=Channel.COUNTER,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn kênh nhận."},
    )
    received_on = VietnameseDateField(
        label="Ngày nhận",
        help_text="Ngày phường nhận được đơn, không phải ngày nhập. Thời hạn tính từ ngày này.",
        error_messages={"required": "Nhập ngày nhận đơn."},
    )
    # Asked only where it came long ago: its due day would have passed.
    came_long_ago = forms.BooleanField(label="Ngày nhận ghi trên đúng, đơn được nhập muộn", required=False)
    team = forms.ModelChoiceField(
        label="Tổ dân vận chuyển đến",
        queryset=MobilizationTeam.objects.none(),
        required=False,
        empty_label="Không qua tổ dân vận",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = MobilizationTeam.objects.valid()  # type: ignore[attr-defined]
        self.fields["kind"].initial = Kind.RECOMMENDATION
        self.fields["category"].empty_label = "Chưa phân loại"  # type: ignore[attr-defined]
        self.fields["received_on"].initial = timezone.localdate()
        self.fields["body"].help_text = "Ghi đủ: việc gì, ở đâu, từ khi nào, người gửi mong phường làm gì."
        self.fields["consent_publish"].label = "Người gửi đồng ý công khai nội dung và câu trả lời (không nêu tên)"
        self.fields["consent_publish_name"].label = "Người gửi đồng ý nêu tên khi công khai"
        del self.fields["website"]
        self.receipt = Fieldset("Nhận đơn", "channel", Div("received_on", "team", css_class="entry-row"))
        self.helper.layout = Layout(Div(self._matter(), self._person(), css_class="entry-columns"), "submission_id")

    def _matter(self) -> Div:
        return Div(
            self.receipt,
            Fieldset(
                "Nội dung",
                "kind",
                Div(
                    HTML("{% include 'admin/petitions/_denunciation_entry.html' %}"),
                    data_shown_with=f"kind={Kind.DENUNCIATION}",
                ),
                Div("category", "title", css_class="entry-row"),
                "body",
                Div("occurred_on", "residential_group", css_class="entry-row"),
                "place",
                "attachments",
            ),
            Fieldset("Chỉ khi khiếu nại", *COMPLAINT, data_shown_with=f"kind={Kind.COMPLAINT}"),
            css_class="entry-main",
        )

    def _person(self) -> Div:
        return Div(
            Fieldset("Người gửi", "full_name", Div("phone", "email", css_class="entry-row"), "address", "reply_by"),
            Fieldset("Công khai", "consent_publish", "consent_publish_name"),
            css_class="entry-side",
        )

    def clean_received_on(self) -> date:
        received: date = self.cleaned_data["received_on"]
        if received > timezone.localdate():
            raise ValidationError("Ngày nhận không thể ở sau hôm nay.")
        return received

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("channel") == Channel.TEAM_REPORT and not cleaned.get("team"):
            self.add_error("team", "Chọn tổ dân vận đã chuyển đơn này.")
        if received := cleaned.get("received_on"):
            self._compare_days(received, cleaned)
        return cleaned

    def _compare_days(self, received: date, cleaned: dict[str, Any]) -> None:
        for field in ("occurred_on", "known_on"):
            if (day := cleaned.get(field)) and day > received:
                self.add_error(field, "Ngày này ở sau ngày nhận đơn, xin kiểm tra lại.")
        ago = timezone.localdate() - received
        if ago <= LONG_AGO:
            return
        self.receipt.fields = [*self.receipt.fields[:2], "came_long_ago"]
        if not cleaned.get("came_long_ago"):
            said = f"Ngày nhận cách đây {number_vi(ago.days)} ngày. Sửa ngày nhận, hoặc đánh dấu ô này nếu đúng."
            self.add_error("came_long_ago", said)

    def petition_fields(self) -> dict[str, Any]:
        fields = super().petition_fields()
        del fields["came_long_ago"]
        return fields

    def save(self, *, by: User) -> Petition:
        """Take the petition in, once for its submission id."""
        petition = Petition.objects.register(
            by=by,
            files=self.uploads("attachments"),
            submission_id=self.cleaned_data["submission_id"],
            **self.petition_fields(),
        )
        self.consume_uploads()
        return petition
