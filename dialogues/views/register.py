"""Registering for a session, and what the resident keeps of it."""

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

from dialogues.forms import RegisterForm
from dialogues.models import DialogueSession, Question
from dialogues.sms import registration_sms
from dialogues.status import QuestionEventKind, QuestionStatus
from dialogues.views.follow import ASKER, RECEIPT
from dialogues.views.public import SessionPage
from wardportal.addresses import origin_of
from wardportal.forms import SUBMISSION_AGE
from wardportal.models import AttemptCount
from wardportal.pages import OnceView, PrivatePage
from wardportal.sealing import keyed_hash

# So many from one address within an hour are still received, but held for a look: a whole neighbourhood may share one.
MANY_PER_HOUR = 20


class RegisterView(PrivatePage, SessionPage, OnceView, FormView):
    """Takes a question for the session; sent twice, it shows the first receipt again.

    Where the session takes no more, the page says so, keeps what was typed and offers the next session.
    """

    form_class = RegisterForm
    template_name = "dialogues/register.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"session": self.session}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.session.intake_is_open()
        return super().get_context_data(
            is_open=is_open,
            next_open=None if is_open and self.session.is_for_residents else next_open(self.session),
            today=timezone.localdate(),
            **kwargs,
        )

    def sent_before(self, submission_id: UUID) -> Question | None:
        since = timezone.now() - SUBMISSION_AGE
        return Question.objects.filter(submission_id=submission_id, created_at__gte=since).first()

    def take(self, form: RegisterForm) -> HttpResponse:
        if sent := self._sent_on_another_page(form):
            messages.info(self.request, "Đăng ký này ông/bà đã gửi rồi; đây là biên nhận của lần gửi trước.")
            return self._receipt(sent)
        key = keyed_hash("register", origin_of(self.request.META["REMOTE_ADDR"]))
        many = AttemptCount.objects.add(key, window=timedelta(hours=1)) > MANY_PER_HOUR
        return self._receipt(form.save(is_suspect=many or form.looks_automatic()))

    def answer_again(self, sent: Question) -> HttpResponse:
        return self._receipt(sent) if self._may_see_again(sent) else redirect("dialogues:lookup")

    def _sent_on_another_page(self, form: RegisterForm) -> Question | None:
        """Return what this browser lately registered for this session in just these words, unless it was withdrawn.

        The back button opens the form under a fresh id, and the browser puts the words back into it.
        """
        rows = self.session.questions.exclude(status=QuestionStatus.WITHDRAWN)
        return next((sent for sent in RECEIPT.all_remembered(self.request, rows) if form.says_only(sent)), None)

    def _receipt(self, question: Question) -> HttpResponse:
        self.request.session.cycle_key()
        RECEIPT.remember(self.request, question, since=question.created_at)
        ASKER.remember(self.request, question)
        return redirect(reverse("dialogues:receipt", query={"ma": question.code}))

    def _may_see_again(self, sent: Question) -> bool:
        """Not after the look was ended here, nor after a new secret was given at the counter."""
        reissued = sent.events.filter(kind=QuestionEventKind.SECRET_REISSUED).exists()
        return not reissued and not any(look.was_ended(self.request, sent) for look in (ASKER, RECEIPT))


def next_open(session: DialogueSession) -> DialogueSession | None:
    """The next other session that takes questions of residents today."""
    today = timezone.localdate()
    rows = DialogueSession.objects.ahead().planned().for_residents().exclude(pk=session.pk)
    return rows.filter(intake_opens_on__lte=today, intake_closes_on__gte=today).first()


class ReceiptView(PrivatePage, TemplateView):
    """Code, secret, session, place and all that was sent; for a day, to the browser that sent it."""

    template_name = "dialogues/receipt.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Question.objects.select_related("session", "topic", "residential_group", "opened_petition")
        question = RECEIPT.remembered(request, rows, request.GET.get("ma", ""))
        if question is None:
            return render(request, "dialogues/receipt_gone.html", status=410)
        return self.render_to_response(self.get_context_data(**receipt_context(question)))


def receipt_context(question: Question) -> dict[str, Any]:
    """What the receipt and the counter's slip print; the QR code carries the code, never the secret."""
    lookup = f"{settings.SITE_URL}{reverse('dialogues:lookup')}"
    return {
        "question": question,
        "session": question.session,
        "lookup_page": lookup,
        "qr": segno.make(f"{lookup}?ma={question.code}", micro=False).svg_data_uri(scale=4, border=2),
        "sms": registration_sms(question),
    }
