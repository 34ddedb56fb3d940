"""The two kinds of pages: read by everybody and kept by caches, or meant for one person and kept by nobody.

And how pages with a form answer: refused, or sent twice.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from wardportal.models import User

View = Callable[..., HttpResponseBase]


def read_page(view: View) -> View:
    """Serve a page that is the same for everybody: GET only, no cookie read or set, kept by caches for a minute."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=60)
        return response

    return require_safe(wrapped)


def private_page(view: View) -> View:
    """Serve a page for one person: kept by no cache, found by no search engine."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@method_decorator(read_page, name="dispatch")
class ReadPage:
    """Mixin of class-based views; put it first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@method_decorator(private_page, name="dispatch")
class PrivatePage:
    """Mixin of class-based views; put it first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class SignedInPage(PrivatePage, LoginRequiredMixin):
    """Mixin of class-based views, for who is signed in; put it first. The way to the sign-in is kept by nobody too."""

    request: HttpRequest

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]


class FormPage:
    """Mixin before FormView: a refused form is shown again as what it is, with status 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class OnceView(FormPage):
    """Mixin before FormView: a form sent again is answered as the first time, unless it says something else by now.

    The form tells `submission_uuid`, whether it `repeats` what it made, and how to `ask_again`.
    """

    def sent_before(self, submission_id: UUID) -> Any:
        """Return what this very form made already, or None."""
        raise NotImplementedError

    def take(self, form: Any) -> HttpResponse:
        """Store what a valid form says and answer it; what a ValidationError says is put into the form."""
        raise NotImplementedError

    def answer_again(self, sent: Any) -> HttpResponse:
        raise NotImplementedError

    def is_about_this(self, sent: Any) -> bool:
        """Whether what was made before is about the row of this page; an id is good for one row."""
        return True

    def ask_again(self, form: Any, sent: Any) -> HttpResponse:
        form.ask_again(sent)
        return self.form_invalid(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()  # type: ignore[attr-defined]
        if sent := self._sent_before(form):
            return self._take_again(form, sent)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.take(form)
        except (IntegrityError, ValidationError) as refusal:
            # The same form arrived twice at once, and the other one was first.
            if sent := self._sent_before(form):
                return self._take_again(form, sent)
            if isinstance(refusal, IntegrityError):
                raise
            return self.refused(form, refusal)

    def refused(self, form: Any, refusal: ValidationError) -> HttpResponse:
        form.refuse(refusal)
        return self.form_invalid(form)

    def _sent_before(self, form: Any) -> Any:
        return self.sent_before(form.submission_uuid) if form.submission_uuid else None

    def _take_again(self, form: Any, sent: Any) -> HttpResponse:
        if form.repeats(sent) and self.is_about_this(sent):
            return self.answer_again(sent)
        return self.ask_again(form, sent)


class OfferedView(OnceView):
    """As `OnceView`, for what somebody can do up to some moment: earlier and later it leads back to their own page."""

    own_page: str
    done = "Đã ghi nhận."

    def is_offered(self) -> bool:
        """Whether it can be done now."""
        raise NotImplementedError

    def too_late(self) -> str:
        """Why not, and what they can do."""
        raise NotImplementedError

    def act(self, form: Any) -> None:
        """Do it, in one method of a model."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_offered():
            messages.info(request, self.too_late())
            return redirect(self.own_page)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]

    def take(self, form: Any) -> HttpResponse:
        if not self.is_offered():
            raise ValidationError(self.too_late())
        self.act(form)
        return self.answer_again()

    def answer_again(self, sent: Any = None) -> HttpResponse:
        messages.success(self.request, self.done)  # type: ignore[attr-defined]
        return redirect(self.own_page)
