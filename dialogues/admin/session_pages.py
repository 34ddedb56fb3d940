"""The pages about one session: everything on one page, its decisions, what is put right in it, a new one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.generic import FormView, TemplateView

from dialogues.admin.calls import registered_by_phone, tell_promoted
from dialogues.admin.decide import DoorDecisionView
from dialogues.admin.filters import PLACES
from dialogues.admin.pages import RowPage, StaffPage, admin_url, buttons_for, list_url
from dialogues.admin.session_desk import due_words, offered_in, tone_of, usual_next
from dialogues.admin.session_forms import AddSessionForm, ReviseForm
from dialogues.decisions.sessions import DECISIONS
from dialogues.leaks import warnings_in_minutes
from dialogues.models import DialogueSession, Question, QuestionEvent, StaleRow
from dialogues.models.question_queries import reads_questions
from dialogues.points import numbered
from dialogues.status import COMING, SessionStatus
from dialogues.views.public import grouped
from wardportal.dates import moment_vi
from wardportal.decisions import DecisionForm
from wardportal.models import User
from wardportal.pages import FormPage

SEEING = ("keep_dialoguesession", "view_all_commitments", "view_unit_commitments")


def may_see_sessions(user: User) -> bool:
    """Those who prepare sessions, and those who keep what was promised at them."""
    return user.is_active and user.is_staff and any(user.has_perm(f"dialogues.{name}") for name in SEEING)


class SessionPage(RowPage):
    """Mixin: a page about one session."""

    about = DialogueSession

    def rows(self) -> Any:
        rows = DialogueSession.objects.visible_to(self.user).select_related("minutes__approved_by")
        return rows if may_see_sessions(self.user) else rows.none()

    def row_url(self) -> str:
        return admin_url(self.row)


class KeepersPage(SessionPage):
    """Mixin: a page for those who prepare and minute sessions; it may show what residents wrote."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm(DialogueSession.permission("keep")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SessionView(SessionPage, TemplateView):
    """Where the session stands, what comes next, who comes, and the way to agenda, room, minutes and prints."""

    template_name = "admin/dialogues/session.html"

    def rows(self) -> Any:
        return super().rows().with_chairs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.row
        may_keep = self.user.has_perm(DialogueSession.permission("keep"))
        return super().get_context_data(
            title=str(session),
            tone=tone_of(session),
            due=due_words(session) if session.status in COMING else "",
            chairs=session.chairs(),
            counts=counts_of(session, self.user),
            minutes=getattr(session, "minutes", None),
            buttons=buttons_for(session, self.user, offered_in(session), *usual_next(session)),
            may_keep=may_keep,
            may_revise=may_keep and session.status in COMING,
            links=links_of(session, self.user),
            events=session.events.select_related("note", "by"),
            **kwargs,
        )


def counts_of(session: DialogueSession, user: User) -> list[tuple[str, int, str]]:
    """How many speak, wait, wrote and came, in one query, with the list of them for those who may read it."""
    asked = {f"count_{number}": Count("pk", filter=rows) for number, (_label, rows) in enumerate(PLACES.values())}
    counted = session.questions.listed().aggregate(**asked)
    url = f"{list_url(Question)}?buoi={session.slug}&phat-bieu=" if reads_questions(user) else ""
    return [
        (label, counted[f"count_{number}"], url and f"{url}{key}")
        for number, (key, (label, _rows)) in enumerate(PLACES.items())
    ]


def links_of(session: DialogueSession, user: User) -> list[tuple[str, str]]:
    """The public page and what can be printed, label and address."""
    links = [("Trang công khai", session.get_absolute_url())]
    if session.announced_at:
        links += [
            ("Thông báo (PDF)", reverse("dialogues:notice_pdf", args=[session.slug])),
            ("Tờ dán bảng tin, có mã QR (PDF)", reverse("dialogues:board_notice", args=[session.slug])),
            ("Bài đọc loa", reverse("dialogues:spoken", args=[session.slug])),
        ]
    elif user.has_perm(DialogueSession.permission("keep")):
        links.append(("Dự thảo thông báo (Word)", admin_url(session, "notice_draft")))
    return [*links, *_prints(session, user), *_minutes_links(session, user)]


def _prints(session: DialogueSession, user: User) -> list[tuple[str, str]]:
    if not user.has_perm("dialogues.view_all_questions"):
        return []
    labels = {
        "brief": "Tóm tắt cho lãnh đạo",
        "agenda_print": "In chương trình",
        "questions_print": "In danh sách câu hỏi",
        "seats_print": "In danh sách đón tiếp",
    }
    if session.status in (*COMING, SessionStatus.CANCELLED):
        labels["calls_print"] = "In danh sách gọi điện"
    return [(label, admin_url(session, name)) for name, label in labels.items()]


def _minutes_links(session: DialogueSession, user: User) -> list[tuple[str, str]]:
    if session.published_minutes():
        return [
            ("Biên bản (PDF)", reverse("dialogues:minutes_pdf", args=[session.slug])),
            ("Thông báo kết luận (PDF)", reverse("dialogues:conclusion_pdf", args=[session.slug])),
        ]
    if hasattr(session, "minutes") and user.has_perm("dialogues.view_all_questions"):
        return [
            ("Dự thảo biên bản (Word)", admin_url(session, "minutes_draft")),
            ("Dự thảo thông báo kết luận (Word)", admin_url(session, "conclusion_draft")),
        ]
    return []


class SessionDecisionView(SessionPage, DoorDecisionView):
    """The chair reads the whole minutes above the form that approves them."""

    forms = DECISIONS

    def get_template_names(self) -> list[str]:
        return [f"admin/dialogues/decide_{self.kwargs['verb']}.html", "admin/dialogues/decide.html"]

    def get_initial(self) -> dict[str, Any]:
        return {"part": self.request.GET.get("muc", "")} if self.kwargs["verb"] == "correct" else {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.can(self.kwargs["verb"]) and (too_early_or_late := self._minutes_say_no()):
            messages.warning(request, too_early_or_late)
            return redirect(self.back_url())
        return super().get(request, *args, **kwargs)

    def _minutes_say_no(self) -> str:
        """Why the decision is not due, though the state of the session allows it."""
        minutes = getattr(self.row, "minutes", None)
        submitted_at = minutes and minutes.submitted_at
        if self.kwargs["verb"] in ("conclude", "return_minutes") and not submitted_at:
            return "Biên bản chưa được trình."
        if self.kwargs["verb"] == "submit_minutes" and submitted_at:
            return f"Biên bản đã trình lúc {moment_vi(submitted_at)}."
        return ""

    def answer(self, form: DecisionForm) -> HttpResponse:
        if form.verb in ("move", "cancel", "restore"):
            self._tell_whom_to_call()
        return super().answer(form)

    def _tell_whom_to_call(self) -> None:
        if number := registered_by_phone(self.row, self.user).count():
            said = '{} câu hỏi, đăng ký kèm số điện thoại, cần gọi để báo: <a href="{}">danh sách gọi điện</a>.'
            messages.warning(self.request, format_html(said, number, admin_url(self.row, "calls_print")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.kwargs["verb"] in ("submit_minutes", "conclude", "return_minutes"):
            context |= reading_of(self.row)
        if self.kwargs["verb"] in ("end", "submit_minutes"):
            listed = f"{list_url(Question)}?buoi={self.row.slug}&tinh-trang=registered"
            url = listed if reads_questions(self.user) else ""
            context |= {"unanswered": context["form"].unanswered, "unanswered_url": url}
        return context


def reading_of(session: DialogueSession) -> dict[str, Any]:
    """The minutes as the public will read them, point by point, with the numbers of their paper."""
    agenda = session.agenda.open_to_all().in_order().with_matters().with_published()
    items = []
    for item, number in numbered(agenda):
        item.number = number  # type: ignore[attr-defined]
        items += [item] if item.is_published else []  # type: ignore[attr-defined]
    minutes = getattr(session, "minutes", None)
    lacking = [item.number for item in items if item.question and item.answer_told and not item.summary]  # type: ignore[attr-defined]
    return {
        "minutes": minutes,
        "groups": grouped(items),
        "commitments": session.commitments.select_related("unit").order_by("pk"),
        "photos": session.photos.shown(),
        "warnings": [
            *(["Chưa ghi thư ký: bản in để trống chỗ ký."] if minutes and not minutes.secretary_name else []),
            *(f"{number} chưa ghi tóm tắt: người dân đọc câu trả lời mà không biết hỏi điều gì." for number in lacking),
            *(warnings_in_minutes(minutes, items) if minutes else []),
        ],
    }


class AddSessionView(StaffPage, FormPage, FormView):
    about = DialogueSession
    form_class = AddSessionForm
    template_name = "admin/dialogues/add_session.html"
    page_title = "Thêm buổi đối thoại"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm(DialogueSession.permission("add_session")):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AddSessionForm) -> HttpResponse:
        try:
            session = form.save(by=self.user)
        except ValidationError as refusal:  # somebody added one like it since the form was checked
            form.add_error("held_on", refusal.messages)
            return self.form_invalid(form)
        except IntegrityError:
            form.add_error("held_on", "Vừa có người khác thêm một buổi vào ngày này. Xin xem lại lịch.")
            return self.form_invalid(form)
        messages.success(self.request, f"Đã thêm {session.title}.")
        return redirect(admin_url(session))


class ReviseView(KeepersPage, FormPage, FormView):
    form_class = ReviseForm
    template_name = "admin/dialogues/revise.html"
    page_title = "Sửa thông tin"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.status not in COMING:
            messages.warning(request, f"Không sửa được thông tin khi buổi “{self.row.get_status_display().lower()}”.")
            return redirect(admin_url(self.row))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"session": self.row}

    def form_valid(self, form: ReviseForm) -> HttpResponse:
        version = form.cleaned_data["version"]
        since = QuestionEvent.objects.aggregate(last=Max("pk"))["last"] or 0
        try:
            form.save(by=self.user)
        except StaleRow:
            return self._show_conflict(form, version)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, "Đã lưu thông tin buổi đối thoại.")
        tell_promoted(self.request, self.user, since)
        return redirect(admin_url(self.row))

    def _show_conflict(self, form: ReviseForm, version: int) -> HttpResponse:
        self.row = form.row = DialogueSession.objects.get(pk=self.row.pk)
        form.renew_version()
        events = self.row.events.select_related("note", "by").order_by("pk")
        context = self.get_context_data(form=form, since=list(events[version + 1 :]), fresh=fresh_values(form))
        response = self.render_to_response(context)
        response.status_code = 409
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"since": [], "fresh": []} | kwargs)


def fresh_values(form: ReviseForm) -> list[tuple[str, str]]:
    """What stands in the session now where it differs from what was typed, so that nobody undoes it unknowingly."""
    found = []
    for name, field in form.fields.items():
        if name not in ("version", "chair_posts") and getattr(form.row, name) != form.cleaned_data.get(name):
            found.append((str(field.label), form[name].field.widget.format_value(getattr(form.row, name))))
    return found
