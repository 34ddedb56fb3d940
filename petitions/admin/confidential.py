"""The lane of confidential petitions. It exists only for those who hold a grant; every look is recorded."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, ListView

from petitions.admin.case import CaseFile
from petitions.admin.pages import StaffPage, keep_reason
from petitions.desk import tone_of
from petitions.models import ConfidentialGrant, Petition
from petitions.models.petition import PetitionQuerySet
from petitions.status import Visibility
from wardportal.fields import NormalizedCharField
from wardportal.forms import WardForm
from wardportal.pages import FormPage


class ReasonForm(WardForm):
    reason = NormalizedCharField(
        label="Lý do mở hồ sơ",
        max_length=200,
        help_text="Được ghi lại cùng tên đồng chí và thời điểm mở. Không ghi nội dung hay tên người trong hồ sơ.",
        error_messages={"required": "Ghi lý do mở hồ sơ."},
    )


class ConfidentialListView(StaffPage, ListView):
    """Code, status and days; no word of what they say."""

    template_name = "admin/petitions/confidential_list.html"
    page_title = "Hồ sơ mật"
    paginate_by = 50

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not ConfidentialGrant.objects.of_user(request.user).exists():  # type: ignore[arg-type]
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> PetitionQuerySet:
        rows = Petition.objects.opened_by(self.user)
        return rows.only("code", "status", "outcome", "received_on", "due_on", "visibility").order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = list(context["object_list"])
        to_chase = set(
            Petition.objects.to_chase().filter(pk__in=[petition.pk for petition in page]).values_list("pk", flat=True)
        )
        context["rows"] = [(petition, tone_of(petition), petition.pk in to_chase) for petition in page]
        return context


class ConfidentialCaseView(CaseFile):
    """The case file of a confidential petition, once a reason has been given."""

    def cases(self) -> Any:
        return super().cases().filter(visibility=Visibility.CONFIDENTIAL)


class ConfidentialOpenView(StaffPage, FormPage, FormView):
    """Asks why before anything is shown."""

    form_class = ReasonForm
    template_name = "admin/petitions/confidential_open.html"
    petition: Petition

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.petition = get_object_or_404(Petition.objects.opened_by(request.user), pk=kwargs["pk"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        keep_reason(self.request, self.petition, form.cleaned_data["reason"])
        return redirect("admin:petitions_petition_confidential", self.petition.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"Mở hồ sơ mật {self.petition.code}"
        return super().get_context_data(petition=self.petition, title=title, **kwargs)
