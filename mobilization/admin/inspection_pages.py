"""The pages of one inspection: written down on the spot, looked at, decided about, looked at again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from mobilization.decisions.inspections import DECISIONS
from mobilization.inspections.forms import PlanForm, ReviseForm, TakeDownForm
from mobilization.inspections.status import InspectionStatus
from mobilization.models import Inspection, InspectionSubject
from wardportal.decision_pages import Button, DecisionPage, buttons_of
from wardportal.matters import stations_of
from wardportal.models import User
from wardportal.models.door import StaleRow
from wardportal.pages import FormPage, OnceView
from wardportal.row_pages import RowPage, StaffPage, admin_url
from wardportal.upload_fields import KeepsUploads
from wardportal.uploads import serve_file

S = InspectionStatus
TONES = {
    S.PLANNED: "waiting",
    S.RECORDED: "waiting",
    S.DECIDED: "progress",
    S.FOLLOWING: "progress",
    S.CLOSED: "done",
    S.CANCELLED: "closed",
}
USUAL = {S.RECORDED: "decide", S.FOLLOWING: "visit", S.DECIDED: "close"}


def tone_of(inspection: Inspection) -> str:
    return "overdue" if inspection.is_overdue() else TONES[S(inspection.status)]


def buttons_for(inspection: Inspection, user: User, has_subject: bool) -> list[Button]:
    """The decisions that are this person's and legal, without those that make no sense: a name that is not there
    cannot be taken out, and where nothing was found nobody is named and nothing ordered.
    """
    is_clear = not inspection.has_violation
    senseless = {"blank": not has_subject, "name": is_clear, "escalate": is_clear}
    verbs = [verb for verb in inspection.decisions_left(user) if not senseless.get(verb)]
    name, usual = "admin:mobilization_inspection_decide", USUAL.get(S(inspection.status), "")
    return buttons_of(verbs, DECISIONS, lambda verb: reverse(name, args=[inspection.pk, verb]), usual)


class InspectionPage(RowPage):
    """Mixin: a page about one inspection, for those who may read it."""

    about = Inspection

    def rows(self) -> Any:
        return super().rows().select_related("field", "street", "residential_group")


class InspectionView(InspectionPage, TemplateView):
    template_name = "admin/mobilization/inspection/detail.html"

    def rows(self) -> Any:
        return super().rows().select_related("subject")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        subject: InspectionSubject | None = getattr(row, "subject", None)
        sees_subject = self.user.has_perm("mobilization.view_inspectionsubject")
        photos = list(row.photos.select_related("event"))
        return super().get_context_data(
            title=row.code,
            tone=tone_of(row),
            subject=subject if sees_subject else None,
            buttons=buttons_for(row, self.user, subject is not None),
            may_take_down=row.can("take_down") and self.user.has_perm(row.permission("take_down")),
            may_revise=row.can("revise") and self.user.has_perm(row.permission("revise")),
            people=row.members.select_related("post"),
            decisions=row.decisions.select_related("by"),
            follow_ups=row.follow_ups.select_related("member", "visited_by"),
            photos=photos,
            events=row.events.select_related("note", "by"),
            matter=stations_of(row, self.user),
            **kwargs,
        )


class PhotoView(InspectionPage, View):
    """One photo, for those who may read the inspection."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        row = get_object_or_404(self.row.photos, pk=photo)
        return serve_file(row.file, name=row.name, content_type=row.content_type, inline=True)


class OnceInspection(OnceView):
    """Mixin: a form sent twice, as by a phone with a bad line, leads to the inspection it made."""

    def sent_before(self, submission_id: UUID) -> Inspection | None:
        return Inspection.objects.filter(events__submission_id=submission_id).first()

    def answer_again(self, sent: Inspection) -> HttpResponse:
        return redirect(admin_url(sent))


class TakeDownView(StaffPage, OnceInspection, FormView):
    """Everything about an inspection on one page, to be filled in standing; of one that was asked for, or a new one."""

    about = Inspection
    form_class = TakeDownForm
    template_name = "admin/mobilization/inspection/take_down.html"
    page_title = "Ghi kiểm tra tại chỗ"
    row: Inspection | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm("mobilization.take_down_inspection"):
            raise PermissionDenied
        if "pk" in kwargs:
            self.row = get_object_or_404(Inspection.objects.visible_to(self.user), pk=kwargs["pk"])
            if not self.row.can("take_down"):
                messages.warning(request, f"{self.row} đã được ghi hoặc đã hủy.")
                return redirect(admin_url(self.row))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row, "user": self.user}

    def take(self, form: TakeDownForm) -> HttpResponse:
        inspection = form.save(by=self.user)
        if form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        messages.success(self.request, f"Đã ghi {inspection}.")
        return redirect(admin_url(inspection))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.page_title, row=self.row, **kwargs)


class PlanView(StaffPage, OnceInspection, FormView):
    """Ask the team to look at something."""

    about = Inspection
    form_class = PlanForm
    template_name = "admin/mobilization/inspection/plan.html"
    page_title = "Yêu cầu kiểm tra"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm("mobilization.plan_inspection"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def take(self, form: PlanForm) -> HttpResponse:
        inspection = form.save(by=self.user)
        messages.success(self.request, f"Đã gửi yêu cầu {inspection} cho Tổ phản ứng nhanh.")
        return self.answer_again(inspection)

    def answer_again(self, sent: Inspection) -> HttpResponse:
        """Who may ask need not read what the team writes."""
        return redirect(admin_url(sent) if sent.is_visible_to(self.user) else reverse("admin:index"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.page_title, **kwargs)


class ReviseView(InspectionPage, FormPage, FormView):
    """What was written down, better; where somebody else saved meanwhile, with what they wrote beside it."""

    form_class = ReviseForm
    template_name = "admin/mobilization/inspection/revise.html"
    page_title = "Sửa nội dung đã ghi"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm("mobilization.revise_inspection"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.row.can("revise"):
            messages.warning(request, "Đã có quyết định, không sửa nội dung ghi được nữa.")
            return redirect(admin_url(self.row))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row}

    def form_valid(self, form: ReviseForm) -> HttpResponse:
        try:
            form.save(by=self.user)
        except StaleRow:
            return self._conflict(form)
        except ValidationError as refusal:
            form.refuse(refusal)
            form.keep_uploads()
            return self.form_invalid(form)
        messages.success(self.request, "Đã lưu nội dung.")
        return redirect(admin_url(self.row))

    def _conflict(self, form: ReviseForm) -> HttpResponse:
        """Keep what was typed, show what is stored now; a second press counts."""
        form.row = self.row = self.rows().get(pk=self.row.pk)
        form.keep_uploads()
        form.renew_version()
        theirs = {"Địa điểm": self.row.where, "Hiện trạng, điều phát hiện": self.row.found}
        context = self.get_context_data(form=form, theirs=theirs.items(), may_press=self.row.can("revise"))
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": self.page_title, "theirs": (), "may_press": True} | kwargs)


class InspectionDecisionView(InspectionPage, DecisionPage):
    forms = DECISIONS
    template_name = "admin/mobilization/inspection/decide.html"
    event_template = "admin/mobilization/inspection/_event.html"

    def fresh_row(self) -> Any:
        row = self.rows().filter(pk=self.row.pk).first()
        if row is None:
            raise Http404
        return row

    def answer(self, form: Any) -> HttpResponse:
        if isinstance(form, KeepsUploads) and form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        return super().answer(form)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code != 302 and isinstance(form, KeepsUploads):
            form.keep_uploads()
        return response
