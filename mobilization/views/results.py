"""What was done, year by year, as everybody reads it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from mobilization.models import Work, WorkResult
from mobilization.models.plates import plates_by_street
from mobilization.models.results import IN_TABLES, WorkResultQuerySet
from mobilization.results.comparing import pairs
from mobilization.results.tables import blocks_of, charts_of, lines_of
from mobilization.results.targets import REACHED_BY, Standing, answered_by, standings
from mobilization.results.words import ResultKind
from wardportal.models import Ward
from wardportal.numbers import plain_number
from wardportal.pages import ReadPage

PER_PAGE = 100
MOST_COMPARED = 300
MOST_TARGETS = 50
MOST_WORKS = 100
NEWEST = 200


def published_years() -> list[int]:
    """The years of which something is published, the newest first."""
    rows = WorkResult.objects.published().order_by("-year").values_list("year", flat=True).distinct()
    return [year for year in rows if year]


class ResultsPage(ReadPage, TemplateView):
    """Mixin: a page of results with the way to the other years."""

    here: Any = None

    @cached_property
    def years(self) -> list[int]:
        return published_years()

    @cached_property
    def ward(self) -> Ward | None:
        return Ward.objects.current()

    @property
    def town(self) -> str:
        """What the upper level was called that there no longer is."""
        return self.ward.former_district if self.ward else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(years=self.years, here=self.here, ward=self.ward, **kwargs)


class TablesPage(ResultsPage):
    """Mixin: tables of some results, a page at a time; `?truoc=<key>` continues after the result last seen."""

    def results(self) -> WorkResultQuerySet:
        raise NotImplementedError

    def works(self) -> Any:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("truoc", "")
        rows = self.results().told()
        if asked:
            rows = rows.filter(after(self._row_named(asked)))
        found = list(rows[: PER_PAGE + 1])
        shown = found[:PER_PAGE]
        lines, is_cut = lines_of(shown, self.town), len(found) > PER_PAGE
        cut = ([shown[0].measure] if asked and shown else []) + ([shown[-1].measure] if is_cut else [])
        first = {"charts": charts_of(lines), "works": self.works(), "standings": self.standings()}
        return super().get_context_data(
            blocks=blocks_of(lines, cut),
            older_url=f"?truoc={shown[-1].pk}" if is_cut else "",
            newer_url=self.request.path if asked else "",
            **({} if asked else first),
            **kwargs,
        )

    def _row_named(self, asked: str) -> WorkResult:
        """A result everybody read; the page with the link may be kept longer than the result stands."""
        rows = WorkResult.objects.for_everybody().select_related("measure__category")
        return get_object_or_404(rows, pk=plain_number(asked))

    def standings(self) -> list[Standing]:
        targets = self.results().filter(kind=ResultKind.TARGET).told().select_related("measure__per")[:MOST_TARGETS]
        return standings_of(list(targets))


def standings_of(targets: list[WorkResult]) -> list[Standing]:
    """Each target beside the newest results that may answer it."""
    if not targets:
        return []
    answers = WorkResult.objects.published().filter(measure__in=answered_by(targets)).exclude(kind=ResultKind.TARGET)
    newest = answers.select_related("unit").prefetch_related("residential_groups").order_by("-year", "-pk")
    return standings(targets, newest[:NEWEST])


def after(row: WorkResult) -> Q:
    """What stands below this result in the tables."""
    category = row.measure.category
    place = (category.position, category.pk, row.measure.position, row.measure_id, row.pk)
    here, below = Q(), Q(pk=None)
    for column, value in zip(IN_TABLES, place, strict=True):
        below |= here & Q(**{f"{column}__gt": value})
        here &= Q(**{column: value})
    return below


class YearView(TablesPage):
    """The results and works of a year; without one, of the last year there is something of."""

    template_name = "mobilization/results/year.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.here = self.kwargs.get("year", next(iter(self.years), None))
        if "year" in self.kwargs and self.here not in self.years:
            raise Http404
        return super().get_context_data(**kwargs | {"year": self.here})

    def results(self) -> WorkResultQuerySet:
        rows = WorkResult.objects.published()
        return rows.filter(year=self.here) if self.here else rows.none()

    def works(self) -> Any:
        rows = Work.objects.filter(year=self.here) if self.here else Work.objects.none()
        return listed(rows, self.town)


def listed(works: Any, town: str) -> list[tuple[Work, str]]:
    """Works with their scope in public words."""
    rows = works.select_related("category").prefetch_related("residential_groups")[:MOST_WORKS]
    return [(work, work.scope_shown(town)) for work in rows]


class LastingView(TablesPage):
    """What belongs to no single year: the term, rules, works over years; and all targets beside what was reached."""

    template_name = "mobilization/results/lasting.html"
    here = "lasting"

    def results(self) -> WorkResultQuerySet:
        return WorkResult.objects.published().filter(year=None)

    def works(self) -> Any:
        return listed(Work.objects.filter(year=None), self.town)

    def standings(self) -> list[Standing]:
        targets = WorkResult.objects.published().filter(kind=ResultKind.TARGET).told().select_related("measure__per")
        return standings_of(list(targets[:MOST_TARGETS]))


class CompareView(ResultsPage):
    """Two years side by side: `?nam=2022&voi=2023`."""

    template_name = "mobilization/results/compare.html"
    here = "compare"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if response.context_data["errors"]:  # type: ignore[attr-defined]
            response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        usual = [*self.years[:2][::-1], None, None] if len(self.years) > 1 else [None, None]
        asked = [self.request.GET.get("nam"), self.request.GET.get("voi")]
        chosen = [usual[place] if typed is None else self._year(typed) for place, typed in enumerate(asked)]
        unknown = [typed for typed, year in zip(asked, chosen, strict=True) if typed is not None and year is None]
        first, second = chosen
        errors = []
        if unknown:
            errors.append(f"Không có kết quả của năm {', '.join(unknown)}. Xin chọn trong các năm của danh sách.")
        elif first and first == second and None not in asked:
            errors.append(f"Năm {first} được chọn hai lần. Xin chọn hai năm khác nhau.")
        context = {"pairs": [], "is_long": False}
        if not errors and first and second:
            rows = [self._rows(year) for year in (first, second)]
            context = {
                "pairs": pairs(rows[0], rows[1], self.town),
                "is_long": any(len(part) == MOST_COMPARED for part in rows),
            }
        return super().get_context_data(first=first, second=second, errors=errors, **context, **kwargs)

    def _year(self, typed: str) -> int | None:
        return next((year for year in self.years if str(year) == typed.strip()), None)

    def _rows(self, year: int) -> list[WorkResult]:
        return list(WorkResult.objects.published().filter(year=year).told()[:MOST_COMPARED])


class StreetsView(ResultsPage):
    """The streets, what each is, and how many of their plates stand in the register; no plate by its number."""

    template_name = "mobilization/results/streets.html"
    here = "streets"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        streets = plates_by_street()
        claims = WorkResult.objects.published().filter(measure__is_of_plates=True, kind__in=REACHED_BY)
        claimed = claims.select_related("unit", "measure").order_by("-year", "-pk").first()
        entered = sum(street.entered for street in streets)  # type: ignore[attr-defined]
        numbered = [street for street in streets if street.has_plates]
        return super().get_context_data(streets=streets, claimed=claimed, entered=entered, numbered=numbered, **kwargs)
