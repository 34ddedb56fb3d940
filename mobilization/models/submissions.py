"""What a team handed in, each time it did: the office reads that on while the team writes the report anew."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from mobilization.models.concerns import Concern
from mobilization.models.report_parts import ReportFigure
from mobilization.models.reports import TeamReport
from mobilization.models.rules import Indicator, ReportHeading


def content_of(report: TeamReport, asked: Iterable[ReportHeading]) -> dict[str, Any]:
    """The words, numbers and concerns as they stand in the rows now, and what their places are called."""
    texts = list(report.texts.exclude(text="").select_related("heading"))
    figures = list(report.figures.select_related("indicator__heading"))
    headings = [*asked] + [row.heading for row in texts] + [row.indicator.heading for row in figures]
    return {
        "headings": {row.pk: [row.number, row.title, row.position] for row in headings},
        "indicators": {
            row.pk: [row.heading_id, row.name, row.unit, row.decimals, row.position]
            for row in (figure.indicator for figure in figures)
        },
        "texts": {row.heading_id: row.text for row in texts},
        "figures": {row.indicator_id: [str(row.value), row.is_counted] for row in figures},
        "concerns": [list(row) for row in report.concerns.values_list("pk", "kind", "text", "place")],
        "confirmed_by": report.confirmed_by,
    }


class SubmissionManager(models.Manager["Submission"]):
    def keep(self, report: TeamReport, asked: Iterable[ReportHeading]) -> Submission:
        """Copy the report as it is handed in just now, with the headings that are asked of it."""
        return self.create(report=report, content=content_of(report, asked))


class Submission(models.Model):
    """A report as it was handed in once. Never changed, but for words that leave the portal's clear text for good.

    The rows its properties return are those of that day; none of them is to be saved.
    """

    report = models.ForeignKey(TeamReport, models.CASCADE, related_name="submissions", verbose_name="báo cáo")
    at = models.DateTimeField("nộp lúc", auto_now_add=True)
    content = models.JSONField("nội dung đã nộp", editable=False)

    objects = SubmissionManager()

    class Meta:
        verbose_name = "bản báo cáo đã nộp"
        verbose_name_plural = "bản báo cáo đã nộp"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report}, {timezone.localtime(self.at):%H:%M %d/%m/%Y}"

    @cached_property
    def _headings(self) -> dict[int, ReportHeading]:
        rows = self.content["headings"].items()
        return {int(key): ReportHeading(pk=int(key), number=row[0], title=row[1], position=row[2]) for key, row in rows}

    def texts(self) -> dict[ReportHeading, str]:
        return {self._headings[int(key)]: text for key, text in self.content["texts"].items()}

    def figures(self) -> list[ReportFigure]:
        return [
            ReportFigure(indicator=self._indicator(key), value=Decimal(value), is_counted=counted)
            for key, (value, counted) in self.content["figures"].items()
        ]

    def _indicator(self, key: str) -> Indicator:
        heading, name, unit, decimals, position = self.content["indicators"][key]
        row = Indicator(pk=int(key), name=name, unit=unit, decimals=decimals, position=position)
        row.heading = self._headings[heading]
        return row

    def concerns(self) -> list[Concern]:
        names = ("pk", "kind", "text", "place")
        rows: list[Any] = self.content["concerns"]
        return [Concern(report=self.report, **dict(zip(names, row, strict=True))) for row in rows]

    @property
    def confirmed_by(self) -> str:
        return self.content["confirmed_by"]

    def forget(self, concern: int) -> None:
        """Leave nothing of a concern that went the sealed way, by its key."""
        self.content["concerns"] = [row for row in self.content["concerns"] if row[0] != concern]
        self.save(update_fields=["content"])
