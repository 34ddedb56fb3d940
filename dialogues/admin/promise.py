"""Writing a promise down: from the minutes of a point, or of the session as a whole."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView

from dialogues.admin.pages import RowPage, admin_url
from dialogues.models import AgendaItem, CommitmentEvent, DialogueSession
from dialogues.models.commitment_queries import check_under_way
from dialogues.promise import PromiseForm
from wardportal.numbers import plain_number
from wardportal.pages import OnceView

ITEM = "noi-dung"


class PromiseView(RowPage, OnceView, FormView):
    """One promise of a session; `?noi-dung=` names the point of the agenda it was made at."""

    about = DialogueSession
    form_class = PromiseForm
    template_name = "admin/dialogues/promise.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("dialogues.promise_commitment"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._refused() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if refused := self._refused():
            return refused
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        counted = form.counted() if form.cleaned_data.get("working_days") else None
        return self.render_to_response(self.get_context_data(form=form, counted=counted))

    def _refused(self) -> HttpResponse | None:
        """Where the session takes no promise: back to where the person came from, with the reason."""
        try:
            check_under_way(self.row)
        except ValidationError as refusal:
            messages.warning(self.request, refusal.messages[0])
            return redirect(self.wanted_url() or self.row_url())
        return None

    def item(self) -> AgendaItem | None:
        key = self.request.GET.get(ITEM, "")
        if not key:
            return None
        return get_object_or_404(self.row.agenda.select_related("question"), pk=plain_number(key))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"session": self.row, "item": self.item()}

    def get_initial(self) -> dict[str, Any]:
        item = self.item()
        return {"text": item.conclusion} if item else {}

    def sent_before(self, submission_id: UUID) -> CommitmentEvent | None:
        rows = CommitmentEvent.objects.filter(by=self.user, commitment__session=self.row)
        return rows.select_related("commitment").filter(submission_id=submission_id).first()

    def take(self, form: PromiseForm) -> HttpResponse:
        if CommitmentEvent.objects.filter(submission_id=form.cleaned_data["submission_id"]).exists():
            # Somebody else's page, or one of another session.
            form.renew_submission_id()
            raise ValidationError("Trang này đã dùng để ghi một cam kết khác. Xin kiểm tra rồi bấm lưu lần nữa.")
        return self._go_on(form.save(by=self.user))

    def answer_again(self, sent: CommitmentEvent) -> HttpResponse:
        return self._go_on(sent.commitment)

    def _go_on(self, commitment: Any) -> HttpResponse:
        messages.success(self.request, f"Đã ghi cam kết {commitment.code}, hạn {commitment.due_on:%d/%m/%Y}.")
        if "another" in self.request.POST:
            return redirect(self.request.get_full_path())
        return redirect(self.wanted_url() or admin_url(commitment))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"Ghi cam kết, {self.row.title}"
        return super().get_context_data(
            **{"title": title, "counted": None, "item": self.item(), "back_url": self.wanted_url() or self.row_url()}
            | kwargs
        )
