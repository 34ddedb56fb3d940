"""What a report is made of: texts, numbers with their corrections, photos."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models, transaction

from mobilization.models.reports import TeamReport
from mobilization.models.rules import Indicator, ReportHeading
from wardportal.models import User
from wardportal.uploads import CleanFile


class ReportText(models.Model):
    """What the team wrote under a heading."""

    report = models.ForeignKey(TeamReport, models.CASCADE, related_name="texts", verbose_name="báo cáo")
    heading = models.ForeignKey(ReportHeading, models.PROTECT, related_name="+", verbose_name="mục")
    text = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "nội dung báo cáo"
        verbose_name_plural = "nội dung báo cáo"
        constraints = [models.UniqueConstraint(fields=["report", "heading"], name="report_text_once")]

    def __str__(self) -> str:
        return f"{self.report}: {self.heading}"


class ReportFigure(models.Model):
    """A number of a report, as it counts now: corrections after the lock have changed it."""

    report = models.ForeignKey(TeamReport, models.CASCADE, related_name="figures", verbose_name="báo cáo")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures", verbose_name="chỉ tiêu")
    value = models.DecimalField("số", max_digits=14, decimal_places=2)
    is_counted = models.BooleanField("hệ thống lấy", default=False)

    class Meta:
        verbose_name = "số liệu báo cáo"
        verbose_name_plural = "số liệu báo cáo"
        constraints = [models.UniqueConstraint(fields=["report", "indicator"], name="report_figure_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class CorrectionSlip(models.Model):
    """A number corrected after the report was approved. Append-only but for who of the office saw it first.

    `before` is None where no number was given.
    """

    report = models.ForeignKey(TeamReport, models.PROTECT, related_name="slips", verbose_name="báo cáo")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    before = models.DecimalField("trước", max_digits=14, decimal_places=2, null=True)
    after = models.DecimalField("sau", max_digits=14, decimal_places=2)
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đính chính")
    at = models.DateTimeField("lúc", auto_now_add=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người của phường đã xem"
    )

    class Meta:
        verbose_name = "phiếu đính chính"
        verbose_name_plural = "phiếu đính chính"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.before} → {self.after}"


class ReportPhotoQuerySet(models.QuerySet["ReportPhoto"]):
    @transaction.atomic
    def attach(self, report: TeamReport, files: Sequence[CleanFile], *, by: User) -> list[ReportPhoto]:
        report.hold_to_write(by)
        return [
            self.create(
                report=report,
                file=file.to_store(),
                name=file.name,
                content_type=file.content_type,
                size=file.size,
            )
            for file in files
        ]


class ReportPhoto(models.Model):
    """A photo a team adds to its report; for the office, never public by itself."""

    report = models.ForeignKey(TeamReport, models.CASCADE, related_name="photos", verbose_name="báo cáo")
    file = models.FileField("tệp", upload_to="reports/%Y/%m")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("loại tệp", max_length=100)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    caption = models.CharField("chú thích", max_length=200, blank=True)
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    objects = ReportPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh trong báo cáo"
        verbose_name_plural = "ảnh trong báo cáo"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or self.name

    @transaction.atomic
    def describe(self, caption: str, *, by: User) -> None:
        self.report.hold_to_write(by)
        ReportPhoto.objects.filter(pk=self.pk).update(caption=caption)

    @transaction.atomic
    def drop(self, *, by: User) -> None:
        """Take it out of a report that is written; its file goes once that is certain."""
        self.report.hold_to_write(by)
        file = self.file
        self.delete()
        transaction.on_commit(lambda: file.storage.delete(str(file.name)))
