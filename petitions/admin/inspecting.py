"""From a petition to an inspection about it: asked for with place and field carried over, or one that took place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView

from mobilization.inspections.forms import PlanForm
from mobilization.models import Inspection
from mobilization.models.inspections import CODE_PREFIX
from petitions.admin.pages import CasePage, case_url
from petitions.inspecting import field_of
from petitions.models.inspections import InspectionLink
from petitions.status import Visibility
from wardportal.codes import read_code
from wardportal.decisions import one_line
from wardportal.forms import WardForm
from wardportal.models import User
from wardportal.pages import OnceView

UNKNOWN = "Không có cuộc kiểm tra nào mang mã này, hoặc đồng chí không xem được."


class LinkForm(WardForm):
    """An inspection by its code, among those this person may read."""

    code = one_line("Mã cuộc kiểm tra", "Nhập mã cuộc kiểm tra.", max_length=40, help_text="Ví dụ: KT-2026-000012.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> Inspection:
        code = read_code(self.cleaned_data["code"], CODE_PREFIX)
        found = Inspection.objects.visible_to(self.user).filter(code=code or "").first()
        if found is None:
            raise forms.ValidationError(UNKNOWN)
        return found


class InspectView(CasePage, OnceView, FormView):
    """Two forms: ask the team to go there, or name an inspection that was about the same."""

    form_class = PlanForm
    template_name = "admin/petitions/inspect.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm("petitions.link_inspection"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def cases(self) -> Any:
        """A confidential petition leads nowhere: an inspection would tell of it."""
        return (
            super().cases().select_related("category", "residential_group").exclude(visibility=Visibility.CONFIDENTIAL)
        )

    def get_initial(self) -> dict[str, Any]:
        petition = self.petition
        group = petition.residential_group
        carried = {"field": field_of(petition), "place": petition.place[:200]}
        return carried | ({"residential_group": group} if group and group.is_valid() else {})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "link" in request.POST:
            return self._link(LinkForm(request.POST, user=self.user))
        return super().post(request, *args, **kwargs)

    def sent_before(self, submission_id: UUID) -> Inspection | None:
        """Among all inspections: an id is good for one of them, whichever petition it was asked for from."""
        return Inspection.objects.filter(events__submission_id=submission_id).first()

    def is_about_this(self, sent: Inspection) -> bool:
        return self.petition.inspection_links.filter(inspection=sent).exists()

    def take(self, form: PlanForm) -> HttpResponse:
        return self.answer_again(InspectionLink.objects.ask(self.petition, by=self.user, **form.said()))

    def answer_again(self, sent: Inspection) -> HttpResponse:
        messages.success(self.request, f"Đã yêu cầu Tổ phản ứng nhanh kiểm tra: {sent}.")
        return redirect(f"{case_url(self.petition)}#kiem-tra")

    def _link(self, form: LinkForm) -> HttpResponse:
        try:
            if form.is_valid():
                InspectionLink.objects.link(self.petition, form.cleaned_data["code"], by=self.user)
                messages.success(self.request, f"Đã gắn {form.cleaned_data['code']} với đơn.")
                return redirect(f"{case_url(self.petition)}#kiem-tra")
        except ValidationError as refusal:
            form.add_error("code", refusal.messages)
        context = self.get_context_data(form=PlanForm(initial=self.get_initial()), link_form=form)
        return self.render_to_response(context, status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {"title": "Kiểm tra tại chỗ", "link_form": LinkForm(user=self.user)}
        page["may_link"] = self.user.has_perm("mobilization.view_all_inspections")
        return super().get_context_data(**page | kwargs)


def inspections_of(petition: Any, user: User) -> dict[str, Any]:
    """What a petition's page shows of inspections about it to whoever reads the petition, and where to open one."""
    url_shown = user.has_perm("mobilization.view_all_inspections")
    may_ask = user.has_perm("petitions.link_inspection") and not petition.is_confidential
    return {
        "inspections": [
            (link, reverse("admin:mobilization_inspection_change", args=[link.inspection_id]) if url_shown else "")
            for link in petition.inspection_links.told()
        ],
        "inspect_url": reverse("admin:petitions_petition_inspect", args=[petition.pk]) if may_ask else "",
    }
