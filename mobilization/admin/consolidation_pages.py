"""The pages of one consolidation: its numbers, its texts beside those of the teams, issuing it, its files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from mobilization import papers
from mobilization.admin.consolidation_texts import Part, parts_of, save
from mobilization.decisions.consolidations import IssueForm
from mobilization.models import Consolidation, CorrectionSlip, MobilizationTeam, TeamReport
from mobilization.reports.status import COUNTED
from mobilization.reports.sums import Numbers
from wardportal.downloads import download
from wardportal.models import Ward
from wardportal.pages import FormPage
from wardportal.paper_files import issuing_ward, paper_file
from wardportal.papers import Paper
from wardportal.periods import Period
from wardportal.row_pages import RowPage, admin_url
from wardportal.sheets import CSV_TYPE, write_csv


class ConsolidationPage(RowPage):
    """Mixin: a page about one consolidation; `here` is its place among the pages."""

    about = Consolidation
    row: Consolidation
    here = ""

    def rows(self) -> Any:
        return super().rows().select_related("issued_by")

    @cached_property
    def ward(self) -> Ward | None:
        """The ward of today, which the frame of the page names as well."""
        return Ward.objects.current()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_issue = not self.row.is_issued and self.user.has_perm("mobilization.issue_consolidation")
        page = {"title": str(self.row), "here": self.here, "may_issue": may_issue, "ward": self.ward}
        return super().get_context_data(**page | kwargs)

    def may_write(self) -> bool:
        return not self.row.is_issued and self.user.has_perm("mobilization.write_consolidation")


class Told:
    """The monthly reports of the period the office knows of, and what follows from which are there."""

    def __init__(self, consolidation: Consolidation) -> None:
        self.consolidation = consolidation
        rows = TeamReport.objects.monthly_within(consolidation.period).known_to_office()
        self.all = list(rows.select_related("team__residential_group").order_by("period_start", "pk"))
        self.counted = [report for report in self.all if report.status in COUNTED]

    def waiting(self) -> list[TeamReport]:
        """Handed in, but nobody has approved them: their numbers do not count yet."""
        return [report for report in self.all if report.status not in COUNTED]

    def unseen(self) -> list[CorrectionSlip]:
        """Numbers teams put right that nobody of the office has looked at, while it is a draft."""
        whole = self.consolidation
        return [] if whole.is_issued else list(whole.unseen_slips())

    def came_later(self) -> list[TeamReport]:
        """Approved after the consolidation was issued: they stand in its supplement."""
        whole = self.consolidation
        return [one for one in self.counted if whole.is_issued and not whole.was_in_it(one)]

    def missing(self) -> list[tuple[str, list[MobilizationTeam]]]:
        """The teams without a report, by month; what waits is not missing."""
        return by_month(self.consolidation.missing_beside({(one.team_id, one.period_start) for one in self.all}))


def by_month(missing: Iterable[tuple[MobilizationTeam, Period]]) -> list[tuple[str, list[MobilizationTeam]]]:
    found: dict[str, list[MobilizationTeam]] = {}
    for team, month in missing:
        found.setdefault(str(month), []).append(team)
    return list(found.items())


class NumbersView(ConsolidationPage, TemplateView):
    template_name = "admin/mobilization/consolidation.html"
    here = "numbers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = Told(self.row)
        numbers = Numbers.of(self.row, told.counted)
        return super().get_context_data(
            told=told,
            sums=numbers.issued,
            lines=numbers.issued.lines(),
            before=self.row.period.previous(),
            slips=numbers.slips,
            later=told.came_later(),
            changed=numbers.changed(),
            **kwargs,
        )


class TextsView(ConsolidationPage, TemplateView):
    """Every heading is saved by itself: what two people write under two headings is no conflict."""

    template_name = "admin/mobilization/consolidation_texts.html"
    here = "texts"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(parts_of(self.row))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_write():
            messages.warning(request, "Báo cáo này không còn sửa được, hoặc đồng chí không được giao viết.")
            return redirect(admin_url(self.row, "texts"))
        parts = parts_of(self.row)
        if copied := self._copied(parts):
            return self._show(parts, copied=copied)
        status = max([save(self.row, part, request.POST, by=self.user) for part in parts], default=200)
        if status != 200:
            return self._show(parts, status)
        messages.success(request, f"Đã lưu lúc {timezone.localtime():%H:%M}.")
        key = request.POST.get("save", "")
        place = f"#{key}" if key in {part.key for part in parts} else ""
        return redirect(f"{admin_url(self.row, 'texts')}{place}")

    def _copied(self, parts: list[Part]) -> Part | None:
        """Put the teams' words into the box whose button was pressed; nothing is saved yet."""
        chosen = next((part for part in parts if part.key == self.request.POST.get("copy")), None)
        if chosen:
            for part in parts:
                part.fill(self.request.POST)
            chosen.copy_words()
        return chosen

    def _show(self, parts: list[Part], status: int = 200, copied: Part | None = None) -> HttpResponse:
        conflicts = [part for part in parts if part.theirs is not None or part.error]
        page = {"parts": parts, "may_write": self.may_write(), "conflicts": conflicts, "copied": copied}
        return self.render_to_response(self.get_context_data(**page), status=status)


class IssueView(ConsolidationPage, FormPage, FormView):
    form_class = IssueForm
    template_name = "admin/mobilization/consolidation_issue.html"
    here = "issue"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("mobilization.issue_consolidation"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.is_issued:
            messages.warning(request, f"{self.row} đã ban hành.")
            return redirect(admin_url(self.row))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row}

    def form_valid(self, form: IssueForm) -> HttpResponse:
        try:
            form.apply(by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã ban hành {self.row}.")
        return redirect(admin_url(self.row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(told=Told(self.row), **kwargs)


class FiguresCsv(ConsolidationPage, View):
    """The table of teams and indicators for spreadsheets; its last line is the ward's."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sums = Numbers.of(self.row, Told(self.row).counted).issued
        heads = ["Tổ dân vận", *map(str, sums.indicators)]
        lines = [[name, *map(plain, sums.cells(team))] for team, name in sums.teams]
        total = ["Toàn phường", *(plain(sums.now.get(one.pk)) for one in sums.indicators)]
        return download(write_csv(heads, [*lines, total]), f"so-lieu-{slug_of(self.row)}.csv", CSV_TYPE)


class PaperFile(ConsolidationPage, View):
    """The report in the layout of the Party; while nobody issued it, as a draft."""

    extension = "pdf"
    name = "bao-cao-tong-hop"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return paper_file(self.paper(), f"{self.name}-{slug_of(self.row)}", self.extension)

    def paper(self) -> Paper:
        return papers.consolidation_paper(self.row, self._office())

    def _office(self) -> Ward:
        """The ward of the day of the report."""
        day: date = self.row.issued_on or min(self.row.period.end, timezone.localdate())
        return issuing_ward(day)


class WordFile(PaperFile):
    extension = "docx"


class SupplementFile(PaperFile):
    """What came after it was issued; there is none before."""

    name = "bo-sung"

    def paper(self) -> Paper:
        if not self.row.is_issued:
            raise Http404
        return papers.supplement_paper(self.row, self._office())


class SupplementWordFile(SupplementFile):
    extension = "docx"


def plain(value: Decimal | None) -> str:
    """A number as a spreadsheet of an office here reads it, without dots and needless zeros."""
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


def slug_of(row: Consolidation) -> str:
    """quy-2026-10: in plain letters"""
    kinds = {"month": "thang", "quarter": "quy", "half_year": "6-thang", "year": "nam"}
    return f"{kinds[row.period_kind]}-{row.period_start:%Y-%m}"
