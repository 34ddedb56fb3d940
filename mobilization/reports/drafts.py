"""The boxes of a report that is being written: what each holds, what it takes, and where it is stored.

Each box carries a stamp of the text it was opened with. Unchanged boxes are not written; a newer text of somebody
else is not overwritten but reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from mobilization.models import Concern, Indicator, ReportHeading, ReportPhoto, TeamReport
from mobilization.reports.status import ConcernKind
from wardportal.fields import DecimalNumberField, NormalizedCharField, WholeNumberField
from wardportal.models import User
from wardportal.numbers import number_vi
from wardportal.stamps import Change, change_of, stamp_of

TEXT_LIMIT = 10_000
CONCERN_LIMIT = 3_000
PREFIXES = {ConcernKind.CONCERN: "y-kien-", ConcernKind.PROPOSAL: "de-xuat-"}
NEGATIVE = {"min_value": "Số không được nhỏ hơn 0."}


@dataclass(frozen=True)
class Box:
    """One box. `stored` is what stands in it now, as it is shown; `write` stores what the field cleaned."""

    name: str
    field: forms.Field
    stored: str
    write: Callable[[Any], None]

    @property
    def stamp(self) -> str:
        return stamp_of(self.stored)

    def put(self, value: Any, seen: str) -> bool:
        """Store what was typed by somebody who had seen the box under this stamp; False where it is another by now."""
        change = change_of(shown(value), stored=self.stored, seen=seen)
        if change is Change.MINE:
            self.write(value)
        return change is not Change.DISPUTED


def shown(value: Any) -> str:
    """What stands in the box of a value: numbers as people write them, nothing for None."""
    if value is None:
        return ""
    return value if isinstance(value, str) else number_vi(value)


@dataclass(frozen=True)
class Asked:
    """What of a report makes boxes: its headings with their indicators, its concerns, its photos."""

    headings: list[ReportHeading]
    concerns: list[Concern]
    photos: list[ReportPhoto]

    @classmethod
    def of(cls, report: TeamReport) -> Asked:
        headings = ReportHeading.objects.written(report.kind, report.period_end)
        return cls(list(headings), [], []).again(report)

    def again(self, report: TeamReport) -> Asked:
        """The concerns and photos of this moment under the same headings."""
        return Asked(self.headings, list(report.concerns.all()), list(report.photos.all()))


def boxes_of(report: TeamReport, by: User, asked: Asked | None = None) -> dict[str, Box]:
    """Every box of the report by its name, as the rows are at this moment; `asked` is what was read before them."""
    asked = asked or Asked.of(report)
    texts = {row.heading_id: row.text for row in report.texts.all()}
    figures = {row.indicator_id: row.value for row in report.figures.all()}
    boxes: list[Box] = [_confirmed_box(report, by)]
    for heading in asked.headings:
        if heading.takes_text:
            boxes.append(_text_box(report, heading, texts.get(heading.pk, ""), by))
        for indicator in heading.indicators.all():
            if not indicator.is_counted:
                boxes.append(_figure_box(report, indicator, figures.get(indicator.pk), by))
    for concern in asked.concerns:
        boxes += _concern_boxes(concern, by)
    boxes += [_caption_box(photo, by) for photo in asked.photos]
    return {box.name: box for box in boxes}


def text_name(heading: ReportHeading) -> str:
    return f"muc-{heading.pk}"


def figure_name(indicator: Indicator) -> str:
    return f"so-{indicator.pk}"


def concern_names(concern: Concern) -> tuple[str, str]:
    return f"{PREFIXES[ConcernKind(concern.kind)]}{concern.pk}", f"noi-{concern.pk}"


def caption_name(photo: ReportPhoto) -> str:
    return f"anh-{photo.pk}"


def _text_box(report: TeamReport, heading: ReportHeading, text: str, by: User) -> Box:
    field = _words(heading.title, TEXT_LIMIT, rows=4, help_text=heading.hint)
    return Box(text_name(heading), field, text, lambda value: report.write(heading, value, by=by))


def _figure_box(report: TeamReport, indicator: Indicator, value: Decimal | None, by: User) -> Box:
    limits: dict[str, Any] = {"required": False, "min_value": 0, "error_messages": NEGATIVE}
    label = f"{indicator.name} ({indicator.unit})" if indicator.unit else indicator.name
    field: forms.Field
    if indicator.decimals:
        limits["error_messages"] = NEGATIVE | {
            "max_decimal_places": f"Nhiều nhất {indicator.decimals} số sau dấu phẩy."
        }
        field = DecimalNumberField(
            label=label,
            max_digits=12 + indicator.decimals,
            decimal_places=indicator.decimals,
            widget=forms.TextInput(),
            **limits,
        )
    else:
        field = WholeNumberField(label=label, **limits)

    def write(typed: Any) -> None:
        report.set_figure(indicator, None if typed is None else Decimal(typed), by=by)

    return Box(figure_name(indicator), _dressed(field), shown(value), write)


def _concern_boxes(concern: Concern, by: User) -> Iterator[Box]:
    text, place = concern_names(concern)
    field = _words("Nội dung", CONCERN_LIMIT, rows=2)
    yield Box(text, field, concern.text, lambda value: concern.revise(text=value, by=by))
    yield Box(place, _line("Nơi", 200), concern.place, lambda value: concern.revise(place=value, by=by))


def _caption_box(photo: ReportPhoto, by: User) -> Box:
    field = _line("Chú thích ảnh", 200)
    return Box(caption_name(photo), field, photo.caption, lambda value: photo.describe(value, by=by))


def _confirmed_box(report: TeamReport, by: User) -> Box:
    field = _line(
        "Bí thư chi bộ đã xem (họ và tên)", 120, help_text="Ghi tên Bí thư sau khi Bí thư đã đọc và đồng ý cho nộp."
    )
    return Box("bi-thu", field, report.confirmed_by, lambda value: report.confirm(value, by=by))


def _words(label: str, limit: int, *, rows: int, help_text: str = "") -> forms.Field:
    widget = forms.Textarea(attrs={"rows": rows})
    return _dressed(
        NormalizedCharField(label=label, max_length=limit, required=False, widget=widget, help_text=help_text)
    )


def _line(label: str, limit: int, help_text: str = "") -> forms.Field:
    return _dressed(NormalizedCharField(label=label, max_length=limit, required=False, help_text=help_text))


def _dressed(field: forms.Field) -> forms.Field:
    field.widget.attrs |= {"class": "form-control", "autocomplete": "off"}
    return field
