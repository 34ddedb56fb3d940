"""Where the ward reads and decides: the groups of one residential group side by side, and one sheet by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView

from mobilization.assessments.forms import DecideForm, Said, lines_of
from mobilization.assessments.rounds_work import TONES
from mobilization.assessments.status import CHECKED, AssessmentEventKind, AssessmentStatus
from mobilization.decisions.assessments import ASSESSMENT_DECISIONS
from mobilization.models import Assessment, AssessmentRound, Criterion, ResidentialGroup
from wardportal.decision_pages import DecisionPage, buttons_of
from wardportal.models import StaleRow
from wardportal.numbers import plain_number
from wardportal.pages import FormPage
from wardportal.row_pages import RowPage, StaffPage, admin_url


class BeginPage(StaffPage, FormPage, FormView):
    """A form that begins something, for those with `permission`; its title stands on the button too."""

    permission: ClassVar[str]
    template_name = "admin/mobilization/assessments/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            row = form.save(by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        return redirect(admin_url(row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(button=self.page_title, **kwargs)


class RoundPage(RowPage):
    """Mixin: a page about one round."""

    about = AssessmentRound
    row: AssessmentRound

    def rows(self) -> Any:
        return AssessmentRound.objects.visible_to(self.user).select_related("criteria_set")


@dataclass(frozen=True)
class SheetLine:
    """One sheet of the table: what was said of each criterion, and whether it can be decided with others at once."""

    row: Assessment
    tone: str
    cells: list[tuple[Criterion, list[Said], bool]]
    is_agreed: bool

    @classmethod
    def of(cls, row: Assessment) -> SheetLine:
        cells = [(one, said, any(step.differs for step in said)) for one, said in lines_of(row)]
        is_agreed = row.status == AssessmentStatus.CROSS_CHECKED and not row.has_differences()
        return cls(row, TONES[AssessmentStatus(row.status)], cells, is_agreed)

    @property
    def is_disputed(self) -> bool:
        return self.row.status in CHECKED and not self.is_agreed


class GroupView(RoundPage, TemplateView):
    """All self-managed groups of a residential group × criteria with the three opinions; decides many at once."""

    template_name = "admin/mobilization/assessments/group.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.home = get_object_or_404(ResidentialGroup, slug=kwargs["home"])

    def sheets(self) -> list[Assessment]:
        rows = self.row.assessments.filter(residential_group=self.home).select_related("self_managed_group")
        sheets = list(rows.with_opinions().in_order())
        criteria_set = self.row.criteria_set
        criteria = list(criteria_set.criteria.all())
        criteria_set._prefetched_objects_cache = {"criteria": criteria}  # type: ignore[attr-defined]
        for sheet in sheets:
            sheet.round = self.row
        return sheets

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("mobilization.decide_assessment"):
            raise PermissionDenied
        chosen = dict(_seen(one) for one in request.POST.getlist("chon"))
        here = Assessment.objects.filter(round=self.row, residential_group=self.home)
        done, refusals = here.decide_agreeing(chosen, by=self.user)
        if done:
            messages.success(request, f"Đã quyết định {done} tổ theo kết quả hai bên thống nhất.")
        for refusal in refusals:
            messages.warning(request, refusal)
        if not chosen:
            messages.warning(request, "Chưa chọn tổ nào. Đánh dấu các tổ ở cột đầu rồi bấm lại.")
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = [SheetLine.of(sheet) for sheet in self.sheets()]
        if not lines:
            raise Http404
        return super().get_context_data(
            title=f"{self.home}, {self.row.period}",
            lines=lines,
            criteria=[one for one, _said, _differs in lines[0].cells],
            agreed=sum(line.is_agreed for line in lines),
            waiting=sum(not line.row.is_decided for line in lines),
            may_decide=self.row.is_open and self.user.has_perm("mobilization.decide_assessment"),
            **kwargs,
        )


def _seen(typed: str) -> tuple[int, int]:
    """Read 12:3, a sheet and the version it was seen under; what is not that names no sheet."""
    pk, _, version = typed.partition(":")
    read = plain_number(pk), plain_number(version, 9)
    return read if None not in read else (0, 0)  # type: ignore[return-value]


class SheetPage(StaffPage):
    """Mixin: a page about one sheet of a round."""

    about = AssessmentRound
    kwargs: dict[str, Any]
    row: Assessment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.row = self.fresh_row()
        return super().dispatch(request, *args, **kwargs)

    def fresh_row(self) -> Assessment:
        if not self.user.has_perm("mobilization.view_all_assessments"):
            raise Http404
        rows = Assessment.objects.with_names().with_opinions()
        return get_object_or_404(rows, pk=self.kwargs["sheet"], round=self.kwargs["pk"])

    def sheet_url(self, page: str = "sheet", *more: Any) -> str:
        return reverse(f"admin:mobilization_assessmentround_{page}", args=[self.row.round_id, self.row.pk, *more])

    def home_url(self) -> str:
        slug = self.row.residential_group.slug
        return reverse("admin:mobilization_assessmentround_group", args=[self.row.round_id, slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round_url = admin_url(self.row.round)
        return super().get_context_data(
            **{"row": self.row, "home_url": self.home_url(), "row_url": self.sheet_url(), "round_url": round_url}
            | kwargs
        )


class SheetView(SheetPage, TemplateView):
    """One sheet: three opinions, evidence, what happened, what can be decided."""

    template_name = "admin/mobilization/assessments/sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet, user = self.row, self.user
        verbs = sheet.decisions_left(user) if sheet.round.is_open else []
        return super().get_context_data(
            title=str(sheet.self_managed_group),
            lines=lines_of(sheet),
            opinions=sorted(sheet.current_opinions, key=lambda one: one.pk),  # type: ignore[attr-defined]
            earlier=sheet.opinions.filter(is_current=False).select_related("by").prefetch_related("results__criterion"),
            events=sheet.events.select_related("note", "by"),
            tone=TONES[AssessmentStatus(sheet.status)],
            result_url=self.sheet_url("result") if "decide" in verbs else "",
            buttons=buttons_of(verbs, ASSESSMENT_DECISIONS, lambda verb: self.sheet_url("sheet_decide", verb), ""),
            file_base=reverse("assessments:detail", args=[sheet.pk]),
            **kwargs,
        )


class DecideView(SheetPage, FormPage, FormView):
    """What counts, criterion by criterion, beside what head and team said."""

    form_class = DecideForm
    template_name = "admin/mobilization/assessments/decide.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("mobilization.decide_assessment"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.round.is_open and self.row.can("decide"):
            return super().get(request, *args, **kwargs)
        messages.warning(request, f"Phiếu này đang ở tình trạng “{self.row.get_status_display()}”.")
        return redirect(self.sheet_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row, "user": self.user}

    def form_valid(self, form: DecideForm) -> HttpResponse:
        try:
            form.apply(by=self.user)
        except StaleRow:
            self.row = self.fresh_row()
            form.renew(self.row)
            context = self.get_context_data(form=form, is_stale=True, may_press=self.row.can("decide"))
            return self.render_to_response(context, status=409)
        except ValidationError as refusal:
            self.row = form.row = self.fresh_row()
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã quyết định kết quả của {self.row.self_managed_group}.")
        return redirect(self.home_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        defaults = {"is_stale": False, "may_press": True, "title": "Quyết định kết quả"}
        objections = self.row.events.filter(kind=AssessmentEventKind.OBJECTED).select_related("note", "by")
        defaults["objection"] = objections.last() if self.row.status == AssessmentStatus.OBJECTED else None
        return super().get_context_data(**defaults | kwargs)


class OneDecisionView(SheetPage, DecisionPage):
    """Sending a sheet back, or noting what the group said against the check."""

    forms = ASSESSMENT_DECISIONS
    template_name = "admin/mobilization/assessments/sheet_decide.html"
    event_template = "admin/mobilization/assessments/_event.html"

    def back_url(self) -> str:
        return self.sheet_url()
