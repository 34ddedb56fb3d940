"""The form of a scoring sheet: for each criterion its points and the record that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from mobilization.models import Campaign, ScoringCriterion, ScoringPoint, ScoringSheet, ScoringTemplate
from mobilization.models.campaign_judging import RESULT
from mobilization.models.scoring import RECORDS
from wardportal.decisions import VersionedForm, long_text
from wardportal.fields import DecimalNumberField, NormalizedCharField
from wardportal.models import User
from wardportal.numbers import trimmed

PAPER = "paper"
LATER_READ = "Cán bộ xem trước, rồi ai cũng đọc được."
Choices = list[tuple[str, Any]]


def records_of(campaign: Campaign) -> dict[str, Any]:
    """Everything of the campaign that may show a point, by the key the form knows it by."""
    rows = {
        "update": campaign.updates.current(),
        "photo": campaign.photos.all(),
        "review": campaign.reviews.all(),
        "award": campaign.awards.all(),
    }
    return {f"{kind}-{row.pk}": row for kind in RECORDS for row in rows[kind]}


def choices_of(records: dict[str, Any]) -> Choices:
    groups = {"update": "Tiến độ tháng", "photo": "Ảnh", "review": "Kiểm tra giữa kỳ", "award": "Khen thưởng"}
    offered: dict[str, list[tuple[str, str]]] = {}
    for key, row in records.items():
        offered.setdefault(groups[key.partition("-")[0]], []).append((key, str(row)))
    return [("", "Chọn minh chứng"), *offered.items(), (PAPER, "Giấy tờ khác, ghi tên ở ô bên")]


@dataclass(frozen=True)
class Line:
    """The boxes of one criterion, and what others gave for it before."""

    criterion: ScoringCriterion
    points: BoundField
    evidence: BoundField
    paper: BoundField
    earlier: ScoringPoint | None


class SheetFormOfPoints(VersionedForm):
    """Points for each criterion of the template of today."""

    opinion = long_text("Nhận xét", rows=3)

    def __init__(self, *args: Any, campaign: Campaign, before: ScoringSheet | None = None, **kwargs: Any) -> None:
        self.row = campaign
        super().__init__(*args, **kwargs)
        template: ScoringTemplate | None = ScoringTemplate.objects.current()
        self.criteria = list(template.criteria.select_related("template")) if template else []
        self.records = records_of(campaign)
        self.before = before
        offered = choices_of(self.records)
        for criterion in self.criteria:
            self._add(criterion, offered)
        self.fields["version"].initial = campaign.version

    def _add(self, criterion: ScoringCriterion, offered: Choices) -> None:
        key, known = criterion.pk, self._known(criterion)
        self.fields[f"diem-{key}"] = DecimalNumberField(
            label=f"Điểm: {criterion.name}",
            min_value=0,
            max_value=criterion.most,
            max_digits=5,
            decimal_places=2,
            initial=trimmed(known.points) if known else None,
            error_messages={
                "required": "Cho điểm tiêu chí này, có thể là 0.",
                "max_value": f"Nhiều nhất {criterion.most} điểm.",
                "min_value": "Điểm không nhỏ hơn 0.",
            },
        )
        self.fields[f"minh-chung-{key}"] = forms.ChoiceField(
            label=f"Minh chứng: {criterion.name}", required=False, choices=offered, initial=_key_of(known)
        )
        self.fields[f"giay-to-{key}"] = NormalizedCharField(
            label=f"Tên giấy tờ: {criterion.name}",
            required=False,
            max_length=200,
            initial=known.paper if known else "",
        )

    def _known(self, criterion: ScoringCriterion) -> ScoringPoint | None:
        points = self.before.points.all() if self.before else []
        return next((point for point in points if point.criterion_id == criterion.pk), None)

    def lines(self) -> list[Line]:
        return [
            Line(
                one,
                self[f"diem-{one.pk}"],
                self[f"minh-chung-{one.pk}"],
                self[f"giay-to-{one.pk}"],
                self._known(one),
            )
            for one in self.criteria
        ]

    def others(self) -> list[BoundField]:
        """The boxes beside those of the criteria."""
        own = ("diem-", "minh-chung-", "giay-to-", "version")
        return [self[name] for name in self.fields if not name.startswith(own)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for criterion in self.criteria:
            self._clean_line(criterion, cleaned)
        if not self.criteria:
            raise ValidationError("Phường chưa có mẫu chấm điểm đang dùng. Xin báo Khối Dân vận.")
        return cleaned

    def _clean_line(self, criterion: ScoringCriterion, cleaned: dict[str, Any]) -> None:
        key = criterion.pk
        points, shown, paper = (cleaned.get(f"{name}-{key}") for name in ("diem", "minh-chung", "giay-to"))
        if shown == PAPER and not paper:
            self.add_error(f"giay-to-{key}", "Ghi tên giấy tờ.")
        elif paper and shown != PAPER:
            self.add_error(f"minh-chung-{key}", "Chọn “Giấy tờ khác”, hoặc bỏ tên giấy tờ: mỗi điểm một minh chứng.")
        elif points and not shown:
            self.add_error(f"minh-chung-{key}", "Chọn minh chứng cho điểm này.")

    def points(self) -> list[ScoringPoint]:
        return [self._point(criterion) for criterion in self.criteria]

    def _point(self, criterion: ScoringCriterion) -> ScoringPoint:
        shown = self.cleaned_data[f"minh-chung-{criterion.pk}"]
        point = ScoringPoint(criterion=criterion, points=self.cleaned_data[f"diem-{criterion.pk}"])
        if shown == PAPER:
            point.paper = self.cleaned_data[f"giay-to-{criterion.pk}"]
        elif shown:
            setattr(point, shown.partition("-")[0], self.records[shown])
        return point

    def typed_total(self) -> Decimal:
        return sum((self.cleaned_data[f"diem-{one.pk}"] for one in self.criteria), Decimal(0))

    def words(self) -> dict[str, str]:
        own = ("diem-", "minh-chung-", "giay-to-", "version")
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith(own)}


def _key_of(point: ScoringPoint | None) -> str:
    if point is None:
        return ""
    found = next((f"{name}-{key}" for name in RECORDS if (key := getattr(point, f"{name}_id"))), "")
    return found or (PAPER if point.paper else "")


class SelfScoreForm(SheetFormOfPoints):
    """The report of the result, with what those who worked on it give themselves."""

    effect = long_text("Hiệu quả", "Ghi hiệu quả của mô hình.", rows=4, help_text=f"{LATER_READ} Không ghi tên riêng.")
    lessons = long_text("Kinh nghiệm nơi khác học được", rows=3, help_text=LATER_READ)
    difficulties = long_text("Khó khăn, hạn chế", rows=3)
    proposals = long_text("Đề xuất", rows=2)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        for name in RESULT:
            self.fields[name].initial = getattr(campaign, name)
        self.order_fields([*RESULT, "opinion"])

    def save(self, *, by: User) -> None:
        self.row.self_score(self.points(), by=by, version=self.cleaned_data["version"], **self.words())


class CouncilForm(SheetFormOfPoints):
    """A sheet of a member of the council. Others score meanwhile; that is no conflict."""

    dissent = long_text(
        "Ý kiến khác với hội đồng", rows=3, help_text="Được giữ nguyên trong hồ sơ, không tính vào điểm trung bình."
    )

    def save(self, *, by: User) -> None:
        self.row.score(self.points(), by=by, **self.words())


def sheet_of(campaign: Campaign, kind: str, member: User | None = None) -> ScoringSheet | None:
    """The sheet that counts: of this member, or the self-scoring one; None where nobody gave one."""
    rows = campaign.sheets.filter(kind=kind).counting().with_points()
    return (rows.filter(member=member) if member else rows).order_by("-pk").first()
