"""What a slip asks for that puts a number of a locked report right: the team and the office fill in the same."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from mobilization.models import Indicator, TeamReport
from wardportal.decisions import long_text
from wardportal.fields import LARGEST_INTEGER, DecimalNumberField


class SlipFields(forms.Form):
    """Mixin: which number, what it should be, and why. `offer` names the report it is about."""

    indicator = forms.ModelChoiceField(
        label="Số liệu cần sửa",
        queryset=Indicator.objects.none(),
        empty_label="Chọn số liệu",
        error_messages={"required": "Chọn số liệu cần sửa."},
    )
    value = DecimalNumberField(
        label="Số đúng",
        min_value=0,
        max_value=LARGEST_INTEGER,  # as where the team types it
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Nhập số đúng.",
            "min_value": "Số không được nhỏ hơn 0.",
            "max_value": "Số quá lớn. Xin xem lại.",
            "max_digits": "Số quá lớn. Xin xem lại.",
            "max_whole_digits": "Số quá lớn. Xin xem lại.",
        },
    )
    reason = long_text(
        "Vì sao sửa", "Ghi vì sao sửa.", rows=3, max_length=300, help_text="Vì sao số cũ sai, ai cho số đúng."
    )

    def offer(self, report: TeamReport, **only: Any) -> None:
        """Offer what the report asks for, and what it has a number of, each with the number it has now."""
        now = {figure.indicator_id: figure.value for figure in report.figures.all()}
        asked = Q(heading__in=report.headings(), pk__in=Indicator.objects.asked()) | Q(pk__in=now)
        field: Any = self.fields["indicator"]
        field.queryset = Indicator.objects.filter(asked, **only).select_related("heading")
        field.label_from_instance = lambda one: f"{one}: {_told(one, now.get(one.pk))}"

    def clean_value(self) -> Decimal:
        value: Decimal = self.cleaned_data["value"]
        chosen: Indicator | None = self.cleaned_data.get("indicator")
        if chosen and value != round(value, chosen.decimals):
            most = f"nhiều nhất {chosen.decimals} số sau dấu phẩy" if chosen.decimals else "không có phần lẻ"
            raise ValidationError(f"Số liệu này {most}.")
        return value


def _told(indicator: Indicator, value: Decimal | None) -> str:
    return "chưa có số" if value is None else f"đã báo cáo {indicator.shown(value)}"
