"""The board as open data: a table for spreadsheets and JSON for programs. The figures are those of the board."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from dialogues.figures import CommitmentFigures, board
from dialogues.models import Commitment
from dialogues.models.commitment_queries import CommitmentQuerySet
from dialogues.models.events import newest_change
from dialogues.standing import standing_of
from wardportal.dates import date_vi
from wardportal.downloads import kept
from wardportal.pages import ReadPage
from wardportal.spreadsheets import cell, csv_response

HEADINGS = (
    "Mã", "Nội dung cam kết", "Đơn vị chịu trách nhiệm", "Ngày hứa", "Hạn ban đầu", "Hạn hiện nay", "Số lần lùi hạn",
    "Ngày làm xong", "Kết quả", "Địa chỉ",
)  # fmt: skip
STANDS_FOR = "ma-cam-ket"


def rows_of_board() -> CommitmentQuerySet:
    """All promises the public reads, each with the `unit_name` alone: thousands go into one file."""
    rows = Commitment.objects.published().annotate(unit_name=F("unit__name"))
    return rows.defer("counted").order_by("pk")


class Addresses:
    """The whole address of each promise, put together without asking the table of addresses each time."""

    def __init__(self) -> None:
        before, self._after = reverse("dialogues:commitment", args=[STANDS_FOR]).split(STANDS_FOR)
        self._before = f"{settings.SITE_URL}{before}"

    def of(self, commitment: Commitment) -> str:
        return f"{self._before}{commitment.code.lower()}{self._after}"


def day(value: date | None) -> str:
    return date_vi(value) if value else ""


class BoardCsvView(ReadPage, View):
    """All published promises, one a line; with the mark by which spreadsheets know the encoding."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return kept(request.path, newest_change(), self._file)

    def _file(self) -> HttpResponse:
        today, addresses = timezone.localdate(), Addresses()
        lines = (self._line(row, today, addresses) for row in rows_of_board().iterator(2000))
        return csv_response("cam-ket.csv", HEADINGS, ([cell(value) for value in line] for line in lines))

    @staticmethod
    def _line(row: Any, today: date, addresses: Addresses) -> list[str]:
        days = [day(row.promised_on), day(row.first_due_on), day(row.due_on)]
        return [
            row.code,
            row.text,
            row.unit_name,
            *days,
            str(row.postponements),
            day(row.done_on),
            standing_of(row, today).label,
            addresses.of(row),
        ]


class BoardJsonView(ReadPage, View):
    """The figures, by unit and month too, and all published promises."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return kept(request.path, newest_change(), self._file)

    def _file(self) -> JsonResponse:
        today, rows, addresses = timezone.localdate(), Commitment.objects.published(), Addresses()
        months = CommitmentFigures.by_month(rows, today)
        content = {
            "counted_on": today.isoformat(),
            "source": f"{settings.SITE_URL}{reverse('dialogues:board')}",
            "figures": board(today).as_dict(),
            "by_unit": [
                {"unit": name} | row.as_dict() for name, row in CommitmentFigures.by(rows, "unit__name", today)
            ],
            "by_month": [{"month": f"{month:%Y-%m}"} | row.as_dict() for month, row in months],
            "commitments": [self._row(row, today, addresses) for row in rows_of_board().iterator(2000)],
        }
        return JsonResponse(content, json_dumps_params={"ensure_ascii": False})

    @staticmethod
    def _row(row: Any, today: date, addresses: Addresses) -> dict[str, Any]:
        return {
            "code": row.code,
            "text": row.text,
            "unit": row.unit_name,
            "promised_on": row.promised_on.isoformat(),
            "first_due_on": row.first_due_on.isoformat(),
            "due_on": row.due_on.isoformat(),
            "postponements": row.postponements,
            "done_on": row.done_on.isoformat() if row.done_on else None,
            "status": row.status,
            "counts_as": standing_of(row, today).figure,
            "url": addresses.of(row),
        }
