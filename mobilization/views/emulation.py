"""Self-managed groups and what they compete in, as everybody reads it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, TemplateView, View

from mobilization.assessments.heat import Cell, cells_of, heat_of, history_of, latest_of_kind, published_rounds
from mobilization.assessments.ranking import EXPLAINED
from mobilization.models import Assessment, AssessmentRound, Award, Entrant, ResidentialGroup, SelfManagedGroup
from wardportal.numbers import percent
from wardportal.pages import ReadPage
from wardportal.spreadsheets import cell, csv_response

AWARDS_SHOWN = 12
PERIODS_OF_A_GROUP = 24


@dataclass(frozen=True)
class Asked:
    """Which period, and which residential group of it, somebody wants to see."""

    rounds: list[AssessmentRound]
    round: AssessmentRound | None
    slug: str

    @classmethod
    def of(cls, query: Any) -> Asked:
        """Where no period is named, or one nobody knows, the latest that is complete; else what there is of it."""
        rounds = list(published_rounds().select_related("criteria_set"))
        named = (one for one in rounds if one.key == query.get("ky"))
        closed = (one for one in rounds if not one.is_open)
        return cls(rounds, next(chain(named, closed, rounds), None), query.get("to", "")[:60])


class HomeView(ReadPage, TemplateView):
    """The heat map of a period: residential groups first, then their self-managed groups; prizes; shares by period."""

    template_name = "mobilization/emulation/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Asked.of(self.request.GET)
        parts = self._of_round(asked, asked.round) if asked.round else {"blocks": []}
        home = parts.get("home")
        awards = awards_of(self_managed_group__residential_group=home) if home else awards_of()
        return super().get_context_data(asked=asked, explained=EXPLAINED, awards=awards, **parts, **kwargs)

    def _of_round(self, asked: Asked, chosen: AssessmentRound) -> dict[str, Any]:
        criteria = list(chosen.criteria_set.criteria.all())
        blocks = heat_of(chosen, [one.position for one in criteria])
        homes = [block.residential_group for block in blocks]
        home = next((one for one in homes if one.slug == asked.slug), None)
        if asked.slug and home is None:
            # Chosen in another period, and nothing was decided of it in this one.
            home = get_object_or_404(ResidentialGroup, slug=asked.slug)
            homes.append(home)
        shown = [block for block in blocks if home in (None, block.residential_group)]
        history = history_of(latest_of_kind(asked.rounds, chosen), Assessment.objects)
        for block in blocks:
            block.bars = history[block.residential_group.pk]
        return {
            "criteria": criteria,
            "blocks": shown,
            "homes": homes,
            "home": home,
            "bars": history[home.pk if home else 0],
            "groups_count": sum(len(block.rows) for block in shown),
            "percent": percent(sum(block.met for block in shown), sum(block.asked for block in shown)),
        }


class GroupView(ReadPage, DetailView):
    """One self-managed group: what it met period by period, and what it was given."""

    template_name = "mobilization/emulation/group.html"
    context_object_name = "group"
    slug_field = slug_url_kwarg = "code"
    queryset = SelfManagedGroup.objects.select_related("residential_group")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        group = self.object
        decided = group.assessments.published().select_related("round__criteria_set")
        rows = list(decided.order_by("-round__period_start")[:PERIODS_OF_A_GROUP])
        newest = rows[0].round.criteria_set if rows else None
        criteria = list(newest.criteria.all()) if newest else []
        return super().get_context_data(
            criteria=criteria,
            criteria_set=newest,
            has_older_set=any(row.round.criteria_set_id != newest.pk for row in rows if newest),
            rows=self._told(rows, [one.position for one in criteria]),
            awards=awards_of(self_managed_group=group),
            sent=Entrant.objects.filter(self_managed_group=group).exclude(sent_to="").select_related("contest"),
            **kwargs,
        )

    def _told(self, rows: list[Assessment], positions: list[int]) -> list[tuple[Assessment, int, list[Cell]]]:
        known = cells_of(Assessment.objects.filter(pk__in=[row.pk for row in rows]))
        return [
            (
                row,
                percent(row.met_count or 0, row.criteria_count or 0),
                [(one, known[row.pk].get(one)) for one in positions],
            )
            for row in rows
        ]


class CsvView(ReadPage, View):
    """The table of the heat map as a file: every group decided about in the period."""

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = Asked.of(request.GET).round
        if chosen is None:
            raise Http404
        criteria = list(chosen.criteria_set.criteria.all())
        headings = ["Kỳ", "Tổ dân phố", "Mã", "Tổ tự quản", *(f"{one.position}. {one}" for one in criteria)]
        blocks = heat_of(chosen, [one.position for one in criteria])
        lines = (
            [
                str(chosen.period), str(block.residential_group), row.group.code, str(row.group),
                *(WORDS[met] for _position, met in row.cells), str(row.met), str(row.asked),
                "" if chosen.is_open else str(row.rank),
            ]
            for block in blocks
            for row in block.rows
        )  # fmt: skip
        named = [cell(one) for one in [*headings, "Số tiêu chí đạt", "Số tiêu chí", "Xếp hạng"]]
        return csv_response(f"to-tu-quan-{chosen.key}.csv", named, ([cell(value) for value in line] for line in lines))


WORDS = {True: "đạt", False: "chưa đạt", None: ""}


def awards_of(**whose: Any) -> list[Award]:
    """The prizes of self-managed groups, the latest first, of one day the highest first."""
    given = Award.objects.filter(self_managed_group__isnull=False, **whose)
    rows = given.select_related("self_managed_group__residential_group", "contest")
    return list(rows.order_by("-decided_on", "pk")[:AWARDS_SHOWN])
