"""What the staff's own pages share: the frame of the admin, buttons, and the page of one decision."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import FormView

from wardportal.decisions import DecisionForm
from wardportal.models import StaleRow, User
from wardportal.pages import FormPage, PrivatePage
from wardportal.upload_fields import KeepsUploads


class StaffPage(PrivatePage):
    """Mixin: a page in the frame of the admin."""

    request: HttpRequest
    about: ClassVar[type[Model]]
    page_title = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = admin.site.each_context(self.request)
        page = {"title": self.page_title, "opts": self.about._meta, "subtitle": None, "is_popup": False}
        return super().get_context_data(**{**frame, **page, **kwargs})  # type: ignore[misc]

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_next: bool
    # Seldom taken: the page may put it apart from what is done any day.
    is_rare: bool = False


def buttons_of(
    verbs: Collection[str], forms: Mapping[str, type[DecisionForm]], url_of: Callable[[str], str], usual: str
) -> list[Button]:
    """One button for each of the decisions that has a form, in the order of the forms, the usual next step first."""
    ordered = sorted((verb for verb in forms if verb in verbs), key=lambda verb: verb != usual)
    return [Button(forms[verb].heading, url_of(verb), verb == usual) for verb in ordered]


class DecisionPage(FormPage, FormView):
    """Shows the form of a verb and hands what was typed to the row's method of that name. A page mixin stands before.

    Where others decided meanwhile it answers 409, shows what they did and keeps what was typed.
    """

    forms: ClassVar[Mapping[str, type[DecisionForm]]]
    # How the page shows what others did meanwhile; for templates that extend "admin/_decide.html".
    event_template = ""
    row: Any

    # What the pages of an app say

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def may_decide(self) -> bool:
        """Whether this person may take the decision, whatever the state; the page read the row by its gate."""
        about = self.row._meta
        return self.user.has_perm(f"{about.app_label}.{self.kwargs['verb']}_{about.model_name}")

    def back_url(self) -> str:
        return self.row_url()  # type: ignore[attr-defined]

    def refusal(self, label: str) -> str:
        """Why the decision cannot be taken now."""
        return self.row.refusal_of(self.kwargs["verb"], label)

    def answer(self, form: DecisionForm) -> HttpResponse:
        """Where to go on once the decision is taken."""
        return redirect(self.back_url())

    def fresh_row(self) -> Any:
        return type(self.row)._default_manager.get(pk=self.row.pk)

    def events(self) -> Any:
        """What happened to the row, with what the template of an event shows."""
        return self.row.events.select_related("note", "by")

    # How it goes

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["verb"] not in self.forms:
            raise Http404
        if not self.may_decide():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[DecisionForm]:
        return self.forms[self.kwargs["verb"]]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row, "user": self.user}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.can(self.kwargs["verb"]):
            return super().get(request, *args, **kwargs)
        messages.warning(request, self.refusal(self.get_form_class().heading))
        return redirect(self.back_url())

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        try:
            form.apply(self.row, by=self.user)
        except StaleRow:
            return self._show_conflict(form)
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        self.row = self.fresh_row()
        messages.success(self.request, f"{self.row}: đã ghi nhận “{form.heading}”.")
        return self.answer(form)

    def form_invalid(self, form: DecisionForm) -> HttpResponse:
        """What is refused may be so by what others did meanwhile, so that is told with it."""
        if form.cleaned_data.get("version", self.row.version) < self.row.version:
            return self._show_conflict(form)
        return super().form_invalid(form)

    def _show_conflict(self, form: DecisionForm) -> HttpResponse:
        """Show what others did and keep what was typed; a second press counts where the decision is still legal."""
        if isinstance(form, KeepsUploads):
            form.keep_uploads()
        self.row = form.row = self.fresh_row()
        form.renew_version()
        since = self._events_after(form.cleaned_data["version"])
        context = self.get_context_data(form=form, since=since, may_press=self.row.can(form.verb))
        response = self.render_to_response(context)
        response.status_code = 409
        return response

    def _events_after(self, version: int) -> list[Any]:
        """Each decision raises the version by one and leaves one event, after the one that made the row."""
        return list(self.events().order_by("pk")[max(version, 0) + 1 :])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = form = kwargs.get("form") or self.get_form()
        defaults = {"since": [], "may_press": True, "is_upload": form.is_multipart(), "back_url": self.back_url()}
        defaults["event_template"] = self.event_template
        # A page mixin before this one names its own, mostly empty title.
        title = kwargs.pop("title", "") or form.heading
        return super().get_context_data(**defaults | kwargs, title=title)
