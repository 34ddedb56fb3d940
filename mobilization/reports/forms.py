"""What heads of teams fill in: a report, and a correction once it is locked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.forms import BoundField

from mobilization.models import Concern, Indicator, ReportHeading, ReportPhoto, TeamReport, ward_totals
from mobilization.reports.corrections import SlipFields
from mobilization.reports.drafts import (
    CONCERN_LIMIT,
    PREFIXES,
    Asked,
    Box,
    boxes_of,
    caption_name,
    concern_names,
    figure_name,
    text_name,
)
from mobilization.reports.status import ConcernKind
from wardportal.decisions import VersionedForm
from wardportal.forms import WardForm
from wardportal.models import User
from wardportal.stamps import stamp_of
from wardportal.text import normalize, normalize_line
from wardportal.upload_fields import MultipleUploadField, MultipleUploadInput

SEEN = "thay-"
OTHERS_WROTE = "Có người khác, hoặc một trang khác, vừa lưu ô này. Xin xem bản đã lưu ở dưới rồi lưu lại."


class PhotosField(MultipleUploadField):
    """Photos of a report; those it has already count among the ward's number of files."""

    widget = MultipleUploadInput
    taken = 0

    @property
    def room(self) -> int:
        return max(self.ward.upload_max_files - self.taken, 0)

    def _too_many(self) -> str:
        return f"Mỗi báo cáo có tối đa {self.ward.upload_max_files} ảnh. Các ảnh sau đó chưa được lấy, xin bớt lại."


@dataclass(frozen=True)
class Part:
    """A box on the page: its control, what was seen in it, and what another stored in it meanwhile."""

    bound: BoundField
    stamp: str
    stored: str
    has_conflict: bool


@dataclass(frozen=True)
class Line:
    """One concern or proposal, as two boxes."""

    row: Concern
    text: Part
    place: Part


@dataclass(frozen=True)
class NumberBox:
    """An indicator: typed into a box, or counted by the portal."""

    indicator: Indicator
    part: Part | None
    value: Decimal | None


@dataclass(frozen=True)
class WrittenSection:
    heading: ReportHeading
    text: Part | None
    numbers: list[NumberBox]
    # What a part of the portal would count that is not there yet.
    uncounted: list[Indicator]
    kind: str
    lines: list[Line]


class ReportForm(WardForm):
    """The whole report as one form. What is good in it is stored even where another box is refused."""

    photos = PhotosField(label="Thêm ảnh", required=False, pictures_only=True)

    def __init__(self, report: TeamReport, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.user = report, user
        self.asked = Asked.of(report)
        self.boxes = boxes_of(report, user, self.asked)
        self.conflicts: set[str] = set()
        for box in self.boxes.values():
            self.fields[box.name] = box.field
            self.initial[box.name] = box.stored
        self.pictures = self.asked.photos
        self._photos_field.taken = len(self.pictures)
        self._photos_field.widget.attrs["class"] = "form-control"

    # Storing

    def store(self) -> bool:
        """Write whatever is good and not another's by now; say whether that was all of it.

        Raises ValidationError where the report was handed in meanwhile.
        """
        self.full_clean()
        with transaction.atomic():
            self.report.hold_to_write(self.user)
            self.read_again()
            for box in self.boxes.values():
                if box.name in self.cleaned_data and box.name in self.data:
                    self._put(box)
            self._rescue()
            if photos := self._good_photos():
                ReportPhoto.objects.attach(self.report, photos, by=self.user)
        return not self.errors

    def read_again(self) -> None:
        """Take the boxes as the rows are at this moment."""
        self.asked = self.asked.again(self.report)
        self.boxes = boxes_of(self.report, self.user, self.asked)

    def _put(self, box: Box) -> None:
        if not box.put(self.cleaned_data[box.name], self.data.get(f"{SEEN}{box.name}", "")):
            self.conflicts.add(box.name)

    def _rescue(self) -> None:
        """Lines typed into here and taken out elsewhere meanwhile come back as new ones."""
        for kind, prefix in PREFIXES.items():
            for name in [name for name in self.data if name.startswith(prefix) and name not in self.boxes]:
                text = normalize(self.data[name])[:CONCERN_LIMIT]
                if text and stamp_of(text) != self.data.get(f"{SEEN}{name}"):
                    place = normalize_line(self.data.get(f"noi-{name.removeprefix(prefix)}", ""))[:200]
                    self.report.raise_concern(kind, text, place=place, by=self.user)

    def tell_conflicts(self) -> None:
        for name in self.conflicts:
            self.add_error(name, OTHERS_WROTE)

    @property
    def _photos_field(self) -> PhotosField:
        return self.fields["photos"]  # type: ignore[return-value]

    @property
    def ward(self) -> Any:
        """The ward whose limits the photos keep, read once for the whole page."""
        return self._photos_field.ward

    def _good_photos(self) -> list[Any]:
        """Those that are pictures and find room, also where another of them was refused."""
        good, self._photos_field.good = self._photos_field.good, []
        return good

    # Showing

    def part(self, name: str) -> Part:
        box = self.boxes[name]
        return Part(self[name], box.stamp, box.stored, name in self.conflicts)

    def sections(self) -> list[WrittenSection]:
        self.counted = self.report.counted_now(self.asked.headings)
        return [self._section(heading) for heading in self.asked.headings]

    def _section(self, heading: ReportHeading) -> WrittenSection:
        indicators = heading.indicators.all()
        kind = (
            ConcernKind.CONCERN if heading.takes_concerns else ConcernKind.PROPOSAL if heading.takes_proposals else ""
        )
        return WrittenSection(
            heading,
            self.part(text_name(heading)) if heading.takes_text else None,
            [self._number(indicator) for indicator in indicators if not indicator.is_uncounted],
            [indicator for indicator in indicators if indicator.is_uncounted],
            kind,
            [
                self._line(row)
                for row in self.asked.concerns
                if row.kind == kind and concern_names(row)[0] in self.fields
            ],
        )

    def _number(self, indicator: Indicator) -> NumberBox:
        name = figure_name(indicator)
        return NumberBox(indicator, self.part(name) if name in self.boxes else None, self.counted.get(indicator.pk))

    def _line(self, row: Concern) -> Line:
        text, place = concern_names(row)
        return Line(row, self.part(text), self.part(place))

    def photo_parts(self) -> list[tuple[ReportPhoto, Part]]:
        return [(photo, self.part(caption_name(photo))) for photo in self.pictures if caption_name(photo) in self.boxes]

    def confirmed(self) -> Part:
        return self.part("bi-thu")


class CorrectionForm(SlipFields, VersionedForm):
    """Another number where one was handed in wrong, and why; what the portal counted only the office puts right."""

    def __init__(self, report: TeamReport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = report
        self.offer(report, source="")
        self.fields["version"].initial = report.version

    @property
    def key(self) -> str:
        """Which number becomes which: what is looked at once more before it is sent."""
        return f"{self.cleaned_data['indicator'].pk} {self.cleaned_data['value'].normalize():f}"

    def change(self) -> dict[str, str]:
        """The number, and the sum of the ward it counts in, as they are and as they will be."""
        report, one, value = self.row, self.cleaned_data["indicator"], self.cleaned_data["value"]
        figure = report.figures.filter(indicator=one).first()
        ward = ward_totals(report.period).get(one.pk, Decimal())
        then = ward + value - (figure.value if figure else 0)
        return {
            "number": str(one),
            "before": one.shown(figure and figure.value) or "chưa có số",
            "after": one.shown(value),
            "ward_before": one.shown(ward),
            "ward_after": one.shown(then),
        }

    def save(self, *, by: User) -> None:
        cleaned = self.cleaned_data
        self.row.correct(cleaned["indicator"], cleaned["value"], cleaned["reason"], by=by, version=cleaned["version"])
