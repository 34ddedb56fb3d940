"""The team heads' workplace: what is due, what came back, and how a report is handed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from mobilization.due import Due, asked_periods, dues_of, tone_of
from mobilization.forms import CorrectionForm
from mobilization.models import Concern, Direction, MobilizationTeam, MobilizationTeamQuerySet, TeamReport
from mobilization.outcomes import outcomes_of
from mobilization.report_sections import sections_of, stamp_of_report
from mobilization.status import ReportKind, ReportStatus
from mobilization.views.report_pages import OneReport, OwnReport, ReportsPage
from wardportal.pages import FormPage
from wardportal.uploads import serve_file

REPORTS_A_PAGE = 12
DIRECTIONS_SHOWN = 20
CONCERNS_SHOWN = 10


class StartView(ReportsPage, TemplateView):
    """What this person's team owes, what came back to it, what leaders directed, and its earlier reports."""

    template_name = "mobilization/reports/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        teams = self.teams()
        team = self._chosen(teams)
        parts = self._of_team(team) if team else {}
        reads_all = self.user.has_perm("mobilization.view_all_reports")
        return super().get_context_data(teams=teams, team=team, reads_all=reads_all, **parts, **kwargs)

    def _chosen(self, teams: list[MobilizationTeam]) -> MobilizationTeam | None:
        """The one team, or the one that was chosen; None where there is none or still a choice."""
        asked = self.request.GET.get("to", "")
        if not asked:
            return teams[0] if len(teams) == 1 else None
        chosen = next((team for team in teams if team.code == asked), None)
        if chosen is None:
            raise Http404
        return chosen

    def _of_team(self, team: MobilizationTeam) -> dict[str, Any]:
        today = timezone.localdate()
        # What those that became this team handed in, and what they still owe, its head now answers for.
        teams = MobilizationTeam.objects.filter(Q(pk=team.pk) | Q(successor=team))
        dues = dues_of(teams, today)
        reports = TeamReport.objects.of_head(self.user).filter(team__in=teams)
        written = reports.filter(status=ReportStatus.DRAFT, kind=ReportKind.QUICK)
        return {
            "returned": list(reports.filter(status=ReportStatus.RETURNED)),
            "dues": [_told(due, today) for due in dues if due.is_open and not _is_returned(due)],
            "handed_in": [due for due in dues if not due.is_open],
            "quick_drafts": list(written),
            "directions": directions_of(teams),
            "concerns": followed(teams, self.user),
            "page_obj": self._earlier(reports),
        }

    def _earlier(self, reports: Any) -> Any:
        rows = reports.exclude(status__in=[ReportStatus.DRAFT, ReportStatus.RETURNED])
        page = Paginator(rows.order_by("-period_start", "-pk"), REPORTS_A_PAGE).get_page(self.request.GET.get("trang"))
        page.object_list = [(report, tone_of(report)) for report in page.object_list]
        return page


def _is_returned(due: Due) -> bool:
    """It stands on top of the page already, with what was asked for."""
    return due.report is not None and due.report.status == ReportStatus.RETURNED


def _told(due: Due, today: date) -> tuple[Due, str, str]:
    return due, due.words(today), due.tone(today)


def directions_of(teams: MobilizationTeamQuerySet) -> list[Direction]:
    """What leaders directed about the teams' concerns: what is open by its day, then what was done last."""
    rows = Direction.objects.filter(concern__report__team__in=teams).select_related("concern__report", "unit", "owner")
    ordered = rows.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")
    return list(ordered[:DIRECTIONS_SHOWN])


def followed(teams: MobilizationTeamQuerySet, user: Any) -> list[tuple[Concern, Any]]:
    """The latest concerns of the teams that were made a matter of their own, with what came of it."""
    handed_in = Concern.objects.handed_in().filter(report__team__in=teams)
    rows = list(handed_in.select_related("report").order_by("-pk")[:100])
    outcomes = outcomes_of(rows, user)
    return [(row, outcomes[row.pk]) for row in rows if row.pk in outcomes][:CONCERNS_SHOWN]


class BeginView(ReportsPage, View):
    """Opens the team's report of a period, begun now where there is none; a quick report is always a new one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("reports:start")

    def post(self, request: HttpRequest) -> HttpResponse:
        answered = MobilizationTeam.objects.answered_for(self.user) if self.teams() else MobilizationTeam.objects.none()
        team = answered.filter(code=request.POST.get("to", "")).first()
        day = self._day(request.POST.get("loai", ""), request.POST.get("ky", ""))
        if team is None or day is None:
            raise Http404
        try:
            report = TeamReport.objects.start(team, request.POST["loai"], day, by=self.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("reports:start")
        return redirect("reports:write", report.pk)

    def _day(self, kind: str, start: str) -> date | None:
        """The day the report is about; None where the ward asks for no such report now."""
        today = timezone.localdate()
        if kind == ReportKind.QUICK:
            return today
        asked = {(str(asked), f"{period.start:%Y-%m-%d}"): period.start for asked, period in asked_periods(today)}
        return asked.get((kind, start))


class ReportView(OneReport, TemplateView):
    """A report as it was written, with what came of it; one that is still written is shown where one writes."""

    template_name = "mobilization/reports/report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.status == ReportStatus.DRAFT:
            return redirect("reports:write", self.report.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, verbs = self.report, self.report.decisions_for(self.user)
        is_own = TeamReport.objects.of_head(self.user).filter(pk=report.pk).exists()
        return super().get_context_data(
            **shown(report, self.user),
            tone=tone_of(report),
            is_own=is_own,
            may_take_back=is_own and "take_back" in verbs,
            may_correct="correct" in verbs,
            reason=report.why_returned() if report.status == ReportStatus.RETURNED else "",
            slips=report.slips.select_related("indicator", "by"),
            events=report.events.select_related("note"),
            **kwargs,
        )


def shown(report: TeamReport, user: Any) -> dict[str, Any]:
    """The parts of a report as they are read."""
    sections = sections_of(report)
    outcomes = outcomes_of([row for section in sections for row in section.concerns], user)
    return {
        "sections": [section for section in sections if section.is_shown],
        "outcomes": outcomes,
        "photos": report.photos.all(),
    }


class SubmitView(OwnReport, TemplateView):
    """What is going to be sent, to read once more, with the button that sends exactly this."""

    template_name = "mobilization/reports/submit.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.report.is_written:
            return redirect("reports:report", self.report.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                self.report.lock()
                if not self.report.is_written:
                    return redirect("reports:report", self.report.pk)
                if request.POST.get("ban") != stamp_of_report(self.report):
                    return self._again("Báo cáo vừa thay đổi so với bản ông/bà đã xem. Xin xem lại rồi nộp.", 409)
                self.report.submit(by=self.user)
        except ValidationError as refusal:
            return self._again(refusal.messages[0], 422)
        return redirect("reports:done", self.report.pk)

    def _again(self, refusal: str, status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(refusal=refusal), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        kwargs.setdefault("refusal", "")
        is_late = report.is_late()
        return super().get_context_data(
            **shown(report, self.user), stamp=stamp_of_report(report), is_late=is_late, **kwargs
        )


class DoneView(OwnReport, TemplateView):
    """It was handed in: what happens next."""

    template_name = "mobilization/reports/done.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report.is_written:
            return redirect("reports:write", self.report.pk)
        return super().get(request, *args, **kwargs)


class TakeBackView(OwnReport, View):
    """The team takes a report back that nobody approved yet, and writes on."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("reports:report", self.report.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.report.take_back(by=self.user)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect("reports:report", self.report.pk)
        messages.success(request, "Đã rút báo cáo lại. Sửa xong, xin nhớ nộp lại.")
        return redirect("reports:write", self.report.pk)


class CorrectView(OneReport, FormPage, FormView):
    """A slip that puts a number right after the report was locked."""

    form_class = CorrectionForm
    template_name = "mobilization/reports/correct.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"report": self.report}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if not self.report.allows("correct", self.user):
                raise PermissionDenied
            if not self.report.can("correct"):
                messages.warning(request, "Chỉ đính chính được số liệu của báo cáo đã duyệt.")
                return redirect("reports:report", self.report.pk)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: CorrectionForm) -> HttpResponse:
        try:
            form.save(by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, "Đã gửi phiếu đính chính. Số của phường được tính lại theo số đúng.")
        return redirect("reports:report", self.report.pk)


class PhotoView(OneReport, View):
    """One photo of a report, for those who may read the report."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        row = get_object_or_404(self.report.photos, pk=photo)
        return serve_file(row.file, name=row.name, content_type=row.content_type, inline=True)
