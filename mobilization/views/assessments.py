"""Where heads of self-managed groups assess themselves and heads of teams check, one group after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from mobilization.assessments.forms import AssessForm, CheckForm, JudgeForm, ObjectForm, lines_of
from mobilization.assessments.rounds_work import TONES, rounds_of
from mobilization.assessments.status import AssessmentStatus, RoundStatus
from mobilization.models import Assessment, AssessmentEvent, AssessmentRound
from mobilization.papers.assessment_sheets import assessment_sheets
from mobilization.views.report_pages import ReportsPage
from wardportal.models import StaleRow
from wardportal.pages import OnceView
from wardportal.paper_files import PDF, paper_response
from wardportal.papers import sheets_pdf
from wardportal.uploads import serve_file

EARLIER_SHOWN = 12
CHECKED_ALREADY = {AssessmentStatus.CROSS_CHECKED, AssessmentStatus.OBJECTED, AssessmentStatus.DECIDED}


class StartView(ReportsPage, TemplateView):
    """The open rounds with every group this person has to do with, and what was decided before."""

    template_name = "mobilization/assessments/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Assessment.objects.visible_to(self.user)
        if self.user.has_perm("mobilization.view_all_assessments"):
            rows = rows.of_head(self.user) | rows.of_team_head(self.user)
        decided = rows.published().with_names().order_by("-round__period_start", "residential_group__number", "pk")
        return super().get_context_data(
            works=rounds_of(rows), decided=decided[:EARLIER_SHOWN], reads_all=self._reads_all(), **kwargs
        )

    def _reads_all(self) -> bool:
        return self.user.has_perm("mobilization.view_all_assessments")


class OneAssessment(ReportsPage):
    """Mixin: a page about one assessment, for those who may read it; for all others it does not exist."""

    row: Assessment

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if request.user.is_authenticated:
            self.row = self.fresh_row(kwargs["pk"])

    def fresh_row(self, pk: int) -> Assessment:
        rows = Assessment.objects.visible_to(self.user).with_names().with_opinions()
        return get_object_or_404(rows, pk=pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row, **kwargs)  # type: ignore[misc]


class AssessmentView(OneAssessment, TemplateView):
    """The three opinions side by side, who said what and when, and what this person can do now."""

    template_name = "mobilization/assessments/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.row, self.user
        is_open = row.round.is_open
        return super().get_context_data(
            lines=lines_of(row),
            tone=TONES[AssessmentStatus(row.status)],
            opinions=sorted(row.current_opinions, key=lambda one: one.pk),  # type: ignore[attr-defined]
            events=row.events.select_related("note", "by"),
            may={verb: is_open and row.can(verb) and row.allows(verb, user) for verb in ACTS},
            neighbours=Neighbours.of(row, user),
            **kwargs,
        )


@dataclass(frozen=True)
class Neighbours:
    """The groups of one team in a round, in order: which come before and after this one, and how far it got."""

    before: int | None
    after: int | None
    waiting: int | None
    done: int
    total: int

    @classmethod
    def of(cls, row: Assessment, user: Any) -> Neighbours | None:
        """None for who heads no team of this group. `waiting` is the next one to check, from here on and around."""
        rows = Assessment.objects.of_team_head(user).filter(round=row.round_id, residential_group=row.residential_group)
        states = list(rows.in_order().values_list("pk", "status"))
        keys = [pk for pk, _status in states]
        if row.pk not in keys:
            return None
        here = keys.index(row.pk)
        onward = states[here + 1 :] + states[:here]
        return cls(
            before=keys[here - 1] if here else None,
            after=keys[here + 1] if here + 1 < len(keys) else None,
            waiting=next((pk for pk, status in onward if status == AssessmentStatus.SELF_ASSESSED), None),
            done=sum(status in CHECKED_ALREADY for _pk, status in states),
            total=len(states),
        )


class SayView(OneAssessment, OnceView, FormView):
    """A form that ends in one method of the assessment. What another said meanwhile is shown beside what was typed."""

    verb: ClassVar[str]
    done: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not self.row.allows(self.verb, self.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.round.is_open and self.row.can(self.verb):
            return super().get(request, *args, **kwargs)
        messages.warning(request, f"Phiếu này đang ở tình trạng “{self.row.get_status_display()}”.")
        return redirect("assessments:detail", self.row.pk)

    def sent_before(self, submission_id: UUID) -> AssessmentEvent | None:
        """Among all events: an id is good for one of them, whichever assessment it was about."""
        return AssessmentEvent.objects.select_related("note").filter(submission_id=submission_id).first()

    def is_about_this(self, sent: AssessmentEvent) -> bool:
        return sent.assessment_id == self.row.pk

    def ask_again(self, form: Any, sent: AssessmentEvent) -> HttpResponse:
        """What the page sends by now meets what it sent before, as it would meet what another person sent."""
        return self._conflict(form, sent)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row, "user": self.user}

    def take(self, form: Any) -> HttpResponse:
        form.apply(by=self.user)
        return self.answer_again()

    def answer_again(self, sent: AssessmentEvent | None = None) -> HttpResponse:
        messages.success(self.request, self.done.format(self.row.self_managed_group))
        return self.go_on()

    def refused(self, form: Any, refusal: ValidationError) -> HttpResponse:
        if isinstance(refusal, StaleRow):
            return self._conflict(form)
        self.row = form.row = self.fresh_row(self.row.pk)
        return super().refused(form, refusal)

    def _conflict(self, form: Any, sent: AssessmentEvent | None = None) -> HttpResponse:
        """What stands by now beside what was typed; a second press counts where it still may."""
        self.row = self.fresh_row(self.row.pk)
        form.renew(self.row)
        may_press = self.row.round.is_open and self.row.can(self.verb)
        context = self.get_context_data(form=form, is_stale=True, may_press=may_press, sent=sent)
        return self.render_to_response(context, status=409)

    def go_on(self) -> HttpResponse:
        return redirect("assessments:detail", self.row.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("is_stale", False)
        kwargs.setdefault("sent", None)
        kwargs.setdefault("may_press", True)
        kwargs.setdefault("form", self.get_form())
        form = kwargs["form"]
        theirs = self.row.opinion(form.step) if kwargs["is_stale"] and isinstance(form, JudgeForm) else None
        neighbours = Neighbours.of(self.row, self.user)
        return super().get_context_data(theirs=theirs, neighbours=neighbours, **kwargs)


class AssessView(SayView):
    verb, form_class = "assess", AssessForm
    template_name = "mobilization/assessments/assess.html"
    done = "Đã lưu phần tự đánh giá của {}."

    def go_on(self) -> HttpResponse:
        """Who types in paper sheets goes on to the next one."""
        if Assessment.objects.filter(pk=self.row.pk).of_head(self.user).exists():
            return redirect("assessments:detail", self.row.pk)
        return redirect(reverse("assessments:start") + f"#to-{self.row.pk}")


class CheckView(SayView):
    verb, form_class = "cross_check", CheckForm
    template_name = "mobilization/assessments/check.html"
    done = "Đã lưu kết quả kiểm tra {}."

    def go_on(self) -> HttpResponse:
        """On to the next group that waits to be checked."""
        neighbours = Neighbours.of(self.row, self.user)
        if neighbours and neighbours.waiting:
            return redirect("assessments:check", neighbours.waiting)
        return redirect("assessments:start")


class ObjectView(SayView):
    verb, form_class = "object", ObjectForm
    template_name = "mobilization/assessments/object.html"
    done = "Đã gửi ý kiến của {}. Phường trả lời khi quyết định."


ACTS = ("assess", "cross_check", "object")


class FileView(OneAssessment, View):
    """A photo or record of a check, for those who may read the assessment."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        found = (row for opinion in self.row.opinions.prefetch_related("files") for row in opinion.files.all())
        row = next((one for one in found if one.pk == file), None)
        if row is None:
            raise Http404
        return serve_file(row.file, name=row.name, content_type=row.content_type, inline=True)


class SheetsView(ReportsPage, View):
    """Paper sheets to fill in by hand: one page for each group of the person's team in an open round."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        ranked = get_object_or_404(AssessmentRound, pk=pk, status=RoundStatus.OPEN)
        theirs = Assessment.objects.of_team_head(self.user) | Assessment.objects.of_head(self.user)
        rows = list(theirs.filter(round=ranked).with_names().in_order())
        if not rows:
            raise Http404
        return paper_response(sheets_pdf(assessment_sheets(ranked, rows)), f"phieu-{ranked.key}.pdf", PDF)
