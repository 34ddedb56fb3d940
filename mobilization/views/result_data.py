"""Published results as open data: a table for spreadsheets and JSON for programs."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from mobilization.models import WorkResult
from wardportal.downloads import kept
from wardportal.models import Ward
from wardportal.numbers import number_vi
from wardportal.pages import ReadPage
from wardportal.spreadsheets import cell, csv_response

HEADINGS = (
    "Lĩnh vực", "Hạng mục", "Công bố", "Mức chính xác", "Giá trị", "Đến giá trị", "Đơn vị", "Phạm vi", "Thời gian",
    "Năm", "Loại số liệu", "Công trình, phần việc", "Nguồn", "Ghi ngày",
)  # fmt: skip


def published() -> Iterator[WorkResult]:
    return WorkResult.objects.published().told().iterator(2000)


def newest_result() -> int | None:
    """A mark that changes with every result: none is overwritten."""
    return WorkResult.objects.aggregate(last=Max("pk"))["last"]


def town() -> str:
    ward = Ward.objects.current()
    return ward.former_district if ward else ""


class ResultsCsvView(ReadPage, View):
    """All published results, one a line; what looks like a formula stays text."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return kept(request.path, newest_result(), self._file)

    def _file(self) -> HttpResponse:
        was_called = town()
        lines = ([cell(value) for value in self._line(row, was_called)] for row in published())
        return csv_response("ket-qua.csv", HEADINGS, lines)

    @staticmethod
    def _line(row: WorkResult, was_called: str) -> list[str]:
        return [
            row.measure.category.name,
            row.measure.name,
            row.claim,
            row.get_qualifier_display(),
            number_vi(row.value),
            "" if row.value_max is None else number_vi(row.value_max),
            row.unit.symbol,
            row.scope_shown(was_called),
            row.period_text,
            "" if row.year is None else str(row.year),
            row.get_kind_display(),
            row.work.name if row.work else "",
            row.source,
            f"{timezone.localtime(row.at):%d/%m/%Y}",
        ]


class ResultsJsonView(ReadPage, View):
    """The same with plain numbers, and the value in the base unit of its dimension."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return kept(request.path, newest_result(), self._file)

    def _file(self) -> JsonResponse:
        was_called = town()
        content = {
            "source": f"{settings.SITE_URL}{reverse('results:latest')}",
            "note": "Phạm vi có thể trùng nhau: không cộng các số liệu khi chưa xem phạm vi, loại và thời gian.",
            "results": [self._row(row, was_called) for row in published()],
        }
        return JsonResponse(content, json_dumps_params={"ensure_ascii": False})

    @staticmethod
    def _row(row: WorkResult, was_called: str) -> dict[str, Any]:
        return {
            "category": row.measure.category.name,
            "measure": row.measure.code,
            "name": row.measure.name,
            "claim": row.claim,
            "qualifier": row.qualifier,
            "value": f"{row.value.normalize():f}",
            "value_max": None if row.value_max is None else f"{row.value_max.normalize():f}",
            "unit": row.unit.symbol,
            "dimension": row.unit.dimension,
            "base_value": f"{row.base_value.normalize():f}",
            "scope": row.scope_shown(was_called),
            "period": row.period_text,
            "from": row.starts_on.isoformat() if row.starts_on else None,
            "to": row.ends_on.isoformat() if row.ends_on else None,
            "year": row.year,
            "kind": row.kind,
            "work": row.work.name if row.work else None,
            "source": row.source,
            "recorded_on": timezone.localtime(row.at).date().isoformat(),
        }
