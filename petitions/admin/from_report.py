"""What the people said in teams' reports and nobody made a petition of yet: one press makes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from mobilization.models import Concern
from petitions.admin.pages import StaffPage, case_url
from petitions.models import Petition
from petitions.status import Kind
from wardportal.forms import WardForm
from wardportal.numbers import plain_number

CONCERNS_A_PAGE = 30
KINDS = {
    Kind.RECOMMENDATION: "Lập đơn kiến nghị",
    Kind.REPORT: "Lập đơn phản ánh",
    Kind.DENUNCIATION: "Có tố cáo: chuyển hồ sơ mật",
}


class SealForm(WardForm):
    """Asks once more before the words leave the report for good."""

    sure = forms.BooleanField(
        label="Tôi hiểu bước này không lùi lại được",
        error_messages={"required": "Xin đánh dấu ô này để xác nhận."},
    )


class FromReportView(StaffPage, TemplateView):
    template_name = "admin/petitions/from_report.html"
    page_title = "Ý kiến trong báo cáo của tổ dân vận"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("petitions.open_from_report"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Petition.objects.waiting_concerns().select_related("report__team", "report__residential_group")
        page = Paginator(rows.prefetch_related("directions__unit"), CONCERNS_A_PAGE)
        return super().get_context_data(
            page_obj=page.get_page(self.request.GET.get("trang")),
            kinds=[(kind.value, label) for kind, label in KINDS.items()],
            reads_reports=self.user.has_perm("mobilization.view_all_reports"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind, key = request.POST.get("loai", ""), request.POST.get("y-kien", "")
        if kind not in KINDS:
            raise Http404
        concern = get_object_or_404(Concern.objects.select_related("report"), pk=plain_number(key))
        if kind == Kind.DENUNCIATION:
            form = SealForm(request.POST if "asked" in request.POST else None)
            if not form.is_valid():
                return self._ask_to_seal(concern, form)
        try:
            petition = Petition.objects.open_from_report(concern, kind, by=self.user)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect("admin:petitions_petition_from_report")
        return self._told(petition)

    def _ask_to_seal(self, concern: Concern, form: SealForm) -> HttpResponse:
        """Show only what the list shows."""
        waiting = Petition.objects.waiting_concerns().filter(pk=concern.pk).first()
        if waiting is None:
            messages.warning(self.request, "Ý kiến này không còn chờ lập đơn.")
            return redirect("admin:petitions_petition_from_report")
        self.template_name = "admin/petitions/from_report_seal.html"
        title = "Chuyển ý kiến thành hồ sơ mật?"
        context = super().get_context_data(concern=waiting, form=form, kind=Kind.DENUNCIATION.value, title=title)
        return self.render_to_response(context, status=422 if form.is_bound else 200)

    def _told(self, petition: Petition) -> HttpResponse:
        if petition.is_confidential:
            said = "Đã chuyển thành hồ sơ mật {}. Ý kiến này không còn trong báo cáo."
            messages.success(self.request, said.format(petition.code))
        else:
            messages.success(self.request, f"Đã lập đơn {petition.code}. Tổ dân vận theo dõi được tại trang báo cáo.")
        if not petition.is_confidential and petition.is_readable_by(self.user):
            return redirect(case_url(petition))
        return redirect("admin:petitions_petition_from_report")
