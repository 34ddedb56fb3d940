"""The texts of a consolidation: what the teams wrote beside the bloc's box, saved heading by heading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from mobilization.models import Consolidation, ConsolidationText, ReportHeading
from mobilization.reports.desk import direction_tone
from mobilization.reports.status import ConcernKind
from wardportal.fields import too_long
from wardportal.models import StaleRow, User
from wardportal.numbers import plain_number
from wardportal.stamps import stamp_of
from wardportal.text import normalize

LONGEST = 30_000


@dataclass
class Part:
    """One heading: what the teams told, what the bloc made of it, what somebody typed just now."""

    heading: ReportHeading
    told: list[tuple[str, str]]
    concerns: list[tuple[str, Any, list[Any]]]
    stored: ConsolidationText | None
    text: str = ""
    version: int = 0
    was: str = ""
    theirs: str | None = None
    error: str = ""
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = f"muc-{self.heading.pk}"
        self._take(self.stored)

    def _take(self, stored: ConsolidationText | None) -> None:
        self.text, self.version = (stored.text, stored.version) if stored else ("", 0)
        self.was = stamp_of(self.text)

    def fill(self, posted: Mapping[str, str]) -> None:
        """Put what was typed into the box, with what stood there when the page was opened."""
        if self.key in posted:
            self.text = normalize(posted[self.key])
            self.was = posted.get(f"{self.key}-was", "")
            self.version = read_version(posted.get(f"{self.key}-version", ""))

    @property
    def is_changed(self) -> bool:
        return stamp_of(self.text) != self.was

    def copy_words(self) -> None:
        words = "\n".join(f"{who}: {text}" for who, text in self.told)
        self.text = f"{self.text}\n{words}".strip()

    def tell_conflict(self, fresh: ConsolidationText | None) -> None:
        """Show what the other wrote beside what was typed; the next press counts."""
        self.theirs = fresh.text if fresh else ""
        self.version, self.was = (fresh.version if fresh else 0), stamp_of(self.theirs)


def parts_of(consolidation: Consolidation) -> list[Part]:
    """The headings with something to read or write under each, in four queries and two for concerns."""
    told = consolidation.words()
    stored = {row.heading_id: row for row in consolidation.texts.select_related("written_by")}
    concerns = _concerns(consolidation)
    return [
        Part(heading, told.get(heading.pk, []), _under(heading, concerns), stored.get(heading.pk))
        for heading in consolidation.headings()
        if heading.takes_text or heading.takes_concerns or heading.takes_proposals
    ]


def _concerns(consolidation: Consolidation) -> dict[str, list[tuple[str, Any, list[Any]]]]:
    found: dict[str, list[tuple[str, Any, list[Any]]]] = defaultdict(list)
    for concern in consolidation.concerns():
        directions = [(direction, direction_tone(direction)) for direction in concern.directions.all()]
        found[concern.kind].append((consolidation.teller_of(concern.report), concern, directions))
    return found


def _under(heading: ReportHeading, concerns: Mapping[str, list[Any]]) -> list[Any]:
    kinds = [ConcernKind.CONCERN] * heading.takes_concerns + [ConcernKind.PROPOSAL] * heading.takes_proposals
    return [row for kind in kinds for row in concerns.get(kind, [])]


def save(consolidation: Consolidation, part: Part, posted: Mapping[str, str], *, by: User) -> int:
    """Save a heading as it was sent, if it was changed at all; say with what status the page answers for it."""
    part.fill(posted)
    if not part.is_changed:
        # Whatever somebody else wrote meanwhile stays.
        return 200
    try:
        _check(part)
        part.version = consolidation.write(part.heading, part.text, by=by, version=part.version)
    except StaleRow:
        part.tell_conflict(consolidation.texts.filter(heading=part.heading).first())
        return 409
    except ValidationError as refusal:
        part.error = " ".join(refusal.messages)
        return 422
    part.was = stamp_of(part.text)
    return 200


def _check(part: Part) -> None:
    if len(part.text) > LONGEST:
        raise ValidationError(too_long(len(part.text), LONGEST))


def read_version(value: str) -> int:
    """The version that was sent; one nobody ever had where it cannot be read, so that nothing is overwritten."""
    number = plain_number(value, 9)
    return -1 if number is None else number
