"""What is filled in about a campaign by those who work on it: the sheet of registration, the progress of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from mobilization.campaigns.status import CampaignScope, CampaignSubject
from mobilization.models import (
    Campaign,
    CampaignField,
    CampaignTarget,
    ResidentialGroup,
    Street,
    bodies_of,
)
from wardportal.decisions import VersionedForm, long_text, one_line
from wardportal.fields import DecimalNumberField, MoneyField, NormalizedCharField, VietnameseDateField, WholeNumberField
from wardportal.forms import SubmissionForm
from wardportal.models import User
from wardportal.numbers import number_vi, trimmed

LEAST_LINES, FRESH_LINES, MOST_LINES = 3, 2, 20
LONGEST_YEARS = 5  # a term
NAMELESS = "Ai cũng đọc được sau khi duyệt: xin không ghi tên riêng, số điện thoại của bà con."


# What a sheet begins with, besides whose it is.
TOLD_FIRST = ("name", "field", "subject", "person_name")


def body_choices(user: User) -> list[tuple[str, str]]:
    """The teams and units this person registers for, by keys that `body_of` reads."""
    teams, units = bodies_of(user)
    return [(f"team-{one.pk}", str(one)) for one in teams] + [(f"unit-{one.pk}", str(one)) for one in units]


def body_of(key: str, user: User) -> dict[str, Any]:
    """The team or unit of a key that was offered, as the model takes it."""
    teams, units = bodies_of(user)
    named: dict[str, Any] = {f"team-{one.pk}": {"team": one} for one in teams}
    named |= {f"unit-{one.pk}": {"unit": one} for one in units}
    return named[key]


def body_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Tổ dân vận, đơn vị đăng ký", error_messages={"required": "Chọn tổ dân vận hoặc đơn vị."}
    )


def field_of_life() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Lĩnh vực",
        queryset=CampaignField.objects.none(),
        empty_label="Chọn lĩnh vực",
        error_messages={"required": "Chọn lĩnh vực."},
    )


class BeginForm(SubmissionForm):
    """The first few things of a sheet: whose, what it is called, about what."""

    body = body_field()
    name = one_line("Tên mô hình", "Nhập tên mô hình.", max_length=200, help_text="Ngắn, nói được việc làm.")
    field = field_of_life()
    subject = forms.ChoiceField(
        label="Mô hình của",
        choices=CampaignSubject.choices,
        initial=CampaignSubject.COLLECTIVE,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn tập thể hoặc cá nhân."},
    )
    person_name = one_line(
        "Họ và tên cá nhân điển hình",
        max_length=120,
        help_text="Chỉ ghi với điển hình cá nhân. Tên chỉ công khai khi người ấy đồng ý.",
    )

    def __init__(self, *args: Any, user: User, source: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        choices = body_choices(user)
        self.fields["body"].choices = [("", "Chọn nơi đăng ký"), *choices]  # type: ignore[attr-defined]
        self.fields["field"].queryset = CampaignField.objects.valid()  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["body"].initial = choices[0][0]
        if source:
            self.fields["name"].initial, self.fields["field"].initial = source.name, source.field_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_individual = cleaned.get("subject") == CampaignSubject.INDIVIDUAL
        if is_individual and not cleaned.get("person_name"):
            self.add_error("person_name", "Ghi tên cá nhân điển hình.")
        if not is_individual and cleaned.get("person_name"):
            self.add_error("person_name", "Mô hình tập thể thì để trống ô này, hoặc chọn “Cá nhân”.")
        return cleaned

    def _body(self) -> dict[str, Any]:
        return body_of(self.cleaned_data["body"], self.user)

    def says_only(self, begun: Campaign) -> bool:
        typed = {name: self.cleaned_data[name] for name in TOLD_FIRST} | self._body()
        return all(getattr(begun, name) == value for name, value in typed.items())

    def ask_again(self, begun: Campaign) -> None:
        """Say that what stands in the boxes is another campaign than the one that was made."""
        told = f"Trang này đã lập phiếu “{begun.name}”. Nếu đây là mô hình khác, xin bấm lập phiếu lần nữa."
        self.add_error(None, told)

    def save(self, *, model: Campaign | None = None, former: Campaign | None = None) -> Campaign:
        told = {name: self.cleaned_data[name] for name in (*TOLD_FIRST, "submission_id")}
        body = self._body()
        if model:
            return model.replicate(by=self.user, **body, **told)
        return Campaign.objects.begin(by=self.user, former=former, **body, **told)


@dataclass(frozen=True)
class Differing:
    """A box whose stored words are others than those typed."""

    label: str
    stored: str


class SheetForm(VersionedForm):
    """The registration sheet (phiếu đăng ký mô hình). A draft may lack anything; what is there has to be right."""

    name = one_line("Tên mô hình", "Nhập tên mô hình.", max_length=200)
    field = field_of_life()
    person_name = one_line("Họ và tên cá nhân điển hình", "Ghi tên cá nhân điển hình.", max_length=120)
    scope = forms.ChoiceField(
        label="Phạm vi",
        choices=CampaignScope.choices,
        widget=forms.RadioSelect,
        help_text="“Một số tổ dân phố” thì trang công khai không nêu tên từng tổ.",
    )
    groups = forms.ModelMultipleChoiceField(
        label="Các tổ dân phố",
        queryset=ResidentialGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    street = forms.ModelChoiceField(
        label="Tuyến đường", queryset=Street.objects.none(), required=False, empty_label="Không gắn với tuyến đường"
    )
    place = one_line("Địa điểm cụ thể", max_length=200, help_text="Ví dụ: ngõ 12, sau nhà văn hóa.")
    beneficiaries = one_line("Làm cho ai", max_length=300, help_text="Ví dụ: các hộ dọc ngõ 12.")
    household_count = WholeNumberField(label="Số hộ", required=False, min_value=0)
    reason = long_text("Lý do, thực trạng", rows=4, help_text=NAMELESS)
    content = long_text("Nội dung, giải pháp", rows=6, help_text=NAMELESS)
    former = forms.ModelChoiceField(
        label="Tiếp nối mô hình năm trước",
        queryset=Campaign.objects.none(),
        required=False,
        empty_label="Không, đây là mô hình mới",
    )
    new_content = long_text(
        "Nội dung mới so với năm trước", rows=3, help_text="Bắt buộc khi đăng ký lại mô hình của năm trước."
    )
    starts_on = VietnameseDateField(label="Từ ngày", required=False)
    ends_on = VietnameseDateField(label="Đến ngày", required=False)
    planned_money = MoneyField(label="Kinh phí dự kiến (đồng)", required=False)
    planned_workdays = WholeNumberField(label="Ngày công dự kiến", required=False, min_value=0)
    planned_goods = one_line("Hiện vật dự kiến", max_length=300)
    in_charge = one_line("Người phụ trách", max_length=120)
    in_charge_post = one_line(
        "Chức danh người phụ trách",
        max_length=120,
        help_text="Có chức danh thì trang công khai của mô hình tập thể ghi tên và chức danh.",
    )
    partners = one_line("Đơn vị phối hợp", max_length=300)
    cell_confirmation = one_line(
        "Xác nhận của chi bộ", max_length=200, help_text="Ai xác nhận, ngày nào. Ghi sau khi chi bộ đồng ý."
    )

    PARTS = (
        ("Mô hình", ("name", "field", "person_name", "former", "new_content")),
        ("Ở đâu, cho ai", ("scope", "groups", "street", "place", "beneficiaries", "household_count")),
        ("Vì sao, làm gì", ("reason", "content", "starts_on", "ends_on")),
        ("Nguồn lực dự kiến", ("planned_money", "planned_workdays", "planned_goods")),
        ("Người làm", ("in_charge", "in_charge_post", "partners", "cell_confirmation")),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        self.row = campaign
        super().__init__(*args, **kwargs)
        self._offer()
        if not campaign.is_individual:
            del self.fields["person_name"]
        for name in self.columns():
            column = f"{name}_id" if name in ("field", "street", "former") else name
            self.fields[name].initial = getattr(campaign, column)
        self.fields["groups"].initial = list(campaign.groups.all())
        self.fields["version"].initial = campaign.version
        self.lines = self._lines(list(campaign.targets.all()))
        self.helper.layout = self._layout()

    def _offer(self) -> None:
        offered: dict[str, Any] = {
            "field": CampaignField.objects.valid(),
            "groups": ResidentialGroup.objects.valid(),
            "street": Street.objects.valid(),
            "former": Campaign.objects.earlier_of(self.row).order_by("-year", "name"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["former"].label_from_instance = lambda one: f"{one.name}, năm {one.year}"  # type: ignore[attr-defined]

    def columns(self) -> list[str]:
        return [name for name in self.fields if name not in ("version", "groups") and not name.startswith("chi-tieu")]

    def _lines(self, targets: list[CampaignTarget]) -> int:
        """Add the boxes of the targets there are and of some more; return how many lines."""
        typed = sum(1 for name in self.data if name.startswith("chi-tieu-") and name.endswith("-text"))
        lines = min(max(len(targets) + FRESH_LINES, LEAST_LINES, typed), MOST_LINES)
        for number in range(lines):
            target = targets[number] if number < len(targets) else None
            for name, box in _target_boxes(number).items():
                known = getattr(target, name) if target else None
                box.initial = trimmed(known) if isinstance(known, Decimal) else known
                self.fields[f"chi-tieu-{number}-{name}"] = box
        return lines

    def _layout(self) -> Layout:
        parts = [Fieldset(title, *[name for name in names if name in self.fields]) for title, names in self.PARTS]
        lines = [
            Fieldset(f"Mục tiêu, chỉ tiêu {number + 1}", *_line_names(number), css_class="campaign-target")
            for number in range(self.lines)
        ]
        return Layout("version", *parts[:3], *lines, *parts[3:])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(self.lines):
            self._clean_line(number, cleaned)
        self._clean_days(cleaned.get("starts_on"), cleaned.get("ends_on"))
        return cleaned

    def _clean_days(self, start: date | None, end: date | None) -> None:
        """They belong to the year it is registered for; a slip would ask for the progress of centuries."""
        year = self.row.year
        if start and not year - 1 <= start.year <= year + 1:
            self.add_error("starts_on", f"Mô hình đăng ký năm {year}: ghi ngày bắt đầu từ {year - 1} đến {year + 1}.")
        if end and end.year > year + LONGEST_YEARS:
            self.add_error("ends_on", f"Mô hình đăng ký năm {year}: kết thúc chậm nhất năm {year + LONGEST_YEARS}.")
        elif start and end and end < start:
            self.add_error("ends_on", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")

    def _clean_line(self, number: int, cleaned: dict[str, Any]) -> None:
        names = _line_names(number)
        if any(name in self.errors for name in names):
            return
        given = [cleaned.get(name) not in (None, "") for name in names]
        if any(given) and not all(given):
            lacking = next(name for name, is_given in zip(names, given, strict=True) if not is_given)
            self.add_error(lacking, "Một chỉ tiêu cần đủ việc, số phải đạt và đơn vị tính.")

    def targets(self) -> list[CampaignTarget]:
        told = ([self.cleaned_data[name] for name in _line_names(number)] for number in range(self.lines))
        return [CampaignTarget(text=text, value=value, unit=unit) for text, value, unit in told if text]

    def save(self, *, by: User) -> None:
        written = {name: self.cleaned_data[name] for name in self.columns()}
        self.row.write(
            by=by,
            version=self.cleaned_data["version"],
            groups=self.cleaned_data["groups"],
            targets=self.targets(),
            **written,
        )

    def differing(self, stored: Campaign) -> list[Differing]:
        """What another stored meanwhile in boxes that say something else here."""
        fresh = SheetForm(campaign=stored)
        typed = {name: self[name].data for name in self.fields if name not in ("version", "groups")}
        return [
            Differing(str(box.label), _plain(fresh[name].initial))
            for name, box in fresh.fields.items()
            if name in typed and _plain(typed[name]) != _plain(fresh[name].initial)
        ]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return number_vi(value)
    return "\n".join(str(value).replace("\r\n", "\n").split("\n")).strip()


def _line_names(number: int) -> list[str]:
    return [f"chi-tieu-{number}-{name}" for name in ("text", "value", "unit")]


def _target_boxes(number: int) -> dict[str, forms.Field]:
    return {
        "text": NormalizedCharField(label="Việc, chỉ tiêu", max_length=200, required=False),
        "value": DecimalNumberField(
            label="Số phải đạt",
            required=False,
            max_digits=14,
            decimal_places=2,
            min_value=Decimal("0.01"),
            error_messages={"min_value": "Số phải đạt lớn hơn 0."},
        ),
        "unit": NormalizedCharField(label="Đơn vị tính", max_length=30, required=False),
    }
