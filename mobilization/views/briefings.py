"""What team heads read of briefings: when the next one is, what was concluded, what their team has to do."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from mobilization.briefings.status import BriefingStatus, TaskStatus
from mobilization.decisions.briefings import EndConclusionForm
from mobilization.models import Briefing, BriefingConclusion
from mobilization.papers.briefings import notice_paper
from wardportal.pages import FormPage, SignedInPage
from wardportal.paper_files import issuing_ward, paper_file

MOST_SHOWN = 24
READING = ("mobilization.view_all_briefings", "mobilization.write_teamreport", "mobilization.report_briefingconclusion")


class ReadersPage(SignedInPage):
    """Mixin: a page for whoever has to do with briefings."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not any(self.user.has_perm(name) for name in READING):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def briefings(self) -> Any:
        return Briefing.objects.visible_to(self.user).select_related("team__residential_group")


class BriefingListView(ReadersPage, TemplateView):
    """Work first: what was given to this person, by unit or by team; then the briefings, the next one first."""

    template_name = "mobilization/briefings/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = BriefingConclusion.objects.issued().given_to(self.user).with_owners()
        rows = self.briefings()
        return super().get_context_data(
            open=mine.open().order_by("due_on", "pk")[:MOST_SHOWN],
            ended=mine.exclude(status=TaskStatus.OPEN).order_by("-ended_at")[:MOST_SHOWN],
            planned=rows.planned().order_by("held_on", "start_time", "pk")[:MOST_SHOWN],
            past=rows.exclude(status=BriefingStatus.PLANNED)[:MOST_SHOWN],
            **kwargs,
        )


class BriefingView(ReadersPage, TemplateView):
    """One briefing. What is being written of it is nobody's to read before it is concluded."""

    template_name = "mobilization/briefings/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        briefing = get_object_or_404(self.briefings(), pk=kwargs["pk"])
        is_concluded = briefing.status == BriefingStatus.CONCLUDED
        last = briefing.events.select_related("note").filter(note__public_note__gt="").last()
        return super().get_context_data(
            briefing=briefing,
            is_concluded=is_concluded,
            conclusions=briefing.conclusions.with_owners() if is_concluded else [],
            told_first=briefing.told_first(),
            reason=last.public_note if last else "",
            **kwargs,
        )


class NoticeView(ReadersPage, View):
    """The notice of the conclusions, once they are issued."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        briefing = get_object_or_404(self.briefings().concluded(), pk=pk)
        paper = notice_paper(briefing, issuing_ward(briefing.held_on))
        return paper_file(paper, f"thong-bao-giao-ban-{briefing.held_on:%Y-%m-%d}", "pdf")


class ConclusionView(ReadersPage, FormPage, FormView):
    """One thing this person, unit or team was given to do, and the form to tell the result."""

    form_class = EndConclusionForm
    template_name = "mobilization/briefings/conclusion.html"
    row: BriefingConclusion

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.row = self._row(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def _row(self, pk: int) -> BriefingConclusion:
        row = BriefingConclusion.objects.visible_to(self.user).with_owners().filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.status != TaskStatus.OPEN:
            messages.warning(request, "Việc này đã có kết quả.")
            return redirect(request.path)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: EndConclusionForm) -> HttpResponse:
        try:
            form.save(self.row, by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, "Đã báo kết quả. Kết quả được đọc tại buổi giao ban sau.")
        return redirect(reverse("briefings:list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_end = self.row.may_be_ended_by(self.user)
        return super().get_context_data(row=self.row, may_end=may_end, **kwargs)
