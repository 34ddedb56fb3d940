"""What somebody without an account may see for a while after giving code and secret, in this browser only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import FormView

from wardportal.forms import LookupForm
from wardportal.lookup import Lookup, TooSoon
from wardportal.models import Coded
from wardportal.pages import FormPage, PrivatePage
from wardportal.sealing import keyed_hash

Row = TypeVar("Row", bound=Coded)

# How long a look stays open without a click: phones are lent and shared.
LOOK_TIME = timedelta(minutes=30)


@dataclass(frozen=True)
class Look:
    """A place in the session that names one row; another kind of thing, or of page, has another key."""

    session_key: str
    lasts: timedelta = LOOK_TIME
    is_renewed: bool = True  # each click lets the time run anew

    def remember(self, request: HttpRequest, row: Coded, *, since: datetime | None = None) -> None:
        """Let this browser see the row; a reissued secret ends it, since the mark is made of the nonce."""
        until = (since or timezone.now()) + self.lasts
        request.session[self.session_key] = {"pk": row.pk, "mark": _mark_of(row), "until": until.timestamp()}

    def remembered(self, request: HttpRequest, rows: QuerySet[Row]) -> Row | None:
        """Return the one of the rows this browser may see, None when it may see none of them any more."""
        kept = request.session.get(self.session_key)
        if not kept or kept["until"] < timezone.now().timestamp():
            return None
        row = rows.filter(pk=kept["pk"]).first()
        if row is None or kept["mark"] != _mark_of(row):
            return None
        if self.is_renewed:
            self.remember(request, row)
        return row

    def forget(self, request: HttpRequest) -> None:
        """End the look, and keep that it was ended: whoever takes the phone next may not open it by the back button."""
        kept = request.session.pop(self.session_key, None)
        if kept:
            request.session[self._ended_key] = kept["pk"]

    def end_by_button(self, request: HttpRequest, rows: QuerySet[Row], *, here: str, else_to: str) -> HttpResponse:
        """Answer whoever came by the address alone: an address ends nothing, so a look that is open is shown again."""
        if self.remembered(request, rows) is None:
            return redirect(else_to)
        messages.info(request, "Chưa kết thúc xem. Xin bấm nút “Kết thúc xem” ở cuối trang này.")
        return redirect(here)

    def was_ended(self, request: HttpRequest, row: Coded) -> bool:
        return request.session.get(self._ended_key) == row.pk

    @property
    def _ended_key(self) -> str:
        return f"{self.session_key} ended"


def _mark_of(row: Coded) -> str:
    return keyed_hash("sender", row.code, bytes(row.secret_nonce).hex())


class LookupView(PrivatePage, FormPage, FormView):
    """Asks for code and secret, and opens a look; the code may stand in the address, as the QR code has it."""

    form_class: type[LookupForm]
    look: Look
    button: str  # what the page's button says

    def rows(self) -> QuerySet[Any]:
        """What can be looked up here."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return {"code": self.request.GET.get("ma", "")[:20]}

    def form_valid(self, form: LookupForm) -> HttpResponse:
        lookup = Lookup(form.cleaned_data["code"], self.request.META["REMOTE_ADDR"])
        try:
            row = lookup.find(self.rows(), form.cleaned_data["secret"])
        except TooSoon as wait:
            message = f"Để chống dò mã, xin đợi {wait.seconds} giây rồi bấm {self.button} lần nữa."
            return self._refuse(form, message, 429)
        if row is None:
            why = f"{form.code_label} hoặc mã bí mật không đúng."
            return self._refuse(form, f"{why} Xin xem lại phiếu; nếu mất phiếu, xin gọi hoặc đến phường.", 422)
        self.request.session.cycle_key()
        self.look.remember(self.request, row)
        return redirect(self.get_success_url())

    def _refuse(self, form: LookupForm, message: str, status: int) -> HttpResponse:
        form.add_error(None, message)
        response = self.form_invalid(form)
        response.status_code = status
        return response
