"""What no honest browser sends is refused before anything looks at it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a NUL in address or cookies: PostgreSQL takes none, so that a look-up by it would be a 500."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        in_query = "%00" in request.META.get("QUERY_STRING", "")
        if in_query or "\0" in request.path_info or any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in address or cookie")
        return get_response(request)

    return middleware
