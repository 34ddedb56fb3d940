"""The day of a session: who comes gets a number, numbers are called, who comes unregistered is taken in at once."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView

from dialogues.admin.entry import SLIPS
from dialogues.admin.pages import admin_url, decide_url
from dialogues.admin.session_pages import KeepersPage
from dialogues.models import DialogueSession, Question
from dialogues.models.question_queries import PREFIX, SPEAKERS_FIRST, QuestionQuerySet, people_come
from dialogues.searching import with_words
from dialogues.status import Channel, QuestionStatus, SessionStatus
from petitions.models import Category
from wardportal.codes import read_code
from wardportal.dates import day_date
from wardportal.fields import NormalizedCharField, PhoneField
from wardportal.forms import SubmissionForm
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.pages import OnceView
from wardportal.phones import PhoneError, read_phone

MOST_SHOWN = 300
PHONE_TAIL = 3
NUMBER_DIGITS = 6
# As many suspected registrations as are shown at once without being asked for.
FEW = 5
GIVEN = "da-phat"
# What can be pressed, and where on the page the browser takes whoever pressed it.
AFTER = {
    "check_in": GIVEN,
    "release": "id_q",
    "next": "moi-tiep",
    "again": "moi-lai",
    "number": "id_number",
    "walk_in": "den-thang",
}
# What makes two forms say the same person and matter.
SAID = ("full_name", "text", "topic", "phone", "wants_to_speak")


class WalkInForm(SubmissionForm):
    """What is asked at the door; name and telephone can follow later."""

    full_name = NormalizedCharField(
        label="Họ và tên", max_length=120, error_messages={"required": "Nhập họ tên người đến."}
    )
    text = NormalizedCharField(
        label="Muốn hỏi gì", max_length=2000, error_messages={"required": "Ghi một dòng điều muốn hỏi."}
    )
    topic = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=Category.objects.none(), required=False, empty_label="Chưa rõ"
    )
    phone = PhoneField(label="Số điện thoại", required=False)
    wants_to_speak = forms.BooleanField(label="Muốn phát biểu", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Category.objects.filter(is_active=True)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)

    def save(self, session: DialogueSession, *, by: User) -> Question:
        """Take the person in and give them their number."""
        return Question.objects.welcome(session, by=by, channel=Channel.WALK_IN, **self.cleaned_data)

    def says_only(self, sent: Question) -> bool:
        typed = self.cleaned_data | {"phone": self.cleaned_data["phone"] or ""}
        return all(typed[name] == getattr(sent, name) for name in SAID)

    def ask_again(self, sent: Question) -> None:
        """Say that who stands in the boxes is not who was written down, and keep them for another press."""
        self.add_error(
            None,
            f"Trang này đã ghi {sent.full_name or sent.code}, số thứ tự {sent.queue_number}. Nội dung dưới đây "
            "khác và chưa được ghi: nếu là người khác, xin bấm lần nữa.",
        )


def listed(session: DialogueSession) -> QuestionQuerySet:
    """The registrations of the session, speakers first."""
    return session.questions.listed().select_related("topic", "residential_group").order_by(SPEAKERS_FIRST, "pk")


def suspect(session: DialogueSession) -> QuestionQuerySet:
    """Those the portal holds back as spam, so that nobody who stands at the door is sent away for it."""
    return session.questions.suspect().select_related("residential_group").order_by("pk")


def found(rows: QuestionQuerySet, words: str) -> QuestionQuerySet:
    """Those of the rows with this name, code or end of the telephone number; all where nothing is asked."""
    if not words:
        return rows
    with suppress(PhoneError):
        return rows.filter(phone=read_phone(words))
    digits = words.replace(" ", "").replace(".", "")
    if digits.isascii() and digits.isdecimal():
        return rows.filter(_with_digits(digits))
    if code := read_code(words, PREFIX):
        return rows.filter(code=code)
    return rows.filter(with_words(words))


def _with_digits(digits: str) -> Q:
    """Whose telephone number ends so, or whose code has this number, with its year or without."""
    meant = Q(code=read_code(digits, PREFIX) or "")
    if len(digits) <= NUMBER_DIGITS:
        meant |= Q(number=int(digits))
    return meant | Q(phone__endswith=digits) if len(digits) >= PHONE_TAIL else meant


class RoomView(KeepersPage, OnceView, FormView):
    """Each button is a plain form; two desks at once get two numbers, and call none twice unknowingly."""

    form_class = WalkInForm
    template_name = "admin/dialogues/room.html"
    page_title = "Đón tiếp, mời số"

    @property
    def is_on(self) -> bool:
        return people_come(self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.row
        words = self.request.GET.get("q", "").strip()[:100]
        rows = list(listed(session)[:MOST_SHOWN])
        shown = list(found(listed(session), words)[:MOST_SHOWN]) if words else rows
        held_back = list(found(suspect(session), words)[:MOST_SHOWN])
        numbered = list(listed(session).checked_in())  # all of them, wherever the list is cut off
        given = self._given(numbered)
        return super().get_context_data(
            is_on=self.is_on,
            words=words,
            shown=[row for row in shown if row.queue_number is None or words],
            held_back=held_back,
            shows_held_back=bool(words) or len(held_back) <= FEW,
            may_release=self.user.has_perm(Question.permission("release")),
            numbered=numbered,
            called=next((row for row in numbered if row.queue_number == session.calling_number), None),
            waits=sum(row.called_at is None and row.status == QuestionStatus.REGISTERED for row in numbered),
            given=given,
            slip_url=admin_url(given, "slip") if given and given.pk in SLIPS.held(self.request) else "",
            screen_url=reverse("dialogues:screen", args=[session.slug]),
            may_receive=self.user.has_perm(Question.permission("check_in")),
            may_call=self.row.status == SessionStatus.IN_SESSION and self.user.has_perm(Question.permission("call")),
            may_register=self.user.has_perm(Question.permission("register")),
            reopen_url=decide_url(session, "reopen") if "reopen" in session.decisions_left(self.user) else "",
            **kwargs,
        )

    def _given(self, numbered: list[Question]) -> Question | None:
        number = self.request.GET.get("so", "")
        return next((row for row in numbered if str(row.queue_number) == number), None)

    # What is pressed

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = next((name for name in AFTER if name in request.POST), None)
        if not self.is_on:
            return self._refuse(action, self._why_not_on())
        if action is None:
            raise Http404
        try:
            return getattr(self, f"_{action}")() or redirect(f"{admin_url(self.row, 'room')}#{AFTER[action]}")
        except ValidationError as refusal:
            # To the top of the page, where it is said why.
            messages.warning(request, " ".join(refusal.messages))
            return redirect(admin_url(self.row, "room"))

    def _why_not_on(self) -> str:
        if self.row.is_over:
            goes_on = " Mở lại buổi thì làm tiếp được." if "reopen" in self.row.decisions_left(self.user) else ""
            return f"Buổi này đã bế mạc: chưa ghi, chưa mời được ai.{goes_on}"
        return f"Buổi này diễn ra {day_date(self.row.held_on)}; đón tiếp và mời số chỉ mở trong ngày đó."

    def _refuse(self, action: str | None, why: str) -> HttpResponse:
        """Say why; who was being written down at the door stays in the boxes."""
        if action == "walk_in":
            form = WalkInForm(self.request.POST)
            form.add_error(None, why)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.warning(self.request, why)
        return redirect(admin_url(self.row, "room"))

    def _asked_for(self, action: str, rows: QuestionQuerySet) -> Question:
        key = self.request.POST[action]
        return get_object_or_404(rows, pk=plain_number(key))

    def _release(self) -> HttpResponse:
        """Somebody looked: the person stands here. They are found at once, to be given their number."""
        question = self._asked_for("release", self.row.questions.registered())
        if question.is_suspect:
            question.release(by=self.user)
        messages.success(self.request, f"{question.code}: không phải thư rác. Bấm “Đến dự” để phát số.")
        return redirect(f"{admin_url(self.row, 'room')}?{urlencode({'q': question.code})}#{AFTER['release']}")

    def _check_in(self) -> HttpResponse:
        question = self._asked_for("check_in", self.row.questions.listed())
        try:
            question.check_in(by=self.user)
        except ValidationError:
            question.refresh_from_db()
            if question.queue_number is None:
                raise
            messages.warning(self.request, f"{question.full_name or question.code} đã nhận số từ trước.")
        return self._with_number(question)

    def _next(self) -> HttpResponse | None:
        after = plain_number(self.request.POST.get("after", ""), 5)
        question = self.row.call_next(by=self.user, after=after)
        if question:
            return None
        messages.info(self.request, "Không còn ai đang chờ mời.")
        return redirect(admin_url(self.row, "room"))

    def _again(self) -> None:
        self._call(self.row.calling_number)

    def _number(self) -> None:
        number = plain_number(self.request.POST["number"].strip(), 5)
        if number is None:
            raise ValidationError("Nhập số cần mời, ví dụ 7.")
        self._call(number)

    def _call(self, number: int | None) -> None:
        question = self.row.questions.filter(queue_number=number).first() if number else None
        if question is None:
            raise ValidationError(f"Chưa có ai nhận số {number}." if number else "Chưa mời số nào.")
        question.call(by=self.user)

    def _walk_in(self) -> HttpResponse:
        if not self.user.has_perm(Question.permission("register")):
            raise PermissionDenied
        return super().post(self.request)

    def sent_before(self, submission_id: UUID) -> Question | None:
        """Whom this form took in already; only for the person who sent it, since the slip shows the secret."""
        rows = self.row.questions.filter(entered_by=self.user).exclude(status=QuestionStatus.SEALED)
        return rows.filter(submission_id=submission_id).first()

    def take(self, form: WalkInForm) -> HttpResponse:
        if Question.objects.filter(submission_id=form.cleaned_data["submission_id"]).exists():
            form.renew_submission_id()
            raise ValidationError("Trang này đã dùng để ghi một người khác. Xin kiểm tra rồi bấm lần nữa.")
        return self.answer_again(form.save(self.row, by=self.user))

    def answer_again(self, sent: Question) -> HttpResponse:
        SLIPS.keep(self.request, sent)
        return self._with_number(sent)

    def _with_number(self, question: Question) -> HttpResponse:
        return redirect(f"{admin_url(self.row, 'room')}?{urlencode({'so': question.queue_number})}#{GIVEN}")
