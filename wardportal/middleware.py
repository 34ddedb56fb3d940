"""What is answered before anything else looks at the request: too large a body, and what no honest browser sends."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from wardportal.encodings import OTHER_ENCODING
from wardportal.server.bodies import DroppedBody

GetResponse = Callable[[HttpRequest], HttpResponseBase]
KNOWN_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "TRACE")
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/rss+xml")


class CompressReadPages(GZipMiddleware):
    """Send small what everybody reads alike.

    A page for one person is sent as it is: how long it is compressed would tell somebody who listens what stands on it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_read_page = "public" in response.get("Cache-Control", "") and not response.streaming
        if not is_read_page or not response.get("Content-Type", "").startswith(COMPRESSIBLE):
            return response
        return super().process_response(request, response)


def answer_dropped_body(get_response: GetResponse) -> GetResponse:
    """Say what to do instead where the server could not keep what was sent."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        body = request.META.get("wsgi.input")
        if not isinstance(body, DroppedBody):
            return get_response(request)
        context = {"is_too_large": body.is_too_large, "most": settings.LARGEST_REQUEST_BYTES}
        response = render(request, "413.html", context, status=413 if body.is_too_large else 503)
        add_never_cache_headers(response)
        return response

    return middleware


def answer_other_method(get_response: GetResponse) -> GetResponse:
    """Say on a page that nothing is done by a method which the address does not take; no address takes PUT or DELETE.

    Django's own answer is empty, and to PUT and DELETE it speaks of a form that was open too long.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_known = request.method in KNOWN_METHODS
        response = get_response(request) if is_known else HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if isinstance(response, HttpResponseNotAllowed):
            response.content = render_to_string("405.html", request=request)
        return response

    return middleware


def refuse_unreadable(get_response: GetResponse) -> GetResponse:
    """Answer 400 to letters in another encoding than UTF-8, and to a NUL in address or cookies.

    PostgreSQL takes no NUL, so that a look-up by it would be a 500.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.content_type == OTHER_ENCODING:
            raise BadRequest("Another encoding than UTF-8")
        in_query = "%00" in request.META.get("QUERY_STRING", "")
        if in_query or "\0" in request.path_info or any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in address or cookie")
        return get_response(request)

    return middleware
