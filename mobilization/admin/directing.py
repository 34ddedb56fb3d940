"""A leader directs something about a concern; its unit says what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView

from mobilization.decisions.directions import DirectForm, FinishForm
from mobilization.models import Concern, Direction, TeamReport
from mobilization.reports.desk import direction_tone
from mobilization.reports.status import HANDED_IN, DirectionStatus
from wardportal.pages import FormPage
from wardportal.row_pages import RowPage, admin_url


class DirectView(RowPage, FormPage, FormView):
    """Beside the words it is about, and what was directed about them before."""

    about = TeamReport
    form_class = DirectForm
    template_name = "admin/mobilization/direct.html"
    page_title = "Chỉ đạo xử lý"

    def rows(self) -> Any:
        """Of a report that is written anew only what somebody typed meanwhile comes here, to be refused and kept."""
        rows = TeamReport.objects.read_by_office(self.user)
        return rows if self.request.method == "POST" else rows.filter(status__in=HANDED_IN)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm("mobilization.direct_concern"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _concern(self) -> Any:
        """One the team has taken out since is a row of nothing: it cannot be directed any more."""
        key = self.kwargs["concern"]
        if self.request.method == "POST":
            if Concern.objects.filter(pk=key).exclude(report=self.row).exists():
                raise Http404
            return self.row.concerns.filter(pk=key).first() or Concern(pk=key, report=self.row)
        return get_object_or_404(self.row.concerns, pk=key)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"concern": self._concern()}

    def form_valid(self, form: DirectForm) -> HttpResponse:
        try:
            form.concern.direct(by=self.user, **form.arguments())
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, "Đã ghi ý kiến chỉ đạo. Tổ dân vận và đơn vị được giao thấy ngay.")
        return redirect(f"{admin_url(self.row)}#y-kien-{form.concern.pk}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        directions = form.concern.directions.select_related("unit", "owner")
        told = [(direction, direction_tone(direction)) for direction in directions]
        page = {"title": self.page_title, "form": form, "concern": form.concern, "directions": told}
        return super().get_context_data(**page | kwargs)


class DirectionView(RowPage, FormPage, FormView):
    """What is to be done, about which words, and what came of it."""

    about = Direction
    form_class = FinishForm
    template_name = "admin/mobilization/direction.html"

    def rows(self) -> Any:
        return super().rows().select_related("concern__report__team", "unit", "owner", "given_by", "done_by")

    def may_finish(self) -> bool:
        may = self.user.has_perm("mobilization.finish_direction")
        return may and self.row.status == DirectionStatus.OPEN

    def may_replace(self) -> bool:
        may = self.user.has_perm("mobilization.direct_concern") and not self.row.concern.report.is_written
        return may and self.row.status == DirectionStatus.OPEN

    def form_valid(self, form: FinishForm) -> HttpResponse:
        try:
            self.row.finish(form.cleaned_data["result"], by=self.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, "Đã ghi kết quả. Tổ dân vận đọc được.")
        return redirect(admin_url(self.row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reads_report = self.user.has_perm("mobilization.view_all_reports")
        return super().get_context_data(
            title="Việc được chỉ đạo",
            tone=direction_tone(self.row),
            may_finish=self.may_finish(),
            may_replace=self.may_replace(),
            report_url=admin_url(self.row.concern.report) if reads_report else "",
            **kwargs,
        )
