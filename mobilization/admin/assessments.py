"""The rounds of assessment: their list, what each residential group still lacks, the ranking."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.views.generic import TemplateView, View

from mobilization.admin.assessment_pages import BeginPage, DecideView, GroupView, OneDecisionView, RoundPage, SheetView
from mobilization.assessments.ranking import EXPLAINED, places_of
from mobilization.assessments.status import CHECKED, AssessmentStatus, RoundStatus
from mobilization.decisions.assessments import ROUND_DECISIONS, OpenForm
from mobilization.models import Assessment, AssessmentRound, ResidentialGroup, SelfManagedGroup
from mobilization.papers.assessment_sheets import assessment_sheets
from wardportal.decision_pages import DecisionPage, buttons_of
from wardportal.list_filters import QueueFilter
from wardportal.models import User
from wardportal.paper_files import PDF, paper_response
from wardportal.papers import sheets_pdf
from wardportal.row_pages import RowsAdmin, page
from wardportal.work_queues import WorkQueue

WAITING = WorkQueue(
    "cho-quyet-dinh",
    "Đợt có tổ tự quản chờ phường quyết định",
    lambda rows, user: rows.filter(
        Exists(Assessment.objects.filter(round=OuterRef("pk"), status__in=CHECKED)), status=RoundStatus.OPEN
    ),
    ("mobilization.decide_assessment",),
    since="decide_due",
    order="decide_due",
    is_due=True,
)
QUEUES = (WAITING,)


class WaitingFilter(QueueFilter):
    queues = QUEUES


class OpenView(BeginPage):
    """A new round for all self-managed groups of today."""

    about = AssessmentRound
    permission = "mobilization.open_assessmentround"
    form_class = OpenForm
    page_title = "Mở đợt đánh giá"


class RoundView(RoundPage, TemplateView):
    """How far each residential group is, and what can be decided about the round."""

    template_name = "admin/mobilization/assessments/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        homes = list(homes_of(row))
        return super().get_context_data(
            title=str(row),
            homes=homes,
            totals={name: sum(getattr(home, name) for home in homes) for name in COUNTED},
            buttons=self._buttons(),
            events=row.events.select_related("by"),
            contests=row.contests.all(),
            **kwargs,
        )

    def _buttons(self) -> Any:
        verbs = [
            verb for verb in self.row.decisions_left(self.user) if verb != "enrol" or self.row.missing_groups().exists()
        ]
        url = "admin:mobilization_assessmentround_decide"
        return buttons_of(verbs, ROUND_DECISIONS, lambda verb: reverse(url, args=[self.row.pk, verb]), "")


COUNTED = ("all_sheets", "to_assess", "to_check", "to_decide", "objected", "decided")
S = AssessmentStatus


def homes_of(row: AssessmentRound) -> Any:
    """The residential groups of the round with how many of their sheets stand where. One statement."""

    def counted(*statuses: str) -> Count:
        return Count("assessments", filter=Q(assessments__round=row, assessments__status__in=statuses))

    homes = ResidentialGroup.objects.filter(assessments__round=row).annotate(
        all_sheets=counted(*S.values),
        to_assess=counted(S.DRAFT),
        to_check=counted(S.SELF_ASSESSED),
        to_decide=counted(*CHECKED),
        objected=counted(S.OBJECTED),
        decided=counted(S.DECIDED),
    )
    return homes.order_by("former_ward", "number")


class RoundDecisionView(RoundPage, DecisionPage):
    forms = ROUND_DECISIONS
    template_name = "admin/_decide.html"
    event_template = "admin/mobilization/assessments/_event.html"

    def events(self) -> Any:
        return self.row.events.select_related("by")


class RankingView(RoundPage, TemplateView):
    """Who stands where, and how that is counted."""

    template_name = "admin/mobilization/assessments/ranking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = places_of(self.row)
        groups = SelfManagedGroup.objects.filter(pk__in=places).select_related("residential_group")
        ranked = sorted(((places[row.pk], row) for row in groups), key=lambda one: (one[0].rank, one[1].number))
        missing = self.row.assessments.exclude(status=AssessmentStatus.DECIDED).count()
        return super().get_context_data(
            title=f"Xếp hạng {self.row.period}", ranked=ranked, missing=missing, explained=EXPLAINED, **kwargs
        )


class SheetsView(RoundPage, View):
    """Paper sheets for every group of the round, or of one residential group of it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.row.assessments.with_names().in_order()
        home = request.GET.get("to", "")
        rows = rows.filter(residential_group__slug=home) if home else rows
        return paper_response(sheets_pdf(assessment_sheets(self.row, rows)), f"phieu-{self.row.key}.pdf", PDF)


@admin.register(AssessmentRound)
class AssessmentRoundAdmin(RowsAdmin):
    """No field is edited here: rounds are opened, heads and teams speak, the ward decides."""

    change_list_template = "admin/mobilization/assessments/list.html"
    work = QUEUES
    row_view = RoundView
    list_display = ["__str__", "criteria_set", "progress", "status_column", "decide_due"]
    list_filter = [WaitingFilter]
    list_select_related = ["criteria_set"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("mobilization.view_all_assessments")

    def get_queryset(self, request: HttpRequest) -> Any:
        decided = Count("assessments", filter=Q(assessments__status=AssessmentStatus.DECIDED))
        return super().get_queryset(request).annotate(sheets=Count("assessments"), decided=decided)

    def get_ordering(self, request: HttpRequest) -> Any:
        return [F("period_start").desc(), "period_kind"]

    @admin.display(description="đã quyết định")
    def progress(self, row: Any) -> str:
        return f"{row.decided}/{row.sheets} tổ"

    @admin.display(description="tình trạng")
    def status_column(self, row: AssessmentRound) -> SafeString:
        context = {"label": row.get_status_display(), "tone": "progress" if row.is_open else "done"}
        return render_to_string("components/_status_badge.html", context)

    def rows(self, user: User) -> Any:
        return AssessmentRound.objects.visible_to(user)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_open = request.user.has_perm("mobilization.open_assessmentround")
        context = {"title": "Đánh giá tổ tự quản", "may_open": may_open}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        return [
            page(self, "mo-dot/", OpenView, "open"),
            page(self, "<int:pk>/quyet-dinh/<slug:verb>/", RoundDecisionView, "decide"),
            page(self, "<int:pk>/xep-hang/", RankingView, "ranking"),
            page(self, "<int:pk>/phieu-giay.pdf", SheetsView, "sheets"),
            page(self, "<int:pk>/to/<slug:home>/", GroupView, "group"),
            page(self, "<int:pk>/phieu/<int:sheet>/", SheetView, "sheet"),
            page(self, "<int:pk>/phieu/<int:sheet>/ket-qua/", DecideView, "result"),
            page(self, "<int:pk>/phieu/<int:sheet>/quyet-dinh/<slug:verb>/", OneDecisionView, "sheet_decide"),
            *super().get_urls(),
        ]
