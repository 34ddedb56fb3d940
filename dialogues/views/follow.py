"""What the person who asked sees and does with code and secret."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from dialogues.forms import ConfirmForm, ObjectForm, QuestionLookupForm, WithdrawForm
from dialogues.models import AgendaItem, Commitment, CommitmentEvent, Question, QuestionEvent
from dialogues.status import RESIDENTS_WORDS, QuestionEventKind, QuestionStatus
from wardportal.dates import date_vi, local_date
from wardportal.forms import SUBMISSION_AGE
from wardportal.looks import RECEIPTS_KEPT, Look, LookedUpPage, LookupView
from wardportal.pages import OfferedView, PrivatePage

ASKER = Look("questions")
RECEIPT = Look("question receipts", lasts=SUBMISSION_AGE, is_renewed=False, keeps=RECEIPTS_KEPT)


class QuestionLookupView(LookupView):
    form_class = QuestionLookupForm
    template_name = "dialogues/lookup.html"
    look = ASKER
    button = "Xem đăng ký của tôi"
    success_url = reverse_lazy("dialogues:mine")

    def rows(self) -> QuerySet[Question]:
        return Question.objects.all()


class AskerPage(LookedUpPage):
    """Mixin of the pages of who asked, about the question of the look."""

    look = ASKER
    lookup_form = QuestionLookupForm
    lookup_page = "dialogues:lookup"
    own_page = "dialogues:mine"
    thing = "đăng ký"

    def rows(self) -> QuerySet[Question]:
        return Question.objects.select_related("session", "topic", "residential_group", "opened_petition")

    @property
    def question(self) -> Question:
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(question=self.question, **kwargs)  # type: ignore[misc]

    def promises(self) -> QuerySet[Commitment]:
        """What was promised in answer to the question, once the minutes are approved."""
        return Commitment.objects.published().raised_in(self.question)


class MineView(AskerPage, TemplateView):
    """Where the question stands, what was answered and promised, and what the person can do now."""

    template_name = "dialogues/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question
        events = question.events.exclude(kind=QuestionEventKind.RELEASED).select_related("note", "left_session")
        answers = AgendaItem.objects.published().filter(question=question).select_related("session")
        promises = list(self.promises().select_related("unit"))
        said = CommitmentEvent.objects.filter(commitment__in=promises, kind__in=RESIDENTS_WORDS)
        last_said = {event.commitment_id: event for event in said.select_related("note").order_by("pk")}
        return super().get_context_data(
            session=question.session,
            events=events,
            answers=answers.order_by("-session__held_on"),
            promises=[(row, row.can("confirm"), may_object(row), last_said.get(row.pk)) for row in promises],
            may_withdraw=question.asker_may_withdraw(),
            may_hide_name=question.can("hide_name"),
            **kwargs,
        )


def may_object(commitment: Commitment) -> bool:
    """Once a leader signed it off; after it was confirmed, as long as the ward takes matters up again."""
    return commitment.can("object") and not commitment.is_settled()


class AskerFormView(AskerPage, OfferedView, FormView):
    """A form that ends in one method of a model; what is refused stands above the form, in words for who asked."""

    def sent_before(self, submission_id: UUID) -> QuestionEvent | CommitmentEvent | None:
        """Among all events: an id is good for one of them, whichever question or promise it was about."""
        return QuestionEvent.objects.filter(submission_id=submission_id).first()

    def is_about_this(self, sent: QuestionEvent | CommitmentEvent) -> bool:
        return isinstance(sent, QuestionEvent) and sent.question_id == self.question.pk

    def _take_again(self, form: Any, sent: QuestionEvent | CommitmentEvent) -> HttpResponse:
        if self.is_about_this(sent):
            return super()._take_again(form, sent)
        form.renew_submission_id()
        form.is_valid()
        form.add_error(None, "Trang này đã dùng cho một lần gửi khác. Xin kiểm tra rồi bấm gửi lần nữa.")
        return self.form_invalid(form)


class WithdrawView(AskerFormView):
    form_class = WithdrawForm
    template_name = "dialogues/withdraw.html"
    done = "Ông/bà đã rút đăng ký."

    def is_offered(self) -> bool:
        return self.question.asker_may_withdraw()

    def too_late(self) -> str:
        if self.question.status == QuestionStatus.WITHDRAWN:
            return "Ông/bà đã rút đăng ký này rồi."
        if self.question.status == QuestionStatus.REGISTERED:
            return "Câu hỏi đã được nêu tại buổi đối thoại và thuộc về biên bản nên không rút được nữa."
        return "Đăng ký này không còn rút được: xin xem ở trang đăng ký câu hỏi đã đến đâu."

    def act(self, form: WithdrawForm) -> None:
        self.question.withdraw(form.cleaned_data["reason"], submission_id=form.cleaned_data["submission_id"])


class HideNameView(AskerPage, View):
    """The person who asked takes back the consent to be named, at once and without giving a reason."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("dialogues:mine")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with suppress(ValidationError):  # taken back already, maybe by the other press of a double one
            self.question.hide_name()
        messages.success(request, "Từ nay trang công khai và biên bản chỉ ghi “Một người dân”.")
        return redirect("dialogues:mine")


class PromiseFormView(AskerFormView):
    """A form about one promise that came of the question; of any other this person sees nothing."""

    @cached_property
    def commitment(self) -> Commitment:
        return get_object_or_404(self.promises(), code=self.kwargs["code"].upper())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(commitment=self.commitment, **kwargs)

    def too_late(self) -> str:
        said = self.commitment.events.filter(kind__in=RESIDENTS_WORDS).last()
        if said is None:
            return "Hiện chưa có gì để ông/bà xác nhận hoặc không đồng ý ở cam kết này."
        day = date_vi(local_date(said.at))
        return f"Về việc này phường đã nhận lời ông/bà ngày {day}. Muốn nói thêm, xin gọi hoặc đến phường."

    def sent_before(self, submission_id: UUID) -> CommitmentEvent | None:
        return CommitmentEvent.objects.filter(submission_id=submission_id).first()

    def is_about_this(self, sent: QuestionEvent | CommitmentEvent) -> bool:
        return isinstance(sent, CommitmentEvent) and sent.commitment_id == self.commitment.pk


class ConfirmView(PromiseFormView):
    form_class = ConfirmForm
    template_name = "dialogues/confirm.html"
    done = "Phường đã ghi nhận: ông/bà xác nhận việc đã làm xong. Xin cảm ơn ông/bà."

    def is_offered(self) -> bool:
        return self.commitment.can("confirm")

    def act(self, form: ConfirmForm) -> None:
        cleaned = form.cleaned_data
        self.commitment.confirm(text=cleaned["text"], submission_id=cleaned["submission_id"])


class ObjectView(PromiseFormView):
    form_class = ObjectForm
    template_name = "dialogues/object.html"
    done = "Phường đã ghi nhận: việc này được làm tiếp và đưa vào buổi đối thoại sau."

    def is_offered(self) -> bool:
        return may_object(self.commitment)

    def act(self, form: ObjectForm) -> None:
        cleaned = form.cleaned_data
        self.commitment.object(cleaned["reason"], submission_id=cleaned["submission_id"])


class EndView(PrivatePage, View):
    """Ends the look: nobody who takes the phone next sees the question or its receipt."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ASKER.end_by_button(request, Question.objects.all(), here="dialogues:mine", else_to="dialogues:lookup")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for look in (ASKER, RECEIPT):
            look.forget(request)
        messages.success(request, "Đã kết thúc xem. Người dùng máy sau ông/bà không xem được đăng ký này.")
        return redirect("dialogues:lookup")
