from datetime import timedelta
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from petitions.forms import SubmitPetitionForm
from petitions.models import Petition
from petitions.status import OPEN, EventKind
from petitions.views.follow import RECEIPT, SENDER
from wardportal.addresses import origin_of
from wardportal.forms import SUBMISSION_AGE
from wardportal.models import AttemptCount
from wardportal.pages import OnceView, PrivatePage
from wardportal.sealing import keyed_hash

# So many petitions from one address within an hour are still received, but held for a look: a whole neighbourhood may
# share an address (Wi-Fi of the office, a mobile operator's network), so the number refuses nobody.
MANY_PER_HOUR = 20


class SubmitView(PrivatePage, OnceView, FormView):
    """Sends a petition; sent twice, it shows the first receipt again."""

    form_class = SubmitPetitionForm
    template_name = "petitions/petition_form.html"

    def sent_before(self, submission_id: UUID) -> Petition | None:
        return sent_before(submission_id)

    def take(self, form: SubmitPetitionForm) -> HttpResponse:
        if sent := self._sent_on_another_page(form):
            messages.info(self.request, "Kiến nghị này ông/bà đã gửi rồi; đây là biên nhận của lần gửi trước.")
            return self._receipt(sent, form.upload_notice)
        key = keyed_hash("submit", origin_of(self.request.META["REMOTE_ADDR"]))
        many = AttemptCount.objects.add(key, window=timedelta(hours=1)) > MANY_PER_HOUR
        return self._receipt(form.save(is_suspect=many or form.looks_automatic()), form.upload_notice)

    def answer_again(self, sent: Petition) -> HttpResponse:
        return self._receipt(sent) if self._may_see_again(sent) else redirect("petitions:lookup")

    def _sent_on_another_page(self, form: SubmitPetitionForm) -> Petition | None:
        """Return what this browser sent in just these words lately, unless it has ended.

        The back button opens the form under a fresh id, and the browser puts the words back into it.
        """
        rows = RECEIPT.all_remembered(self.request, Petition.objects.filter(status__in=OPEN))
        return next((sent for sent in rows if form.says_only(sent)), None)

    def _receipt(self, petition: Petition, upload_notice: str = "") -> HttpResponse:
        if upload_notice:
            messages.warning(self.request, upload_notice)
        self.request.session.cycle_key()
        RECEIPT.remember(self.request, petition, since=petition.created_at)
        SENDER.remember(self.request, petition)
        return redirect(reverse("petitions:receipt", query={"ma": petition.code}))

    def _may_see_again(self, sent: Petition) -> bool:
        """Not after the look was ended here, nor after a new secret was given at the counter."""
        reissued = sent.events.filter(kind=EventKind.SECRET_REISSUED).exists()
        return not reissued and not any(look.was_ended(self.request, sent) for look in (SENDER, RECEIPT))


def sent_before(submission_id: UUID) -> Petition | None:
    """Return the petition this very form made within the last day, if it did."""
    since = timezone.now() - SUBMISSION_AGE
    return Petition.objects.filter(submission_id=submission_id, created_at__gte=since).first()


class ReceiptView(PrivatePage, TemplateView):
    """Code, secret, due date and all that was sent; for a day, to the browser that sent it."""

    template_name = "petitions/receipt.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        petition = RECEIPT.remembered(request, Petition.objects.all(), request.GET.get("ma", ""))
        if petition is None:
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
