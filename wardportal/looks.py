"""What somebody without an account may see for a while after giving code and secret, in this browser only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from wardportal.forms import LookupForm
from wardportal.lookup import Lookup, TooSoon
from wardportal.models import Coded
from wardportal.pages import FormPage, PrivatePage, private_page
from wardportal.sealing import keyed_hash
from wardportal.upload_fields import KeepsUploads

Row = TypeVar("Row", bound=Coded)

# How long a look stays open without a click: phones are lent and shared.
LOOK_TIME = timedelta(minutes=30)
# Receipts of one browser, each at the address with its code: a family writes in several tabs.
RECEIPTS_KEPT = 5
ENDED_KEPT = 50


@dataclass(frozen=True)
class Look:
    """A place in the session that names rows; another kind of thing, or of page, has another key."""

    session_key: str
    lasts: timedelta = LOOK_TIME
    is_renewed: bool = True  # each click lets the time run anew
    keeps: int = 1  # so many rows, the newest ones

    def remember(self, request: HttpRequest, row: Coded, *, since: datetime | None = None) -> None:
        """Let this browser see the row; a reissued secret ends it, since the mark is made of the nonce."""
        until = (since or timezone.now()) + self.lasts
        others = [kept for kept in self._kept(request) if kept["pk"] != row.pk]
        newest = {"pk": row.pk, "mark": _mark_of(row), "until": until.timestamp()}
        request.session[self.session_key] = [newest, *others][: self.keeps]

    def remembered(self, request: HttpRequest, rows: QuerySet[Row], code: str = "") -> Row | None:
        """Return the row of the code, or the newest, that this browser may see; None when it may not any more."""
        marks = self._marks(request)
        if not marks:
            return None
        row = rows.filter(code=code).first() if code else rows.filter(pk=next(iter(marks))).first()
        if row is None or marks.get(row.pk) != _mark_of(row):
            return None
        if self.is_renewed:
            self.remember(request, row)
        return row

    def all_remembered(self, request: HttpRequest, rows: QuerySet[Row]) -> list[Row]:
        """Return all of the rows that this browser may see."""
        marks = self._marks(request)
        return [row for row in rows.filter(pk__in=marks) if marks[row.pk] == _mark_of(row)] if marks else []

    def _marks(self, request: HttpRequest) -> dict[Any, str]:
        """What is kept and still lasts, the newest first: by key the mark of the row as it was then."""
        now = timezone.now().timestamp()
        return {kept["pk"]: kept["mark"] for kept in self._kept(request) if kept["until"] >= now}

    def _kept(self, request: HttpRequest) -> list[dict[str, Any]]:
        return request.session.get(self.session_key, [])

    def open(self, request: HttpRequest, rows: QuerySet[Any], form: LookupForm, button: str) -> HTTPStatus:
        """Let this browser see the row whose code and secret a valid form has; `button` is the one to press again.

        Returns OK, or the status of the refusal that stands in the form.
        """
        lookup = Lookup(form.cleaned_data["code"], request.META["REMOTE_ADDR"])
        try:
            row = lookup.find(rows, form.cleaned_data["secret"])
        except TooSoon as wait:
            form.add_error(None, f"Để chống dò mã, xin đợi {wait.seconds} giây rồi bấm {button} lần nữa.")
            return HTTPStatus.TOO_MANY_REQUESTS
        if row is None:
            why = f"{form.code_label} hoặc mã bí mật không đúng."
            form.add_error(None, f"{why} Xin xem lại phiếu; nếu mất phiếu, xin gọi hoặc đến phường.")
            return HTTPStatus.UNPROCESSABLE_ENTITY
        request.session.cycle_key()
        self.remember(request, row)
        return HTTPStatus.OK

    def forget(self, request: HttpRequest) -> None:
        """End the look, and keep that it was ended: whoever takes the phone next may not open it by the back button."""
        ended = [kept["pk"] for kept in request.session.pop(self.session_key, [])]
        earlier = request.session.get(self._ended_key, [])
        request.session[self._ended_key] = [*ended, *earlier][:ENDED_KEPT]

    def end_by_button(self, request: HttpRequest, rows: QuerySet[Row], *, here: str, else_to: str) -> HttpResponse:
        """Answer whoever came by the address alone: an address ends nothing, so a look that is open is shown again."""
        if self.remembered(request, rows) is None:
            return redirect(else_to)
        messages.info(request, "Chưa kết thúc xem. Xin bấm nút “Kết thúc xem” ở cuối trang này.")
        return redirect(here)

    def was_ended(self, request: HttpRequest, row: Coded) -> bool:
        return row.pk in request.session.get(self._ended_key, [])

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
        status = self.look.open(self.request, self.rows(), form, self.button)
        if status == HTTPStatus.OK:
            return redirect(self.get_success_url())
        response = self.form_invalid(form)
        response.status_code = status
        return response


@method_decorator(private_page, name="dispatch")  # its own answer too, not only those of the pages below
class LookedUpPage(PrivatePage):
    """Mixin of the pages about one row: finds it by the session, or asks for code and secret again.

    The browser has one row open at a time, and another tab may have opened another. So each form says by `code` which
    row its page was about; for any other nothing is done, and what was typed waits for the secret of the one meant.
    A link says it by `ma`.
    """

    look: Look
    lookup_form: type[LookupForm]
    lookup_page: str
    own_page: str
    thing: str  # what a row is called
    row: Any

    def rows(self) -> QuerySet[Any]:
        """What these pages read of what can be looked up."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = self.look.remembered(request, self.rows())
        if request.method == "POST" and not (row and request.POST.get("code") == row.code):
            if refusal := self._ask_codes(request, row):
                return refusal
            row = self.look.remembered(request, self.rows())
        asked = "" if request.method == "POST" else request.GET.get("ma", "")[:20]
        if row is None or asked not in ("", row.code):
            label = self.lookup_form.code_label
            why = f"Trình duyệt này đang mở {self.thing} khác." if row else "Đã hết thời gian xem."
            messages.info(request, f"{why} Xin nhập lại {label[:1].lower()}{label[1:]} và mã bí mật.")
            return redirect(reverse(self.lookup_page, query={"ma": asked} if asked else None))
        self.row = row
        return super().dispatch(request, *args, **kwargs)

    def _ask_codes(self, request: HttpRequest, open_row: Any) -> HttpResponse | None:
        """Show what was typed and ask for the codes of the row it is for; None once they came with it and are right."""
        code = request.POST.get("code", "")[:20]
        codes = self.lookup_form(request.POST if "secret" in request.POST else None, initial={"code": code})
        status = HTTPStatus.CONFLICT if open_row else HTTPStatus.FORBIDDEN
        if codes.is_bound:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            if codes.is_valid():
                status = self.look.open(request, self.rows(), codes, "Gửi tiếp")
        if status == HTTPStatus.OK:
            return None
        form = self.get_form() if isinstance(self, FormView) else None
        if form is not None and form.is_valid() and isinstance(form, KeepsUploads):
            form.keep_uploads()
        if form is not None and codes.errors:
            form.errors.clear()  # one list of what is wrong; its own are told once it is known for which row
        page = {"codes": codes, "form": form, "code": code, "open_row": open_row, "thing": self.thing}
        return render(request, "wardportal/codes_again.html", page | {"own_page": self.own_page}, status=status)
