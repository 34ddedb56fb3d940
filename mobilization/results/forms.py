"""The staff's form of a result, recorded or corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from mobilization.models import Campaign, Measure, MeasureUnit, ResidentialGroup, Work, WorkResult
from mobilization.models.results import COPIED
from mobilization.results.words import WORDS, Audience, Qualifier, ResultKind, Scope
from wardportal.fields import DecimalNumberField, NormalizedCharField, VietnameseDateField, WholeNumberField
from wardportal.forms import WardForm

NO_WORD = "Theo mức chính xác"


def words() -> list[tuple[str, str]]:
    return [("", NO_WORD), *((word, word) for group in WORDS.values() for word in group if word)]


class ResultForm(WardForm):
    """Everything a claim says; the model checks how it hangs together."""

    measure = forms.ModelChoiceField(
        Measure.objects.none(),
        label="Hạng mục",
        empty_label="Chọn hạng mục",
        error_messages={"required": "Chọn hạng mục."},
    )
    work = forms.ModelChoiceField(
        Work.objects.none(), label="Công trình, phần việc", required=False, empty_label="Không thuộc công trình nào"
    )
    kind = forms.ChoiceField(label="Loại số liệu", choices=ResultKind)
    qualifier = forms.ChoiceField(label="Mức chính xác", choices=Qualifier)
    word = forms.ChoiceField(
        label="Từ đi kèm", required=False, choices=words, help_text="Ghi đúng chữ của văn bản: trên hay hơn."
    )
    value = DecimalNumberField(
        label="Giá trị",
        max_digits=18,
        decimal_places=4,
        min_value=0,
        help_text="Theo đơn vị đo, ví dụ 653,5 hoặc 1.380.",
        error_messages={"required": "Ghi giá trị.", "min_value": "Giá trị không được âm."},
    )
    value_max = DecimalNumberField(
        label="Đến giá trị", max_digits=18, decimal_places=4, required=False, help_text="Chỉ khi là khoảng từ … đến …"
    )
    unit = forms.ModelChoiceField(
        MeasureUnit.objects.none(),
        label="Đơn vị đo",
        empty_label="Chọn đơn vị đo",
        error_messages={"required": "Chọn đơn vị đo."},
    )
    scope = forms.ChoiceField(
        label="Phạm vi", choices=Scope, help_text="Người dân đọc “một số tổ dân phố” thay cho vùng đặc thù."
    )
    residential_groups = forms.ModelMultipleChoiceField(
        ResidentialGroup.objects.none(),
        label="Tổ dân phố",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn khi phạm vi là tổ dân phố.",
    )
    year = WholeNumberField(
        label="Năm", required=False, min_value=1900, max_value=2200, help_text="Để trống với nhiệm kỳ, quy định."
    )
    period_text = NormalizedCharField(
        label="Thời gian ghi trong văn bản", required=False, max_length=80, help_text="Để trống thì ghi theo năm."
    )
    starts_on = VietnameseDateField(label="Từ ngày", required=False)
    ends_on = VietnameseDateField(label="Đến ngày", required=False)
    source = NormalizedCharField(
        label="Nguồn",
        max_length=300,
        help_text="Văn bản, báo cáo nào, ngày nào. Được công khai.",
        error_messages={"required": "Ghi nguồn của số liệu."},
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label="Mô hình", required=False, empty_label="Không thuộc mô hình nào"
    )
    audience = forms.ChoiceField(label="Ai đọc được", choices=Audience, initial=Audience.STAFF)

    def __init__(self, *args: Any, corrects: WorkResult | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrects = corrects
        self.helper.layout = None
        groups = ResidentialGroup.objects.valid()
        if corrects:
            groups = (groups | ResidentialGroup.objects.filter(workresults=corrects)).distinct()
        rows = {
            "measure": Measure.objects.all(),
            "work": Work.objects.all(),
            "unit": MeasureUnit.objects.all(),
            "campaign": Campaign.objects.kept(),
            "residential_groups": groups,
        }
        for name, choices in rows.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]
        for name, noun in (("measure", "hạng mục"), ("work", "công trình, phần việc")):
            if not rows[name].exists():
                add_url = reverse(f"admin:mobilization_{name}_add")
                said = format_html('Chưa có {} nào. <a href="{}">Thêm {}</a>', noun, add_url, noun)
                self.fields[name].help_text = said

    def clean(self) -> dict[str, Any]:
        """Ask for a unit of the kind the measure was told in so far: one of another kind ends its sum for everybody."""
        cleaned = super().clean() or {}
        measure, unit = cleaned.get("measure"), cleaned.get("unit")
        if measure and unit:
            told = self._units_of(measure, cleaned.get("kind", ""))
            if told and unit.dimension not in {one.dimension for one in told}:
                symbols = ", ".join(dict.fromkeys(one.symbol for one in told))
                message = f"Hạng mục này đã có số theo {symbols}. Số theo đơn vị loại khác cần một hạng mục riêng."
                self.add_error("unit", message)
        return cleaned

    def _units_of(self, measure: Measure, kind: str) -> list[MeasureUnit]:
        rows = WorkResult.objects.current().filter(measure=measure, kind=kind)
        others = rows.exclude(pk=self.corrects.pk) if self.corrects else rows
        return list(MeasureUnit.objects.filter(results__in=others).distinct())

    def columns(self) -> dict[str, Any]:
        """The claim as the model takes it; the groups stand apart."""
        return {name: self.cleaned_data[name] for name in COPIED}

    def groups(self) -> list[ResidentialGroup]:
        return list(self.cleaned_data["residential_groups"])


class CorrectionForm(ResultForm):
    """The claim as it should have been, and why."""

    reason = NormalizedCharField(
        label="Lý do đính chính",
        max_length=300,
        help_text="Được công khai bên cạnh kết quả mới. Bản cũ còn trong lịch sử.",
        error_messages={"required": "Ghi lý do đính chính."},
    )
