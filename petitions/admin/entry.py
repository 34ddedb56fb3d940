"""Typing petitions in at the counter, and the slip that is handed over afterwards."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic import FormView, TemplateView

from petitions.admin.pages import StaffPage, desk_url_after
from petitions.entry import EntryForm
from petitions.models import Petition
from petitions.status import Channel
from petitions.views.send import receipt_context, sent_before
from wardportal.pages import OnceView
from wardportal.slips import Slips

SLIPS = Slips("slips")


class EntryView(StaffPage, OnceView, FormView):
    """One petition from paper, telephone or counter. Sent twice, it shows the first slip again."""

    form_class = EntryForm
    template_name = "admin/petitions/entry.html"
    page_title = "Nhập đơn"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("petitions.register_petition"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """A pile of paper of one day is typed in a row: channel and day stay."""
        channel, day = self.request.GET.get("kenh", ""), self.request.GET.get("ngay", "")
        initial = {"channel": channel} if channel in Channel else {}
        return initial | ({"received_on": day[:10]} if day else {})

    def sent_before(self, submission_id: UUID) -> Petition | None:
        """Return what this form made already; only for the person who sent it, since the slip shows the secret."""
        sent = sent_before(submission_id)
        return sent if sent and sent.entered_by_id == self.user.pk else None

    def take(self, form: EntryForm) -> HttpResponse:
        petition = form.save(by=self.user)
        if form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        return self.answer_again(petition)

    def answer_again(self, sent: Petition) -> HttpResponse:
        SLIPS.keep(self.request, sent)
        slip = reverse("admin:petitions_petition_slip", args=[sent.pk])
        if "another" not in self.request.POST:
            return redirect(slip)
        messages.success(self.request, format_html('Đã nhập đơn {}. <a href="{}">In phiếu</a>', sent.code, slip))
        query = urlencode({"kenh": sent.channel, "ngay": f"{sent.received_on:%d/%m/%Y}"})
        return redirect(f"{reverse('admin:petitions_petition_entry')}?{query}")


class SlipView(StaffPage, TemplateView):
    """The slip with code and secret, for whoever just entered the petition or reissued its secret."""

    template_name = "admin/petitions/slip.html"
    petition: Petition

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        petition = Petition.objects.filter(pk=kwargs["pk"], pk__in=SLIPS.held(request)).first()
        if petition is None:
            raise Http404
        self.petition = petition
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The slip has been handed over: the secret is shown no more."""
        SLIPS.hand_over(request, self.petition)
        return redirect(desk_url_after(self.petition, self.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slip = {key: value for key, value in receipt_context(self.petition).items() if key != "words"}
        title = f"Phiếu tiếp nhận {self.petition.code}"
        return super().get_context_data(petition=self.petition, title=title, **slip, **kwargs)
