"""A file the portal made, as the answer to a request; what is dear to make is kept for a crowd."""

from collections.abc import Callable
from threading import Lock

from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponse

# As long as read pages are kept by others; a file of thousands of rows has some megabytes.
KEPT = LocMemCache("files", {"TIMEOUT": 60, "OPTIONS": {"MAX_ENTRIES": 30}})
_MAKING = Lock()


def download(content: bytes, name: str, content_type: str, *, shown: bool = False) -> HttpResponse:
    """Return a file to be saved, or `shown` in the browser. The name is plain letters, made of fixed words."""
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def kept(path: str, newest: object, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what everybody gets alike at the path: made once while `newest` stays the same, for a minute at most.

    One is made at a time: however many ask at once, the others wait for it, and the machine works for one of them.
    """
    if (known := _known(path, newest)) is None:
        with _MAKING:
            if (known := _known(path, newest)) is None:
                known = make()
                KEPT.set(path, (newest, known))
    return known


def _known(path: str, newest: object) -> HttpResponse | None:
    as_of, response = KEPT.get(path, (None, None))
    return response if as_of == newest else None
