"""Nobody types twice: what was sent after the session ended, or from too old a page, is shown to be sent once more."""

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
KEY = "unsent"
# More letters than any form of ours holds, and more forms than an office sends in an hour with no session.
LETTERS_AT_MOST, FORMS_PER_HOUR = 300_000, 30


def keep_unsent(get_response: GetResponse) -> GetResponse:
    """Let what somebody sent wait, sealed, behind the sign-in; whoever may open the page then reads it there.

    Pages that everybody reads are left alone: they ask for no session.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "POST" and _leads_to_sign_in(response) and _is_by_hand(request):
            _keep(request)
        elif waiting := _waiting(request):
            if request.method == "POST":
                del request.session[KEY]
            elif request.method == "GET" and response.status_code == 200 and request.user.is_authenticated:
                words = [tuple(pair) for pair in json.loads(unseal_text(waiting["words"]))]
                return show(request, words, had_files=waiting["had_files"], is_kept=True)
        return response

    return middleware


def words_of(request: HttpRequest) -> Words:
    """Return what the form holds; nothing of one with a password, or with more than a form of ours has."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    words = [(name, str(value)) for name, value in sent if name != "csrfmiddlewaretoken"]
    is_fit = not any("password" in name for name, _value in words)
    return words if is_fit and sum(len(value) for _name, value in words) <= LETTERS_AT_MOST else []


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent it, as the browser says; another site must not lay words into somebody's hands."""
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == here or request.headers.get("Referer", "").startswith(f"{here}/")


def show(request: HttpRequest, words: Words, *, had_files: bool, is_kept: bool, status: int = 200) -> HttpResponse:
    """The page with what was sent, and a button to send it to where it was meant for."""
    context: dict[str, Any] = {"words": words, "had_files": had_files, "is_kept": is_kept}
    response = render(request, "wardportal/unsent.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    doors = (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
    return isinstance(response, HttpResponseRedirect) and response.url.partition("?")[0] in doors


def _is_by_hand(request: HttpRequest) -> bool:
    """Not by a script, which keeps the words of its page itself; an old browser does not say."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _keep(request: HttpRequest) -> None:
    words = words_of(request)
    key = keyed_hash("unsent", origin_of(request.META["REMOTE_ADDR"]))
    if words and AttemptCount.objects.add(key, window=timedelta(hours=1)) <= FORMS_PER_HOUR:
        kept = {"words": seal_text(json.dumps(words)), "had_files": any(request.FILES.values())}
        request.session[KEY] = kept | {"path": request.get_full_path()}


def _waiting(request: HttpRequest) -> dict[str, Any]:
    """What waits for this very page, where the page asked who reads it."""
    if not request.session.accessed:
        return {}
    waiting = request.session.get(KEY, {})
    return waiting if waiting.get("path") == request.get_full_path() else {}
