"""What somebody said of a group, criterion by criterion, and what it rests on. Nothing said is ever changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from mobilization.assessments.status import Step
from mobilization.models.criteria import Criterion
from wardportal.dates import date_vi, local_date
from wardportal.uploads import CleanFile


@dataclass(frozen=True)
class Verdict:
    """Whether a criterion is met, and why."""

    is_met: bool
    note: str = ""


class Opinion(models.Model):
    """What the head, the team or the ward said at its step. Said again, the new one counts and the old one stays."""

    assessment = models.ForeignKey(
        "mobilization.Assessment", models.PROTECT, related_name="opinions", verbose_name="đánh giá"
    )
    step = models.CharField("bước", max_length=5, choices=Step)
    is_current = models.BooleanField("đang có hiệu lực", default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập")
    told_by = models.CharField("nhập từ phiếu giấy của", max_length=120, blank=True)
    basis = models.TextField("căn cứ", blank=True)
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "ý kiến đánh giá"
        verbose_name_plural = "ý kiến đánh giá"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "step"], condition=Q(is_current=True), name="opinion_counts_once_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {date_vi(local_date(self.at))}"

    @property
    def who(self) -> str:
        """Whose word it is, and who typed it in where that is somebody else."""
        return f"{self.told_by} (phiếu giấy, {self.by} nhập)" if self.told_by else str(self.by)

    def verdicts(self) -> dict[int, Verdict]:
        return {row.criterion_id: Verdict(row.is_met, row.note) for row in self.results.all()}

    def fill(self, verdicts: Mapping[int, Verdict]) -> None:
        CriterionResult.objects.bulk_create(
            CriterionResult(opinion=self, criterion_id=key, is_met=one.is_met, note=one.note)
            for key, one in verdicts.items()
        )

    def attach(self, files: Sequence[CleanFile]) -> None:
        for file in files:
            self.files.create(
                file=file.to_store(),
                name=file.name,
                content_type=file.content_type,
                size=file.size,
            )


class CriterionResult(models.Model):
    """What one opinion says of one criterion."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="results", verbose_name="ý kiến")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="results", verbose_name="tiêu chí")
    is_met = models.BooleanField("đạt")
    note = models.CharField("lý do, ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "kết quả tiêu chí"
        verbose_name_plural = "kết quả tiêu chí"
        ordering = ["criterion__position"]
        constraints = [models.UniqueConstraint(fields=["opinion", "criterion"], name="result_once_an_opinion")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.criterion}: {'đạt' if self.is_met else 'chưa đạt'}"


class OpinionFile(models.Model):
    """A photo or record a cross-check rests on; for those who may read the assessment, never public."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="files", verbose_name="ý kiến")
    file = models.FileField("tệp", upload_to="assessments/%Y/%m")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")

    class Meta:
        verbose_name = "minh chứng kiểm tra"
        verbose_name_plural = "minh chứng kiểm tra"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
