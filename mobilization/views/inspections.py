"""Inspections as everybody reads them: counts alone, no place, no picture, no word anybody wrote."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import View

from mobilization.inspections.figures import QUARTERS, YearFigures, quarters_of, removed_of
from mobilization.models import InspectionField
from mobilization.views.results import ResultsPage
from wardportal.numbers import plain_number
from wardportal.pages import ReadPage
from wardportal.periods import ROMAN
from wardportal.spreadsheets import cell, csv_response

HEADINGS = ("Năm", "Quý", "Lĩnh vực", "Số cuộc kiểm tra", "Có vi phạm", "Đã tháo dỡ, giải tỏa")


def year_asked(request: HttpRequest, today: date) -> int:
    """The year the address names; this one where it names none there may be."""
    asked = plain_number(request.GET.get("nam", ""), 4)
    return asked if asked is not None and 2000 <= asked <= today.year else today.year


class InspectionFiguresView(ResultsPage):
    template_name = "mobilization/inspections/figures.html"
    here = "inspections"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        figures = YearFigures.of(year_asked(self.request, today), today)
        return super().get_context_data(figures=figures, quarters=ROMAN, today=today, **kwargs)


class InspectionCsvView(ReadPage, View):
    """The table as open data: a line for each field and quarter in which there was something."""

    def get(self, request: HttpRequest) -> HttpResponse:
        year = year_asked(request, timezone.localdate())
        held, removed = quarters_of(year), removed_of(year)
        lines = [
            (str(year), str(quarter), cell(field.name), *counts)
            for field in InspectionField.objects.all()
            for quarter in QUARTERS
            if any(counts := self._counts(held.get(field.pk, {}).get(quarter), removed.get(field.pk, {}).get(quarter)))
        ]
        return csv_response(f"kiem-tra-{year}.csv", HEADINGS, lines)

    def _counts(self, held: dict[str, int] | None, removed: int | None) -> tuple[str, ...]:
        numbers = (held["number"] if held else 0, held["violations"] if held else 0, removed or 0)
        return tuple(str(number) for number in numbers) if any(numbers) else ()
