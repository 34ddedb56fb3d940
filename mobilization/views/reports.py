"""A report in the team heads' workplace: begun, read once more, handed in, taken back, corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from mobilization.models import (
    MobilizationTeam,
    TeamReport,
)
from mobilization.outcomes import outcomes_of
from mobilization.reports.due import asked_periods, tone_of
from mobilization.reports.forms import CorrectionForm
from mobilization.reports.handed_in import HandedIn
from mobilization.reports.sections import Section, doubtful, sections_of, stamp_of_report
from mobilization.reports.status import ReportKind, ReportStatus
from mobilization.views.report_pages import OneReport, OwnReport, ReportsPage
from wardportal.pages import FormPage
from wardportal.uploads import serve_file


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
        if self.report.is_written and not self.is_own:
            # The office reads what was handed in, not what the team is writing.
            return redirect("admin:mobilization_teamreport_change", self.report.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, verbs = self.report, self.report.decisions_for(self.user)
        return super().get_context_data(
            **shown(report, self.user, sections_of(report)),
            tone=tone_of(report),
            is_own=self.is_own,
            may_take_back=self.is_own and report.may_be_taken_back_by(self.user),
            may_correct="correct" in verbs,
            reason=report.why_returned() if report.status == ReportStatus.RETURNED else "",
            slips=report.slips.select_related("indicator", "by"),
            events=report.events.select_related("note"),
            **kwargs,
        )


def shown(report: TeamReport, user: Any, sections: list[Section]) -> dict[str, Any]:
    """The parts of a report as they are read."""
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
        sections = sections_of(report)
        return super().get_context_data(
            **shown(report, self.user, sections),
            stamp=stamp_of_report(report, sections),
            doubtful=doubtful(
                report, ([(number.indicator, number.value) for number in section.numbers] for section in sections)
            ),
            is_late=report.is_late(),
            **kwargs,
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
    """A slip that puts a number right after the report was locked; it counts at once, so it is looked at once more."""

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
        if self.request.POST.get("da-xem") != form.key:
            return self.render_to_response(self.get_context_data(form=form, change=form.change()))
        try:
            form.save(by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, "Đã gửi phiếu đính chính. Số của phường được tính lại theo số đúng.")
        return redirect("reports:report", self.report.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"change": None} | kwargs)


class PhotoView(OneReport, View):
    """One photo of a report, for those who may read the report."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        photos = self.report.photos if self.is_own else HandedIn(self.report).photos()
        row = get_object_or_404(photos, pk=photo)
        return serve_file(row.file, name=row.name, content_type=row.content_type, inline=True)
