"""How campaigns are judged: the ward's rule and its scoring as dated rows, the council, each sheet with its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from operator import or_
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from mobilization.campaigns.status import CouncilRole, SheetKind
from mobilization.models.awards import Award
from mobilization.models.campaign_parts import CampaignPhoto, CampaignReview, CampaignUpdate
from mobilization.models.campaigns import Campaign
from mobilization.models.organisation import Validity, ValidityQuerySet
from wardportal.models import User
from wardportal.numbers import number_vi

HUNDREDTH = Decimal("0.01")
# What a point may be shown by, and the name of the key to it in the form.
RECORDS: dict[str, type[models.Model]] = {
    "update": CampaignUpdate,
    "photo": CampaignPhoto,
    "review": CampaignReview,
    "award": Award,
}


class CurrentQuerySet(ValidityQuerySet):
    def current(self, at: date | None = None) -> Any:
        """The row of this day; None where there is none."""
        return self.valid(at).order_by("-valid_from", "-pk").first()


class CampaignRule(Validity):
    """When things of a campaign are due in the year, and how many members of the council have to score."""

    progress_day = models.PositiveSmallIntegerField(
        "tiến độ tháng trước nộp trước hết ngày", validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    review_month = models.PositiveSmallIntegerField(
        "kiểm tra giữa kỳ từ tháng", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    least_sheets = models.PositiveSmallIntegerField(
        "số thành viên hội đồng chấm ít nhất", validators=[MinValueValidator(1)]
    )
    is_confirmed = models.BooleanField(
        "phường đã xác nhận", default=False, help_text="Chưa xác nhận thì là giá trị đề xuất của phần mềm."
    )

    objects = CurrentQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "quy định Dân vận khéo"
        verbose_name_plural = "quy định Dân vận khéo"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"Tiến độ trước hết ngày {self.progress_day}, kiểm tra từ tháng {self.review_month}"


class CouncilSeatQuerySet(ValidityQuerySet):
    def of_user(self, user: User | AnonymousUser, at: date | None = None) -> Self:
        """Seats the person holds this day."""
        return self.valid(at).filter(user=user.pk) if user.pk else self.none()


class CouncilSeat(Validity):
    """An officer who sits on the council that judges campaigns, from one day to another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats", verbose_name="cán bộ"
    )
    role = models.CharField("vai trò", max_length=10, choices=CouncilRole, default=CouncilRole.MEMBER)

    objects = CouncilSeatQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "thành viên hội đồng bình xét"
        verbose_name_plural = "thành viên hội đồng bình xét"
        ordering = ["role", "pk"]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class ScoringTemplate(Validity):
    """The criteria campaigns are scored by, with their weights; a new version is a new row, old sheets keep theirs."""

    name = models.CharField("tên mẫu chấm điểm", max_length=160)
    is_confirmed = models.BooleanField(
        "phường đã xác nhận", default=False, help_text="Chưa xác nhận thì là giá trị đề xuất của phần mềm."
    )

    objects = CurrentQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "mẫu chấm điểm"
        verbose_name_plural = "mẫu chấm điểm"
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return self.name

    def grade_of(self, points: Decimal | None) -> ScoringGrade | None:
        """The best grade these points reach; None where there are none."""
        if points is None:
            return None
        return self.grades.filter(least__lte=points).order_by("-least").first()


class ScoringCriterion(models.Model):
    """One thing that is scored, and the most it can give."""

    template = models.ForeignKey(ScoringTemplate, models.CASCADE, related_name="criteria", verbose_name="mẫu chấm điểm")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tiêu chí", max_length=200)
    most = models.PositiveSmallIntegerField("điểm tối đa")

    class Meta:
        verbose_name = "tiêu chí chấm điểm"
        verbose_name_plural = "tiêu chí chấm điểm"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.name} (tối đa {self.most})"


class ScoringGrade(models.Model):
    """What so many points are called, and whether they are enough to be recognised."""

    template = models.ForeignKey(ScoringTemplate, models.CASCADE, related_name="grades", verbose_name="mẫu chấm điểm")
    name = models.CharField("xếp loại", max_length=60)
    least = models.DecimalField("từ điểm", max_digits=5, decimal_places=2)
    is_enough = models.BooleanField("đủ để công nhận", default=True)

    class Meta:
        verbose_name = "xếp loại mô hình"
        verbose_name_plural = "xếp loại mô hình"
        ordering = ["-least"]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Outcome:
    """What the sheets of the council come to. `average` and `grade` are None while nobody has scored.

    `outdated` is how many sheets were given by another template than the last one, and count no more.
    """

    sheets: list[ScoringSheet]
    average: Decimal | None
    grade: ScoringGrade | None
    least: int
    outdated: int = 0

    @property
    def grade_name(self) -> str:
        return self.grade.name if self.grade else ""

    @property
    def is_enough(self) -> bool:
        return bool(self.grade and self.grade.is_enough)

    def check(self) -> None:
        if len(self.sheets) < self.least:
            told = f"Mới có {len(self.sheets)} thành viên hội đồng chấm, cần ít nhất {self.least}."
            again = (
                f" Không tính {self.outdated} phiếu theo mẫu cũ: xin chấm lại theo mẫu mới." if self.outdated else ""
            )
            raise ValidationError(told + again)


class ScoringSheetQuerySet(models.QuerySet["ScoringSheet"]):
    def give(
        self, campaign: Campaign, kind: str, points: Sequence[ScoringPoint], *, by: User, **words: str
    ) -> ScoringSheet:
        """Store a sheet; only the verbs of a campaign call this. Raises ValidationError for points nothing shows."""
        template = points[0].criterion.template if points else None
        if template is None or {point.criterion_id for point in points} != {row.pk for row in template.criteria.all()}:
            raise ValidationError("Chấm đủ các tiêu chí của mẫu chấm điểm.")
        sheet = self.model(campaign=campaign, template=template, kind=kind, member=by, **words)
        sheet.total = sum((point.points for point in points), Decimal(0))
        for point in points:
            point.check_shown(campaign)
        sheet.save(force_insert=True)
        for point in points:
            point.sheet = sheet
        ScoringPoint.objects.bulk_create(points)
        return sheet

    def counting(self) -> Self:
        """Of each member the sheet given last."""
        later = ScoringSheet.objects.filter(
            campaign=OuterRef("campaign"), kind=OuterRef("kind"), member=OuterRef("member"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))

    def with_points(self) -> Self:
        points = ScoringPoint.objects.select_related("criterion", "update", "photo", "review", "award")
        return self.select_related("member", "template").prefetch_related(Prefetch("points", points))

    def outcome(self, campaign: Campaign) -> Outcome:
        """The average of the members' sheets by the template of the last one, to the hundredth, and its grade."""
        rule = CampaignRule.objects.current()
        given = list(campaign.sheets.filter(kind=SheetKind.COUNCIL).counting().select_related("template"))
        sheets = [sheet for sheet in given if sheet.template_id == given[-1].template_id]
        average = _average([sheet.total for sheet in sheets])
        grade = sheets[-1].template.grade_of(average) if sheets else None
        return Outcome(sheets, average, grade, rule.least_sheets if rule else 1, len(given) - len(sheets))


def _average(totals: list[Decimal]) -> Decimal | None:
    if not totals:
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(HUNDREDTH, ROUND_HALF_UP)


class ScoringSheet(models.Model):
    """The points one person gave a campaign: those who work on it, or a member of the council. Append-only."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sheets", verbose_name="mô hình")
    template = models.ForeignKey(ScoringTemplate, models.PROTECT, related_name="sheets", verbose_name="mẫu chấm điểm")
    kind = models.CharField("loại phiếu", max_length=10, choices=SheetKind)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người chấm")
    total = models.DecimalField("tổng điểm", max_digits=5, decimal_places=2)
    opinion = models.TextField("nhận xét", blank=True)
    dissent = models.TextField("ý kiến khác với hội đồng", blank=True)
    at = models.DateTimeField("chấm lúc", auto_now_add=True)

    objects = ScoringSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu chấm điểm"
        verbose_name_plural = "phiếu chấm điểm"
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {number_vi(self.total)} điểm"


def _shown_by(*names: str) -> Q:
    """Exactly these are filled in of all that may show a point."""
    records = {f"{name}__isnull": name not in names for name in RECORDS}
    return Q(**records) & (~Q(paper="") if "paper" in names else Q(paper=""))


class ScoringPoint(models.Model):
    """What was given for one criterion, and the one record that shows it."""

    sheet = models.ForeignKey(ScoringSheet, models.PROTECT, related_name="points", verbose_name="phiếu chấm điểm")
    criterion = models.ForeignKey(ScoringCriterion, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    points = models.DecimalField("điểm", max_digits=5, decimal_places=2, validators=[MinValueValidator(0)])
    update = models.ForeignKey(CampaignUpdate, models.PROTECT, null=True, related_name="+", verbose_name="tiến độ")
    photo = models.ForeignKey(CampaignPhoto, models.PROTECT, null=True, related_name="+", verbose_name="ảnh")
    review = models.ForeignKey(CampaignReview, models.PROTECT, null=True, related_name="+", verbose_name="kiểm tra")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+", verbose_name="khen thưởng")
    paper = models.CharField("giấy tờ", max_length=200, blank=True)

    class Meta:
        verbose_name = "điểm chấm"
        verbose_name_plural = "điểm chấm"
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="scoring_point_once"),
            models.CheckConstraint(
                condition=reduce(or_, (_shown_by(name) for name in (*RECORDS, "paper"))) | _shown_by() & Q(points=0),
                name="scoring_point_shown_by_one_record",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.criterion.name}: {number_vi(self.points)}"

    @property
    def evidence(self) -> Any:
        """The record or the name of the paper that shows it; nothing where no point was given."""
        return self.update or self.photo or self.review or self.award or self.paper

    def check_shown(self, campaign: Campaign) -> None:
        """Raise ValidationError where it is too much, or nothing of this campaign shows it."""
        if not 0 <= self.points <= self.criterion.most:
            raise ValidationError({self._box: f"Điểm từ 0 đến {self.criterion.most}."})
        records = [getattr(self, name) for name in RECORDS]
        shown = [record for record in records if record is not None]
        if any(record.campaign_id != campaign.pk for record in shown):
            raise ValidationError({self._box: "Minh chứng này không thuộc mô hình."})
        if len(shown) + bool(self.paper) != 1 and (self.points or shown or self.paper):
            raise ValidationError({self._box: f"Điểm của “{self.criterion.name}” phải gắn với đúng một minh chứng."})

    @property
    def _box(self) -> str:
        return f"diem-{self.criterion_id}"
