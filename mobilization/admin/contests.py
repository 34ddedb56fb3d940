"""Contests between self-managed groups: their list, one contest with its entrants, scores and prizes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.views.generic import TemplateView

from mobilization.admin.assessment_pages import BeginPage
from mobilization.assessments.status import ContestStatus
from mobilization.decisions.contests import DECISIONS, NEXT, StartForm, offered
from mobilization.models import Award, Contest, Entrant, Score
from wardportal.decision_pages import DecisionPage, buttons_of
from wardportal.row_pages import RowPage, RowsAdmin, page

TONES = {
    ContestStatus.GROUP_ROUND: "progress",
    ContestStatus.WARD_ROUND: "waiting",
    ContestStatus.AWARDED: "done",
}


class ContestPage(RowPage):
    """Mixin: a page about one contest."""

    about = Contest
    row: Contest

    def rows(self) -> Any:
        return Contest.objects.visible_to(self.user).select_related("round")


@dataclass
class EntrantLine:
    """An entrant with what the judges gave in each round, and what was won."""

    entrant: Entrant
    scores: dict[str, list[Score]] = field(default_factory=lambda: defaultdict(list))
    awards: list[Award] = field(default_factory=list)

    def mean(self, stage: str) -> Decimal | None:
        given = self.scores.get(stage, [])
        return round(sum((one.points for one in given), Decimal(0)) / len(given), 2) if given else None

    def stages(self) -> list[tuple[str, Decimal | None, list[Score]]]:
        return [(str(stage.label), self.mean(stage), self.scores.get(stage, [])) for stage in list(ContestStatus)[:2]]


def lines_of(contest: Contest) -> list[EntrantLine]:
    """The entrants by what they have: prizes first as they rank, then points, then the rank they came with."""
    rows = contest.entrants.select_related("self_managed_group__residential_group").prefetch_related("scores")
    won: dict[int, list[Award]] = defaultdict(list)
    for award in contest.awards.all():
        won[award.self_managed_group_id or 0].append(award)
    lines = []
    for row in rows:
        line = EntrantLine(row, awards=won[row.self_managed_group_id])
        for score in row.scores.all():
            line.scores[score.stage].append(score)
        lines.append(line)
    order = list(Award.Kind)

    def place(line: EntrantLine) -> Any:
        prize = min((order.index(Award.Kind(one.kind)) for one in line.awards), default=len(order))
        return prize, -(line.mean(ContestStatus.WARD_ROUND) or 0), line.entrant.rank

    return sorted(lines, key=place)


class ContestView(ContestPage, TemplateView):
    template_name = "admin/mobilization/contest/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        url = "admin:mobilization_contest_decide"
        verbs = offered(row, row.decisions_left(self.user))
        return super().get_context_data(
            title=str(row),
            tone=TONES[ContestStatus(row.status)],
            lines=lines_of(row),
            buttons=buttons_of(
                verbs, DECISIONS, lambda verb: reverse(url, args=[row.pk, verb]), NEXT[ContestStatus(row.status)]
            ),
            events=row.events.select_related("by"),
            **kwargs,
        )


class ContestDecisionView(ContestPage, DecisionPage):
    forms = DECISIONS
    template_name = "admin/_decide.html"
    event_template = "admin/mobilization/assessments/_event.html"

    def events(self) -> Any:
        return self.row.events.select_related("by")


class StartView(BeginPage):
    about = Contest
    permission = "mobilization.start_contest"
    form_class = StartForm
    page_title = "Mở cuộc thi đua"


@admin.register(Contest)
class ContestAdmin(RowsAdmin):
    """No field is edited here: entrants, scores and prizes come by decisions."""

    change_list_template = "admin/mobilization/contest/list.html"
    row_view = ContestView
    list_display = ["__str__", "round", "status_column"]
    list_select_related = ["round"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("mobilization.view_all_assessments")

    def get_ordering(self, request: HttpRequest) -> Any:
        return ["-year", "-pk"]

    @admin.display(description="tình trạng")
    def status_column(self, row: Contest) -> SafeString:
        context = {"label": row.get_status_display(), "tone": TONES[ContestStatus(row.status)]}
        return render_to_string("components/_status_badge.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_start = request.user.has_perm("mobilization.start_contest")
        context = {"title": "Thi đua của các tổ tự quản", "may_start": may_start}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "mo/", StartView, "start"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", ContestDecisionView, "decide"),
            *super().get_urls(),
        ]
