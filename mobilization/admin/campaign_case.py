"""One campaign on one page, the decisions about it, the council's sheet, its files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from mobilization.campaigns.files import PAPERS, campaign_file, campaign_photo
from mobilization.campaigns.score_forms import CouncilForm, sheet_of
from mobilization.campaigns.status import AT_WORK, CampaignStatus, SheetKind
from mobilization.campaigns.story import Story, tone_of, tree_of
from mobilization.decisions.campaigns import DECISIONS, offered
from mobilization.models import Award, Campaign, ScoringPoint, ScoringSheet
from wardportal.decision_pages import Button, DecisionPage, buttons_of
from wardportal.numbers import number_vi
from wardportal.pages import FormPage
from wardportal.row_pages import RowPage, admin_url

S = CampaignStatus
# Which decision is the usual next one.
NEXT = {S.REGISTERED: "approve", S.SELF_SCORED: "judge", S.JUDGED: "recognise", S.RECOGNISED: "reward"}


class CampaignPage(RowPage):
    """Mixin: a page about one campaign the office may read."""

    about = Campaign
    row: Campaign

    def rows(self) -> Any:
        return Campaign.objects.read_by_office(self.user).with_all(self.user)


class CampaignCase(CampaignPage, TemplateView):
    """Everything that is known of it, and one button for each decision."""

    template_name = "admin/mobilization/campaign.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = self.row
        verbs, story = campaign.decisions_left(self.user), Story.whole(campaign)
        results, events = story.results(), list(campaign.events.select_related("note", "by", "review__by"))
        return super().get_context_data(
            title=campaign.name,
            tone=tone_of(campaign),
            buttons=self._buttons(verbs),
            may_score="score" in verbs,
            may_write="write" in verbs,
            may_tell="progress" in verbs and campaign.status in AT_WORK,
            story=story,
            results=results,
            targets=[result.target for result in results],
            reviews=[event.review for event in events if hasattr(event, "review")],
            sheets=sheets_of(campaign),
            awards=awards_of(campaign),
            tree=tree_of(campaign) if campaign.is_public else "",
            events=events,
            papers=[(name, label) for name, label in zip(PAPERS, ("Phiếu đăng ký", "Báo cáo kết quả"), strict=True)],
            **kwargs,
        )

    def _buttons(self, verbs: list[str]) -> list[Button]:
        url = "admin:mobilization_campaign_decide"
        shown = offered(self.row, verbs)
        return buttons_of(
            shown, DECISIONS, lambda verb: reverse(url, args=[self.row.pk, verb]), NEXT.get(S(self.row.status), "show")
        )


def sheets_of(campaign: Campaign) -> list[tuple[ScoringSheet, list[ScoringPoint]]]:
    """Every sheet with its points, by one statement: a sheet has always some."""
    points = ScoringPoint.objects.filter(sheet__campaign=campaign).select_related(
        "sheet__member", "criterion", "update", "photo", "review", "award"
    )
    found: dict[int, tuple[ScoringSheet, list[ScoringPoint]]] = {}
    for point in points.order_by("sheet__kind", "sheet", "criterion__position"):
        found.setdefault(point.sheet_id, (point.sheet, []))[1].append(point)
    return list(found.values())


def awards_of(campaign: Campaign) -> list[Award]:
    """What a row that was read by `with_all` was given."""
    rows: list[dict[str, Any]] = campaign.award_rows  # type: ignore[attr-defined]
    return [Award(**row | {"decided_on": date.fromisoformat(row["decided_on"])}) for row in rows]


class CampaignDecisionView(CampaignPage, DecisionPage):
    forms = DECISIONS
    template_name = "admin/mobilization/campaign_decide.html"
    event_template = "admin/mobilization/_campaign_event.html"

    def may_decide(self) -> bool:
        return self.row.allows(self.kwargs["verb"], self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, verb = self.row, self.kwargs["verb"]
        about: dict[str, Any] = {"verb": verb}
        if verb in ("judge", "recognise", "refuse"):
            about |= {"outcome": campaign.sheets.outcome(campaign)}
            about |= {"sheets": sheets_of(campaign)}
        if verb == "show":
            about |= {"story": Story.whole(campaign)}
        if verb == "approve":
            about |= {"targets": campaign.targets.all(), "campaign": campaign}
        return super().get_context_data(**about | kwargs)


class ScoreView(CampaignPage, FormPage, FormView):
    """The sheet of one member of the council, on one screen beside what the campaign gave itself."""

    form_class = CouncilForm
    template_name = "admin/mobilization/campaign_score.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.row.can("score"):
            messages.warning(request, f"Mô hình đang ở tình trạng “{self.row.get_status_display()}”, không chấm được.")
            return redirect(admin_url(self.row))
        return super().get(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.row_of(kwargs["pk"])
        if not self.row.allows("score", self.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def row_of(self, pk: int) -> None:
        self.row = get_object_or_404(self.rows(), pk=pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        mine = sheet_of(self.row, SheetKind.COUNCIL, self.user)
        return super().get_form_kwargs() | {"campaign": self.row, "before": mine}

    def form_valid(self, form: CouncilForm) -> HttpResponse:
        try:
            form.save(by=self.user)
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã ghi phiếu chấm {self.row}: {number_vi(form.typed_total())} điểm.")
        return redirect(admin_url(self.row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = sheet_of(self.row, SheetKind.SELF)
        given = {point.criterion_id: point for point in own.points.all()} if own else {}
        kwargs["form"] = form = kwargs.get("form") or self.get_form()
        lines = [(line, given.get(line.criterion.pk)) for line in form.lines()]
        story = Story.whole(self.row)
        return super().get_context_data(
            title=f"Chấm điểm: {self.row.name}",
            lines=lines,
            own=own,
            story=story,
            results=story.results(),
            most=sum(line.criterion.most for line, _own in lines),
            **kwargs,
        )


class PhotoView(CampaignPage, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        return campaign_photo(self.row, photo)


class PaperView(CampaignPage, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, paper: str, extension: str) -> HttpResponse:
        return campaign_file(self.row, paper, extension)
