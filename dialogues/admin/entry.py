"""Typing registrations in at the counter and over the telephone, and the slip that is handed over or read back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.generic import FormView, TemplateView

from dialogues.admin.pages import RowPage, StaffPage, admin_url
from dialogues.entry import EntryForm
from dialogues.models import Question
from dialogues.next_steps import next_step_said
from dialogues.status import Channel
from dialogues.views.register import receipt_context
from wardportal.forms import SUBMISSION_AGE
from wardportal.pages import OnceView
from wardportal.slips import Slips

SLIPS = Slips("question_slips")


class EntryView(StaffPage, OnceView, FormView):
    """One registration of somebody who calls, comes or sends paper. Sent twice, it shows the first slip again."""

    about = Question
    form_class = EntryForm
    template_name = "admin/dialogues/entry.html"
    page_title = "Nhập đăng ký, câu hỏi"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("dialogues.register_question"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """People are entered in a row: channel and session stay."""
        channel, session = self.request.GET.get("kenh", ""), self.request.GET.get("buoi", "")
        initial = {"channel": channel} if channel in Channel else {}
        return initial | ({"session": session[:20]} if session else {})

    def sent_before(self, submission_id: UUID) -> Question | None:
        """Return what this form made already; only for the person who sent it, since the slip shows the secret."""
        since = timezone.now() - SUBMISSION_AGE
        rows = Question.objects.visible_to(self.user).filter(created_at__gte=since, entered_by=self.user)
        return rows.filter(submission_id=submission_id).first()

    def take(self, form: EntryForm) -> HttpResponse:
        if Question.objects.filter(submission_id=form.cleaned_data["submission_id"]).exists():
            # Somebody else's page, or a question that has gone the sealed way: its slip is not for this person.
            form.renew_submission_id()
            raise ValidationError("Trang này đã dùng để nhập một đăng ký khác. Xin kiểm tra rồi bấm lưu lần nữa.")
        return self.answer_again(form.save(by=self.user))

    def answer_again(self, sent: Question) -> HttpResponse:
        SLIPS.keep(self.request, sent)
        slip = admin_url(sent, "slip")
        if "another" not in self.request.POST:
            return redirect(slip)
        said = 'Đã nhập {}: {}. <a href="{}">Phiếu, mã bí mật</a>'
        messages.success(self.request, format_html(said, sent.code, sent.slot_told.lower(), slip))
        query = urlencode({"kenh": sent.channel, "buoi": sent.session.slug})
        return redirect(f"{reverse('admin:dialogues_question_entry')}?{query}")


class SlipView(RowPage, TemplateView):
    """The slip with code and secret, for whoever just entered the registration or reissued its secret."""

    about = Question
    template_name = "admin/dialogues/slip.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["pk"] not in SLIPS.held(request) or not self.rows().filter(pk=kwargs["pk"]).exists():
            return SlipGoneView.as_view()(request, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> Any:
        return super().rows().select_related("session", "topic")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The slip has been handed over or read back: the secret is shown no more."""
        SLIPS.hand_over(request, self.row)
        return redirect(self.row_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.row
        return super().get_context_data(
            title=f"Phiếu đăng ký {question.code}",
            said=next_step_said(question),
            **receipt_context(question),
            **kwargs,
        )


class SlipGoneView(StaffPage, TemplateView):
    """In place of a slip that is not there, for whoever may know of the question: they read it, or held its slip.

    Of a sealed question only the latter are told anything; for all others neither it nor its slip exists.
    """

    about = Question
    template_name = "admin/dialogues/slip_gone.html"
    page_title = "Không còn phiếu này"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = Question.objects.filter(pk=pk).first()
        if question is None or not self._may_know(question):
            raise Http404
        return self.render_to_response(self.get_context_data(question=question), status=410)

    def _may_know(self, question: Question) -> bool:
        return question.is_visible_to(self.user) or (question.is_sealed and SLIPS.holds(self.request, question))
