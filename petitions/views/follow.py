from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView, View

from petitions.forms import AddInformationForm, LookupForm, ReopenForm, WithdrawForm
from petitions.lookup import Lookup, TooSoon
from petitions.models import Petition, PetitionEvent
from petitions.sealing import keyed_hash
from petitions.status import EventKind
from wardportal.pages import PrivatePage, private_page
from wardportal.uploads import serve_file

# How long the own view stays open without a click: phones are lent and shared.
LOOK_TIME = timedelta(minutes=30)
# Events that concern the office only; the sender's timeline leaves them out.
INTERNAL_EVENTS = frozenset(
    {
        EventKind.CLASSIFIED,
        EventKind.ANSWER_DRAFTED,
        EventKind.ANSWER_RETURNED,
        EventKind.SEALED,
        EventKind.PARTIES_NAMED,
        EventKind.RELEASED,
    }
)


def remember_sender(request: HttpRequest, petition: Petition) -> None:
    """Let this browser see the petition for a while; a reissued secret ends it, since the mark is made of the nonce."""
    request.session["sender"] = {
        "petition": petition.pk,
        "mark": mark_of(petition),
        "until": (timezone.now() + LOOK_TIME).timestamp(),
    }


def mark_of(petition: Petition) -> str:
    return keyed_hash("sender", petition.code, bytes(petition.secret_nonce).hex())


def remembered_petition(request: HttpRequest) -> Petition | None:
    """Return the petition this browser may see, and let the time run anew; None when it ran out."""
    kept = request.session.get("sender")
    if not kept or kept["until"] < timezone.now().timestamp():
        return None
    rows = Petition.objects.select_related("category", "unit", "residential_group", "duplicate_of")
    petition = rows.filter(pk=kept["petition"]).first()
    if petition is None or kept["mark"] != mark_of(petition):
        return None
    remember_sender(request, petition)
    return petition


class LookupView(PrivatePage, FormView):
    form_class = LookupForm
    template_name = "petitions/lookup.html"

    def get_initial(self) -> dict[str, Any]:
        return {"code": self.request.GET.get("ma", "")[:20]}

    def form_valid(self, form: LookupForm) -> HttpResponse:
        lookup = Lookup(form.cleaned_data["code"], self.request.META["REMOTE_ADDR"])
        try:
            petition = lookup.find(form.cleaned_data["secret"])
        except TooSoon as wait:
            return self._refuse(
                form, f"Để chống dò mã, xin đợi {wait.seconds} giây rồi bấm Xem đơn của tôi lần nữa.", 429
            )
        if petition is None:
            return self._refuse(
                form,
                "Mã đơn hoặc mã bí mật không đúng. Xin xem lại phiếu; nếu mất phiếu, xin gọi hoặc đến phường.",
                422,
            )
        self.request.session.cycle_key()
        remember_sender(self.request, petition)
        return redirect("petitions:mine")

    def form_invalid(self, form: LookupForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def _refuse(self, form: LookupForm, message: str, status: int) -> HttpResponse:
        form.add_error(None, message)
        response = super().form_invalid(form)
        response.status_code = status
        return response


@method_decorator(private_page, name="dispatch")  # its own answer too, not only those of the pages below
class SenderPage(PrivatePage):
    """Mixin of the sender's own pages: finds the petition by the session, or asks for code and secret again."""

    petition: Petition

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        petition = remembered_petition(request)
        if petition is None:
            messages.info(request, "Đã hết thời gian xem. Xin nhập lại mã đơn và mã bí mật.")
            return redirect("petitions:lookup")
        self.petition = petition
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(petition=self.petition, **kwargs)  # type: ignore[misc]


class MineView(SenderPage, TemplateView):
    """Where the petition stands, what happened, what was answered, and what the sender can do now."""

    template_name = "petitions/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        petition = self.petition
        events = petition.events.exclude(kind__in=INTERNAL_EVENTS).select_related("note", "unit", "petition")
        return super().get_context_data(
            words=petition.words(),
            original_answer=petition.duplicate_of and petition.duplicate_of.approved_answer(),
            deadline=petition.current_deadline,
            events=events.prefetch_related("attachments"),
            answer=petition.approved_answer(),
            transfer=petition.transfers.first(),
            may_add=petition.can("supply") or petition.can("add_information"),
            may_withdraw=petition.can("withdraw"),
            may_reopen=petition.may_be_reopened(),
            may_object=petition.can("object"),
            **kwargs,
        )


class MyDeadlineView(SenderPage, TemplateView):
    """How the due date was counted, day by day."""

    template_name = "petitions/deadline_counted.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deadlines = self.petition.deadlines.select_related("rule").prefetch_related("changes")
        return super().get_context_data(
            deadlines=deadlines, base="base_private.html", back_url=reverse("petitions:mine"), **kwargs
        )


class SenderFormView(SenderPage, FormView):
    """A form of the sender that ends in one method of the petition; what the door refuses stands above the form."""

    verb: str
    done = "Đã ghi nhận."

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            self.act(form)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect("petitions:mine")

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def act(self, form: Any) -> None:
        raise NotImplementedError


class AddInformationView(SenderFormView):
    form_class = AddInformationForm
    template_name = "petitions/add_information.html"
    done = "Phường đã nhận được nội dung bổ sung của ông/bà."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the ward's question above the box when it is one that the sender answers."""
        asked = self.petition.events.filter(kind=EventKind.ASKED).last() if self.petition.can("supply") else None
        return super().get_context_data(question=asked.sender_note if asked else "", **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the same addition, sent again, as the first time."""
        form = self.get_form()
        earlier = self._sent_before(form.submission_uuid)
        return self._sent_again(form, earlier) if earlier else super().post(request, *args, **kwargs)

    def _sent_before(self, submission_id: UUID | None) -> PetitionEvent | None:
        return self.petition.events.filter(submission_id=submission_id).first() if submission_id else None

    def _sent_again(self, form: AddInformationForm, earlier: PetitionEvent) -> HttpResponse:
        if form.repeats(earlier):
            messages.success(self.request, self.done)
            return redirect("petitions:mine")
        form.ask_again()
        return self.form_invalid(form)

    def form_valid(self, form: AddInformationForm) -> HttpResponse:  # type: ignore[override]
        try:
            return super().form_valid(form)
        except IntegrityError:
            # The same form arrived twice at once, and the other one was first.
            earlier = self._sent_before(form.submission_uuid)
            if earlier is None:
                raise
            return self._sent_again(form, earlier)

    def act(self, form: AddInformationForm) -> None:
        if form.upload_notice:
            messages.warning(self.request, form.upload_notice)
        give = self.petition.supply if self.petition.can("supply") else self.petition.add_information
        sent = form.cleaned_data["submission_id"]
        give(form.cleaned_data["text"], files=form.uploads("attachments"), submission_id=sent)
        form.consume_uploads()


class WithdrawView(SenderFormView):
    form_class = WithdrawForm
    template_name = "petitions/withdraw.html"
    done = "Ông/bà đã rút đơn."

    def act(self, form: WithdrawForm) -> None:
        self.petition.withdraw(form.cleaned_data["reason"])


class ReopenView(SenderFormView):
    form_class = ReopenForm
    template_name = "petitions/reopen.html"
    done = "Phường sẽ giải quyết lại và trả lời ông/bà theo hạn mới."

    def act(self, form: ReopenForm) -> None:
        self.petition.reopen(form.cleaned_data["reason"])


class ObjectView(SenderPage, View):
    """The sender takes back the consent to publish, at once and without giving a reason."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.petition.can("object"):
            self.petition.object()
        messages.success(request, "Ông/bà đã rút lại đồng ý công khai; bản tóm tắt, nếu có, đã được gỡ.")
        return redirect("petitions:mine")


class MyFileView(SenderPage, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        attachment = get_object_or_404(self.petition.attachments, pk=pk)
        if attachment.event.kind in INTERNAL_EVENTS:
            raise Http404
        return serve_file(attachment.read(), name=attachment.name, content_type=attachment.content_type)


class EndView(PrivatePage, View):
    """Ends the look: nobody who takes the phone next sees the petition or its receipt."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ended = request.session.pop("receipt", None) or request.session.pop("sender", None) or {}
        request.session.pop("sender", None)
        request.session["ended"] = ended.get("petition")
        messages.success(request, "Đã kết thúc xem. Người dùng máy sau ông/bà không xem được đơn này.")
        return redirect("petitions:lookup")
