"""A report as it is read: heading by heading its words, its numbers, its concerns with what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from mobilization.models import Concern, Indicator, ReportFigure, ReportHeading, TeamReport
from mobilization.reports.status import HANDED_IN, ConcernKind
from wardportal.stamps import stamp_of

# How the name of a number begins that is part of the one before it, under the same heading.
PART = "trong đó"
# A typed number this many times the greatest its team ever told, and no small one, may be a slip of the hand.
TIMES, SMALL = 10, Decimal(20)


@dataclass(frozen=True)
class Number:
    """What stands beside an indicator; `value` is None where nobody typed one."""

    indicator: Indicator
    value: Decimal | None


@dataclass(frozen=True)
class Section:
    heading: ReportHeading
    text: str
    numbers: list[Number]
    concerns: list[Concern]

    @property
    def is_shown(self) -> bool:
        """A heading of which nobody said anything; those that only stand above others are always shown."""
        asks = self.heading.takes_text or self.heading.takes_concerns or self.heading.takes_proposals
        return bool(self.text or self.numbers or self.concerns) or not asks


def sections_of(report: TeamReport) -> list[Section]:
    texts = {row.heading_id: row.text for row in report.texts.all()}
    headings = list(report.headings())
    numbers = report.numbers(headings)
    concerns = [row for row in report.concerns.prefetch_related("directions__unit", "directions__owner") if row.text]
    return [
        Section(
            heading,
            texts.get(heading.pk, ""),
            [Number(indicator, numbers.get(indicator.pk)) for indicator in heading.indicators.all()],
            [row for row in concerns if _takes(heading, row)],
        )
        for heading in headings
    ]


# Under one heading.
Numbers = Iterable[tuple[Indicator, Decimal | None]]


def doubtful(report: TeamReport, parts: Iterable[Numbers]) -> list[str]:
    """What of its numbers, heading by heading, should be looked at once more, in words; nothing is forbidden by it."""
    told = [list(numbers) for numbers in parts]
    most = _most_before(report)
    return [words for numbers in told for words in (*_parts_beyond(numbers), *_far_beyond(numbers, most))]


def _most_before(report: TeamReport) -> dict[int, Decimal]:
    """The greatest number the same team typed in an earlier report of the kind, by the key of the indicator."""
    rows = ReportFigure.objects.filter(
        report__team=report.team_id,
        report__kind=report.kind,
        report__period_start__lt=report.period_start,
        report__status__in=HANDED_IN,
        is_counted=False,
    )
    return dict(rows.values_list("indicator").annotate(most=Max("value")))


def _far_beyond(numbers: Numbers, most: dict[int, Decimal]) -> Iterator[str]:
    for indicator, value in numbers:
        known = most.get(indicator.pk)
        if known and value and value > max(TIMES * known, SMALL):
            told = f"{indicator.shown(value)}, mà các kỳ trước tổ báo cáo nhiều nhất {indicator.shown(known)}"
            yield f"{indicator.name}: {told}."


def _parts_beyond(numbers: Numbers) -> Iterator[str]:
    """The numbers under a heading that are greater than what they are part of, in words."""
    whole: Indicator | None = None
    most: Decimal | None = None
    for indicator, value in numbers:
        if not indicator.name.lower().startswith(PART):
            whole, most = indicator, value
        elif whole and value and value > (most or 0):
            yield f"{indicator.name}: {indicator.shown(value)}, mà {whole.name}: {whole.shown(most) or 'chưa ghi'}."


def _takes(heading: ReportHeading, concern: Concern) -> bool:
    return heading.takes_concerns if concern.kind == ConcernKind.CONCERN else heading.takes_proposals


def stamp_of_report(report: TeamReport, sections: list[Section] | None = None) -> str:
    """What of a report was shown before it was sent: another value says that it would be another report.

    `sections` are those on the page; they are read where they are not given.
    """
    parts = [
        f"{section.heading.pk} {section.text} "
        f"{[(number.indicator.pk, number.value) for number in section.numbers]} "
        f"{[(row.pk, row.text, row.place) for row in section.concerns]}"
        for section in sections or sections_of(report)
    ]
    photos = list(report.photos.values_list("pk", "caption"))
    return stamp_of(f"{report.version} {report.confirmed_by} {photos} {parts}")
