from datetime import timedelta
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from petitions.forms import SubmitPetitionForm
from petitions.models import Petition
from petitions.sealing import keyed_hash
from petitions.status import EventKind
from petitions.views.follow import mark_of, remember_sender
from wardportal.addresses import origin_of
from wardportal.forms import SUBMISSION_AGE
from wardportal.models import AttemptCount
from wardportal.pages import PrivatePage

# So many petitions from one address within an hour are still received, but held for a look: a whole neighbourhood may
# share an address (Wi-Fi of the office, a mobile operator's network), so the number refuses nobody.
MANY_PER_HOUR = 20


class SubmitView(PrivatePage, FormView):
    """Sends a petition; sent twice, it shows the first receipt again."""

    form_class = SubmitPetitionForm
    template_name = "petitions/petition_form.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if sent := sent_before(form.submission_uuid):
            return self._sent_again(form, sent)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: SubmitPetitionForm) -> HttpResponse:
        key = keyed_hash("submit", origin_of(self.request.META["REMOTE_ADDR"]))
        many = AttemptCount.objects.add(key, window=timedelta(hours=1)) > MANY_PER_HOUR
        try:
            petition = form.save(is_suspect=many or form.looks_automatic())
        except IntegrityError:
            # The same form arrived twice at once, and the other one was first.
            sent = sent_before(form.submission_uuid)
            if sent is None:
                raise
            return self._sent_again(form, sent)
        if form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        return self._receipt(petition)

    def form_invalid(self, form: SubmitPetitionForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def _sent_again(self, form: SubmitPetitionForm, sent: Petition) -> HttpResponse:
        """Show the first receipt again, unless something else is written in the form by now."""
        if form.repeats(sent):
            return self._receipt(sent) if self._may_see_again(sent) else redirect("petitions:lookup")
        form.ask_again(sent)
        return self.form_invalid(form)

    def _receipt(self, petition: Petition) -> HttpResponse:
        until = petition.created_at + SUBMISSION_AGE
        self.request.session.cycle_key()
        self.request.session["receipt"] = {
            "petition": petition.pk,
            "mark": mark_of(petition),
            "until": until.timestamp(),
        }
        remember_sender(self.request, petition)
        return redirect("petitions:receipt")

    def _may_see_again(self, sent: Petition) -> bool:
        """Not after the look was ended here, nor after a new secret was given at the counter."""
        reissued = sent.events.filter(kind=EventKind.SECRET_REISSUED).exists()
        return not reissued and self.request.session.get("ended") != sent.pk


def sent_before(submission_id: UUID | None) -> Petition | None:
    """Return the petition this very form made within the last day, if it did."""
    since = timezone.now() - SUBMISSION_AGE
    return (
        Petition.objects.filter(submission_id=submission_id, created_at__gte=since).first() if submission_id else None
    )


class ReceiptView(PrivatePage, TemplateView):
    """Code, secret, due date and all that was sent; for a day, to the browser that sent it."""

    template_name = "petitions/receipt.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = request.session.get("receipt")
        if not kept or kept["until"] < timezone.now().timestamp():
            return render(request, "petitions/receipt_gone.html", status=410)
        petition = Petition.objects.get(pk=kept["petition"])
        if kept["mark"] != mark_of(petition):
            return render(request, "petitions/receipt_gone.html", status=410)
        return self.render_to_response(self.get_context_data(petition=petition, **receipt_context(petition)))


def receipt_context(petition: Petition) -> dict[str, Any]:
    """What the receipt and the counter's slip print; the QR code carries the code, never the secret."""
    lookup = f"{settings.SITE_URL}{reverse('petitions:lookup')}"
    return {
        "words": petition.words(),
        "deadline": petition.current_deadline,
        "attachments": petition.attachments.filter(from_sender=True),
        "lookup_page": lookup,
        "qr": segno.make(f"{lookup}?ma={petition.code}", micro=False).svg_data_uri(scale=4, border=2),
    }
