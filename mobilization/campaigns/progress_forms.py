"""What is filled in of one month of a campaign, and when a person consents to be named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from mobilization.campaigns.forms import NAMELESS
from mobilization.campaigns.status import PhotoMoment
from mobilization.models import Campaign, CampaignPhoto, CampaignTarget, CampaignUpdate, NewPhoto
from wardportal.decisions import long_text, one_line
from wardportal.fields import DecimalNumberField, MoneyField, VietnameseDateField, WholeNumberField
from wardportal.forms import SubmissionForm, WardForm
from wardportal.models import User
from wardportal.numbers import number_vi
from wardportal.periods import Period
from wardportal.upload_fields import KeepsUploads, MultipleUploadField


class ProgressForm(KeepsUploads, SubmissionForm):
    """What was done in a month, measured, with photos of before and after."""

    month = forms.ChoiceField(label="Tháng", error_messages={"required": "Chọn tháng."})
    text = long_text("Trong tháng đã làm được gì", "Ghi việc đã làm trong tháng.", rows=5, help_text=NAMELESS)
    money = MoneyField(label="Tiền huy động trong tháng (đồng)", required=False)
    workdays = WholeNumberField(label="Ngày công trong tháng", required=False, min_value=0)
    people = WholeNumberField(label="Lượt người tham gia trong tháng", required=False, min_value=0)
    goods = one_line("Hiện vật trong tháng", max_length=300)
    before_photos = MultipleUploadField(label="Ảnh trước khi làm", required=False, pictures_only=True)
    before_caption = one_line("Chú thích ảnh trước khi làm", max_length=200)
    before_alt = one_line("Trong ảnh trước khi làm có gì", max_length=200, help_text="Cho người không nhìn thấy ảnh.")
    after_photos = MultipleUploadField(label="Ảnh sau khi làm", required=False, pictures_only=True)
    after_caption = one_line("Chú thích ảnh sau khi làm", max_length=200)
    after_alt = one_line("Trong ảnh sau khi làm có gì", max_length=200, help_text="Cho người không nhìn thấy ảnh.")
    reason = one_line(
        "Lý do sửa lại",
        max_length=300,
        help_text="Chỉ ghi khi tháng này đã có tiến độ và cần sửa; lần ghi trước vẫn được giữ.",
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.told = {row.month: row for row in campaign.updates.current()}
        months = list(_months_of(campaign))
        self.fields["month"].choices = [(f"{one.start:%Y-%m-%d}", self._called(one)) for one in months]  # type: ignore[attr-defined]
        self.fields["month"].initial = next(
            (f"{one.start:%Y-%m-%d}" for one in months if one.start not in self.told),
            f"{months[0].start:%Y-%m-%d}",
        )
        self.targets = list(campaign.targets.all())
        for target in self.targets:
            self.fields[f"ket-qua-{target.pk}"] = _measure_box(target)
        self.helper.layout = self._layout()

    def _called(self, period: Period) -> str:
        return f"{capfirst(str(period))}{' (đã ghi, sửa lại)' if period.start in self.told else ''}"

    def _layout(self) -> Layout:
        measured = [f"ket-qua-{target.pk}" for target in self.targets]
        photos = ("before_photos", "before_caption", "before_alt", "after_photos", "after_caption", "after_alt")
        return Layout(
            "submission_id",
            Fieldset("Việc đã làm", "month", "text"),
            *([Fieldset("Kết quả đo được đến hết tháng", *measured)] if measured else []),
            Fieldset("Huy động trong tháng", "money", "workdays", "people", "goods"),
            Fieldset("Ảnh", *photos),
            Fieldset("Nếu sửa tháng đã ghi", "reason"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for moment in PhotoMoment:
            for part, told in (("caption", "Ghi chú thích cho ảnh."), ("alt", "Ghi trong ảnh có gì.")):
                if cleaned.get(f"{moment}_photos") and not cleaned.get(f"{moment}_{part}"):
                    self.add_error(f"{moment}_{part}", told)
        month = cleaned.get("month")
        if month and date.fromisoformat(month) in self.told and not cleaned.get("reason"):
            self.add_error("reason", "Tháng này đã có tiến độ. Ghi vì sao phải sửa lại.")
        return cleaned

    def _photos(self) -> list[NewPhoto]:
        return [
            NewPhoto(file, moment, self.cleaned_data[f"{moment}_caption"], self.cleaned_data[f"{moment}_alt"])
            for moment in PhotoMoment.values
            for file in self.uploads(f"{moment}_photos")
        ]

    def _measures(self) -> dict[CampaignTarget, Decimal]:
        told = ((target, self.cleaned_data[f"ket-qua-{target.pk}"]) for target in self.targets)
        return {target: value for target, value in told if value is not None}

    def repeats(self, update: CampaignUpdate) -> bool:
        told = self.told
        self.told = {month: row for month, row in told.items() if row != update}  # it needs no reason to stand there
        says_the_same = super().repeats(update)
        self.told = told
        return says_the_same

    def says_only(self, update: CampaignUpdate) -> bool:
        typed = {name: self.cleaned_data[name] for name in ("text", "goods", "reason")}
        typed |= {name: self.cleaned_data[name] or 0 for name in ("money", "workdays", "people")}
        return (
            update.month == date.fromisoformat(self.cleaned_data["month"])
            and all(getattr(update, name) == value for name, value in typed.items())
            and {row.target: row.value for row in update.measures.select_related("target")} == self._measures()
            and self._brings_only(list(update.photos.all()))
        )

    def _brings_only(self, stored: list[CampaignPhoto]) -> bool:
        """A form sent without its photos says nothing else of them; one with photos brings these under these words."""
        known = Counter((row.moment, row.caption, row.alt, row.file.size) for row in stored)
        return not Counter((one.moment, one.caption, one.alt, one.file.size) for one in self._photos()) - known

    def ask_again(self, update: CampaignUpdate) -> None:
        """Say that what stands in the boxes is not what was stored, and keep it for another press."""
        self.add_error(
            None,
            f"Lần gửi trước đã lưu tiến độ {update.period}. Nội dung dưới đây khác và chưa được lưu: "
            "muốn sửa tháng ấy thì ghi lý do, rồi bấm lưu lần nữa.",
        )

    def save(self, *, by: User) -> CampaignUpdate:
        cleaned = self.cleaned_data
        measures = self._measures()
        update = self.campaign.progress(
            date.fromisoformat(cleaned["month"]),
            by=by,
            measures=measures,
            photos=self._photos(),
            text=cleaned["text"],
            goods=cleaned["goods"],
            reason=cleaned["reason"],
            submission_id=cleaned["submission_id"],
            **{name: cleaned[name] or 0 for name in ("money", "workdays", "people")},
        )
        self.consume_uploads()
        return update


def _months_of(campaign: Campaign) -> Iterator[Period]:
    """The months that may be told, this one first."""
    first = Period.of(campaign.starts_on or campaign.approved_on or timezone.localdate())
    month = Period.of(timezone.localdate())
    yield month
    while month.start > first.start:
        month = month.previous()
        yield month


def _measure_box(target: CampaignTarget) -> forms.Field:
    return DecimalNumberField(
        label=f"{target.text} ({target.unit})",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=f"Đã đạt tính từ đầu, trên {number_vi(target.value, target.unit)}. Để trống nếu chưa đo.",
        error_messages={"min_value": "Số không được nhỏ hơn 0."},
    )


class ConsentForm(WardForm):
    """When a person said that the name may be read by everybody."""

    given_on = VietnameseDateField(
        label="Ngày đồng ý",
        help_text="Người ấy đồng ý bằng lời hoặc bằng văn bản, lúc nào cũng rút lại được.",
        error_messages={"required": "Nhập ngày đồng ý."},
    )
