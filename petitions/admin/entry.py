"""Typing petitions in at the counter, and the slip that is handed over afterwards."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
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

SLIPS_KEPT = 30


def keep_slip(request: HttpRequest, petition: Petition) -> None:
    """Let this person print the slip with the secret until they say it has been handed over."""
    slips = [pk for pk in request.session.get("slips", []) if pk != petition.pk]
    request.session["slips"] = [*slips, petition.pk][-SLIPS_KEPT:]


def holds_slip(request: HttpRequest, petition: Petition) -> bool:
    return petition.pk in request.session.get("slips", [])


class EntryView(StaffPage, FormView):
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

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if entered := self._entered_before(form):
            return self._entered_again(form, entered)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: EntryForm) -> HttpResponse:
        try:
            petition = form.save(by=self.user)
        except IntegrityError:
            # The same form arrived twice at once, and the other one was first.
            earlier = self._entered_before(form)
            if earlier is None:
                raise
            return self._entered_again(form, earlier)
        if form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        return self._go_on(petition)

    def form_invalid(self, form: EntryForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def _entered_again(self, form: EntryForm, entered: Petition) -> HttpResponse:
        """Show the first slip again, never for another petition typed into the same form."""
        if form.repeats(entered):
            return self._go_on(entered)
        form.ask_again(entered)
        return self.form_invalid(form)

    def _entered_before(self, form: EntryForm) -> Petition | None:
        """Return what this form made already; only for the person who sent it, since the slip shows the secret."""
        sent = sent_before(form.submission_uuid)
        return sent if sent and sent.entered_by_id == self.user.pk else None

    def _go_on(self, petition: Petition) -> HttpResponse:
        keep_slip(self.request, petition)
        slip = reverse("admin:petitions_petition_slip", args=[petition.pk])
        if "another" not in self.request.POST:
            return redirect(slip)
        messages.success(self.request, format_html('Đã nhập đơn {}. <a href="{}">In phiếu</a>', petition.code, slip))
        query = urlencode({"kenh": petition.channel, "ngay": f"{petition.received_on:%d/%m/%Y}"})
        return redirect(f"{reverse('admin:petitions_petition_entry')}?{query}")


class SlipView(StaffPage, TemplateView):
    """The slip with code and secret, for whoever just entered the petition or reissued its secret."""

    template_name = "admin/petitions/slip.html"
    petition: Petition

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        petition = Petition.objects.filter(pk=kwargs["pk"], pk__in=request.session.get("slips", [])).first()
        if petition is None:
            raise Http404
        self.petition = petition
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The slip has been handed over: the secret is shown no more."""
        request.session["slips"] = [kept for kept in request.session["slips"] if kept != pk]
        return redirect(desk_url_after(self.petition, self.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slip = {key: value for key, value in receipt_context(self.petition).items() if key != "words"}
        title = f"Phiếu tiếp nhận {self.petition.code}"
        return super().get_context_data(petition=self.petition, title=title, **slip, **kwargs)
