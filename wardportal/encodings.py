from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

OTHER_ENCODING = "text/x-other-encoding"


def in_utf8_only(application: WSGIApplication) -> WSGIApplication:
    """Mark what names another encoding than UTF-8 as such, in place of the type it names.

    Django reads addresses and forms by whatever encoding is named, and breaks before any middleware runs over one that
    it does not know, or that is none of letters.
    """

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _encoding(environ.get("CONTENT_TYPE", "")) != "utf-8":
            environ["CONTENT_TYPE"] = OTHER_ENCODING
        return application(environ, start_response)

    return call


def _encoding(content_type: str) -> str:
    """Return the encoding that is named, UTF-8 where none is; "" where that cannot be read."""
    try:
        return parse_header_parameters(content_type)[1].get("charset", "utf-8").lower()
    except ValueError:
        return ""
