"""Works and what came of them: claims with their unit, qualifier, scope, period and source. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self

import pgtrigger
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from mobilization.models.campaigns import Campaign
from mobilization.models.measures import Measure, MeasureUnit, ResultCategory
from mobilization.models.organisation import CODE_HELP, ResidentialGroup, Searchable
from mobilization.results.words import (
    DONE,
    SOME_GROUPS,
    WORDS,
    Audience,
    Qualifier,
    ResultKind,
    Scope,
    WorkState,
    claim,
    former_town,
)
from wardportal.dates import date_vi, local_date
from wardportal.models import User

YEARS = [MinValueValidator(1900), MaxValueValidator(2200)]
SEES_ALL = "mobilization.view_staff_results"
RECORD = "mobilization.record_workresult"


class Reaching(models.Model):
    """Mixin: something that holds for a part of the ward; `residential_groups` count where the scope is of groups."""

    scope = models.CharField("phạm vi", max_length=20, choices=Scope, default=Scope.WARD)
    residential_groups = models.ManyToManyField(
        ResidentialGroup,
        blank=True,
        related_name="%(class)ss",
        verbose_name="tổ dân phố",
        help_text="Chọn khi phạm vi là tổ dân phố; để trống nếu chỉ biết là một số tổ dân phố.",
    )

    class Meta:
        abstract = True

    def scope_shown(self, town: str = "") -> str:
        """What the public reads: groups by name, never the special area; `town` names the one there was."""
        if self.scope == Scope.WARD:
            return Scope.WARD.label
        if self.scope == Scope.FORMER_TOWN:
            return former_town(town)
        names = [str(group) for group in self.residential_groups.all()] if self.scope == Scope.GROUPS else []
        return ", ".join(names) or SOME_GROUPS

    def scope_for_staff(self) -> str:
        return Scope.SPECIAL_AREA.label if self.scope == Scope.SPECIAL_AREA else self.scope_shown()


class Work(Reaching, Searchable):
    """A work or drive of the ward, with or without numbers; the public reads its name, state and results."""

    code = models.SlugField("mã", unique=True, max_length=60, help_text=CODE_HELP)
    name = models.CharField("tên công trình, phần việc", max_length=200, help_text="Được công khai.")
    category = models.ForeignKey(ResultCategory, models.PROTECT, related_name="works", verbose_name="lĩnh vực kết quả")
    year = models.PositiveSmallIntegerField(
        "năm", null=True, blank=True, validators=YEARS, help_text="Để trống nếu kéo dài nhiều năm."
    )
    state = models.CharField("tình trạng", max_length=20, choices=WorkState, default=WorkState.PLANNED)

    class Meta:
        verbose_name = "công trình, phần việc"
        verbose_name_plural = "công trình, phần việc"
        ordering = ["-year", "category__position", "pk"]

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        return [self.name, self.code]


# The order of the tables: by field of work, then by measure, those of one measure as they were recorded.
IN_TABLES = ("measure__category__position", "measure__category", "measure__position", "measure", "pk")


class WorkResultQuerySet(models.QuerySet["WorkResult"]):
    def current(self) -> Self:
        """Those nobody corrected since."""
        return self.filter(superseded_by=None)

    def published(self) -> Self:
        return self.current().for_everybody()

    def for_everybody(self) -> Self:
        """Those everybody reads, or read until they were corrected."""
        return self.filter(audience=Audience.PUBLIC)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What staff may read, also what was corrected since; some results are for few of them."""
        if user.has_perm(SEES_ALL):
            return self
        return self.for_everybody() if user.has_perm("mobilization.view_workresult") else self.none()

    def told(self) -> Self:
        """Fetch along what a line of a table says, in the order of the tables."""
        rows = self.select_related("measure__category", "unit", "work").prefetch_related("residential_groups")
        return rows.order_by(*IN_TABLES)

    @transaction.atomic
    def record(self, *, by: User | None, groups: Iterable[ResidentialGroup] = (), **columns: Any) -> WorkResult:
        """Write down a result. Raises ValidationError by field, PermissionDenied; None is the loader of the demo."""
        if by is not None and not by.has_perm(RECORD):
            raise PermissionDenied
        result = self.model(by=by, **columns)
        named = list(groups)
        result.derive()
        result.check_groups(named)
        result.full_clean(exclude=["folded"])
        result.check_new({group.pk for group in named})
        result.save()
        result.residential_groups.add(*named)
        return result


class WorkResult(Reaching, Searchable):
    """A claim about a measure. Append-only: who finds it wrong records another one that takes its place."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="results", verbose_name="hạng mục kết quả")
    work = models.ForeignKey(
        Work, models.PROTECT, null=True, blank=True, related_name="results", verbose_name="công trình, phần việc"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="results", verbose_name="mô hình"
    )
    kind = models.CharField("loại số liệu", max_length=20, choices=ResultKind, default=ResultKind.MEASURED)
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=4)
    value_max = models.DecimalField(
        "đến giá trị",
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Chỉ ghi khi là khoảng từ … đến …",
    )
    unit = models.ForeignKey(MeasureUnit, models.PROTECT, related_name="results", verbose_name="đơn vị đo")
    qualifier = models.CharField("mức chính xác", max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    word = models.CharField(
        "từ đi kèm", max_length=20, blank=True, help_text="Như trong văn bản: trên hay hơn, khoảng, đến."
    )
    # Copied when it is recorded, so that nobody changes old results with the unit.
    factor = models.DecimalField("hệ số đổi", max_digits=20, decimal_places=6, editable=False)
    base_value = models.GeneratedField(
        expression=F("value") * F("factor"),
        output_field=models.DecimalField("theo đơn vị gốc", max_digits=38, decimal_places=10),
        db_persist=True,
    )
    base_max = models.GeneratedField(
        expression=F("value_max") * F("factor"),
        output_field=models.DecimalField("đến, theo đơn vị gốc", max_digits=38, decimal_places=10, null=True),
        db_persist=True,
    )
    year = models.PositiveSmallIntegerField(
        "năm", null=True, blank=True, validators=YEARS, help_text="Để trống với nhiệm kỳ, quy định không theo năm."
    )
    period_text = models.CharField(
        "thời gian", max_length=80, blank=True, help_text="Như trong văn bản; để trống thì ghi theo năm."
    )
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300, help_text="Văn bản, báo cáo nào; được công khai.")
    audience = models.CharField("ai đọc được", max_length=10, choices=Audience, default=Audience.STAFF)
    by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="superseded_by", verbose_name="thay cho"
    )
    first = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="kết quả ghi đầu tiên"
    )
    reason = models.CharField("lý do đính chính", max_length=300, blank=True)

    objects = WorkResultQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả"
        verbose_name_plural = "kết quả"
        ordering = ["-pk"]
        permissions = [
            ("record_workresult", "Ghi và đính chính kết quả"),
            ("view_staff_results", "Xem kết quả chỉ dành cho cán bộ"),
        ]
        indexes = [models.Index(fields=["year", "audience"], name="workresult_year")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                condition=Q(qualifier=Qualifier.RANGE, value_max__isnull=False, value_max__gt=F("value"))
                | (~Q(qualifier=Qualifier.RANGE) & Q(value_max=None)),
                name="workresult_range_has_both_ends",
                violation_error_message="Khoảng từ … đến … cần hai số, số sau lớn hơn; số khác chỉ ghi một.",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, reason="") | (Q(supersedes__isnull=False) & ~Q(reason="")),
                name="workresult_correction_has_reason",
                violation_error_message="Đính chính phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="workresult_ends_after_it_starts",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
            models.CheckConstraint(condition=Q(factor__gt=0), name="workresult_factor_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.claim}"

    @property
    def claim(self) -> str:
        """The number as it was claimed, in the given unit with its qualifier."""
        return claim(self.value, self.value_max, self.unit.symbol, self.word, is_ordinal=self.unit.stands_before)

    def names(self) -> list[str]:
        return [self.measure.name, self.work.name if self.work else "", self.source]

    def derive(self) -> list[str]:
        """Besides the folded names: the unit's factor, the usual word, and the days and words of a whole year."""
        self.factor = self.unit.factor
        if self.qualifier in WORDS:
            self.word = self.word or WORDS[self.qualifier][0]
        if self.year and not (self.period_text or self.starts_on or self.ends_on):
            self.starts_on, self.ends_on = date(self.year, 1, 1), date(self.year, 12, 31)
        self.period_text = self.period_text or period_words(self.starts_on, self.ends_on)
        return [*super().derive(), "factor", "word", "period_text", "starts_on", "ends_on"]

    def clean(self) -> None:
        if self.value is not None and self.value < 0:
            raise ValidationError({"value": "Giá trị không được âm."})
        if self.word not in WORDS.get(self.qualifier, (self.word,)):
            usual = " hoặc ".join(f"“{word}”" for word in WORDS[self.qualifier] if word) or "để trống"
            raise ValidationError({"word": f"Với mức chính xác này, từ đi kèm là {usual}."})
        self._check_period()

    def _check_period(self) -> None:
        """Refuse what cannot have been done yet, and days that have nothing to do with the year: it would lead the
        public's pages.
        """
        today = timezone.localdate()
        first, last = self.starts_on or date.min, self.ends_on or date.max
        ahead = "year" if (self.year or 0) > today.year else "starts_on" if first > today else ""
        if ahead and self.kind in DONE:
            raise ValidationError({ahead: "Thời gian này chưa đến: việc chưa làm thì ghi là mục tiêu hoặc kế hoạch."})
        if self.year and not first.year <= self.year <= last.year:
            wrong = "starts_on" if first.year > self.year else "ends_on"
            raise ValidationError({wrong: f"Các ngày này không thuộc năm {self.year}."})

    def check_groups(self, groups: list[ResidentialGroup]) -> None:
        if groups and self.scope != Scope.GROUPS:
            raise ValidationError({"residential_groups": "Chỉ chọn tổ khi phạm vi là tổ dân phố."})

    def check_new(self, groups: set[int]) -> None:
        """Refuse what stands there already, word for word: somebody pressed twice, or two people record one paper.

        Holds the measure, so that of two at once the second sees what the first wrote.
        """
        Measure.objects.select_for_update(of=("self",)).get(pk=self.measure_id)
        same = {name: getattr(self, name) for name in TELLING}
        rows = WorkResult.objects.current().filter(**same)
        if self.supersedes_id:
            rows = rows.exclude(pk=self.supersedes_id)
        for row in rows.prefetch_related("residential_groups")[:FEW]:
            if {group.pk for group in row.residential_groups.all()} == groups:
                raise ValidationError({"value": f"Kết quả này đã ghi ngày {date_vi(local_date(row.at))}."})

    @transaction.atomic
    def correct(self, *, by: User, reason: str, groups: Iterable[ResidentialGroup], **changes: Any) -> WorkResult:
        """Record a result in the place of this one. Raises ValidationError where it was corrected already."""
        held = WorkResult.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=self.pk).first()
        if held is None:
            raise PermissionDenied
        if WorkResult.objects.filter(supersedes=held).exists():
            raise ValidationError("Kết quả này vừa được đính chính. Xin mở kết quả mới nhất.")
        if not reason.strip():
            raise ValidationError({"reason": "Ghi lý do đính chính."})
        columns = {name: getattr(held, name) for name in COPIED} | changes
        first = held.first or held
        return WorkResult.objects.record(by=by, groups=groups, supersedes=held, first=first, reason=reason, **columns)

    def versions(self) -> WorkResultQuerySet:
        """This result as it was first recorded and every correction of it, the newest first."""
        first = self.first_id or self.pk or 0
        return WorkResult.objects.filter(Q(pk=first) | Q(first=first)).order_by("-pk")


COPIED = (
    "measure", "work", "campaign", "kind", "value", "value_max", "unit", "qualifier", "word", "scope", "year",
    "period_text", "starts_on", "ends_on", "source", "audience",
)  # fmt: skip


# What makes two results the same statement.
TELLING = (
    "measure", "work", "kind", "value", "value_max", "unit", "qualifier", "scope", "year", "period_text", "starts_on",
    "ends_on",
)  # fmt: skip
FEW = 20


def period_words(start: date | None, end: date | None) -> str:
    """năm 2022, tháng 3/2023, else the days; nothing where there are none."""
    if start and end:
        after = end + timedelta(days=1)
        if start.day == after.day == 1:
            if (start.month, after.month, after.year) == (1, 1, start.year + 1):
                return f"năm {start.year}"
            if (after.year * 12 + after.month) - (start.year * 12 + start.month) == 1:
                return f"tháng {start.month}/{start.year}"
        return f"{start:%d/%m/%Y}" if start == end else f"{start:%d/%m/%Y} – {end:%d/%m/%Y}"
    if start:
        return f"từ {start:%d/%m/%Y}"
    return f"đến {end:%d/%m/%Y}" if end else ""
