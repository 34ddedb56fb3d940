"""A report as the office reads it: what was handed in last, also while its team writes it anew, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mobilization.models import Concern, Direction, Indicator, ReportFigure, ReportHeading, Submission, TeamReport
from mobilization.models.submissions import content_of
from mobilization.reports.desk import direction_tone
from mobilization.reports.status import HANDED_IN, ConcernKind, ReportStatus

# An indicator, its number, the same of the month before (None where there is none), whether the portal counted it.
Row = tuple[Indicator, Decimal, Decimal | None, bool]


@dataclass(frozen=True)
class Change:
    """What one place of the report said when it was handed in before, and what it says since; empty for nothing."""

    place: str
    before: str
    after: str


class HandedIn:
    """The report as the office reads it.

    Words and concerns: last submission. Numbers: last submission while the team rewrites, otherwise the corrected ones.
    """

    def __init__(self, report: TeamReport) -> None:
        self.report = report
        self.versions: list[Submission] = list(report.submissions.order_by("-pk")[:2])
        self.last = self.versions[0] if self.versions else self._as_it_stands()

    def _as_it_stands(self) -> Submission:
        return Submission(report=self.report, content=content_of(self.report, self.report.headings()))

    @property
    def confirmed_by(self) -> str:
        return self.last.confirmed_by

    def parts(self) -> list[tuple[ReportHeading, str, list[Row]]]:
        """What was told under each heading: the words, and each number with the team's of the month before."""
        texts, numbers = self.last.texts(), defaultdict(list)
        for row in self._figures():
            numbers[row[0].heading].append(row)
        headings = sorted({*texts, *numbers}, key=lambda heading: heading.position)
        return [(heading, texts.get(heading, ""), numbers[heading]) for heading in headings]

    def _figures(self) -> list[Row]:
        report, before = self.report, self.report.period.previous().start
        rows = ReportFigure.objects.filter(
            report__team=report.team_id,
            report__kind=report.kind,
            report__period_start__in=(report.period_start, before),
        ).select_related("indicator__heading", "report")
        # A number that is written anew is nobody's but the team's.
        handed_in = [row for row in rows if row.report.status in HANDED_IN]
        earlier = {row.indicator_id: row.value for row in handed_in if row.report_id != report.pk}
        mine = self.last.figures() if report.is_written else [row for row in rows if row.report_id == report.pk]
        mine.sort(key=lambda row: row.indicator.position)
        return [(row.indicator, row.value, earlier.get(row.indicator_id), row.is_counted) for row in mine]

    def concerns(self) -> list[tuple[str, list[Any]]]:
        """Concerns and proposals under their names, each with its directions and their colours."""
        directions: dict[int, list[Any]] = defaultdict(list)
        given = Direction.objects.filter(concern__report=self.report).select_related("unit", "owner", "given_by")
        for direction in given:
            directions[direction.concern_id].append((direction, direction_tone(direction)))
        rows = self.last.concerns()
        told = [
            (str(kind.label), [(row, directions[row.pk]) for row in rows if row.kind == kind.value])
            for kind in ConcernKind
        ]
        return [(label, found) for label, found in told if found]

    def photos(self) -> Any:
        photos = self.report.photos.all()
        return photos.filter(added_at__lte=self.last.at) if self.report.is_written else photos

    def changes(self) -> list[Change]:
        """What is new since it was handed in the time before, for who decides about it now."""
        if self.report.status != ReportStatus.SUBMITTED or len(self.versions) < 2:
            return []
        new, old = self.versions
        seen = [Change("Bí thư chi bộ xác nhận", old.confirmed_by, new.confirmed_by)]
        told = [*_texts_changed(old, new), *_numbers_changed(old, new), *_concerns_changed(old, new)]
        return told + [one for one in seen if one.before != one.after]


def _texts_changed(old: Submission, new: Submission) -> Iterator[Change]:
    before, after = old.texts(), new.texts()
    for heading in sorted(_changed(before, after), key=lambda heading: heading.position):
        yield Change(str(heading), before.get(heading, ""), after.get(heading, ""))


def _numbers_changed(old: Submission, new: Submission) -> Iterator[Change]:
    before, after = ({row.indicator: row.value for row in one.figures()} for one in (old, new))
    for one in sorted(_changed(before, after), key=lambda one: (one.heading.position, one.position)):
        yield Change(str(one), one.shown(before.get(one)), one.shown(after.get(one)))


def _concerns_changed(old: Submission, new: Submission) -> Iterator[Change]:
    before, after = ({row: _words(row) for row in one.concerns()} for one in (old, new))
    for row in _changed(before, after):
        yield Change(ConcernKind(row.kind).label, before.get(row, ""), after.get(row, ""))


def _words(row: Concern) -> str:
    return f"{row.text} (nơi: {row.place})" if row.place else row.text


def _changed(before: dict[Any, Any], after: dict[Any, Any]) -> list[Any]:
    return [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
