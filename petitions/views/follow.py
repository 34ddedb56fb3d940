from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from petitions.attached import serve_attached
from petitions.desk import left_text
from petitions.forms import AddInformationForm, PetitionLookupForm, ReopenForm, WithdrawForm
from petitions.models import Petition, PetitionEvent
from petitions.status import EventKind, Outcome
from wardportal.forms import SUBMISSION_AGE
from wardportal.looks import RECEIPTS_KEPT, Look, LookedUpPage, LookupView
from wardportal.pages import OfferedView, PrivatePage

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

ADDITIONS = (EventKind.ADDED, EventKind.SUPPLIED)

SENDER = Look("petitions")
RECEIPT = Look("petition receipts", lasts=SUBMISSION_AGE, is_renewed=False, keeps=RECEIPTS_KEPT)


class PetitionLookupView(LookupView):
    form_class = PetitionLookupForm
    template_name = "petitions/lookup.html"
    look = SENDER
    button = "Xem đơn của tôi"
    success_url = reverse_lazy("petitions:mine")

    def rows(self) -> QuerySet[Petition]:
        return Petition.objects.all()


class SenderPage(LookedUpPage):
    """Mixin of the sender's own pages, about the petition of the look."""

    look = SENDER
    lookup_form = PetitionLookupForm
    lookup_page = "petitions:lookup"
    own_page = "petitions:mine"
    thing = "đơn"

    def rows(self) -> QuerySet[Petition]:
        return Petition.objects.select_related("category", "unit", "residential_group", "duplicate_of")

    @property
    def petition(self) -> Petition:
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(petition=self.petition, **kwargs)  # type: ignore[misc]


class MineView(SenderPage, TemplateView):
    """Where the petition stands, what happened, what was answered, and what the sender can do now."""

    template_name = "petitions/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        petition, original = self.petition, self.petition.told_original()
        deadline = petition.current_deadline
        events = petition.events.exclude(kind__in=INTERNAL_EVENTS).select_related("note", "unit", "petition")
        return super().get_context_data(
            words=petition.words(),
            original=original,
            common_events=petition.common_events(),
            earlier_answers=petition.earlier_answers(),
            original_answer=original and original.approved_answer(),
            original_transfer=original and original.transfers.first(),
            original_relayed=original and original.authority_answer(),
            deadline=deadline,
            left=left_text(deadline, timezone.localdate()) if deadline else "",
            events=events.prefetch_related("attachments"),
            answer=petition.approved_answer(),
            transfer=petition.transfers.first(),
            relayed=petition.authority_answer(),
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


class SenderFormView(SenderPage, OfferedView, FormView):
    """A form of the sender that ends in one method of the petition; what is refused stands above it, in their words."""

    def sent_before(self, submission_id: UUID) -> PetitionEvent | None:
        """Among all events: an id is good for one of them, whichever petition it was about."""
        return PetitionEvent.objects.filter(submission_id=submission_id).first()

    def is_about_this(self, sent: PetitionEvent) -> bool:
        return sent.petition_id == self.petition.pk


class AddInformationView(SenderFormView):
    form_class = AddInformationForm
    template_name = "petitions/add_information.html"
    done = "Phường đã nhận được nội dung bổ sung của ông/bà."

    def is_offered(self) -> bool:
        return self.petition.is_open

    def too_late(self) -> str:
        ended = f"Đơn này {self.petition.told_status.lower()} nên không bổ sung được nữa"
        if self.petition.may_be_reopened():
            return f"{ended}; nếu chưa được, xin bấm “Đề nghị giải quyết lại”."
        return f"{ended}; nếu còn việc, xin gửi đơn mới hoặc gọi phường."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the ward's question above the box when it is one that the sender answers."""
        asked = self.petition.events.filter(kind=EventKind.ASKED).last() if self.petition.can("supply") else None
        return super().get_context_data(question=asked.sender_note if asked else "", **kwargs)

    def take(self, form: AddInformationForm) -> HttpResponse:
        """The back button opens the form under a fresh id: the same words came already, if nothing was asked since.

        After a day they are meant: who still waits says so in the same words.
        """
        lately = self.petition.events.filter(at__gt=timezone.now() - SUBMISSION_AGE)
        last = lately.filter(kind__in=(*ADDITIONS, EventKind.ASKED)).select_related("note", "petition").last()
        if last and last.kind in ADDITIONS and last.by_id is None and form.says_only(last):
            return self.answer_again()
        return super().take(form)

    def act(self, form: AddInformationForm) -> None:
        give = self.petition.supply if self.petition.can("supply") else self.petition.add_information
        files = form.sent_files(is_suspect=self.petition.is_suspect)
        give(form.cleaned_data["text"], files=files, submission_id=form.cleaned_data["submission_id"])
        form.consume_uploads()
        if form.upload_notice:
            messages.warning(self.request, form.upload_notice)


class WithdrawView(SenderFormView):
    form_class = WithdrawForm
    template_name = "petitions/withdraw.html"
    done = "Ông/bà đã rút đơn."

    def is_offered(self) -> bool:
        return self.petition.can("withdraw")

    def too_late(self) -> str:
        if self.petition.outcome == Outcome.WITHDRAWN:
            return "Đơn này đã rút rồi."
        return f"Đơn này {self.petition.told_status.lower()} nên không rút được nữa."

    def act(self, form: WithdrawForm) -> None:
        self.petition.withdraw(form.cleaned_data["reason"], submission_id=form.cleaned_data["submission_id"])


class ReopenView(SenderFormView):
    form_class = ReopenForm
    template_name = "petitions/reopen.html"
    done = "Phường sẽ giải quyết lại và trả lời ông/bà theo hạn mới."

    def is_offered(self) -> bool:
        return self.petition.may_be_reopened()

    def too_late(self) -> str:
        if self.petition.is_open:
            return "Phường đang xử lý đơn này, chưa cần đề nghị giải quyết lại; ông/bà có thể bổ sung thông tin."
        if self.petition.can("reopen"):
            return "Đã quá thời gian đề nghị giải quyết lại; xin gửi đơn mới."
        return "Đơn này đã kết thúc, không giải quyết lại được; xin gửi đơn mới hoặc gọi phường."

    def act(self, form: ReopenForm) -> None:
        self.petition.reopen(form.cleaned_data["reason"], submission_id=form.cleaned_data["submission_id"])


class ObjectView(SenderPage, View):
    """The sender objects to being published, or takes back the consent: at once and without giving a reason."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("petitions:mine")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with suppress(ValidationError):  # taken back already, maybe by the other press of a double one
            self.petition.object()
        messages.success(request, "Phường đã ghi nhận ông/bà không đồng ý công khai; bản tóm tắt, nếu có, đã được gỡ.")
        return redirect("petitions:mine")


class MyFileView(SenderPage, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        attachment = get_object_or_404(self.petition.attachments, pk=pk)
        if attachment.event.kind in INTERNAL_EVENTS:
            raise Http404
        return serve_attached(attachment)


class EndView(PrivatePage, View):
    """Ends the look: nobody who takes the phone next sees the petition or its receipt."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return SENDER.end_by_button(request, Petition.objects.all(), here="petitions:mine", else_to="petitions:lookup")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for look in (SENDER, RECEIPT):
            look.forget(request)
        messages.success(request, "Đã kết thúc xem. Người dùng máy sau ông/bà không xem được đơn này.")
        return redirect("petitions:lookup")
