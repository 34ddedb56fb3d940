"""Nobody types twice: what was sent after the session ended, or from too old a page, is shown to be sent once more.

What waits behind the sign-in belongs to the account that was last signed in on this browser, and to nobody else.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from wardportal.addresses import origin_of
from wardportal.models import AttemptCount
from wardportal.sealing import keyed_hash, seal_text, unseal_text

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Words = list[tuple[str, str]]
KEY, ACCOUNT = "unsent", "account"
# More letters than any form of ours holds, and more forms than an office sends in an hour with no session.
LETTERS_AT_MOST, FORMS_PER_HOUR = 300_000, 30
# Boxes of the machine: they are sent again, but nobody typed them.
UNTYPED = ("csrfmiddlewaretoken", "submission_id", "version", "website", "TOTAL_FORMS", "INITIAL_FORMS", "NUM_FORMS")
# Who gets which rights is typed by whoever is signed in: a form laid out by another must not wait here for them.
NEVER_KEPT = ("wardportal_user_", "auth_user_password_change", "petitions_confidentialgrant_")


def keep_unsent(get_response: GetResponse) -> GetResponse:
    """Let what somebody sent wait, sealed, behind the sign-in; the same person then reads it on the page it is for.

    Pages that everybody reads are left alone: they ask for no session.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "POST" and _leads_to_sign_in(response):
            _keep(request)
        elif waiting := _waiting(request):
            if request.method == "POST":
                del request.session[KEY]
            elif request.method == "GET" and response.status_code == 200:
                words = [tuple(pair) for pair in json.loads(unseal_text(waiting["words"]))]
                response = show(request, words, had_files=waiting["had_files"], is_kept=True)
        _remember_account(request, response)
        return response

    return middleware


def words_of(request: HttpRequest) -> Words:
    """Return what the form holds; nothing of one with a password, or with more than a form of ours has."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    words = [(name, str(value)) for name, value in sent if name != "csrfmiddlewaretoken"]
    is_fit = not any("password" in name for name, _value in words)
    return words if is_fit and sum(len(name) + len(value) for name, value in words) <= LETTERS_AT_MOST else []


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent it, as the browser says; another site must not lay words into somebody's hands."""
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == here or request.headers.get("Referer", "").startswith(f"{here}/")


def show(request: HttpRequest, words: Words, *, had_files: bool, is_kept: bool, status: int = 200) -> HttpResponse:
    """The page with what was sent, and a button to send it to where it was meant for."""
    typed = [value for name, value in words if value.strip() and not name.endswith(UNTYPED)]
    context: dict[str, Any] = {"words": words, "typed": typed, "had_files": had_files, "is_kept": is_kept}
    response = render(request, "wardportal/unsent.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    doors = (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
    return isinstance(response, HttpResponseRedirect) and response.url.partition("?")[0] in doors


def _keep(request: HttpRequest) -> None:
    """Put the words where the next sign-in of the same account finds them, in the place of older ones."""
    account = request.get_signed_cookie(ACCOUNT, default="")
    if not (account and _is_by_hand(request) and _may_wait(request)):
        return
    request.session.pop(KEY, None)
    words = words_of(request)
    key = keyed_hash("unsent", origin_of(request.META["REMOTE_ADDR"]))
    if words and AttemptCount.objects.add(key, window=timedelta(hours=1)) <= FORMS_PER_HOUR:
        kept = {"words": seal_text(json.dumps(words)), "had_files": any(request.FILES.values()), "account": account}
        request.session[KEY] = kept | {"path": request.get_full_path()}


def _is_by_hand(request: HttpRequest) -> bool:
    """Not by a script, which keeps the words of its page itself; an old browser does not say."""
    is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return is_page and "application/json" not in request.headers.get("Accept", "")


def _may_wait(request: HttpRequest) -> bool:
    page = request.resolver_match and request.resolver_match.url_name or ""
    return not page.startswith(NEVER_KEPT) and "action" not in request.POST


def _waiting(request: HttpRequest) -> dict[str, Any]:
    """What waits for this very page and person, where the page asked who reads it."""
    if not request.session.accessed:
        return {}
    waiting = request.session.get(KEY, {})
    is_theirs = waiting.get("account") == str(request.user.pk)
    return waiting if is_theirs and waiting.get("path") == request.get_full_path() else {}


def _remember_account(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note whose browser this is until they sign out; what their session was is gone when it ends."""
    if request.resolver_match and request.resolver_match.url_name in ("account_logout", "logout"):
        response.delete_cookie(ACCOUNT)
    elif request.session.accessed and request.user.is_authenticated:
        account = str(request.user.pk)
        if request.get_signed_cookie(ACCOUNT, default="") != account:
            response.set_signed_cookie(
                ACCOUNT,
                account,
                max_age=timedelta(days=7),
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
