"""A file the portal made, as the answer to a request."""

from django.http import HttpResponse


def download(content: bytes, name: str, content_type: str, *, shown: bool = False) -> HttpResponse:
    """Return a file to be saved, or `shown` in the browser. The name is plain letters, made of fixed words."""
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
